using System.Management.Automation;
using System.Reflection;
using System.Reflection.Metadata;
using System.Reflection.PortableExecutable;
using System.Runtime.Loader;

namespace HigherSelf.Sync.Module.Tests.Module;

public sealed class ImportTests
{
    private static readonly string[] Cmdlets =
    [
        "Backup-HSDatabase", "Compare-HSDatabase", "Export-HSReport", "Export-HSSchema", "Get-HSConfiguration", "Get-HSConflict", "Get-HSDatabase", "Get-HSSyncFailure", "Get-HSSyncHistory", "Get-HSSyncPlan",
        "Get-HSSyncStatus", "Initialize-HSNotion", "Initialize-HSSupabase", "New-HSDatabase", "Resolve-HSConflict", "Restore-HSDatabase", "Restore-HSRecord", "Start-HSSandbox", "Stop-HSSandbox", "Sync-HSDatabase",
        "Sync-HSRecord", "Test-HSNotionApi", "Test-HSSchema", "Test-HSSupabaseApi", "Undo-HSSync", "Update-HSSchema", "Watch-HSDatabase",
    ];

    [Fact]
    public void The_built_module_is_imported_by_its_manifest_with_all_its_cmdlets()
    {
        using var shell = new Shell();
        Assert.Equal(Cmdlets, shell.Get("Get-Command -Module HigherSelf.Sync").Select(c => ((CommandInfo)c.BaseObject).Name).Order());
        Assert.Equal(BuiltModule.Version, shell.Value<Version>("(Get-Module HigherSelf.Sync).Version").ToString());
        Assert.Equal(BuiltModule.Folder, shell.Value<string>("(Get-Module HigherSelf.Sync).ModuleBase"));
    }

    [Fact]
    public void It_is_found_by_name_on_the_module_path_and_loaded_when_a_command_is_used()
    {
        using var shell = new Shell();
        var count = shell.Value<int>(
            $"""
            Remove-Module HigherSelf.Sync
            $env:PSModulePath = '{Path.Combine(BuiltModule.Root, "out")}' + [IO.Path]::PathSeparator + $env:PSModulePath
            @(Get-HSDatabase).Count
            """);
        Assert.Equal(16, count);
    }

    [Fact]
    public void It_can_be_removed_and_imported_again() => Assert.Equal(16, new Shell().Value<int>(
        $"Remove-Module HigherSelf.Sync; Import-Module '{BuiltModule.Manifest}'; Import-Module '{BuiltModule.Manifest}' -Force; @(Get-HSDatabase).Count"));

    [Fact]
    public void The_manifest_is_valid()
    {
        using var shell = new Shell();
        Assert.Equal("HigherSelf.Sync", shell.Value<PSModuleInfo>($"Test-ModuleManifest '{BuiltModule.Manifest}'").Name);
    }

    [Fact]
    public void The_engine_lives_in_a_load_context_of_its_own()
    {
        using var shell = new Shell();
        shell.Get("Get-HSDatabase");
        var engines = AppDomain.CurrentDomain.GetAssemblies().Where(a => a.GetName().Name is "HigherSelf.Sync.Engine" or "Polly.Core" or "Npgsql").ToList();
        Assert.Contains(engines, a => a.GetName().Name == "HigherSelf.Sync.Engine");
        Assert.All(engines, a => Assert.NotSame(AssemblyLoadContext.Default, AssemblyLoadContext.GetLoadContext(a)));
        Assert.All(engines, a => Assert.StartsWith(Path.Combine(BuiltModule.Folder, "deps"), a.Location, StringComparison.Ordinal));
    }

    [Fact]
    public void Every_reference_of_every_assembly_in_deps_is_in_deps_or_in_the_framework()
    {
        var deps = Directory.GetFiles(Path.Combine(BuiltModule.Folder, "deps"), "*.dll");
        var there = deps.Select(Path.GetFileNameWithoutExtension).ToHashSet();
        var framework = Directory.GetFiles(Path.GetDirectoryName(typeof(object).Assembly.Location)!, "*.dll").Select(Path.GetFileNameWithoutExtension).ToHashSet();
        Assert.Contains("HigherSelf.Sync.Engine", there);
        Assert.DoesNotContain("System.Management.Automation", there);
        foreach (var file in deps)
        {
            using var reader = new PEReader(File.OpenRead(file));
            var metadata = reader.GetMetadataReader();
            foreach (var reference in metadata.AssemblyReferences.Select(h => metadata.GetString(metadata.GetAssemblyReference(h).Name)))
            {
                Assert.True(there.Contains(reference) || framework.Contains(reference), $"{file} needs {reference}, which is not shipped.");
            }
        }
    }

    [Fact]
    public void Every_cmdlet_has_an_approved_verb_a_prefixed_noun_and_says_what_it_gives()
    {
        var approved = new[] { typeof(VerbsCommon), typeof(VerbsData), typeof(VerbsLifecycle), typeof(VerbsDiagnostic), typeof(VerbsCommunications), typeof(VerbsSecurity), typeof(VerbsOther) }
            .SelectMany(t => t.GetFields(BindingFlags.Public | BindingFlags.Static)).Select(f => (string)f.GetRawConstantValue()!).ToHashSet();
        using var shell = new Shell();
        foreach (var cmdlet in shell.Get("Get-Command -Module HigherSelf.Sync").Select(c => (CmdletInfo)c.BaseObject))
        {
            Assert.Contains(cmdlet.Verb, approved);
            Assert.StartsWith("HS", cmdlet.Noun, StringComparison.Ordinal);
            Assert.True(cmdlet.OutputType.Count > 0 || cmdlet.Verb == "Stop", cmdlet.Name);
        }
    }

    [Fact]
    public void Every_script_of_the_repository_parses()
    {
        foreach (var file in Directory.EnumerateFiles(BuiltModule.Root, "*.ps*1", SearchOption.AllDirectories).Where(f => !f.Contains("node_modules") && !f.Contains("/out/") && !f.Contains("/artifacts/")))
        {
            System.Management.Automation.Language.Parser.ParseFile(file, out _, out var errors);
            Assert.True(errors.Length == 0, $"{file}: {string.Join("; ", errors.Select(e => e.Message))}");
        }
    }
}

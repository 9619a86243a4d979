using System.Diagnostics;
using System.Text.RegularExpressions;
using HigherSelf.Sync.Module.Tests.Module;

namespace HigherSelf.Sync.Module.Tests.Docs;

/// <summary>Every PowerShell command in the documentation is run, as it stands there, by hs.</summary>
[Collection("Environment")]
public sealed partial class CommandsInDocsTests
{
    /// <summary>Every page with commands.</summary>
    public static TheoryData<string> Pages => [.. Directory.EnumerateFiles(Path.Combine(BuiltModule.Root, "docs"), "*.md").Append(Path.Combine(BuiltModule.Root, "README.md"))
        .Where(f => PowerShellBlock().IsMatch(File.ReadAllText(f))).Select(f => Path.GetRelativePath(BuiltModule.Root, f)).Order()];

    [Theory]
    [MemberData(nameof(Pages))]
    public async Task Every_command_works(string file)
    {
        var text = await File.ReadAllTextAsync(Path.Combine(BuiltModule.Root, file));
        var blocks = PowerShellBlock().Matches(text).Select(m => m.Groups[1].Value).ToList();
        Assert.NotEmpty(blocks);
        var folder = Directory.CreateTempSubdirectory("hs-docs-");
        try
        {
            var script = Path.Combine(folder.FullName, "commands.ps1");
            // A page that is not a walk through everything is read by somebody who has set both sides up.
            var setUp = blocks.Exists(b => b.Contains("Start-HSSandbox", StringComparison.Ordinal)) ? "" : "$null = Start-HSSandbox; $null = Initialize-HSSupabase\n";
            await File.WriteAllTextAsync(script, "$ErrorActionPreference = 'Stop'\n" + setUp + string.Join('\n', blocks));
            var (code, output) = await RunAsync(folder.FullName, HsHost, "-File", script);
            Assert.True(code == 0, $"{file}: exit code {code}\n{output}");
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }

    [Theory]
    [InlineData("Demo.ps1")]
    [InlineData("Add-Field.ps1")]
    public async Task The_demonstrations_hold(string script)
    {
        var (code, output) = await RunAsync(BuiltModule.Root, HsHost, "-File", Path.Combine(BuiltModule.Root, "samples", script));
        Assert.True(code == 0, output);
        Assert.Contains("Everything held.", output, StringComparison.Ordinal);
        Assert.DoesNotContain("FAIL", output, StringComparison.Ordinal);
    }

    [Fact]
    public void Every_link_to_a_file_leads_somewhere()
    {
        foreach (var file in Directory.EnumerateFiles(Path.Combine(BuiltModule.Root, "docs"), "*.md").Append(Path.Combine(BuiltModule.Root, "README.md")))
        {
            foreach (var target in Link().Matches(File.ReadAllText(file)).Select(m => m.Groups[1].Value).Where(t => !t.StartsWith("http", StringComparison.Ordinal)))
            {
                var parts = target.Split('#');
                var path = parts[0].Length == 0 ? file : Path.Combine(Path.GetDirectoryName(file)!, parts[0]);
                Assert.True(File.Exists(path), $"{file}: {target}");
                if (parts.Length > 1)
                {
                    var anchors = Heading().Matches(File.ReadAllText(path)).Select(m => NotInAnchor().Replace(m.Groups[1].Value.Trim().ToLowerInvariant(), "").Replace(' ', '-'));
                    Assert.Contains(parts[1], anchors);
                }
            }
        }
    }

    private static string HsHost => Path.Combine(BuiltModule.Root, "artifacts", "bin", "HigherSelf.Sync.Host", Configuration, "hs.dll");

    private static string Configuration => new DirectoryInfo(AppContext.BaseDirectory).Name;

    private static async Task<(int Code, string Output)> RunAsync(string folder, params string[] arguments)
    {
        var start = new ProcessStartInfo("dotnet", arguments) { RedirectStandardOutput = true, RedirectStandardError = true, RedirectStandardInput = true, WorkingDirectory = folder };
        foreach (var name in start.Environment.Keys.Where(k => k.StartsWith("NOTION_", StringComparison.Ordinal) || k.StartsWith("SUPABASE_", StringComparison.Ordinal)).ToList())
        {
            start.Environment.Remove(name);
        }

        using var process = Process.Start(start)!;
        process.StandardInput.Close();
        var output = process.StandardOutput.ReadToEndAsync();
        var errors = process.StandardError.ReadToEndAsync();
        await process.WaitForExitAsync();
        return (process.ExitCode, await output + await errors);
    }

    [GeneratedRegex("```powershell\n(.*?)```", RegexOptions.Singleline)]
    private static partial Regex PowerShellBlock();

    [GeneratedRegex(@"(?<!!)\[[^\]]+\]\(([^)]+)\)")]
    private static partial Regex Link();

    [GeneratedRegex("^#+ (.+)$", RegexOptions.Multiline)]
    private static partial Regex Heading();

    [GeneratedRegex("[^a-z0-9 -]")]
    private static partial Regex NotInAnchor();
}

using System.Text.Json;
using HigherSelf.Sync.Module.Tests.Host;
using HigherSelf.Sync.Module.Tests.Module;

namespace HigherSelf.Sync.Module.Tests.Unattended;

/// <summary>samples/sync.ps1 as cron runs it: a process of its own, its exit code, and what it wrote.</summary>
[Collection("Environment")]
public sealed class SyncScriptTests(SandboxForScripts sandbox) : IClassFixture<SandboxForScripts>, IDisposable
{
    private static readonly string Script = Path.Combine(Hs.RepositoryRoot, "samples", "sync.ps1");

    private readonly ScriptFolder _folder = new();

    [Fact]
    public async Task A_clean_run_ends_0_with_a_result_for_each_database_and_a_line_that_sums_up()
    {
        var first = await Run("-Name", "products_services,rewards_bounties");
        Assert.Equal((0, ""), (first.ExitCode, first.Error));
        Assert.Equal(2, first.Lines.Count(l => l.Contains(" Succeeded ", StringComparison.Ordinal)));
        Assert.Matches(@"^Succeeded: 2 databases, [1-9]\d* created, 0 updated, 0 deleted, 0 conflicts, 0 failed, in \d+\.\d s\.$", first.Lines[^1]);

        var quiet = await Run("-Name", "products_services", "-Quiet");
        Assert.Equal((0, ""), (quiet.ExitCode, quiet.Error));
        Assert.StartsWith("Succeeded: 1 databases, 0 created, 0 updated,", Assert.Single(quiet.Lines), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_run_that_finds_its_databases_held_by_another_ends_0_and_says_so()
    {
        sandbox.Do("$sandbox.ExecuteSql(\"insert into hs_sync.leases (database, run_id, holder, expires_at) values ('use_cases', gen_random_uuid(), 'another run', now() + interval '5 minutes')\")");
        try
        {
            var run = await Run("-Name", "use_cases", "-Quiet");
            Assert.Equal((0, ""), (run.ExitCode, run.Error));
            Assert.EndsWith("; 1 skipped, because another run holds them.", Assert.Single(run.Lines), StringComparison.Ordinal);
        }
        finally
        {
            sandbox.Do("$sandbox.ExecuteSql(\"delete from hs_sync.leases where database = 'use_cases'\")");
        }
    }

    [Fact]
    public async Task A_record_that_cannot_be_synced_ends_2_and_the_others_are_done()
    {
        sandbox.Do("$sandbox.ExecuteSql(\"insert into public.api_integrations (name) values (repeat('x', 300000)), ('good')\")");
        var run = await Run("-Name", "api_integrations", "-Quiet");
        Assert.Equal(2, run.ExitCode);
        Assert.StartsWith("RecordsFailed: api_integrations: 1 record could not be synced", run.ErrorText, StringComparison.Ordinal);
        Assert.Matches(@"^Partial: 1 databases, [1-9]\d* created, .* 1 failed, .*; worst: api_integrations RecordsFailed\.$", Assert.Single(run.Lines));
    }

    [Fact]
    public async Task A_database_that_cannot_be_synced_ends_2_and_the_others_are_done()
    {
        var run = await RunWith("NOTION_FEEDBACK_SURVEYS_DB", "1f0c2d3e4b5a69788796a5b4c3d2e1f0", "-Name", "feedback_surveys,marketing_campaigns");
        Assert.Equal(2, run.ExitCode);
        Assert.StartsWith("NotionNotShared: feedback_surveys: ", run.ErrorText, StringComparison.Ordinal);
        Assert.Single(run.Lines, l => l.StartsWith("marketing_campaigns", StringComparison.Ordinal) && l.Contains(" Succeeded ", StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_service_that_is_out_of_reach_ends_2_because_the_next_run_tries_again()
    {
        var run = await RunWith("SUPABASE_URL", "http://127.0.0.1:9", "-Name", "use_cases", "-Quiet");
        Assert.Equal(2, run.ExitCode);
        Assert.StartsWith("SupabaseUnreachable: ", run.ErrorText, StringComparison.Ordinal);
        Assert.EndsWith("; worst: SupabaseUnreachable.", Assert.Single(run.Lines), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Too_many_deletes_end_3_and_nothing_is_deleted()
    {
        Assert.Equal(0, (await Run("-Name", "agents", "-Quiet")).ExitCode);
        sandbox.Do("$sandbox.ExecuteSql('delete from public.agents where id in (select id from public.agents limit 20)'); $pages = $sandbox.GetPages('agents').Count");
        var run = await Run("-Name", "agents", "-Quiet");
        Assert.Equal(3, run.ExitCode);
        Assert.StartsWith("DeletesHalted: agents: ", run.ErrorText, StringComparison.Ordinal);
        Assert.Matches(@"^Halted: 1 databases, .* 0 deleted, .*; worst: agents DeletesHalted\.$", Assert.Single(run.Lines));
        sandbox.Do("if ($sandbox.GetPages('agents').Count -ne $pages) { throw 'Pages are gone.' }");
    }

    [Theory]
    [InlineData("NotionUnauthorized", "NOTION_API_TOKEN", "ntn_wrong")]
    [InlineData("SupabaseUnauthorized", "SUPABASE_API_KEY", "sb_secret_wrong")]
    [InlineData("DatabaseIdInvalid", "NOTION_USE_CASES_DB", "no id")]
    [InlineData("ConfigurationInvalid", "SUPABASE_URL", "http://example.com")]
    public async Task A_setting_that_is_wrong_ends_4(string error, string name, string value)
    {
        var run = await RunWith(name, value, "-Name", "use_cases", "-Quiet");
        Assert.Equal(4, run.ExitCode);
        Assert.StartsWith($"{error}: ", run.ErrorText, StringComparison.Ordinal);
        Assert.StartsWith("Not configured: 0 databases, 0 created", Assert.Single(run.Lines), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("ConfigurationInvalid", "-EnvFile", "/nowhere/sync.env")]
    [InlineData("DatabaseUnknown", "-Name", "nothing")]
    [InlineData("CannotConvertArgumentNoMessage", "-Direction", "Sideways")]
    [InlineData("ConfigurationInvalid", "-Every", "00:00:00")]
    public async Task An_argument_that_is_wrong_ends_4(string error, params string[] arguments)
    {
        var run = await RunScript(Script, new(), ["-Quiet", .. arguments, .. (string[])(arguments[0] == "-EnvFile" ? [] : ["-EnvFile", sandbox.EnvFile])]);
        Assert.Equal(4, run.ExitCode);
        Assert.StartsWith($"{error}: ", run.ErrorText, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Without_the_module_it_ends_4_and_says_where_it_looked()
    {
        var run = await RunScript(_folder.Write("alone/sync.ps1", await File.ReadAllTextAsync(Script)), [], "-Quiet");
        Assert.Equal(4, run.ExitCode);
        Assert.Contains($"neither beside {Path.Combine(_folder.Path, "alone")}/sync.ps1 nor on the module path", run.ErrorText, StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_installation_that_is_damaged_ends_1()
    {
        var script = CopyModuleBesideScript();
        await File.WriteAllTextAsync(Directory.GetFiles(_folder.Path, "HigherSelf.Sync.Engine.dll", SearchOption.AllDirectories).Single(), "no assembly");
        var run = await RunScript(script, [], "-EnvFile", sandbox.EnvFile, "-Quiet");
        Assert.Equal(1, run.ExitCode);
        Assert.StartsWith("Crashed: 0 databases", Assert.Single(run.Lines), StringComparison.Ordinal);
        Assert.NotEmpty(run.Error);
    }

    [Fact]
    public async Task It_finds_the_module_that_was_copied_beside_it()
    {
        var run = await RunScript(CopyModuleBesideScript(), [], "-EnvFile", sandbox.EnvFile, "-Name", "notification_templates", "-Quiet");
        Assert.Equal((0, ""), (run.ExitCode, run.Error));
    }

    [Fact]
    public async Task Of_several_versions_beside_it_the_newest_is_taken()
    {
        var script = CopyModuleBesideScript();
        // 0.0.9 sorts behind 0.0.10 as text; neither works, and the one that is copied is newer than both.
        foreach (var old in new[] { "0.0.9", "0.0.10" })
        {
            _folder.Write($"HigherSelf.Sync/{old}/HigherSelf.Sync.psd1", $"@{{ ModuleVersion = '{old}'; RootModule = 'nothing.dll' }}");
        }

        var run = await RunScript(script, [], "-EnvFile", sandbox.EnvFile, "-Name", "notification_templates", "-Quiet");
        Assert.Equal((0, ""), (run.ExitCode, run.Error));
        File.Delete(Path.Combine(_folder.Path, "HigherSelf.Sync", BuiltModule.Version, "HigherSelf.Sync.psd1"));
        Assert.Contains($"0.0.10{Path.DirectorySeparatorChar}HigherSelf.Sync.psd1", (await RunScript(script, [], "-Quiet")).ErrorText, StringComparison.Ordinal);
    }

    [Fact]
    public async Task It_finds_the_module_by_its_name_on_the_module_path()
    {
        var script = _folder.Write("alone/sync.ps1", await File.ReadAllTextAsync(Script));
        var run = await RunScript(script, new() { ["PSModulePath"] = Path.Combine(Hs.RepositoryRoot, "out") }, "-EnvFile", sandbox.EnvFile, "-Name", "notification_templates", "-Quiet");
        Assert.Equal((0, ""), (run.ExitCode, run.Error));
    }

    [Fact]
    public async Task No_secret_is_in_anything_that_it_writes()
    {
        var secrets = (await File.ReadAllLinesAsync(sandbox.EnvFile)).Where(l => l.Contains("TOKEN=", StringComparison.Ordinal) || l.Contains("KEY=", StringComparison.Ordinal))
            .Select(l => l.Split('=', 2)[1]).ToList();
        Assert.Equal(2, secrets.Count);
        var run = await RunWith("LOG_LEVEL", "DEBUG", "-Name", "use_cases");
        Assert.Contains("Notion POST", run.Output + run.Error, StringComparison.Ordinal);
        Assert.All(secrets, s => Assert.DoesNotContain(s, run.Output + run.Error, StringComparison.Ordinal));
    }

    [Fact]
    public async Task Watching_it_goes_on_cycle_after_cycle_and_leaves_a_heartbeat()
    {
        var heartbeat = Path.Combine(_folder.Path, "heartbeat.json");
        var run = await Run("-Name", "tasks", "-Every", "00:00:01", "-MaxCycles", "2", "-HeartbeatPath", heartbeat);
        Assert.Equal((0, ""), (run.ExitCode, run.Error));
        Assert.Single(run.Lines, l => l.StartsWith("tasks ", StringComparison.Ordinal));
        using var last = JsonDocument.Parse(await File.ReadAllTextAsync(heartbeat));
        Assert.Equal((2, "Succeeded"), (last.RootElement.GetProperty("cycle").GetInt32(), last.RootElement.GetProperty("status").GetString()));
    }

    [Fact]
    public async Task Watching_a_sign_in_that_is_refused_ends_it_with_4_and_an_error_that_may_pass_does_not_end_it()
    {
        var refused = await RunWith("NOTION_API_TOKEN", "ntn_wrong", "-Name", "use_cases", "-Every", "00:00:01");
        Assert.Equal(4, refused.ExitCode);

        var away = await RunWith("SUPABASE_URL", NoSupabase, "-Name", "use_cases", "-Every", "00:00:01", "-MaxCycles", "2");
        Assert.Equal(2, away.ExitCode);
        Assert.Equal(2, away.Error.Split("SupabaseRejected: ").Length - 1);
    }

    [Fact]
    public async Task Stopped_while_it_watches_it_leaves_the_databases_to_the_next_run()
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "The signal is sent on Linux only.");
        var heartbeat = Path.Combine(_folder.Path, "heartbeat.json");
        await using var hs = Hs.Start(
            new HsOptions { Environment = new() { ["LOG_LEVEL"] = "INFO" } },
            "-File", Script, "-EnvFile", sandbox.EnvFile, "-Name", "use_cases", "-Every", "01:00:00", "-HeartbeatPath", heartbeat);
        await hs.Until("The next one begins at");
        await hs.Signal("TERM");
        Assert.Equal(143, (await hs.End()).ExitCode);
        using var last = JsonDocument.Parse(await File.ReadAllTextAsync(heartbeat));
        Assert.Equal("Stopped", last.RootElement.GetProperty("status").GetString());
        Assert.DoesNotContain("skipped", (await Run("-Name", "use_cases", "-Quiet")).Output, StringComparison.Ordinal);
    }

    public void Dispose() => _folder.Dispose();

    /// <summary>An address where something answers that is no Supabase: unlike one where nothing does, it is not tried for half a minute.</summary>
    private string NoSupabase => File.ReadLines(sandbox.EnvFile).Single(l => l.StartsWith("NOTION_BASE_URL=", StringComparison.Ordinal)).Split('=')[1];

    private Task<HsResult> Run(params string[] arguments) => RunScript(Script, [], ["-EnvFile", sandbox.EnvFile, .. arguments]);

    private Task<HsResult> RunWith(string name, string value, params string[] arguments) => RunScript(Script, new() { [name] = value }, ["-EnvFile", sandbox.EnvFile, .. arguments]);

    private static Task<HsResult> RunScript(string script, Dictionary<string, string> environment, params string[] arguments) =>
        Hs.Run(new HsOptions { Environment = environment }, ["-File", script, .. arguments]);

    private string CopyModuleBesideScript()
    {
        foreach (var file in Directory.GetFiles(BuiltModule.Folder, "*", SearchOption.AllDirectories))
        {
            var copy = Path.Combine(_folder.Path, "HigherSelf.Sync", BuiltModule.Version, Path.GetRelativePath(BuiltModule.Folder, file));
            Directory.CreateDirectory(Path.GetDirectoryName(copy)!);
            File.Copy(file, copy);
        }

        return _folder.Write("sync.ps1", File.ReadAllText(Script));
    }
}

using System.Management.Automation.Language;
using System.Text.RegularExpressions;
using YamlDotNet.RepresentationModel;

namespace HigherSelf.Sync.Module.Tests.Unattended;

/// <summary>What the ready files must not get wrong, whoever edits them.</summary>
public sealed partial class SampleFileTests
{
    private static readonly string[] ParametersOfScript =
        [.. ((ScriptBlockAst)Parser.ParseFile(Samples.PathOf("sync.ps1"), out _, out _)).ParamBlock.Parameters.Select(p => p.Name.VariablePath.UserPath)];

    [Fact]
    public void Every_ready_file_is_known_to_these_tests()
    {
        var there = Directory.GetFiles(Samples.PathOf(""), "*", SearchOption.AllDirectories).Select(f => Path.GetRelativePath(Samples.PathOf(""), f).Replace('\\', '/'));
        Assert.Equal(Samples.Files.Append("Demo.ps1").Append("Add-Field.ps1").Order(), there.Where(f => !f.EndsWith(".env", StringComparison.Ordinal)).Order());
    }

    [Theory]
    [InlineData("cron/higherself-sync")]
    [InlineData("systemd/higherself-sync.service")]
    [InlineData("systemd/higherself-watch.service")]
    [InlineData("docker/Dockerfile")]
    [InlineData("github/sync.yml")]
    [InlineData("windows/Register-SyncTask.ps1")]
    public void Every_parameter_that_a_file_gives_to_the_script_is_one_of_the_script(string file)
    {
        var parameters = Samples.ParametersIn(file).ToList();
        Assert.NotEmpty(parameters);
        Assert.All(parameters, p => Assert.Contains(p, ParametersOfScript));
    }

    [Fact]
    public void No_file_holds_a_secret_and_each_says_what_to_fill_in()
    {
        foreach (var file in Samples.Files.Where(f => f.Contains('/')))
        {
            var text = Samples.Text(file);
            Assert.DoesNotMatch(@"ntn_\w|sb_secret_\w|eyJ|postgresql://", text);
            Assert.DoesNotMatch(@"(?m)^\s*(- )?(NOTION_API_TOKEN|SUPABASE_API_KEY|SUPABASE_DB_URL)\s*[=:]\s*(?!\$\{\{ secrets\.)\S", text);
            Assert.True(file is "docker/Dockerfile.dockerignore" or "systemd/higherself-sync.timer" or "windows/Register-SyncTask.ps1" || text.Contains("# Fill in:", StringComparison.Ordinal), file);
        }
    }

    [Fact]
    public void The_line_of_cron_has_five_times_a_user_and_a_command_without_a_percent_sign()
    {
        var jobs = Samples.Lines("cron/higherself-sync").Where(l => !CronSetting().IsMatch(l)).ToList();
        var job = CronLine().Match(Assert.Single(jobs));
        Assert.True(job.Success);
        Assert.Equal(("*/5 * * * *", "higherself"), (job.Groups[1].Value, job.Groups[2].Value));
        Assert.StartsWith("/", job.Groups[3].Value, StringComparison.Ordinal);
        Assert.DoesNotContain('%', job.Groups[3].Value);
        Assert.EndsWith("\n", Samples.Text("cron/higherself-sync"), StringComparison.Ordinal);
    }

    [Fact]
    public void The_container_comes_back_after_a_reboot_and_is_watched_by_its_heartbeat_with_as_few_rights_as_it_needs()
    {
        var service = Yaml("docker/compose.yaml").At("services").At("sync");
        Assert.Equal("unless-stopped", service.At("restart").Scalar());
        Assert.Equal(["sync.env"], service.At("env_file").List());
        Assert.Equal(["ALL"], service.At("cap_drop").List());
        Assert.Equal(["no-new-privileges:true"], service.At("security_opt").List());
        Assert.Equal("true", service.At("read_only").Scalar());
        Assert.Equal("60s", service.At("stop_grace_period").Scalar());
        Assert.False(service.Has("environment") || service.Has("privileged") || service.Has("user"));
        Assert.True(File.Exists(Path.Combine(Samples.PathOf("docker"), service.At("build").At("context").Scalar(), service.At("build").At("dockerfile").Scalar())));

        // The image and the composition look at the same file in the same way, and it is the one that the watch writes.
        var image = Samples.Text("docker/Dockerfile");
        var check = service.At("healthcheck").At("test").List();
        Assert.Equal("CMD-SHELL", check[0]);
        Assert.Contains($"CMD {check[1].Replace("$$", "$", StringComparison.Ordinal)}\n", image, StringComparison.Ordinal);
        var heartbeat = Regex.Match(image, @"HEARTBEAT=(\S+)").Groups[1].Value;
        Assert.Contains($"\"-HeartbeatPath\", \"{heartbeat}\"", image, StringComparison.Ordinal);
        Assert.Contains(service.At("tmpfs").List(), folder => heartbeat.StartsWith(folder, StringComparison.Ordinal));
    }

    [Fact]
    public void The_image_does_not_run_as_root_and_nothing_but_the_sources_goes_into_it()
    {
        var last = Samples.Lines("docker/Dockerfile").SkipWhile(l => !l.StartsWith("FROM mcr.microsoft.com/dotnet/runtime", StringComparison.Ordinal)).ToList();
        Assert.Contains("USER $APP_UID", last);
        Assert.All(last.Where(l => l.StartsWith("COPY", StringComparison.Ordinal)), l => Assert.StartsWith("COPY --from=build ", l, StringComparison.Ordinal));
        var ignored = Samples.Lines("docker/Dockerfile.dockerignore");
        Assert.Equal("**", ignored[0]);
        Assert.Contains("**/*.env", ignored);
        Assert.All(ignored.Where(l => l[0] == '!'), l => Assert.True(Path.Exists(Path.Combine(Samples.PathOf(".."), l[1..])), l));
    }

    [Fact]
    public void The_workflow_has_a_schedule_runs_one_at_a_time_takes_secrets_from_the_store_and_tells_how_it_went()
    {
        var workflow = Yaml("github/sync.yml");
        Assert.Single(((YamlSequenceNode)workflow.At("on").At("schedule")).Children);
        Assert.Equal(("higherself-sync", "false"), (workflow.At("concurrency").At("group").Scalar(), workflow.At("concurrency").At("cancel-in-progress").Scalar()));
        Assert.Equal("read", Assert.Single(((YamlMappingNode)workflow.At("permissions")).Children).Value.Scalar());
        var job = workflow.At("jobs").At("sync");
        Assert.True(job.Has("timeout-minutes"));
        var run = ((YamlSequenceNode)job.At("steps")).Children.Single(s => s.Has("env"));
        foreach (var (name, value) in ((YamlMappingNode)run.At("env")).Children.Where(e => e.Key.Scalar() != "NO_COLOR"))
        {
            Assert.Equal($"${{{{ secrets.{name.Scalar()} }}}}", value.Scalar());
        }

        // A secret in the text of a script would be a part of it: only variables are.
        Assert.DoesNotContain("${{", run.At("run").Scalar(), StringComparison.Ordinal);
        Assert.Contains("GITHUB_STEP_SUMMARY", run.At("run").Scalar(), StringComparison.Ordinal);
        Assert.EndsWith("exit \"$code\"", run.At("run").Scalar().Trim(), StringComparison.Ordinal);
        Assert.True(File.Exists(Samples.PathOf("sync.ps1")));
    }

    private static YamlNode Yaml(string file)
    {
        var yaml = new YamlStream();
        using var text = File.OpenText(Samples.PathOf(file));
        yaml.Load(text);
        return Assert.Single(yaml.Documents).RootNode;
    }

    [GeneratedRegex(@"^[A-Z_]+=\S*$")]
    private static partial Regex CronSetting();

    [GeneratedRegex(@"^((?:[\d*/,-]+ ){4}[\d*/,-]+) (\w+) (.+)$")]
    private static partial Regex CronLine();
}

internal static class YamlNodes
{
    public static YamlNode At(this YamlNode node, string name) => ((YamlMappingNode)node)[name];

    public static bool Has(this YamlNode node, string name) => ((YamlMappingNode)node).Children.ContainsKey(name);

    public static string Scalar(this YamlNode node) => ((YamlScalarNode)node).Value!;

    public static List<string> List(this YamlNode node) => [.. ((YamlSequenceNode)node).Children.Select(Scalar)];
}

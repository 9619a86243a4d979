using System.Text.Json;

namespace HigherSelf.Sync.Module.Tests.Module;

/// <summary>The log of a run, and that no secret is in anything that a run puts out (R13).</summary>
[Collection("Environment")]
public sealed class LogTests : IDisposable
{
    private readonly Shell _shell = new();
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("hs-log-");

    [Fact]
    public void R13_No_output_of_a_whole_run_holds_a_secret_and_every_line_of_the_log_tells_its_run_and_database()
    {
        var file = Path.Combine(_folder.FullName, "new folder", "sync.jsonl");
        Environment.SetEnvironmentVariable("LOG_FILE", file);
        Environment.SetEnvironmentVariable("LOG_LEVEL", "DEBUG");
        _shell.Get("$sandbox = Start-HSSandbox -RequestsPerMinute 100000");
        var secrets = new[] { "NOTION_API_TOKEN", "SUPABASE_API_KEY", "SUPABASE_DB_URL" }.Select(n => Environment.GetEnvironmentVariable(n)!).ToList();
        secrets.Add(new Uri(secrets[2]).UserInfo.Split(':')[1]);
        Assert.All(secrets, s => Assert.True(s.Length > 20));

        // One record of tasks fails, and one database does.
        var outcomes = new List<Outcome>
        {
            _shell.Run("Initialize-HSSupabase -Verbose -Debug"),
            _shell.Run("$sandbox.ExecuteSql(\"alter table public.tasks add constraint short check (length(task_name) < 3) not valid\")"),
            _shell.Run("$env:NOTION_AGENT_REGISTRY_DB = [guid]::NewGuid(); Sync-HSDatabase -Verbose -Debug"),
            _shell.Run("$env:NOTION_API_TOKEN = 'ntn_0123456789abcdefghijklmnopqrstuvwxyz'; Sync-HSDatabase tasks -Verbose -Debug"),
            _shell.Run("Get-HSConfiguration; Get-HSSyncHistory; Get-HSSyncFailure; Get-HSConflict; Get-HSSyncHistory -First 1 | Get-HSSyncHistory; Test-HSNotionApi -Detailed; Test-HSSupabaseApi -Detailed; $sandbox"),
        };
        secrets.Add("ntn_0123456789abcdefghijklmnopqrstuvwxyz");

        Assert.NotEmpty(outcomes[2].Errors);
        Assert.NotNull(outcomes[3].Terminating);
        Assert.Contains(outcomes[2].Printed, l => l.StartsWith("Notion POST", StringComparison.Ordinal));
        var said = outcomes.SelectMany(o => o.Output.Select(v => $"{v} {string.Join(' ', v.Properties.Where(p => p.Name != "Settings").Select(p => p.Value))}")
            .Concat(o.Errors.Append(o.Terminating).OfType<System.Management.Automation.ErrorRecord>().Select(e => $"{e} {e.Exception} {e.ErrorDetails} {e.TargetObject}"))
            .Concat(o.Warnings).Concat(o.Verbose).Concat(o.Debug).Concat(o.Printed)).Concat(File.ReadLines(file)).ToList();
        Assert.True(said.Count > 500, $"{said.Count} lines");
        Assert.All(secrets, secret => Assert.DoesNotContain(said, line => line.Contains(secret, StringComparison.Ordinal)));

        var lines = File.ReadLines(file).Select(l => JsonDocument.Parse(l).RootElement).ToList();
        var ofRuns = lines.Where(l => l.TryGetProperty("RunId", out _)).ToList();
        Assert.True(ofRuns.Select(l => l.GetProperty("RunId").GetString()).Distinct().Count() >= 2);
        Assert.Equal(17, ofRuns.Select(l => l.GetProperty("Database").GetString()).Distinct().Count());
        foreach (var id in new[] { 2001, 2002, 2101, 2102, 2201 })
        {
            Assert.Contains(ofRuns, l => l.GetProperty("EventId").GetProperty("Id").GetInt32() == id);
        }

        // What is of a run says so: only set-up and checks are not.
        Assert.DoesNotContain(lines.Except(ofRuns), l => l.GetProperty("@m").GetString()!.Contains("hs_sync_exchange", StringComparison.Ordinal));
    }

    [Fact]
    public void A_log_file_that_cannot_be_written_is_an_error_that_names_it()
    {
        Environment.SetEnvironmentVariable("LOG_FILE", _folder.FullName);
        var error = _shell.Run("Get-HSDatabase").Terminating!;
        Assert.StartsWith("ConfigurationInvalid", error.FullyQualifiedErrorId, StringComparison.Ordinal);
        Assert.Contains(_folder.FullName, error.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public void Without_a_level_nothing_is_printed()
    {
        Environment.SetEnvironmentVariable("LOG_FILE", Path.Combine(_folder.FullName, "a.jsonl"));
        Assert.Empty(_shell.Run("Get-HSDatabase").Printed);
    }

    public void Dispose()
    {
        _shell.Run("Stop-HSSandbox");
        foreach (var name in new[] { "LOG_FILE", "LOG_LEVEL", "NOTION_AGENT_REGISTRY_DB", "NOTION_API_TOKEN" })
        {
            Environment.SetEnvironmentVariable(name, null);
        }

        _shell.Dispose();
        _folder.Delete(recursive: true);
    }
}

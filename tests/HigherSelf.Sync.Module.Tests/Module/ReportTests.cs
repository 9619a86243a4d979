using System.Text.Json;
using System.Xml.Linq;

namespace HigherSelf.Sync.Module.Tests.Module;

/// <summary>Status and reports through the cmdlets, on a sandbox.</summary>
[Collection("Environment")]
public sealed class ReportTests : IDisposable
{
    private readonly Shell _shell = new();
    private readonly string _folder = Directory.CreateTempSubdirectory("hs-reports-").FullName;

    [Fact]
    public void The_status_of_every_database_is_one_request_and_tells_what_waits()
    {
        _shell.Get("$sandbox = Start-HSSandbox -RequestsPerMinute 100000; $null = Initialize-HSSupabase");
        var before = Assert.Single(_shell.Get("Get-HSSyncStatus tasks"));
        Assert.Equal((true, null, null), (before.Properties["IsSetUp"].Value, before.Properties["LastStatus"].Value, before.Properties["Freshness"].Value));

        _shell.Get("Sync-HSDatabase");
        var asked = _shell.Run("Get-HSSyncStatus -Debug");
        Assert.Equal(16, asked.Output.Count);
        Assert.StartsWith("Supabase POST", Assert.Single(asked.Debug), StringComparison.Ordinal);
        Assert.All(asked.Output, s =>
        {
            Assert.Equal("Succeeded", s.Properties["LastStatus"].Value.ToString());
            Assert.Equal(((DateTimeOffset)s.Properties["LastFullScan"].Value).AddDays(1), s.Properties["NextFullScan"].Value);
            Assert.NotNull(s.Properties["LastSuccess"].Value);
            Assert.InRange((TimeSpan)s.Properties["Freshness"].Value, TimeSpan.Zero, TimeSpan.FromMinutes(5));
            Assert.Equal((0, 0, 0, 0, null), (s.Properties["SupabaseBacklog"].Value, s.Properties["NotionBacklog"].Value, s.Properties["Failures"].Value, s.Properties["Conflicts"].Value, s.Properties["HeldBy"].Value));
        });

        // An edited row, a pending page, a failure of another page, a conflict that nobody won, and a run that holds the database.
        _shell.Get(
            """
            $pages = $sandbox.GetPages('tasks')
            $sandbox.ExecuteSql("update public.tasks set notes = 'row' where notion_page_id = '$($pages[0])'")
            $sandbox.EditPage('tasks', $pages[0], @{ notes = 'page' })
            $null = Sync-HSDatabase tasks -ConflictPolicy Manual
            $sandbox.ExecuteSql("update public.tasks set notes = 'other' where notion_page_id = '$($pages[1])'")
            $sandbox.ExecuteSql("update hs_sync.links set page_pending = page_id = '$($pages[2])' where database = 'tasks'")
            $sandbox.ExecuteSql("insert into hs_sync.failures (database, record_id, side, reason, run_id) values ('tasks', '$($pages[2])', 'Notion', 'r', gen_random_uuid()), ('tasks', '$($pages[3])', 'Notion', 'r', gen_random_uuid())")
            $sandbox.ExecuteSql("insert into hs_sync.leases (database, run_id, holder, expires_at) values ('tasks', gen_random_uuid(), 'somebody', clock_timestamp() + interval '1 minute'), ('agents', gen_random_uuid(), 'gone', clock_timestamp() - interval '1 minute')")
            $sandbox.ExecuteSql("update hs_sync.databases set needs_full = true where name = 'tasks'")
            """);
        var tasks = Assert.Single(_shell.Get("Get-HSSyncStatus tasks"));
        Assert.Equal((2, 2, 1, "somebody"), ((int)tasks.Properties["NotionBacklog"].Value, (int)tasks.Properties["Failures"].Value, (int)tasks.Properties["Conflicts"].Value, tasks.Properties["HeldBy"].Value));
        Assert.InRange((int)tasks.Properties["SupabaseBacklog"].Value, 1, 2);
        Assert.True((DateTimeOffset)tasks.Properties["NextFullScan"].Value < (DateTimeOffset)tasks.Properties["LastFullScan"].Value + TimeSpan.FromHours(1));
        Assert.Null(Assert.Single(_shell.Get("Get-HSSyncStatus agents")).Properties["HeldBy"].Value);

        // A run that leaves the database to another one says nothing of how it stands.
        Assert.Equal("Skipped", _shell.Run("Sync-HSDatabase tasks").Output[0].Properties["Status"].Value.ToString());
        Assert.Equal("Succeeded", Assert.Single(_shell.Get("Get-HSSyncStatus tasks")).Properties["LastStatus"].Value.ToString());
    }

    [Fact]
    public void Reports_come_from_results_from_runs_and_from_history()
    {
        _shell.Get($"$sandbox = Start-HSSandbox -RequestsPerMinute 100000; $null = Initialize-HSSupabase; $null = $ExecutionContext.SessionState.Path.SetLocation('{_folder}')");
        Assert.Empty(_shell.Get("Sync-HSDatabase | Export-HSReport first.html"));
        Assert.Contains("All 16 databases were synced.", Read("first.html"), StringComparison.Ordinal);

        _shell.Get(
            """
            $page = $sandbox.GetPages('tasks')[0]
            $sandbox.ExecuteSql("update public.tasks set notes = '<script>alert(1)</script>' where notion_page_id = '$page'")
            $sandbox.EditPage('tasks', $page, @{ notes = 'page' })
            """);
        var results = _shell.Get("Sync-HSDatabase -ConflictPolicy Manual | Export-HSReport run.json -PassThru | Export-HSReport run.csv -PassThru | Export-HSReport run.txt -Format JUnit -PassThru");
        Assert.Equal(16, results.Count);
        var json = JsonDocument.Parse(Read("run.json")).RootElement;
        Assert.Equal((1, 16, 1), (json.GetProperty("runs").GetArrayLength(), json.GetProperty("databases").GetArrayLength(), json.GetProperty("conflicts").GetArrayLength()));
        Assert.Equal(2, json.GetProperty("changesOverTime").GetArrayLength());
        Assert.Equal((Guid)results[0].Properties["RunId"].Value, json.GetProperty("runs")[0].GetProperty("runId").GetGuid());
        Assert.NotNull(json.GetProperty("runs")[0].GetProperty("endedAt").GetString());
        Assert.Equal(100000, json.GetProperty("notionBudget").GetProperty("requestsPerMinute").GetInt32());
        Assert.Equal($"https://www.notion.so/{_shell.Value<Guid>("$page"):N}", json.GetProperty("conflicts")[0].GetProperty("notionUrl").GetString());
        Assert.Equal(17, File.ReadAllLines(Path.Combine(_folder, "run.csv")).Length);
        Assert.Equal("16", XDocument.Parse(Read("run.txt")).Root!.Attribute("tests")!.Value);

        Assert.Equal(2, _shell.Get("Export-HSReport week.html -PassThru").Count);
        Assert.Contains("&lt;script&gt;", Read("week.html"), StringComparison.Ordinal);
        Assert.DoesNotContain("<script", Read("week.html"), StringComparison.OrdinalIgnoreCase);
        Assert.Single(_shell.Get("Export-HSReport last.md -Last 1 -PassThru"));
        Assert.Empty(_shell.Get("Export-HSReport later.md -Since ([datetime]::UtcNow.AddDays(1)) -PassThru"));
        Assert.Contains("Nothing was synced.", Read("later.md"), StringComparison.Ordinal);
        _shell.Get("Get-HSSyncHistory | Export-HSReport runs.xml");
        Assert.Equal(2, XDocument.Parse(Read("runs.xml")).Root!.Elements("testsuite").Count());

        // No secret in any of them.
        foreach (var secret in new[] { "NOTION_API_TOKEN", "SUPABASE_API_KEY", "SUPABASE_DB_URL" }.Select(n => Environment.GetEnvironmentVariable(n)!))
        {
            Assert.All(Directory.GetFiles(_folder), f => Assert.DoesNotContain(secret, File.ReadAllText(f), StringComparison.Ordinal));
        }

        // A database that could not be synced is an error of the test in CI; without Supabase the report is written all the same, and says what is missing.
        Environment.SetEnvironmentVariable("NOTION_TASKS_DB", "1f0c2d3e4b5a69788796a5b4c3d2e1f0");
        _shell.Get("$failed = Sync-HSDatabase tasks -ErrorAction SilentlyContinue");
        _shell.Get("$failed | Export-HSReport failed.xml");
        Assert.Equal("NotionNotShared", Assert.Single(XDocument.Parse(Read("failed.xml")).Descendants("error")).Attribute("type")!.Value);
        _shell.Get("Stop-HSSandbox");
        var alone = _shell.Run("$failed | Export-HSReport alone.md");
        Assert.Contains("not in this report", Assert.Single(alone.Warnings), StringComparison.Ordinal);
        Assert.Contains("NotionNotShared", Read("alone.md"), StringComparison.Ordinal);
        Assert.Equal("ConfigurationMissing,HigherSelf.Sync.Commands.ExportHSReportCommand", _shell.Run("Export-HSReport no.md").Terminating!.FullyQualifiedErrorId);
        Assert.False(File.Exists(Path.Combine(_folder, "no.md")));
    }

    [Fact]
    public void What_keeps_a_report_from_being_written_is_told_before_anything_is_done()
    {
        _shell.Get($"$null = $ExecutionContext.SessionState.Path.SetLocation('{_folder}'); $ran = 0");
        File.WriteAllText(Path.Combine(_folder, "there.csv"), "old");
        foreach (var (arguments, id) in new[]
        {
            ("no/folder/r.html", "ReportPathInvalid"), ("r.pdf", "ReportPathInvalid"), (". -Format Html", "ReportPathInvalid"), ("there.csv -NoClobber", "ReportExists"),
        })
        {
            var outcome = _shell.Run($"& {{ process {{ $script:ran++ }} }} | Export-HSReport {arguments}");
            Assert.Equal($"{id},HigherSelf.Sync.Commands.ExportHSReportCommand", outcome.Terminating!.FullyQualifiedErrorId);
            Assert.NotEmpty(outcome.Terminating.ErrorDetails.RecommendedAction);
        }

        Assert.Equal(0, _shell.Value<int>("$ran"));

        // What comes to nothing writes nothing, and so does -WhatIf.
        Assert.Contains("No results came", Assert.Single(_shell.Run("@() | Export-HSReport there.csv").Warnings), StringComparison.Ordinal);
        _shell.Run("Export-HSReport there.csv -WhatIf; Export-HSReport new.csv -WhatIf");
        Assert.Equal("old", Read("there.csv"));
        Assert.Equal(["there.csv"], Directory.GetFileSystemEntries(_folder).Select(Path.GetFileName));
    }

    public void Dispose()
    {
        _shell.Run("Stop-HSSandbox");
        Environment.SetEnvironmentVariable("NOTION_TASKS_DB", null);
        _shell.Dispose();
        Directory.Delete(_folder, recursive: true);
    }

    private string Read(string file) => File.ReadAllText(Path.Combine(_folder, file));
}

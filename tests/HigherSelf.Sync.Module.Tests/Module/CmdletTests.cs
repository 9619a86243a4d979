using System.Management.Automation;

namespace HigherSelf.Sync.Module.Tests.Module;

/// <summary>The cmdlets together, on a sandbox that they start themselves.</summary>
[Collection("Environment")]
public sealed class CmdletTests : IDisposable
{
    private readonly Shell _shell = new();

    [Fact]
    public void The_whole_story_from_a_sandbox_to_equal_sides()
    {
        var sandbox = Assert.Single(_shell.Get("$sandbox = Start-HSSandbox -RequestsPerMinute 100000; $sandbox"));
        Assert.True((int)sandbox.Properties["Pages"].Value >= 1000);
        Assert.Equal(3, _shell.Get("Initialize-HSSupabase | Where-Object Applied").Count);
        Assert.Empty(_shell.Get("Initialize-HSSupabase | Where-Object Applied"));
        Assert.True(_shell.Value<bool>("Test-HSNotionApi"));
        Assert.True(_shell.Value<bool>("Test-HSSupabaseApi"));
        Assert.Equal(["Token", "Clock", "Budget", "Insert", "Update"], _shell.Get("Test-HSNotionApi -Detailed | Where-Object Passed | Where-Object Name -notin (Get-HSDatabase).Name").Select(c => c.Properties["Name"].Value));
        Assert.Equal(18, _shell.Get("Test-HSSupabaseApi -Detailed | Where-Object Passed").Count);

        // All three agree, until a trigger is gone; that is one finding.
        Assert.True(_shell.Value<bool>("Test-HSSchema -Quiet"));
        Assert.Empty(_shell.Get("Test-HSSchema"));
        _shell.Get("$sandbox.ExecuteSql('drop trigger hs_sync_touch on public.tasks')");
        Assert.False(_shell.Value<bool>("'tasks' | Test-HSSchema -Quiet"));
        Assert.Equal("TriggerMissing", Assert.Single(_shell.Get("Test-HSSchema t*s")).Properties["Kind"].Value.ToString());
        Assert.Single(_shell.Get("Initialize-HSSupabase | Where-Object Applied"));
        Assert.Empty(_shell.Get("Test-HSSchema"));

        // -WhatIf tells of each page, and writes nothing.
        var whatIf = _shell.Run("Sync-HSDatabase -WhatIf");
        Assert.Empty(whatIf.Output);
        Assert.Equal(sandbox.Properties["Pages"].Value, _shell.Value<int>("$all = 0; Compare-HSDatabase | ForEach-Object { $all++ }; $all"));

        var results = _shell.Get("Get-HSDatabase | Sync-HSDatabase");
        Assert.Equal(16, results.Count);
        Assert.All(results, r => Assert.Equal("Succeeded", r.Properties["Status"].Value.ToString()));
        Assert.Equal(sandbox.Properties["Pages"].Value, results.Sum(r => (int)r.Properties["Created"].Value));
        Assert.Empty(_shell.Get("Compare-HSDatabase"));

        _shell.Get("$sandbox.EditPage('tasks', $sandbox.GetPages('tasks')[0], @{ notes = 'edited'; estimated_time = 1.25; tags = @('Urgent'); due_date = '2026-12-24' })");
        Assert.Equal(["due_date", "estimated_time", "notes", "tags"], _shell.Get("Compare-HSDatabase t*s").Select(d => (string)d.Properties["Field"].Value).Order());
        Assert.Equal(1, Assert.Single(_shell.Get("'tasks' | Sync-HSDatabase")).Properties["Updated"].Value);
        Assert.Empty(_shell.Get("Compare-HSDatabase tasks"));
        Assert.Empty(_shell.Get("Get-HSDatabase nothing* | Sync-HSDatabase"));

        // Both ways, and what can be told and put back of it; -WhatIf of each writes nothing.
        _shell.Get("$page = $sandbox.GetPages('tasks')[1]; $sandbox.ExecuteSql(\"update public.tasks set notes = 'row' where notion_page_id = '$page'\")");
        Assert.Equal("Update page", Assert.Single(_shell.Get("Get-HSSyncPlan tasks")).Properties["Action"].Value);
        _shell.Run("Sync-HSDatabase tasks -WhatIf; Sync-HSRecord tasks -NotionPageId $page -WhatIf");
        Assert.Single(_shell.Get("Compare-HSDatabase tasks"));
        var run = Assert.Single(_shell.Get("Sync-HSDatabase tasks"));
        Assert.Equal((1, 0), ((int)run.Properties["Updated"].Value, (int)run.Properties["Created"].Value));
        var runId = run.Properties["RunId"].Value;
        Assert.Equal(runId, _shell.Get("Get-HSSyncHistory")[0].Properties["RunId"].Value);
        Assert.Contains(runId.ToString(), _shell.Get($"(TabExpansion2 'Undo-HSSync {runId.ToString()![..4]}' 16).CompletionMatches").Select(m => (string)m.Properties["CompletionText"].Value));
        Assert.Equal("tasks", Assert.Single(_shell.Get("Sync-HSDatabase -Model Task")).Properties["Database"].Value);
        Assert.Equal("Notion", _shell.Get($"Get-HSSyncHistory {runId}")[0].Properties["Side"].Value.ToString());
        _shell.Run($"Undo-HSSync {runId} -WhatIf");
        Assert.Empty(_shell.Get("Get-HSSyncPlan tasks"));
        Assert.NotEmpty(_shell.Get($"Undo-HSSync {runId}"));
        Assert.Empty(_shell.Get("Compare-HSDatabase tasks"));

        _shell.Get("$sandbox.ExecuteSql(\"update public.tasks set notes = 'row' where notion_page_id = '$page'\"); $sandbox.EditPage('tasks', $page, @{ notes = 'page' })");
        Assert.Equal(1, Assert.Single(_shell.Get("Sync-HSDatabase tasks -ConflictPolicy NotionWins")).Properties["Conflicts"].Value);
        _shell.Run("Get-HSConflict | Resolve-HSConflict -Keep Supabase -WhatIf");
        Assert.Equal("Notion", Assert.Single(_shell.Get("Get-HSConflict tasks")).Properties["Winner"].Value.ToString());
        _shell.Get("Get-HSConflict | Resolve-HSConflict -Keep Supabase");
        Assert.Empty(_shell.Get("Get-HSConflict"));
        Assert.Single(_shell.Get("Get-HSConflict -All"));
        Assert.Empty(_shell.Get("Compare-HSDatabase tasks"));

        _shell.Get("$sandbox.ExecuteSql(\"delete from public.tasks where notion_page_id = '$page'\"); Sync-HSDatabase tasks");
        _shell.Run("Restore-HSRecord tasks $page -WhatIf");
        Assert.Empty(_shell.Get("Get-HSSyncPlan tasks"));
        Assert.Single(_shell.Get("Get-HSSyncHistory (Get-HSSyncHistory -First 1).RunId | Where-Object Action -EQ Delete | Restore-HSRecord"));
        Assert.Contains(_shell.Value<Guid>("$page"), _shell.Get("$sandbox.GetPages('tasks')").Select(p => (Guid)p.BaseObject));
        Assert.Equal("RecordUnknown,HigherSelf.Sync.Commands.RestoreHSRecordCommand", _shell.Run("Restore-HSRecord tasks ([guid]::NewGuid())").Terminating!.FullyQualifiedErrorId);
        Assert.Empty(_shell.Get("Get-HSSyncFailure"));

        // A row that Notion refuses has no page to be named by; its failure can be piped on all the same.
        _shell.Get("$sandbox.ExecuteSql(\"insert into public.tasks (task_name, status) values ('refused', 'with, a comma')\")");
        Assert.Equal("Partial", Assert.Single(_shell.Run("Sync-HSDatabase tasks").Output).Properties["Status"].Value.ToString());
        Assert.Null(Assert.Single(_shell.Get("Get-HSSyncFailure")).Properties["NotionPageId"].Value);
        Assert.Equal("Partial", Assert.Single(_shell.Run("Get-HSSyncFailure | Sync-HSRecord").Output).Properties["Status"].Value.ToString());
        _shell.Get("$sandbox.ExecuteSql(\"update public.tasks set status = 'Done' where task_name = 'refused'\")");
        Assert.Equal("Succeeded", Assert.Single(_shell.Get("Get-HSSyncFailure | Sync-HSRecord")).Properties["Status"].Value.ToString());
        Assert.Empty(_shell.Get("Get-HSSyncFailure"));
        Assert.Equal("RecordUnknown,HigherSelf.Sync.Commands.SyncHSRecordCommand", _shell.Run("Sync-HSRecord tasks -NotionPageId $null").Terminating!.FullyQualifiedErrorId);

        // -Since and -Full exclude each other; a stop downstream ends the run cleanly.
        Assert.NotNull(_shell.Run("Sync-HSDatabase -Full -Since 2026-01-01").Terminating);
        Assert.Single(_shell.Get("foreach ($once in 1) { Sync-HSDatabase -Full | ForEach-Object { $_; break } }"));
        Assert.Equal(16, _shell.Get("Sync-HSDatabase -Full | Where-Object Status -eq Succeeded").Count);

        // The story with -Verbose, each request with -Debug, and no secret in either.
        var told = _shell.Run("Sync-HSDatabase tasks -Full -Verbose -Debug");
        Assert.Contains(told.Verbose, v => v.StartsWith("tasks: 241 pages read", StringComparison.Ordinal));
        Assert.Contains(told.Debug, d => d.StartsWith("Notion POST /v1/data_sources/", StringComparison.Ordinal));
        Assert.Contains(told.Debug, d => d.StartsWith("Supabase POST /rest/v1/rpc/hs_sync_open 200", StringComparison.Ordinal));
        foreach (var secret in new[] { "NOTION_API_TOKEN", "SUPABASE_API_KEY", "SUPABASE_DB_URL" }.Select(n => Environment.GetEnvironmentVariable(n)!))
        {
            Assert.True(secret.Length > 20);
            Assert.DoesNotContain(told.Verbose.Concat(told.Debug), line => line.Contains(secret, StringComparison.Ordinal));
        }

        // For runs that nobody watches, LOG_LEVEL prints the same. The pages of before are still within the overlap of the windows.
        Assert.Empty(_shell.Run("Sync-HSDatabase tasks").Printed);
        Environment.SetEnvironmentVariable("LOG_LEVEL", "info");
        var printed = _shell.Run("Sync-HSDatabase tasks").Printed;
        Assert.Contains(printed, l => l.StartsWith("tasks: 3 pages read", StringComparison.Ordinal));
        Assert.DoesNotContain(printed, l => l.StartsWith("Notion POST", StringComparison.Ordinal));
        Environment.SetEnvironmentVariable("LOG_LEVEL", "DEBUG");
        Assert.Contains(_shell.Run("Sync-HSDatabase tasks").Printed, l => l.StartsWith("Notion POST", StringComparison.Ordinal));
        Environment.SetEnvironmentVariable("LOG_LEVEL", null);

        // An error of one database: a record with id, category, target and next step; with Stop it ends the command.
        Environment.SetEnvironmentVariable("NOTION_TASKS_DB", "1f0c2d3e4b5a69788796a5b4c3d2e1f0");
        var failed = _shell.Run("Sync-HSDatabase tasks, agents");
        var error = Assert.Single(failed.Errors);
        Assert.Equal("NotionNotShared,HigherSelf.Sync.Commands.SyncHSDatabaseCommand", error.FullyQualifiedErrorId);
        Assert.Equal((ErrorCategory.ObjectNotFound, "tasks"), (error.CategoryInfo.Category, error.TargetObject));
        Assert.Contains("Connections", error.ErrorDetails.RecommendedAction, StringComparison.Ordinal);
        Assert.Equal(["Failed", "Succeeded"], failed.Output.Select(r => r.Properties["Status"].Value.ToString()).Order());
        Assert.NotNull(_shell.Run("Sync-HSDatabase tasks -ErrorAction Stop").Terminating);
        Assert.False(_shell.Value<bool>("Test-HSNotionApi tasks -WarningAction SilentlyContinue"));
        Assert.Contains(_shell.Run("Test-HSNotionApi tasks").Warnings, w => w.Contains("Connections", StringComparison.Ordinal));

        Environment.SetEnvironmentVariable("NOTION_API_TOKEN", "ntn_wrong");
        var refused = _shell.Run("Sync-HSDatabase");
        Assert.Equal("NotionUnauthorized,HigherSelf.Sync.Commands.SyncHSDatabaseCommand", refused.Terminating!.FullyQualifiedErrorId);
        Assert.Empty(refused.Errors);

        _shell.Get("Stop-HSSandbox");
        Assert.Null(Environment.GetEnvironmentVariable("SUPABASE_API_KEY"));
    }

    [Fact]
    public async Task A_run_that_is_stopped_ends_at_once_and_the_next_one_finishes_its_work()
    {
        // Two requests in a minute: after the first of them the run waits for its window, and is stopped there.
        _shell.Get("$sandbox = Start-HSSandbox; $null = Initialize-HSSupabase");
        Environment.SetEnvironmentVariable("NOTION_REQUESTS_PER_MINUTE", "2");
        var stopped = await Task.Run(() => _shell.Run("Sync-HSDatabase -Debug", shell => shell.Streams.Debug.DataAdded += (_, added) =>
        {
            if (shell.Streams.Debug[added.Index].Message.StartsWith("Notion POST", StringComparison.Ordinal))
            {
                shell.BeginStop(null, null);
            }
        })).WaitAsync(TimeSpan.FromSeconds(50));
        Assert.Equal(PSInvocationState.Stopped, stopped.State);

        Environment.SetEnvironmentVariable("NOTION_REQUESTS_PER_MINUTE", "1000");
        var results = _shell.Get("Sync-HSDatabase contacts_profiles, agents");
        Assert.All(results, r => Assert.Equal("Succeeded", r.Properties["Status"].Value.ToString()));
    }

    [Fact]
    public void Names_are_completed_from_the_catalog()
    {
        static IEnumerable<string> Complete(string line)
        {
            using var shell = PowerShell.Create(InitialState());
            return [.. CommandCompletion.CompleteInput(line, line.Length, null, shell).CompletionMatches.Select(m => m.CompletionText)];
        }

        static System.Management.Automation.Runspaces.InitialSessionState InitialState()
        {
            var state = System.Management.Automation.Runspaces.InitialSessionState.CreateDefault2();
            state.ImportPSModule(BuiltModule.Manifest);
            return state;
        }

        Assert.Equal(["agent_communication_patterns", "agents"], Complete("Sync-HSDatabase -Name ag").Order());
        Assert.Equal(["feedback_surveys"], Complete("Get-HSDatabase Feedback"));
        Assert.Equal(["Bidirectional", "NotionToSupabase", "SupabaseToNotion"], Complete("Sync-HSDatabase -Direction "));
    }

    public void Dispose()
    {
        _shell.Run("Stop-HSSandbox");
        Environment.SetEnvironmentVariable("NOTION_REQUESTS_PER_MINUTE", null);
        Environment.SetEnvironmentVariable("NOTION_API_TOKEN", null);
        Environment.SetEnvironmentVariable("NOTION_TASKS_DB", null);
        _shell.Dispose();
    }
}

using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace HigherSelf.Sync.Module.Tests.Module;

/// <summary>Both sides are set up from nothing, by the cmdlets.</summary>
[Collection("Environment")]
public sealed class NotionSetUpTests : IDisposable
{
    private readonly Shell _shell = new();
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("hs-notion-");

    [Fact]
    public async Task From_an_empty_page_and_one_file_of_settings_to_records_that_travel_both_ways()
    {
        var file = Path.Combine(_folder.FullName, "our.env");
        _shell.Get(
            $"""
            $null = $ExecutionContext.SessionState.Path.SetLocation('{_folder.FullName}')
            $sandbox = Start-HSSandbox -NoDatabases -NoEnvironment -RequestsPerMinute 100000
            $page = $sandbox.CreatePage('HigherSelf')
            """);
        var settings = _shell.Get("$sandbox.GetSettings().GetEnumerator() | ForEach-Object { \"$($_.Key)=$($_.Value)\" }").Select(s => (string)s.BaseObject);
        await File.WriteAllLinesAsync(file, settings.Prepend("# Ours"), TestContext.Current.CancellationToken);
        var before = await File.ReadAllTextAsync(file, TestContext.Current.CancellationToken);
        Assert.DoesNotContain("_DB=", before.Replace("SUPABASE_DB_URL", "", StringComparison.Ordinal), StringComparison.Ordinal);

        // -WhatIf reads, makes nothing and writes nothing.
        var requests = _shell.Value<int>("$sandbox.NotionRequests");
        Assert.Empty(_shell.Run("Initialize-HSNotion $page -EnvFile our.env -WhatIf").Output);
        Assert.Equal(1, _shell.Value<int>("$sandbox.NotionRequests") - requests);
        Assert.Equal(before, await File.ReadAllTextAsync(file, TestContext.Current.CancellationToken));

        var made = _shell.Run("Initialize-HSNotion $page -EnvFile our.env");
        Assert.Empty(made.Errors);
        Assert.Equal(16, made.Output.Count);
        Assert.All(made.Output, r => Assert.Equal("Created", r.Properties["Status"].Value.ToString()));
        Assert.Contains("Content Pieces", Assert.Single(made.Warnings), StringComparison.Ordinal);
        var after = await File.ReadAllTextAsync(file, TestContext.Current.CancellationToken);
        Assert.StartsWith(before, after, StringComparison.Ordinal);
        Assert.Equal(made.Output.Select(r => $"{r.Properties["IdVariable"].Value}={r.Properties["NotionId"].Value}"), after[before.Length..].Split('\n', StringSplitOptions.RemoveEmptyEntries));

        // A second time changes nothing, on neither side of it.
        var again = _shell.Run("Initialize-HSNotion $page -EnvFile our.env");
        Assert.All(again.Output, r => Assert.Equal("Unchanged", r.Properties["Status"].Value.ToString()));
        Assert.Empty(again.Warnings);
        Assert.Equal(after, await File.ReadAllTextAsync(file, TestContext.Current.CancellationToken));

        // That file is all that the others need. A row becomes a page, an edit of the page comes back.
        Assert.Equal(3, _shell.Get("Initialize-HSSupabase -EnvFile our.env | Where-Object Applied").Count);
        Assert.True(_shell.Value<bool>("Test-HSNotionApi -EnvFile our.env"));
        _shell.Get("$sandbox.ExecuteSql(\"insert into public.workflow_instances (instance_id) values ('I1'); insert into public.tasks (task_name, status, related_workflow_instance) select 'From a program', 'To Do', array[id] from public.workflow_instances\")");
        var results = _shell.Get("Sync-HSDatabase -EnvFile our.env");
        Assert.Equal(16, results.Count);
        Assert.All(results, r => Assert.Equal("Succeeded", r.Properties["Status"].Value.ToString()));
        Assert.Equal(2, results.Sum(r => (int)r.Properties["Created"].Value));

        // The relation waits for the page of its target, and what Notion makes of it at the other end comes with the cycle after that.
        _shell.Get("$null = Sync-HSDatabase -EnvFile our.env; $null = Sync-HSDatabase -EnvFile our.env");
        Assert.Empty(_shell.Get("Compare-HSDatabase -EnvFile our.env"));

        using var notion = Connect();
        var tasks = (Guid)made.Output.Single(r => (string)r.Properties["Database"].Value == "tasks").Properties["NotionId"].Value;
        var task = Assert.Single((await QueryAsync(notion, tasks))["results"]!.AsArray())!;
        var edit = await notion.PatchAsJsonAsync($"v1/pages/{task["id"]}", JsonNode.Parse("""{"properties": {"Status": {"select": {"name": "Done"}}}}"""), TestContext.Current.CancellationToken);
        edit.EnsureSuccessStatusCode();
        Assert.All(_shell.Get("Sync-HSDatabase -EnvFile our.env"), r => Assert.Equal("Succeeded", r.Properties["Status"].Value.ToString()));
        Assert.Empty(_shell.Get("Compare-HSDatabase -EnvFile our.env"));
        _shell.Get("$sandbox.ExecuteSql(\"do `$`$ begin if not exists (select from public.tasks where status = 'Done' and related_workflow_instance <> '{}') or (select related_tasks from public.workflow_instances) is distinct from (select array[id] from public.tasks) then raise 'not there'; end if; end `$`$\")");
    }

    [Fact]
    public void Without_a_file_that_is_named_the_ids_come_into_env_of_the_current_folder()
    {
        _shell.Get($"$null = $ExecutionContext.SessionState.Path.SetLocation('{_folder.FullName}'); $sandbox = Start-HSSandbox -NoDatabases -RequestsPerMinute 100000; $page = $sandbox.CreatePage('Home')");

        _shell.Get("$null = Initialize-HSNotion -ParentPage $page -WarningAction SilentlyContinue");

        Assert.Equal(16, File.ReadAllLines(Path.Combine(_folder.FullName, ".env")).Length);
        Assert.True(_shell.Value<bool>("Test-HSNotionApi"));
    }

    [Fact]
    public void What_keeps_it_from_working_is_told_before_anything_is_made()
    {
        _shell.Get($"$null = $ExecutionContext.SessionState.Path.SetLocation('{_folder.FullName}'); $sandbox = Start-HSSandbox -NoDatabases -RequestsPerMinute 100000; $page = $sandbox.CreatePage('Home')");
        foreach (var (arguments, id) in new[]
        {
            ("nonsense", "DatabaseIdInvalid"), ("([guid]::NewGuid())", "NotionNotShared"), ("$page -EnvFile no/folder.env", "FilePathInvalid"), ("$page -EnvFile .", "FilePathInvalid"),
        })
        {
            var outcome = _shell.Run($"Initialize-HSNotion {arguments}");
            Assert.Equal($"{id},HigherSelf.Sync.Commands.InitializeHSNotionCommand", outcome.Terminating!.FullyQualifiedErrorId);
            Assert.NotEmpty(outcome.Terminating.ErrorDetails.RecommendedAction);
        }

        Assert.Empty(_folder.GetFileSystemInfos());

        // An error of one database is one of the command, and the others are made.
        Environment.SetEnvironmentVariable("NOTION_TASKS_DB", "1f0c2d3e4b5a69788796a5b4c3d2e1f0");
        var one = _shell.Run("Initialize-HSNotion $page");
        Assert.Equal("NotionNotShared,HigherSelf.Sync.Commands.InitializeHSNotionCommand", Assert.Single(one.Errors).FullyQualifiedErrorId);
        Assert.Equal(15, one.Output.Count(r => r.Properties["Status"].Value.ToString() == "Created"));
        Assert.Equal(15, File.ReadAllLines(Path.Combine(_folder.FullName, ".env")).Length);
    }

    public void Dispose()
    {
        _shell.Run("Stop-HSSandbox");
        Environment.SetEnvironmentVariable("NOTION_TASKS_DB", null);
        _shell.Dispose();
        _folder.Delete(recursive: true);
    }

    private HttpClient Connect()
    {
        var client = new HttpClient { BaseAddress = _shell.Value<Uri>("$sandbox.NotionUrl") };
        client.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", _shell.Value<string>("$sandbox.GetSettings()['NOTION_API_TOKEN']"));
        client.DefaultRequestHeaders.Add("Notion-Version", "2026-03-11");
        return client;
    }

    private static async Task<JsonObject> QueryAsync(HttpClient notion, Guid database)
    {
        var container = await notion.GetFromJsonAsync<JsonElement>($"v1/databases/{database}");
        var answer = await notion.PostAsJsonAsync($"v1/data_sources/{container.GetProperty("data_sources")[0].GetProperty("id").GetGuid()}/query", new { });
        return (await answer.Content.ReadFromJsonAsync<JsonObject>())!;
    }
}

using System.Diagnostics;
using System.Reflection;
using System.Text.Json.Nodes;
using HigherSelf.Sync.Engine.Errors;
using HigherSelf.Sync.Engine.Reporting;
using HigherSelf.Sync.Engine.Sync;
using HigherSelf.Sync.Sandbox.Notion;

namespace HigherSelf.Sync.Integration.Tests;

/// <summary>The worst days of a sync in both directions, on the real parts: in the end both sides are equal, nothing is doubled and nothing is lost.</summary>
public sealed class StormTests(RunningSupabase running)
{
    [Fact]
    public async Task R9_Killed_twenty_five_times_in_the_middle_of_a_sync_of_two_thousand_records()
    {
        await using var pair = await Pair.CreateAsync(running);
        pair.NotionTime.SetUtcNow(TimeProvider.System.GetUtcNow());
        var pages = pair.Fill();
        var tasks = pair.Notion.Workspace.CreatePages(
            pair.Ids["tasks"].DataSource,
            Enumerable.Range(pages, 2000 - pages).Select(i => new PageDraft(new JsonObject { ["Task Name"] = NotionValue.Title($"task {i}") }))).ToList();
        var random = new Random(25);
        var kills = 0;
        for (var round = 0; round < 25; round++)
        {
            await EditAsync(pair, tasks, random, round);
            kills += await SyncAndKillAsync(pair, afterRequests: random.Next(1, 28)) ? 1 : 0;

            // What a killed run holds ends by itself; the test does not wait for it.
            await pair.ExecuteAsync("update hs_sync.leases set expires_at = now() - interval '1 s'");
            await pair.ExecuteAsync("update hs_sync.intents set at = now() - interval '3 minutes'");
            await pair.ExecuteAsync("update hs_sync.failures set next_at = now()");
        }

        await pair.SyncBothAsync();
        await pair.SyncBothAsync();
        var last = await pair.SyncBothAsync();

        Assert.True(kills >= 15, $"only {kills} runs were still under way when they were to be killed");
        Assert.All(last.Values, r => Assert.True(r is { Status: SyncStatus.Succeeded, Created: 0, Updated: 0, Deleted: 0 }, $"{r.Database}: {r}"));
        Assert.Empty(await pair.CompareAsync());
        var all = pair.Ids.Values.Sum(i => pair.Notion.Workspace.PageIds(i.DataSource).Count);
        Assert.Equal(2000 + (25 * 4), all);
        Assert.Equal(2000 + (25 * 4), await CountRowsAsync(pair));
        for (var round = 0; round < 25; round++)
        {
            Assert.Equal(2, await pair.ScalarAsync<long>($"select count(*) from public.tasks where task_name in ('row {round} a', 'row {round} b')"));
        }
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    public async Task A_fifth_of_all_requests_to_notion_fails(int seed)
    {
        await using var pair = await Pair.CreateAsync(running);
        pair.Fill();
        var tasks = pair.Notion.Workspace.PageIds(pair.Ids["tasks"].DataSource).ToList();
        await pair.SyncBothAsync();
        pair.NotionTime.SetUtcNow(TimeProvider.System.GetUtcNow());
        await pair.ExecuteAsync("update public.tasks set notes = 'edited ' || task_name where notes is not null");
        await EditAsync(pair, tasks, new Random(seed), 0);
        pair.Notion.Faults.AtRate(0.2, seed, [.. FaultPlan.UsualMenu.Select(m => (m.Fault with { RetryAfterSeconds = 0 }, m.Weight))]);
        await pair.SyncBothAsync();
        pair.Notion.Faults.Clear();
        Assert.True(pair.Notion.Faults.InjectedCount >= 20);

        for (var cycle = 0; cycle < 3; cycle++)
        {
            await pair.ExecuteAsync("update hs_sync.failures set next_at = now()");
            await pair.ExecuteAsync("update hs_sync.intents set at = now() - interval '3 minutes'");
            await pair.SyncBothAsync();
        }

        Assert.Empty(await pair.CompareAsync());
        Assert.Equal(await CountRowsAsync(pair), pair.Ids.Values.Sum(i => pair.Notion.Workspace.PageIds(i.DataSource).Count));
        Assert.Equal(0, await pair.ScalarAsync<long>("select count(*) from hs_sync.dirty"));
    }

    [Fact]
    public async Task Two_runs_at_once_on_the_same_databases()
    {
        await using var pair = await Pair.CreateAsync(running);
        pair.Fill();
        await pair.ExecuteAsync("insert into public.tasks (task_name) select 'row ' || i from generate_series(1, 50) i");

        var runs = await Task.WhenAll(Task.Run(() => pair.SyncBothAsync()), Task.Run(() => pair.SyncBothAsync()));
        var results = runs.SelectMany(r => r.Values).ToList();

        Assert.Equal(16, results.Count(r => r.Status == SyncStatus.Succeeded));
        Assert.Equal(16, results.Count(r => r.Status == SyncStatus.Skipped));
        await pair.SyncBothAsync();
        Assert.Empty(await pair.CompareAsync());
        Assert.Equal(await CountRowsAsync(pair), pair.Ids.Values.Sum(i => pair.Notion.Workspace.PageIds(i.DataSource).Count));
    }

    [Fact]
    public async Task Postgres_is_killed_and_started_again_in_the_middle_of_runs()
    {
        await using var pair = await Pair.CreateAsync(running);
        pair.NotionTime.SetUtcNow(TimeProvider.System.GetUtcNow());
        pair.Fill();
        var tasks = pair.Notion.Workspace.PageIds(pair.Ids["tasks"].DataSource).ToList();
        await pair.SyncBothAsync();
        var random = new Random(7);
        var lost = 0;
        for (var round = 0; round < 6; round++)
        {
            await EditAsync(pair, tasks, random, round);
            pair.Notion.Requests.Reset();
            var run = Task.Run(() => pair.SyncBothAsync(r => r with { Full = round % 2 == 0 }));
            while (!run.IsCompleted && pair.Notion.Requests.Count < 5 + (round * 6))
            {
                await Task.Yield();
            }

            await running.Supabase.KillPostgresAsync();
            await running.Supabase.RestartPostgresAsync();
            running.Sql.Clear();
            lost += await EndsBadlyAsync(run) ? 1 : 0;
            await pair.ExecuteAsync("update hs_sync.leases set expires_at = now() - interval '1 s'");
            await pair.ExecuteAsync("update hs_sync.intents set at = now() - interval '3 minutes'");
            await pair.ExecuteAsync("update hs_sync.failures set next_at = now()");
        }

        await pair.SyncBothAsync();
        await pair.SyncBothAsync();
        var last = await pair.SyncBothAsync();

        Assert.All(last.Values, r => Assert.True(r is { Status: SyncStatus.Succeeded, Created: 0, Updated: 0, Deleted: 0 }, $"{r.Database}: {r}"));
        Assert.Empty(await pair.CompareAsync());
        Assert.Equal(await CountRowsAsync(pair), pair.Ids.Values.Sum(i => pair.Notion.Workspace.PageIds(i.DataSource).Count));
        Assert.Equal(24, await pair.ScalarAsync<long>("select count(*) from public.tasks where task_name ~ '^(row|page) \\d [ab]$'"));
        Assert.True(lost > 0, "no run was hit");
    }

    [Fact]
    public async Task R11_At_a_hundred_and_eighty_a_minute_no_request_is_refused_and_no_time_is_wasted()
    {
        await using var pair = await Pair.CreateAsync(running, SmallCatalog.Create(), requestsPerMinute: 180);
        await pair.ExecuteAsync("insert into public.items (name) select 'row ' || i from generate_series(1, 800) i");
        var began = pair.NotionTime.GetUtcNow();
        pair.Notion.Requests.Reset();

        var service = new DatabaseSyncService(pair.Pages, pair.Rows, pair.Catalog, pair.NotionIds, new SyncEnvironment { ReadAhead = 0 });
        var result = await service.SyncAllRecordsAsync("items", SyncDirection.Bidirectional, null, default);

        Assert.Equal((SyncStatus.Succeeded, 800), (result.Status, result.Created));
        Assert.DoesNotContain(pair.Notion.Requests.All, r => r.Status == 429);
        Assert.InRange(pair.Notion.Requests.Count, 801, 840);

        // 180 at once, and then as many each minute: the first windows are full, whatever a fifth holds comes at its beginning.
        Assert.Equal(TimeSpan.FromMinutes((pair.Notion.Requests.Count - 1) / 180), pair.NotionTime.GetUtcNow() - began);
        Assert.Empty(await pair.CompareAsync());
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task What_is_written_into_supabase_between_the_look_and_the_write_is_not_overwritten(bool bySql)
    {
        await using var pair = await SmallCatalog.PairAsync(running);
        var page = SmallCatalog.Make(pair, "items", "a");
        await pair.SyncBothAsync();
        pair.NotionTime.SetUtcNow(TimeProvider.System.GetUtcNow().AddHours(-1));
        pair.Notion.Workspace.EditPage(page, new JsonObject { ["Notes"] = NotionValue.RichText("from Notion") });

        var meddler = new MeddlingRowSide(pair.Rows, afterExchange: 1, () => bySql
            ? pair.ExecuteAsync("update public.items set notes = 'at the last moment'")
            : PatchAsync("items?name=eq.a", """{"notes":"at the last moment"}"""));
        var service = new DatabaseSyncService(pair.Pages, meddler, pair.Catalog, pair.NotionIds, new SyncEnvironment());
        await service.SyncAllRecordsAsync("items", SyncDirection.Bidirectional, null, default);
        await pair.SyncBothAsync();

        Assert.Equal("at the last moment", await pair.ScalarAsync<string>("select notes from public.items"));
        Assert.Equal("from Notion", await pair.ScalarAsync<string>("select fields -> 'notes' ->> 'notion' from hs_sync.conflicts"));
        Assert.Empty(await pair.CompareAsync());
    }

    /// <summary>As any program does that knows the secret key.</summary>
    private async Task PatchAsync(string path, string json)
    {
        using var http = new HttpClient();
        using var request = new HttpRequestMessage(HttpMethod.Patch, new Uri(running.Supabase.Url, "/rest/v1/" + path)) { Content = new StringContent(json, null, "application/json") };
        request.Headers.Add("apikey", running.Supabase.SecretKey);
        request.Headers.Add("Authorization", "Bearer " + running.Supabase.SecretKey);
        using var answer = await http.SendAsync(request);
        answer.EnsureSuccessStatusCode();
    }

    /// <summary>True if a run could not do all that it was to do, and says so.</summary>
    private static async Task<bool> EndsBadlyAsync(Task<Dictionary<string, HSSyncResult>> run)
    {
        try
        {
            return (await run).Values.Any(r => r.Status != SyncStatus.Succeeded);
        }
        catch (SyncException e) when (e.Id is ErrorId.SupabaseUnavailable or ErrorId.SupabaseUnreachable)
        {
            return true;
        }
    }

    /// <summary>Ten edits on each side, two new records on each.</summary>
    private static async Task EditAsync(Pair pair, List<Guid> pages, Random random, int round)
    {
        pair.NotionTime.Advance(TimeSpan.FromSeconds(20));
        for (var i = 0; i < 10; i++)
        {
            pair.Notion.Workspace.EditPage(pages[random.Next(pages.Count)], new JsonObject { ["Notes"] = NotionValue.RichText($"page edit {round}.{i}") });
            await pair.ExecuteAsync("update public.tasks set description = $1 where notion_page_id = $2", $"row edit {round}.{i}", pages[random.Next(pages.Count)].ToString());
        }

        foreach (var name in new[] { "a", "b" })
        {
            await pair.ExecuteAsync("insert into public.tasks (task_name) values ($1)", $"row {round} {name}");
            pair.Notion.Workspace.CreatePage(pair.Ids["tasks"].DataSource, new JsonObject { ["Task Name"] = NotionValue.Title($"page {round} {name}") });
        }
    }

    /// <summary>Starts a sync in a process of its own, and kills it after so many requests to Notion; true if it was still under way.</summary>
    private static async Task<bool> SyncAndKillAsync(Pair pair, int afterRequests)
    {
        var configuration = typeof(StormTests).Assembly.GetCustomAttribute<AssemblyConfigurationAttribute>()!.Configuration.ToLowerInvariant();
        var hs = Path.Combine(Repository.Root, "artifacts", "bin", "HigherSelf.Sync.Host", configuration, "hs.dll");
        var start = new ProcessStartInfo("dotnet", [hs, "-Command", "Sync-HSDatabase"]) { RedirectStandardOutput = true, RedirectStandardError = true };
        foreach (var (name, value) in pair.Settings)
        {
            start.Environment[name] = value;
        }

        pair.Notion.Requests.Reset();
        using var process = Process.Start(start)!;
        process.OutputDataReceived += (_, _) => { };
        process.ErrorDataReceived += (_, _) => { };
        process.BeginOutputReadLine();
        process.BeginErrorReadLine();
        var ended = process.WaitForExitAsync();
        while (!ended.IsCompleted && pair.Notion.Requests.Count < afterRequests)
        {
            await Task.Delay(TimeSpan.FromMilliseconds(2), TimeProvider.System);
        }

        if (ended.IsCompleted)
        {
            return false;
        }

        process.Kill();
        await ended;
        return true;
    }

    private static async Task<long> CountRowsAsync(Pair pair)
    {
        long rows = 0;
        foreach (var database in pair.Catalog.Databases)
        {
            rows += await pair.ScalarAsync<long>($"select count(*) from public.{database.Table}");
        }

        return rows;
    }
}

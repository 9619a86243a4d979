using System.Text.Json.Nodes;
using HigherSelf.Sync.Engine.Errors;
using HigherSelf.Sync.Engine.Notion;
using HigherSelf.Sync.Engine.Reporting;
using HigherSelf.Sync.Engine.Sync;
using HigherSelf.Sync.Sandbox.Notion;

namespace HigherSelf.Sync.Integration.Tests;

public sealed class TroubleTests(RunningSupabase running)
{
    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    public async Task A_run_with_faults_in_every_tenth_request_ends_equal_and_nothing_is_doubled(int seed)
    {
        await using var pair = await Pair.CreateAsync(running);
        var pages = pair.Fill();
        pair.Notion.Faults.AtRate(0.1, seed, [.. FaultPlan.UsualMenu.Select(m => (m.Fault with { RetryAfterSeconds = 0 }, m.Weight))]);

        var results = await pair.SyncAsync();
        pair.Notion.Faults.Clear();

        Assert.True(pair.Notion.Faults.InjectedCount >= 5);
        Assert.All(results.Values, r => Assert.True(r.Status == SyncStatus.Succeeded, r.Error));
        Assert.Equal(pages, results.Values.Sum(r => r.Created));
        Assert.Equal(pages, await CountRowsAsync(pair));
        Assert.Equal(pages, await pair.ScalarAsync<long>("select count(*) from hs_sync.links"));
        Assert.Empty(await pair.CompareAsync());
    }

    [Fact]
    public async Task A_cursor_that_dies_in_the_middle_of_a_walk_loses_and_doubles_nothing()
    {
        await using var pair = await Pair.CreateAsync(running);
        pair.Fill();
        var scan = new DataSourceScan(pair.NotionClient);
        var seen = new List<Guid>();
        await foreach (var batch in scan.ReadAllAsync(pair.Ids["tasks"].DataSource, default))
        {
            seen.AddRange(batch.Pages.Select(p => p.Id));
            pair.Notion.ForgetCursors();
        }

        Assert.Equal(240, seen.Count);
        Assert.Equal(240, seen.Distinct().Count());
    }

    [Fact]
    public async Task A_database_larger_than_notion_lists_comes_over_whole()
    {
        await using var pair = await Pair.CreateAsync(running, options: new OfflineNotionOptions { QueryResultCap = 70 });
        var start = pair.NotionTime.GetUtcNow().AddDays(-30);
        pair.Notion.Workspace.CreatePages(pair.Ids["tasks"].DataSource, Enumerable.Range(0, 500).Select(i =>
            new PageDraft(new JsonObject { ["Task Name"] = NotionValue.Title($"t{i}") }) { CreatedTime = start.AddSeconds(i * 7) }));

        var result = (await pair.SyncAsync(r => r with { Databases = [pair.Database("tasks")] }))["tasks"];

        Assert.Equal((SyncStatus.Succeeded, 500, 0), (result.Status, result.Created, result.Updated));
        Assert.Equal(500, await pair.ScalarAsync<long>("select count(*) from public.tasks"));
    }

    [Fact]
    public async Task More_pages_in_one_minute_than_notion_lists_are_an_error_and_not_a_short_list()
    {
        await using var pair = await Pair.CreateAsync(running, options: new OfflineNotionOptions { QueryResultCap = 50 });
        pair.Notion.Workspace.CreatePages(pair.Ids["tasks"].DataSource, Enumerable.Range(0, 120).Select(i =>
            new PageDraft(new JsonObject { ["Task Name"] = NotionValue.Title($"t{i}") })));

        var result = (await pair.SyncAsync(r => r with { Databases = [pair.Database("tasks")] }))["tasks"];

        Assert.Equal((SyncStatus.Failed, nameof(ErrorId.NotionScanIncomplete)), (result.Status, result.ErrorId));
        Assert.Equal(0, await pair.ScalarAsync<long>("select count(*) from hs_sync.watermarks where database = 'tasks'"));
    }

    [Fact]
    public async Task A_record_that_a_row_cannot_hold_delays_only_itself_and_comes_when_it_can()
    {
        await using var pair = await Pair.CreateAsync(running);
        var good = Create(pair, "good");
        var nul = Create(pair, "bad \0 character");
        var tag = Create(pair, "bad tag", ("Tags", NotionValue.MultiSelect("a\0b")));

        var result = (await pair.SyncAsync(r => r with { Databases = [pair.Database("tasks")] }))["tasks"];

        Assert.Equal((SyncStatus.Partial, nameof(ErrorId.RecordsFailed)), (result.Status, result.ErrorId));
        Assert.Equal((1, 2), (result.Created, result.Failed));
        Assert.Equal(good.ToString("D"), await pair.ScalarAsync<string>("select notion_page_id from public.tasks"));
        Assert.Equal(2, await pair.ScalarAsync<long>("select count(*) from hs_sync.failures where attempts = 1 and reason <> ''"));

        // Long after the window has moved on, the edit that mends them bears an old time: only the list of failures leads to them.
        pair.Notion.Workspace.EditPage(nul, new JsonObject { ["Task Name"] = NotionValue.Title("mended") });
        pair.Notion.Workspace.EditPage(tag, new JsonObject { ["Tags"] = NotionValue.MultiSelect("ab") });
        pair.NotionTime.Advance(TimeSpan.FromHours(2));
        await pair.ExecuteAsync("update hs_sync.watermarks set through = through + interval '2 hours'");
        result = (await pair.SyncAsync(r => r with { Databases = [pair.Database("tasks")] }))["tasks"];

        Assert.Equal((SyncStatus.Succeeded, 2, 0), (result.Status, result.Created, result.Failed));
        Assert.Equal(0, await pair.ScalarAsync<long>("select count(*) from hs_sync.failures"));
        Assert.Empty(await pair.CompareAsync());
    }

    [Fact]
    public async Task A_record_that_the_database_refuses_is_told_apart_from_its_chunk()
    {
        await using var pair = await Pair.CreateAsync(running);
        await pair.ExecuteAsync("alter table public.tasks add constraint no_tens check (task_name !~ '0$')");
        for (var i = 0; i < 40; i++)
        {
            Create(pair, $"task {i}");
        }

        var result = (await pair.SyncAsync(r => r with { Databases = [pair.Database("tasks")] }))["tasks"];

        Assert.Equal((SyncStatus.Partial, 36, 4), (result.Status, result.Created, result.Failed));
        Assert.Contains("no_tens", result.Error, StringComparison.Ordinal);

        // The second try is in the next cycle, the third one later.
        await pair.SyncAsync(r => r with { Databases = [pair.Database("tasks")] });
        Assert.Equal(4, await pair.ScalarAsync<long>("select count(*) from hs_sync.failures where attempts = 2 and next_at > clock_timestamp()"));
        await pair.ExecuteAsync("alter table public.tasks drop constraint no_tens; update hs_sync.failures set next_at = clock_timestamp()");
        result = (await pair.SyncAsync(r => r with { Databases = [pair.Database("tasks")] }))["tasks"];
        Assert.Equal((SyncStatus.Succeeded, 4), (result.Status, result.Created));
    }

    [Fact]
    public async Task An_exchange_that_is_asked_again_is_not_done_again()
    {
        await using var pair = await Pair.CreateAsync(running);
        Create(pair, "once");
        var run = new SyncRun(Guid.NewGuid(), SyncDirection.NotionToSupabase, "test", DryRun: false);
        var tasks = pair.Database("tasks");
        var state = (await pair.Rows.OpenAsync(run, [tasks], default))["tasks"];
        var page = (await pair.Pages.ReadAsync(state.Binding!, null, default).FirstAsync()).Pages[0];
        var exchange = new Exchange
        {
            Id = Guid.NewGuid(),
            RunId = run.Id,
            Database = tasks,
            Writes = [new RowWrite { Page = page, Values = [.. page.Record.Known()] }],
        };

        var first = await pair.Rows.ExchangeAsync(exchange, default);
        var second = await pair.Rows.ExchangeAsync(exchange, default);
        var other = await pair.Rows.ExchangeAsync(exchange with { Id = Guid.NewGuid() }, default);

        Assert.Equal(WriteState.Created, Assert.Single(first.Outcomes).State);
        Assert.Equal(WriteState.Created, Assert.Single(second.Outcomes).State);
        Assert.Equal(WriteState.Stale, Assert.Single(other.Outcomes).State);
        Assert.Equal(1, await pair.ScalarAsync<long>("select count(*) from public.tasks"));
    }

    [Fact]
    public async Task R12_Two_runs_at_once_do_not_meet_and_the_second_says_who_holds_the_database()
    {
        await using var pair = await Pair.CreateAsync(running);
        Create(pair, "x");
        var first = new SyncRun(Guid.NewGuid(), SyncDirection.NotionToSupabase, "Ada on laptop, process 7", DryRun: false);
        await pair.Rows.OpenAsync(first, [pair.Database("tasks")], default);

        var second = (await pair.SyncAsync(r => r with { Databases = [pair.Database("tasks"), pair.Database("agents")] }));

        Assert.Equal((SyncStatus.Skipped, nameof(ErrorId.LeaseHeld)), (second["tasks"].Status, second["tasks"].ErrorId));
        Assert.Contains("Ada on laptop, process 7", second["tasks"].Error, StringComparison.Ordinal);
        Assert.Equal(SyncStatus.Succeeded, second["agents"].Status);

        // A hold that nobody renews ends by itself.
        await pair.ExecuteAsync("update hs_sync.leases set expires_at = clock_timestamp() - interval '1 second'");
        Assert.Equal(SyncStatus.Succeeded, (await pair.SyncAsync())["tasks"].Status);
        var late = await Assert.ThrowsAnyAsync<SyncException>(() => pair.Rows.ExchangeAsync(
            new Exchange { Id = Guid.NewGuid(), RunId = first.Id, Database = pair.Database("tasks") }, default));
        Assert.Equal(ErrorId.LeaseHeld, late.Id);
    }

    [Fact]
    public async Task A_row_that_was_edited_in_supabase_is_not_overwritten_by_a_page_that_was_not()
    {
        await using var pair = await Pair.CreateAsync(running);
        var page = Create(pair, "name", ("Notes", NotionValue.RichText("from Notion")));
        await pair.SyncAsync();
        await pair.ExecuteAsync("update public.tasks set notes = 'from Supabase'");

        var result = (await pair.SyncAsync(r => r with { Full = true }))["tasks"];

        Assert.Equal((0, 1), (result.Updated, result.Unchanged));
        Assert.Equal("from Supabase", await pair.ScalarAsync<string>("select notes from public.tasks"));

        // An edit of the page by now makes a conflict, and the later one wins: here the page's, by days.
        pair.NotionTime.SetUtcNow(TimeProvider.System.GetUtcNow().AddDays(2));
        pair.Notion.Workspace.EditPage(page, new JsonObject { ["Task Name"] = NotionValue.Title("renamed") });
        result = (await pair.SyncAsync())["tasks"];

        Assert.Equal((1, 1), (result.Updated, result.Conflicts));
        Assert.Equal("from Notion", await pair.ScalarAsync<string>("select notes from public.tasks"));
        Assert.Equal("from Supabase", await pair.ScalarAsync<string>("select fields -> 'notes' ->> 'supabase' from hs_sync.conflicts"));
    }

    [Fact]
    public async Task A_row_that_moves_between_the_look_and_the_write_is_looked_at_again()
    {
        await using var pair = await Pair.CreateAsync(running);
        var page = Create(pair, "name");
        await pair.SyncAsync();
        pair.NotionTime.SetUtcNow(TimeProvider.System.GetUtcNow().AddDays(2));
        pair.Notion.Workspace.EditPage(page, new JsonObject { ["Task Name"] = NotionValue.Title("renamed") });

        // A program writes into the row at the moment after the sync has looked at it.
        var meddler = new MeddlingRowSide(pair.Rows, afterExchange: 1, () => pair.ExecuteAsync("update public.tasks set description = 'at the last moment'"));
        var service = new DatabaseSyncService(pair.Pages, meddler, pair.Catalog, pair.NotionIds, new SyncEnvironment());
        var result = await service.SyncAllRecordsAsync("tasks", SyncDirection.NotionToSupabase, null, default);

        Assert.Equal((SyncStatus.Succeeded, 1, 1), (result.Status, result.Updated, result.Conflicts));
        Assert.Equal("at the last moment", await pair.ScalarAsync<string>("select fields -> 'description' ->> 'supabase' from hs_sync.conflicts"));
    }

    private static Guid Create(Pair pair, string name, params (string Name, JsonObject Value)[] more)
    {
        var properties = new JsonObject { ["Task Name"] = NotionValue.Title(name) };
        foreach (var (property, value) in more)
        {
            properties[property] = value;
        }

        return pair.Notion.Workspace.CreatePage(pair.Ids["tasks"].DataSource, properties);
    }

    private static async Task<long> CountRowsAsync(Pair pair)
    {
        long total = 0;
        foreach (var database in pair.Catalog.Databases)
        {
            total += await pair.ScalarAsync<long>($"select count(*) from public.{database.Table}");
        }

        return total;
    }
}

using System.Text.Json.Nodes;
using HigherSelf.Sync.Engine.Errors;
using HigherSelf.Sync.Engine.Reporting;
using HigherSelf.Sync.Engine.Sync;
using HigherSelf.Sync.Sandbox.Notion;
using Npgsql;

namespace HigherSelf.Sync.Integration.Tests;

/// <summary>Opening, exchanges and ending of runs.</summary>
public sealed class RunTests(RunningSupabase running)
{
    [Fact]
    public async Task An_exchange_that_is_asked_again_while_it_is_under_way_gets_the_same_answer()
    {
        await using var pair = await SmallCatalog.PairAsync(running);
        SmallCatalog.Make(pair, "items", "once");
        var run = new SyncRun(Guid.NewGuid(), SyncDirection.NotionToSupabase, "t", false);
        var items = pair.Database("items");
        var state = (await pair.Rows.OpenAsync(run, [items], default))["items"];
        var page = (await pair.Pages.ReadAsync(state.Binding!, null, default).FirstAsync()).Pages[0];
        var id = Guid.NewGuid();
        var json = $$"""{"id":"{{id}}","run":"{{run.Id}}","database":"items","dry":false,"writes":[{"page":"{{page.Id}}","edited":"2026-01-01T00:00:00Z","set":{"name":"once"},"refs":{},"waiting":[],"extras":{} }],"deletes":[],"pending":[],"intend":[],"unintend":[],"journal":[],"conflicts":[],"failed":[],"settled":[],"look":[],"match":null,"really":false,"look_rows":[],"watermark":null}""";
        await using var one = await pair.Sql.OpenConnectionAsync();
        await using var tx = await one.BeginTransactionAsync();
        var first = await CallAsync(one, "hs_sync_exchange", json);
        await using var two = await pair.Sql.OpenConnectionAsync();
        var second = Task.Run(() => CallAsync(two, "hs_sync_exchange", json));
        await pair.WaitForBlockedAsync();
        await tx.CommitAsync();
        Assert.Equal(first, await second);
    }

    [Fact]
    public async Task A_page_that_was_moved_is_told_apart()
    {
        await using var pair = await SmallCatalog.PairAsync(running);
        var p = SmallCatalog.Make(pair, "groups", "mover");
        await pair.SyncAsync();
        pair.Notion.Workspace.MovePage(p, pair.Ids["items"].DataSource);
        var result = (await pair.SyncAsync())["items"];
        Assert.Equal(SyncStatus.Partial, result.Status);
        Assert.Contains("was moved here from groups", result.Error);
    }

    [Fact]
    public async Task Pages_that_name_their_rows_adopt_them_in_the_first_sync()
    {
        await using var pair = await SmallCatalog.PairAsync(running);
        var id = Guid.NewGuid();
        await pair.ExecuteAsync("insert into public.items (id, name) values ($1, 'mine')", id);
        SmallCatalog.Make(pair, "items", "mine", ("Supabase ID", NotionValue.RichText(id.ToString())));
        await pair.SyncAsync();
        Assert.Equal(1, await pair.ScalarAsync<long>("select count(*) from public.items"));
    }

    [Fact]
    public async Task A_run_that_is_cancelled_while_it_opens_holds_nothing()
    {
        await using var pair = await SmallCatalog.PairAsync(running);
        using var cancel = new CancellationTokenSource();
        var rows = new CancelledOpeningRowSide(pair.Rows, cancel);
        var service = new DatabaseSyncService(pair.Pages, rows, pair.Catalog, pair.NotionIds, new SyncEnvironment());
        await Assert.ThrowsAnyAsync<OperationCanceledException>(async () => { await foreach (var r in service.SyncAllDatabasesAsync(SyncDirection.NotionToSupabase, cancel.Token)) { } });
        await pair.SyncAsync();
        Assert.Equal(0, await pair.ScalarAsync<long>("select count(*) from hs_sync.leases"));
    }

    [Fact]
    public async Task A_page_that_does_not_exist_is_an_error_and_no_failure_for_good()
    {
        await using var pair = await SmallCatalog.PairAsync(running);
        var g = SmallCatalog.Make(pair, "groups", "g");
        var service = new DatabaseSyncService(pair.Pages, pair.Rows, pair.Catalog, pair.NotionIds, new SyncEnvironment());
        var elsewhere = await service.SyncNotionToSupabaseAsync("items", g, default);
        var mistyped = await service.SyncNotionToSupabaseAsync("items", Guid.NewGuid(), default);
        Assert.Equal((SyncStatus.Failed, SyncStatus.Failed), (elsewhere.Status, mistyped.Status));
        Assert.Contains("is not in this database", elsewhere.Error);
        Assert.Contains("does not find the page", mistyped.Error);
        await pair.SyncAsync();
        Assert.Equal(0, await pair.ScalarAsync<long>("select count(*) from hs_sync.failures"));
    }

    [Fact]
    public async Task A_database_without_an_id_is_named()
    {
        await using var pair = await SmallCatalog.PairAsync(running);
        var service = new DatabaseSyncService(pair.Pages, pair.Rows, pair.Catalog, new Dictionary<string, Guid>(), new SyncEnvironment());
        var missing = await Assert.ThrowsAsync<SyncException>(() => service.SyncAllRecordsAsync("items", SyncDirection.NotionToSupabase, null, default));
        Assert.Equal(ErrorId.ConfigurationMissing, missing.Id);
        Assert.Contains("NOTION_ITEMS_DB", missing.NextStep);
        var unknown = await Assert.ThrowsAsync<SyncException>(() => service.SyncAllRecordsAsync("zzz*", SyncDirection.NotionToSupabase, null, default));
        Assert.Equal(ErrorId.DatabaseUnknown, unknown.Id);
    }

    [Fact]
    public async Task Only_the_last_answer_of_each_database_is_kept()
    {
        await using var pair = await SmallCatalog.PairAsync(running);
        pair.Notion.Workspace.CreatePages(pair.Ids["items"].DataSource, Enumerable.Range(0, 3000).Select(i =>
            new PageDraft(new JsonObject { ["Name"] = NotionValue.Title($"t{i}"), ["Notes"] = NotionValue.RichText(Guid.NewGuid() + new string('x', 500) + Guid.NewGuid()) })));
        await pair.SyncAsync();
        await pair.SyncAsync(r => r with { Full = true });
        Assert.Equal(1, await pair.ScalarAsync<long>("select count(*) from hs_sync.exchanges"));
    }

    [Fact]
    public async Task A_run_is_a_success_though_its_caller_has_heard_enough()
    {
        await using var pair = await SmallCatalog.PairAsync(running);
        var service = new DatabaseSyncService(pair.Pages, pair.Rows, pair.Catalog, pair.NotionIds, new SyncEnvironment());
        var n = 0;
        await foreach (var result in service.SyncAllDatabasesAsync(SyncDirection.NotionToSupabase, default))
        {
            if (++n == 2)
            {
                break;
            }
        }

        Assert.Equal("Succeeded", await pair.ScalarAsync<string>("select status from hs_sync.runs"));
    }

    [Fact]
    public async Task Json_text_with_an_escaped_nul_is_carried_as_text()
    {
        var catalog = SmallCatalog.Create(""", {"column":"data","property":"Data","type":"rich_text","columnType":"jsonb"}""");
        await using var pair = await Pair.CreateAsync(running, catalog);
        SmallCatalog.Make(pair, "items", "a", ("Data", NotionValue.RichText("{\"a\": \"\\u0000\"}")));
        var r = await pair.SyncAsync();
        Assert.Equal(SyncStatus.Succeeded, r["items"].Status);
        Assert.Equal("{\"a\": \"\\u0000\"}", await pair.ScalarAsync<string>("select data #>> '{}' from public.items"));
        Assert.Empty(await pair.CompareAsync());
    }

    [Fact]
    public async Task A_run_whose_lease_was_taken_over_says_so_and_writes_nothing_more()
    {
        await using var pair = await SmallCatalog.PairAsync(running);
        for (var i = 0; i < 3; i++)
        {
            SmallCatalog.Make(pair, "items", $"i{i}");
        }

        var rows = new MeddlingRowSide(pair.Rows, 1, async () =>
        {
            // The machine slept for more than five minutes, and the next scheduled run has begun.
            await pair.ExecuteAsync("update hs_sync.leases set expires_at = now() - interval '1 s'");
            await pair.Rows.OpenAsync(new SyncRun(Guid.NewGuid(), SyncDirection.NotionToSupabase, "the next run", false), pair.Catalog.Databases, default);
        });
        var service = new DatabaseSyncService(pair.Pages, rows, pair.Catalog, pair.NotionIds, new SyncEnvironment());
        await foreach (var result in service.SyncAsync(new SyncRequest { Databases = [pair.Database("items")], Direction = SyncDirection.NotionToSupabase, ChunkSize = 1 }, default))
        {
            Assert.Equal((SyncStatus.Failed, nameof(ErrorId.LeaseHeld)), (result.Status, result.ErrorId));
        }

        Assert.Equal(1, await pair.ScalarAsync<long>("select count(*) from public.items"));
        Assert.Equal("the next run", await pair.ScalarAsync<string>("select holder from hs_sync.leases where database = 'items'"));
    }

    private static async Task<string> CallAsync(NpgsqlConnection connection, string function, string json)
    {
        await using var command = new NpgsqlCommand($"select public.{function}($1)", connection);
        command.Parameters.Add(new NpgsqlParameter { Value = json });
        return (string)(await command.ExecuteScalarAsync())!;
    }
}

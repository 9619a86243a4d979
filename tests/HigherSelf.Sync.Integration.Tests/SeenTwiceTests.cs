using System.Text.Json.Nodes;
using HigherSelf.Sync.Engine.Reporting;
using HigherSelf.Sync.Engine.Sync;

namespace HigherSelf.Sync.Integration.Tests;

/// <summary>Records that one run sees, or decides on, more than once.</summary>
public sealed class SeenTwiceTests(RunningSupabase running)
{
    [Fact]
    public async Task A_page_that_is_restored_between_two_looks_of_a_run_keeps_its_row()
    {
        await using var pair = await SmallCatalog.PairAsync(running);
        var page = SmallCatalog.Make(pair, "items", "a");
        await pair.SyncBothAsync();
        pair.Notion.Workspace.TrashPage(page);

        // The page is to be tried again, so it is read by itself before all pages are.
        await pair.ExecuteAsync(
            "insert into hs_sync.failures (database, record_id, side, reason, run_id) values ('items', $1, 'Notion', 'could not be read', gen_random_uuid())", page);
        var restored = 0;
        var pages = new MeddlingPageSide(pair.Pages, read =>
        {
            if (read == page && restored++ == 0)
            {
                pair.Notion.Workspace.RestorePage(page);
            }
        });
        var service = new DatabaseSyncService(pages, pair.Rows, pair.Catalog, pair.NotionIds, new SyncEnvironment());
        var results = new List<HSSyncResult>();
        await foreach (var result in service.SyncAsync(new SyncRequest { Databases = [pair.Database("items")], ChunkSize = 1, Full = true }, default))
        {
            results.Add(result);
        }

        Assert.True(restored > 0);
        Assert.Equal((SyncStatus.Succeeded, 0), (results[0].Status, results[0].Deleted));
        Assert.Equal(1, await pair.ScalarAsync<long>("select count(*) from public.items"));
        Assert.Empty(await pair.CompareAsync());
    }

    [Fact]
    public async Task The_part_of_a_relation_that_notion_does_not_show_is_written_once_a_run()
    {
        await using var pair = await Pair.CreateAsync(running, SmallCatalog.Create(""", {"column":"edited","property":"Edited","type":"last_edited_time"}"""));
        var page = SmallCatalog.Make(pair, "items", "a");
        SmallCatalog.Make(pair, "items", "live");
        var trashed = SmallCatalog.Make(pair, "items", "trashed");
        await pair.SyncBothAsync();
        pair.NotionTime.Advance(TimeSpan.FromMinutes(10));
        pair.Notion.Workspace.TrashPage(trashed);
        pair.Notion.Workspace.EditPage(page, new JsonObject());
        await pair.ExecuteAsync(
            """
            with made as (insert into public.items (name) values ('new') returning id)
            update public.items set others = (select array_agg(i.id) from public.items i where i.name in ('live', 'trashed')) || (select id from made) where name = 'a'
            """);
        pair.Notion.Requests.Reset();

        await pair.SyncBothAsync();

        Assert.Equal(1, pair.Notion.Requests.All.Count(r => r.Method == "PATCH" && r.Path.Contains(page.ToString(), StringComparison.Ordinal)));
        await pair.SyncBothAsync(r => r with { Full = true });
        await pair.SyncBothAsync();
        Assert.Empty(await pair.CompareAsync());
    }
}

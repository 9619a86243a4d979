using System.Text.Json.Nodes;
using HigherSelf.Sync.Engine.Reporting;
using HigherSelf.Sync.Engine.Sync;
using HigherSelf.Sync.Sandbox.Notion;

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

        await ReadByItselfAsync(pair, page);
        var restored = 0;
        var pages = new MeddlingPageSide(pair.Pages, read =>
        {
            if (read == page && restored++ == 0)
            {
                pair.Notion.Workspace.RestorePage(page);
            }
        });
        var result = await SyncAllAsync(pair, pages);

        Assert.True(restored > 0);
        Assert.Equal((SyncStatus.Succeeded, 0), (result.Status, result.Deleted));
        Assert.Equal(1, await pair.ScalarAsync<long>("select count(*) from public.items"));
        Assert.Empty(await pair.CompareAsync());
    }

    [Fact]
    public async Task Of_two_decisions_on_one_page_only_the_later_is_carried_out()
    {
        await using var pair = await SmallCatalog.PairAsync(running);
        var page = SmallCatalog.Make(pair, "items", "a");
        await pair.SyncBothAsync();
        pair.NotionTime.SetUtcNow(TimeProvider.System.GetUtcNow().AddHours(-2));
        pair.Notion.Workspace.EditPage(page, new JsonObject { ["Notes"] = NotionValue.RichText("page, before the row") });
        await pair.ExecuteAsync("update public.items set notes = 'row'");
        await ReadByItselfAsync(pair, page);
        var read = 0;
        var pages = new MeddlingPageSide(pair.Pages, _ =>
        {
            if (read++ == 0)
            {
                pair.NotionTime.SetUtcNow(TimeProvider.System.GetUtcNow().AddHours(2));
                pair.Notion.Workspace.EditPage(page, new JsonObject { ["Notes"] = NotionValue.RichText("page, after the row") });
            }
        });

        await SyncAllAsync(pair, pages);

        Assert.True(read > 0);
        Assert.Equal("page, after the row", await pair.ScalarAsync<string>("select notes from public.items"));
        Assert.Empty(await pair.CompareAsync());
    }

    [Fact]
    public async Task That_a_target_could_be_read_proves_nothing_for_pages_that_are_read_later()
    {
        await using var pair = await SmallCatalog.PairAsync(running);
        var group = SmallCatalog.Make(pair, "groups", "g");
        var cleared = SmallCatalog.Make(pair, "items", "cleared", ("Parent", NotionValue.Relation(group)));
        SmallCatalog.Make(pair, "items", "kept", ("Parent", NotionValue.Relation(group)));
        await pair.SyncBothAsync();
        pair.NotionTime.Advance(TimeSpan.FromMinutes(10));
        pair.Notion.Workspace.EditPage(cleared, new JsonObject { ["Parent"] = NotionValue.Relation() });
        await ReadByItselfAsync(pair, cleared);
        var asked = 0;
        var pages = new MeddlingPageSide(pair.Pages, _ => { }, () =>
        {
            asked++;
            pair.Notion.Workspace.Unshare(pair.Ids["groups"].Database);
        });

        var result = await SyncAllAsync(pair, pages);

        Assert.Equal((SyncStatus.Partial, 2), (result.Status, asked));
        Assert.Equal(1, await pair.ScalarAsync<long>("select count(*) from public.items where name = 'kept' and parent_id is not null"));
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

        // Once for the part that has pages, and once for the whole, when the new row has its page.
        Assert.Equal(2, pair.Notion.Requests.All.Count(r => r.Method == "PATCH" && r.Path.Contains(page.ToString(), StringComparison.Ordinal)));
        await pair.SyncBothAsync(r => r with { Full = true });
        await pair.SyncBothAsync();
        Assert.Empty(await pair.CompareAsync());
    }

    /// <summary>The page is to be tried again, so it is read by itself before all pages are.</summary>
    private static Task ReadByItselfAsync(Pair pair, Guid page) => pair.ExecuteAsync(
        "insert into hs_sync.failures (database, record_id, side, reason, run_id) values ('items', $1, 'Notion', 'could not be read', gen_random_uuid())", page);

    /// <summary>Syncs items both ways, every page, one at a time.</summary>
    private static async Task<HSSyncResult> SyncAllAsync(Pair pair, IPageSide pages)
    {
        var service = new DatabaseSyncService(pages, pair.Rows, pair.Catalog, pair.NotionIds, new SyncEnvironment { ReadAhead = 0 });
        var request = new SyncRequest { Databases = [pair.Database("items")], ChunkSize = 1, Full = true };
        return await service.SyncAsync(request, default).SingleAsync();
    }
}

using System.Text.Json.Nodes;
using HigherSelf.Sync.Engine.Reporting;
using HigherSelf.Sync.Engine.Sync;
using HigherSelf.Sync.Sandbox.Notion;

namespace HigherSelf.Sync.Integration.Tests.Extending;

/// <summary>A filter narrows what a run looks at: the rest is as if the run had never been.</summary>
public sealed class FilterTests(RunningSupabase running)
{
    [Fact]
    public async Task Only_what_the_filter_says_yes_to_is_made_on_either_side()
    {
        await using var pair = await SmallCatalog.PairAsync(running);
        SmallCatalog.Make(pair, "items", "in, from Notion");
        SmallCatalog.Make(pair, "items", "out, from Notion");
        await FilteredAsync(pair);
        await pair.ExecuteAsync("insert into public.items (name) values ('in, from Supabase'), ('out, from Supabase')");

        var result = await FilteredAsync(pair);

        Assert.Equal((SyncStatus.Succeeded, 1, 0, 0), (result.Status, result.Created, result.Updated, result.Failed));
        Assert.Equal("in, from Notion|in, from Supabase|out, from Supabase", await NamesAsync(pair));
        Assert.Equal("out, from Supabase", await pair.ScalarAsync<string>("select t.name from public.items t join hs_sync.dirty d on d.row_id = t.id"));
        Assert.Equal(0, await pair.ScalarAsync<long>("select count(*) from hs_sync.watermarks"));

        // Without it, everything is found.
        Assert.Equal(2, (await pair.SyncBothAsync())["items"].Created);
        await IsQuietAsync(pair);
    }

    [Fact]
    public async Task Edits_and_deletes_that_it_says_no_to_are_still_there_for_the_next_run()
    {
        await using var pair = await SmallCatalog.PairAsync(running);
        var pages = new[] { "in1", "in2", "in3", "in4", "out1", "out2", "out3", "out4" }.ToDictionary(n => n, n => SmallCatalog.Make(pair, "items", n));
        await pair.SyncBothAsync();
        pair.NotionTime.Advance(TimeSpan.FromMinutes(10));
        var through = await pair.ScalarAsync<string>("select through::text from hs_sync.watermarks where database = 'items'");
        foreach (var side in new[] { "in", "out" })
        {
            pair.Notion.Workspace.EditPage(pages[side + 1], new JsonObject { ["Notes"] = NotionValue.RichText("page") });
            await pair.ExecuteAsync("update public.items set notes = 'row' where name = $1", side + 2);
            pair.Notion.Workspace.TrashPage(pages[side + 3]);
            await pair.ExecuteAsync("delete from public.items where name = $1", side + 4);
        }

        var result = await FilteredAsync(pair, r => r with { Full = true });
        Assert.Equal((SyncStatus.Succeeded, 2, 1, 0), (result.Status, result.Updated, result.Deleted, result.Failed));
        Assert.Equal("page", await NotesAsync(pair, "in1"));
        Assert.Equal("", await NotesAsync(pair, "out1"));
        Assert.True(IsInTrash(pair, pages["in4"]));
        Assert.False(IsInTrash(pair, pages["out4"]));
        // A page that was not seen is no proof, whatever the filter says of its row.
        Assert.Equal("in1|in2|in3|out1|out2|out3", await NamesAsync(pair));
        Assert.Equal(through, await pair.ScalarAsync<string>("select through::text from hs_sync.watermarks where database = 'items'"));

        var rest = (await pair.SyncBothAsync(r => r with { Full = true }))["items"];
        Assert.Equal((2, 3), (rest.Updated, rest.Deleted));
        Assert.Equal("page", await NotesAsync(pair, "out1"));
        Assert.Equal("in1|in2|out1|out2", await NamesAsync(pair));
        await IsQuietAsync(pair);
    }

    [Fact]
    public async Task Yes_of_one_side_is_enough_and_no_edit_of_the_other_is_overwritten_unseen()
    {
        await using var pair = await SmallCatalog.PairAsync(running);
        var renamed = SmallCatalog.Make(pair, "items", "in, at first");
        await pair.SyncBothAsync();
        pair.NotionTime.Advance(TimeSpan.FromMinutes(10));

        // Both sides leave the filter; what both last agreed on is within it, and says nothing.
        pair.Notion.Workspace.EditPage(renamed, new JsonObject { ["Name"] = NotionValue.Title("out, by the page") });
        await pair.ExecuteAsync("update public.items set name = 'out, by the row'");
        var result = await FilteredAsync(pair);
        Assert.Equal((0, 0), (result.Updated, result.Conflicts));
        Assert.Equal("out, by the row", await NamesAsync(pair));
        Assert.Equal("out, by the page", pair.Notion.Workspace.ReadValue(renamed, "Name")![0]!["plain_text"]!.GetValue<string>());

        await pair.ExecuteAsync("update public.items set name = 'in, by the row'");
        Assert.Equal(1, (await FilteredAsync(pair, r => r with { Policy = new SyncPolicy { Conflicts = ConflictPolicy.SupabaseWins } })).Conflicts);
        await pair.SyncBothAsync();
        await IsQuietAsync(pair);
    }

    [Fact]
    public async Task A_dry_run_tells_only_of_what_the_filter_says_yes_to()
    {
        await using var pair = await SmallCatalog.PairAsync(running);
        SmallCatalog.Make(pair, "items", "in");
        SmallCatalog.Make(pair, "items", "out");
        Assert.Equal(1, (await FilteredAsync(pair, r => r with { DryRun = true })).Created);
        Assert.Equal(0, await pair.ScalarAsync<long>("select count(*) from public.items"));
    }

    private static async Task<HSSyncResult> FilteredAsync(Pair pair, Func<SyncRequest, SyncRequest>? change = null) => (await pair.SyncBothAsync(
        r => (change?.Invoke(r) ?? r) with { Filter = (record, _) => ValueTask.FromResult(record.Values.Title.StartsWith("in", StringComparison.Ordinal)) }))["items"];

    private static Task<string> NamesAsync(Pair pair) => pair.ScalarAsync<string>("select string_agg(name, '|' order by name) from public.items");

    private static Task<string> NotesAsync(Pair pair, string name) => pair.ScalarAsync<string>("select coalesce(notes, '') from public.items where name = $1", name);

    private static bool IsInTrash(Pair pair, Guid page) => pair.Notion.Workspace.ReadPage(page)["in_trash"]!.GetValue<bool>();

    private static async Task IsQuietAsync(Pair pair)
    {
        pair.NotionTime.Advance(TimeSpan.FromMinutes(10));
        var result = (await pair.SyncBothAsync())["items"];
        Assert.True(result is { Status: SyncStatus.Succeeded, Created: 0, Updated: 0, Deleted: 0, Conflicts: 0 }, result.ToString());
        Assert.Empty(await pair.CompareAsync());
    }
}

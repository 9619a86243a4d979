using HigherSelf.Sync.Engine.Reporting;
using HigherSelf.Sync.Sandbox.Notion;

namespace HigherSelf.Sync.Integration.Tests;

/// <summary>Rows that point to more pages than Notion takes at once.</summary>
public sealed class LongRelationTests(RunningSupabase running)
{
    [Fact]
    public async Task A_list_of_rows_grows_past_a_hundred_and_shrinks_again()
    {
        await using var pair = await TwoWayPairAsync();
        await FillAsync(pair, 260);
        var one = await RowAsync(pair, "i0");
        await pair.SyncBothAsync();

        foreach (var count in new[] { 100, 101, 250, 249, 160, 30 })
        {
            await PointAsync(pair, one, count);
            var results = await pair.SyncBothAsync();

            Assert.All(results.Values, r => Assert.Equal(SyncStatus.Succeeded, r.Status));
            Assert.Equal(count, await TargetsAsync(pair, one));
            await AssertSettledAsync(pair);
        }
    }

    [Fact]
    public async Task A_new_row_with_a_long_list_gets_one_page_with_all_of_it()
    {
        await using var pair = await TwoWayPairAsync();
        await FillAsync(pair, 150);
        await pair.ExecuteAsync("insert into public.items (name, others) select 'new', array_agg(id order by name) from public.items where name <> 'new'");

        await pair.SyncBothAsync();

        Assert.Equal(150, await TargetsAsync(pair, await RowAsync(pair, "new")));
        await AssertSettledAsync(pair);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task A_list_that_was_written_in_part_is_nobodys_edit_and_is_finished(bool isNew)
    {
        await using var pair = await TwoWayPairAsync();
        await FillAsync(pair, 150);
        await pair.ExecuteAsync(isNew
            ? "insert into public.items (name, others) select 'one', array_agg(id order by name) from public.items"
            : "update public.items set others = (select array_agg(id order by name) from public.items) where name = 'i0'");
        var (writes, isDown) = (0, true);
        pair.Notion.Faults.Next(FaultKind.InternalError, 100, (method, _) => isDown && method == "PATCH" && ++writes > 20);

        var cut = (await pair.SyncBothAsync())["items"];
        var one = await RowAsync(pair, isNew ? "one" : "i0");
        Assert.Equal(SyncStatus.Partial, cut.Status);
        isDown = false;
        await pair.ExecuteAsync("update hs_sync.failures set next_at = now()");
        await pair.SyncBothAsync();

        Assert.Equal(150, await TargetsAsync(pair, one));
        Assert.Equal(isNew ? 151 : 150, await pair.ScalarAsync<long>("select count(*) from public.items"));
        Assert.Equal(0, await pair.ScalarAsync<long>("select count(*) from hs_sync.conflicts"));
        await AssertSettledAsync(pair);
    }

    [Fact]
    public async Task Without_another_end_the_row_is_refused_by_name_and_the_rest_goes_on()
    {
        await using var pair = await SmallCatalog.PairAsync(running);
        await FillAsync(pair, 101);
        await pair.ExecuteAsync("update public.items set others = (select array_agg(id) from public.items) where name = 'i0'");
        await pair.ExecuteAsync("update public.items set notes = 'goes on' where name = 'i1'");

        var result = (await pair.SyncBothAsync())["items"];

        Assert.Equal(SyncStatus.Partial, result.Status);
        Assert.Equal((1, 1), (result.Updated, result.Failed));
        Assert.Contains("Others: it points to 101 pages, and Notion takes 100 at once; make the relation two-way", await FailureAsync(pair), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_page_that_a_hundred_others_point_to_is_named()
    {
        await using var pair = await TwoWayPairAsync();
        await FillAsync(pair, 202);
        var first = (await pair.ScalarAsync<Guid>("select id from public.items where name = 'i0'"));
        await pair.ExecuteAsync("update public.items set others = array[$1] where name <> 'i0'", first);
        await pair.SyncBothAsync();

        // It comes last, so it would be set from its own end, which is full.
        await pair.ExecuteAsync("update public.items set others = (select array_agg(id order by (id = $1)) from public.items) where name = 'i0'", first);
        var result = (await pair.SyncBothAsync())["items"];

        Assert.Equal(1, result.Failed);
        Assert.Contains("pages at the other end of it, and Notion takes 100 at once", await FailureAsync(pair), StringComparison.Ordinal);
    }

    private async Task<Pair> TwoWayPairAsync()
    {
        var pair = await SmallCatalog.PairAsync(running);
        var items = pair.Ids["items"].DataSource;
        pair.Notion.Workspace.RemoveProperty(items, "Others");
        pair.Notion.Workspace.SetProperty(items, "Others", NotionProperty.TwoWayRelation(items, "Others of"));
        await pair.SetUpAsync();
        return pair;
    }

    private static async Task FillAsync(Pair pair, int count)
    {
        for (var i = 0; i < count; i++)
        {
            SmallCatalog.Make(pair, "items", $"i{i}");
        }

        await pair.SyncBothAsync();
    }

    private static Task PointAsync(Pair pair, Guid row, int count) => pair.ExecuteAsync(
        "update public.items set others = (select array_agg(id order by name) from (select * from public.items order by name limit $2) t) where id = $1", row, count);

    private static Task<Guid> RowAsync(Pair pair, string name) => pair.ScalarAsync<Guid>("select id from public.items where name = $1", name);

    /// <summary>To how many pages the page of a row points.</summary>
    private static async Task<int> TargetsAsync(Pair pair, Guid row)
    {
        var page = Guid.Parse(await pair.ScalarAsync<string>("select notion_page_id from public.items where id = $1", row));
        return (await pair.NotionClient.GetPropertyAsync(page, pair.Notion.Workspace.PropertyId(pair.Ids["items"].DataSource, "Others"), default)).Count;
    }

    private static Task<string> FailureAsync(Pair pair) => pair.ScalarAsync<string>("select reason from hs_sync.failures");

    /// <summary>Both sides are equal, and another cycle, a complete one, too, has nothing to do.</summary>
    private static async Task AssertSettledAsync(Pair pair)
    {
        Assert.Empty(await pair.CompareAsync());
        pair.NotionTime.Advance(TimeSpan.FromMinutes(10));
        var again = (await pair.SyncBothAsync(r => r with { Full = true }))["items"];
        Assert.Equal((0, 0, 0), (again.Created, again.Updated, again.Failed));
    }
}

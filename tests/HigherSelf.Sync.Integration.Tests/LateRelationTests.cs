using System.Text.Json.Nodes;
using HigherSelf.Sync.Engine.Reporting;
using HigherSelf.Sync.Sandbox.Notion;
using Npgsql;

namespace HigherSelf.Sync.Integration.Tests;

/// <summary>Relations whose target comes later, elsewhere, or not at all.</summary>
public sealed class LateRelationTests(RunningSupabase running)
{
    [Fact]
    public async Task A_target_that_is_no_longer_shared_does_not_clear_relations()
    {
        await using var pair = await SmallCatalog.PairAsync(running);
        var g = SmallCatalog.Make(pair, "groups", "g");
        SmallCatalog.Make(pair, "items", "i", ("Parent", NotionValue.Relation(g)));
        await pair.SyncAsync();
        Assert.Equal(1, await pair.ScalarAsync<long>("select count(*) from public.items where parent_id is not null"));
        pair.Notion.Workspace.Unshare(pair.Ids["groups"].Database);
        pair.NotionTime.SetUtcNow(TimeProvider.System.GetUtcNow().AddDays(1));
        await pair.SyncAsync(r => r with { Full = true });
        Assert.Equal(1, await pair.ScalarAsync<long>("select count(*) from public.items where parent_id is not null"));
    }

    [Fact]
    public async Task A_row_that_refuses_its_late_relation_delays_only_itself()
    {
        await using var pair = await SmallCatalog.PairAsync(running);
        var g = SmallCatalog.Make(pair, "groups", "g");
        SmallCatalog.Make(pair, "items", "refuses", ("Parent", NotionValue.Relation(g)));
        SmallCatalog.Make(pair, "items", "takes", ("Parent", NotionValue.Relation(g)));
        await pair.SyncAsync(r => r with { Databases = [pair.Database("items")] });
        await pair.ExecuteAsync("alter table public.items add constraint c check (name <> 'refuses' or parent_id is null)");
        await pair.SyncAsync();
        await pair.SyncAsync();
        Assert.Equal(0, await pair.ScalarAsync<long>("select count(*) from hs_sync.leases"));
        Assert.Equal(1, await pair.ScalarAsync<long>("select count(*) from public.items where parent_id is not null"));
    }

    [Fact]
    public async Task Relations_that_lead_elsewhere_than_the_catalog_says_do_not_hold_the_run_up()
    {
        await using var pair = await Pair.CreateAsync(running, SmallCatalog.Create());
        // In Notion, Parent leads to items, not to groups.
        pair.Notion.Workspace.SetProperty(pair.Ids["items"].DataSource, "Parent", NotionProperty.Relation(pair.Ids["items"].DataSource));
        await pair.ExecuteAsync("update hs_sync.databases set binding = null");
        var target = SmallCatalog.Make(pair, "items", "target");
        pair.Notion.Workspace.CreatePages(pair.Ids["items"].DataSource, Enumerable.Range(0, 2100).Select(i =>
            new PageDraft(new JsonObject { ["Name"] = NotionValue.Title($"t{i}"), ["Parent"] = NotionValue.Relation(target) })));
        var result = (await pair.SyncAsync())["items"];
        Assert.Equal((SyncStatus.Succeeded, 2101), (result.Status, result.Created));
    }

    [Fact]
    public async Task A_late_relation_does_not_make_an_old_edit_young()
    {
        await using var pair = await SmallCatalog.PairAsync(running);
        var g = SmallCatalog.Make(pair, "groups", "g");
        var p = SmallCatalog.Make(pair, "items", "i", ("Parent", NotionValue.Relation(g)));
        await pair.SyncAsync(r => r with { Databases = [pair.Database("items")] });
        // A program edits the row yesterday.
        await pair.ExecuteAsync("alter table public.items disable trigger hs_sync_touch; update public.items set notes = 'from Supabase', updated_at = now() - interval '1 day'; alter table public.items enable trigger hs_sync_touch");
        // Somebody edits the page an hour ago, which is later.
        pair.Notion.Workspace.EditPage(p, new JsonObject { ["Notes"] = NotionValue.RichText("from Notion") }, TimeProvider.System.GetUtcNow().AddHours(-1));
        pair.NotionTime.SetUtcNow(TimeProvider.System.GetUtcNow());
        await pair.SyncAsync(r => r with { Databases = [pair.Database("groups")] });
        await pair.SyncAsync(r => r with { Full = true });
        Assert.Equal("from Notion", await pair.ScalarAsync<string>("select notes from public.items"));
    }

    [Fact]
    public async Task Comparing_tells_a_relation_whose_row_is_missing()
    {
        await using var pair = await SmallCatalog.PairAsync(running);
        var g = SmallCatalog.Make(pair, "groups", "g");
        SmallCatalog.Make(pair, "items", "i", ("Parent", NotionValue.Relation(g)));
        await pair.SyncAsync(r => r with { Databases = [pair.Database("items")] });
        await pair.ExecuteAsync("delete from hs_sync.waiting");
        await pair.SyncAsync();
        Assert.Equal(1, await pair.ScalarAsync<long>("select count(*) from public.items where parent_id is null"));
        Assert.NotEmpty(await pair.CompareAsync());
    }

    [Fact]
    public async Task Every_relation_of_the_demo_arrives()
    {
        await using var pair = await Pair.CreateAsync(running);
        pair.Fill();
        await pair.SyncAsync();
        var lost = await pair.ScalarAsync<long>("select count(*) from hs_sync.links l cross join lateral jsonb_each(hs_sync.resolve_refs(l.database, l.refs) -> 'rows') r where l.base -> r.key is distinct from r.value");
        Assert.Equal(0, lost);
        Assert.Empty(await pair.CompareAsync());
    }

    [Fact]
    public async Task A_target_that_another_run_commits_meanwhile_is_not_lost()
    {
        await using var pair = await SmallCatalog.PairAsync(running);
        await pair.ExecuteAsync(
            """
            create function public.wait() returns trigger language plpgsql as $$ begin perform pg_advisory_xact_lock(7); return new; end $$;
            create trigger wait before insert on public.items for each row execute function public.wait()
            """);
        var target = SmallCatalog.Make(pair, "groups", "g");
        SmallCatalog.Make(pair, "items", "i", ("Parent", NotionValue.Relation(target)));

        // The row of the item is being written when the target's comes to be.
        await using var holder = await pair.Sql.OpenConnectionAsync();
        await using var holding = await holder.BeginTransactionAsync();
        await using (var take = new NpgsqlCommand("select pg_advisory_xact_lock(7)", holder))
        {
            await take.ExecuteNonQueryAsync();
        }

        var items = Task.Run(() => pair.SyncAsync(r => r with { Databases = [pair.Database("items")] }));
        await pair.WaitForBlockedAsync();
        await pair.SyncAsync(r => r with { Databases = [pair.Database("groups")] });
        await holding.RollbackAsync();
        await items;
        await pair.SyncAsync();

        Assert.Equal(1, await pair.ScalarAsync<long>("select count(*) from public.items where parent_id is not null"));
        Assert.Empty(await pair.CompareAsync());
    }

    [Fact]
    public async Task A_row_that_was_put_back_can_be_pointed_to()
    {
        await using var pair = await SmallCatalog.PairAsync(running);
        var g = SmallCatalog.Make(pair, "groups", "g");
        await pair.SyncAsync();
        await pair.ExecuteAsync("create temp table b as select * from public.groups; delete from public.groups; insert into public.groups select * from b");
        SmallCatalog.Make(pair, "items", "i", ("Parent", NotionValue.Relation(g)));
        await pair.SyncAsync(r => r with { Full = true });
        Assert.Equal(1, await pair.ScalarAsync<long>("select count(*) from public.items where parent_id is not null"));
    }

    [Fact]
    public async Task A_target_whose_row_was_put_back_stays_a_target_although_Notion_does_not_show_it_yet()
    {
        await using var pair = await SmallCatalog.PairAsync(running);
        var target = SmallCatalog.Make(pair, "items", "target");
        var page = SmallCatalog.Make(pair, "items", "points", ("Others", NotionValue.Relation(target)));
        await pair.SyncBothAsync();
        var others = await OthersAsync(pair);
        Assert.Single(others);

        await pair.ExecuteAsync("create table public.kept as select * from public.items where name = 'target'; delete from public.items where name = 'target'");
        pair.NotionTime.Advance(TimeSpan.FromMinutes(10));
        await pair.SyncBothAsync();
        Assert.True((bool?)pair.Notion.Workspace.ReadPage(target)["in_trash"]);

        // Somebody puts the row back, and somebody else edits the page that points to it, which shows nothing there.
        await pair.ExecuteAsync("insert into public.items select * from public.kept; drop table public.kept");
        pair.Notion.Workspace.EditPage(page, new JsonObject { ["Notes"] = NotionValue.RichText("edited meanwhile") });
        pair.NotionTime.Advance(TimeSpan.FromMinutes(10));
        var result = (await pair.SyncBothAsync())["items"];

        Assert.Equal((SyncStatus.Succeeded, 0), (result.Status, result.Conflicts));
        Assert.Equal(others, await OthersAsync(pair));
        Assert.Equal(0, await pair.ScalarAsync<long>("select count(*) from hs_sync.journal where before ? 'others'"));
        Assert.False((bool?)pair.Notion.Workspace.ReadPage(target)["in_trash"]);
        await pair.SyncBothAsync(r => r with { Full = true });
        Assert.Equal(others, await OthersAsync(pair));
        Assert.Empty(await pair.CompareAsync());
    }

    [Fact]
    public async Task Locked_rows_can_still_be_pointed_to()
    {
        await using var pair = await SmallCatalog.PairAsync(running);
        var g = SmallCatalog.Make(pair, "groups", "g");
        await pair.SyncAsync();
        await using var one = await pair.Sql.OpenConnectionAsync();
        await using var tx = await one.BeginTransactionAsync();
        await using (var c = new NpgsqlCommand("select hs_sync.lock_rows('groups', array(select id from public.groups))", one)) await c.ExecuteNonQueryAsync();
        await using var two = await pair.Sql.OpenConnectionAsync();
        await using (var c = new NpgsqlCommand("set lock_timeout = '500ms'; insert into public.items (name, parent_id) select 'x', id from public.groups", two)) await c.ExecuteNonQueryAsync();
    }

    private static Task<Guid[]> OthersAsync(Pair pair) => pair.ScalarAsync<Guid[]>("select others from public.items where name = 'points'");
}

using System.Text;
using System.Text.Json.Nodes;
using HigherSelf.Sync.Engine.Catalog;
using HigherSelf.Sync.Engine.Errors;
using HigherSelf.Sync.Engine.Reporting;
using HigherSelf.Sync.Sandbox.Notion;

namespace HigherSelf.Sync.Integration.Tests;

/// <summary>Setting up over what is damaged, older, or in the way.</summary>
public sealed class MendingTests(RunningSupabase running)
{
    [Fact]
    public async Task A_table_that_was_dropped_comes_back_with_its_rows_under_their_old_ids()
    {
        await using var pair = await SmallCatalog.PairAsync(running);
        var g = SmallCatalog.Make(pair, "groups", "g");
        var i = SmallCatalog.Make(pair, "items", "i", ("Parent", NotionValue.Relation(g)));
        await pair.SyncAsync();
        await pair.ExecuteAsync("drop table public.groups cascade");
        await pair.SetUpAsync();
        pair.NotionTime.SetUtcNow(TimeProvider.System.GetUtcNow().AddDays(1));
        pair.Notion.Workspace.EditPage(i, new JsonObject { ["Notes"] = NotionValue.RichText("edited") });
        await pair.SyncAsync();
        Assert.Equal(1, await pair.ScalarAsync<long>("select count(*) from public.groups g join public.items i on i.parent_id = g.id"));
        Assert.Empty(await pair.CompareAsync());
        Assert.Equal("edited", await pair.ScalarAsync<string>("select coalesce(notes, '<null>') from public.items"));
    }

    [Theory]
    [InlineData("revoke execute on function public.hs_sync_open(text) from service_role")]
    [InlineData("create or replace function hs_sync.version() returns integer language sql immutable set search_path = '' as $$ select 1 $$")]
    [InlineData("alter table public.items drop column notion_page_id")]
    [InlineData("alter table public.items drop column updated_at")]
    [InlineData("alter table hs_sync.links drop column refs")]
    [InlineData("drop index hs_sync.journal_at")]
    public async Task Setting_up_again_mends_what_is_damaged(string damage)
    {
        await using var pair = await SmallCatalog.PairAsync(running);
        SmallCatalog.Make(pair, "items", "a");
        await pair.ExecuteAsync(damage);
        await running.Supabase.RefreshSchemaAsync();
        await pair.SetUpAsync();
        var r = await pair.SyncAsync();
        Assert.Equal(SyncStatus.Succeeded, r["items"].Status);
    }

    [Fact]
    public async Task A_column_of_another_type_is_refused_by_name()
    {
        await using var pair = await SmallCatalog.PairAsync(running);
        await pair.ExecuteAsync("alter table public.items drop column code; alter table public.items add column code integer");
        var e = await Assert.ThrowsAsync<SyncException>(pair.SetUpAsync);
        Assert.Equal(ErrorId.SupabaseMigrationFailed, e.Id);
        Assert.Contains("the column items.code is integer and should be text", e.Cause);
    }

    [Fact]
    public async Task A_description_may_have_several_lines()
    {
        var json = """{"table":"items","title":"Items","model":"Item","group":"x","idVariable":"NOTION_ITEMS_DB","description":"first\nsecond","fields":[{"column":"name","property":"Name","type":"title"}]}""";
        await using var pair = await Pair.CreateAsync(running, DatabaseCatalog.Create([("items.json", Encoding.UTF8.GetBytes(json))]));
        SmallCatalog.Make(pair, "items", "a");
        Assert.Equal(1, (await pair.SyncAsync())["items"].Created);
    }

    [Fact]
    public async Task A_catalog_can_go_back_to_what_it_was()
    {
        await using var pair = await SmallCatalog.PairAsync(running);
        await SmallCatalog.ApplyAsync(running, SmallCatalog.Create(parentTarget: "items"));
        Assert.Equal("items", await pair.ScalarAsync<string>("select target from hs_sync.fields where database = 'items' and field = 'parent_id'"));
        await SmallCatalog.ApplyAsync(running, SmallCatalog.Create());
        Assert.Equal("groups", await pair.ScalarAsync<string>("select target from hs_sync.fields where database = 'items' and field = 'parent_id'"));
    }

    [Fact]
    public async Task A_database_that_is_not_set_up_fails_alone()
    {
        await using var pair = await SmallCatalog.PairAsync(running);
        SmallCatalog.Make(pair, "items", "i");
        await pair.ExecuteAsync("delete from hs_sync.databases where name = 'groups'");
        var results = await pair.SyncAsync();
        Assert.Equal(1, await pair.ScalarAsync<long>("select count(*) from public.items"));
        Assert.Equal((SyncStatus.Succeeded, SyncStatus.Failed), (results["items"].Status, results["groups"].Status));
    }
}

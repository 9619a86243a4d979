using System.Text;
using System.Text.Json.Nodes;
using HigherSelf.Sync.Engine.Catalog;
using HigherSelf.Sync.Engine.Reporting;
using HigherSelf.Sync.Sandbox.Notion;

namespace HigherSelf.Sync.Integration.Tests;

public sealed class RelationTests(RunningSupabase running)
{
    [Fact]
    public async Task A_relation_whose_target_comes_later_gets_its_row_then()
    {
        await using var pair = await Pair.CreateAsync(running);
        var contact = Create(pair, "contacts_profiles", "Full Name", "Ada");
        var member = Create(pair, "community_members", "Member Name", "Ada", ("Contact Profile", NotionValue.Relation(contact)));

        await pair.SyncAsync(r => r with { Databases = [pair.Database("community_members")] });
        Assert.Equal(1, await pair.ScalarAsync<long>("select count(*) from public.community_members where contact_id is null"));

        await pair.SyncAsync(r => r with { Databases = [pair.Database("contacts_profiles")] });
        Assert.Equal(
            contact.ToString("D"),
            await pair.ScalarAsync<string>(
                "select c.notion_page_id from public.community_members m join public.contacts_profiles c on c.id = m.contact_id where m.notion_page_id = $1",
                member.ToString("D")));

        pair.NotionTime.Advance(TimeSpan.FromMinutes(10));
        var again = await pair.SyncAsync();
        Assert.Equal(0, again.Values.Sum(r => r.Created + r.Updated));
        Assert.Empty(await pair.CompareAsync());
    }

    [Fact]
    public async Task New_rows_that_point_to_each_other_are_related_in_Notion_by_one_run()
    {
        await using var pair = await Pair.CreateAsync(running, SmallCatalog.Create(parentTarget: "items"));
        await pair.ExecuteAsync(
            """
            insert into public.items (id, name, parent_id, others) values
            ('00000000-0000-4000-8000-000000000001', 'first', null, '{00000000-0000-4000-8000-000000000002,00000000-0000-4000-8000-000000000001}'),
            ('00000000-0000-4000-8000-000000000002', 'second', '00000000-0000-4000-8000-000000000001', '{00000000-0000-4000-8000-000000000001}');
            update public.items set parent_id = '00000000-0000-4000-8000-000000000002' where name = 'first'
            """);

        var result = (await pair.SyncBothAsync())["items"];

        Assert.Equal((SyncStatus.Succeeded, 2, 0), (result.Status, result.Created, result.Updated));
        Assert.Empty(await pair.CompareAsync());
        Assert.Equal(0, await pair.ScalarAsync<long>("select count(*) from hs_sync.dirty"));
        pair.NotionTime.Advance(TimeSpan.FromMinutes(10));
        var again = (await pair.SyncBothAsync())["items"];
        Assert.Equal((0, 0, 1), (again.Created, again.Updated, again.NotionRequests));
    }

    [Fact]
    public async Task A_two_way_relation_between_two_new_rows_is_equal_at_both_ends_within_two_cycles_and_the_third_writes_nothing()
    {
        var catalog = DatabaseCatalog.Create(
        [
            ("items.json", Encoding.UTF8.GetBytes("""
                {"table":"items","title":"Items","model":"Item","group":"x","idVariable":"NOTION_ITEMS_DB","fields":[
                  {"column":"name","property":"Name","type":"title"},{"column":"groups","property":"Groups","type":"relation","target":"groups"}]}
                """)),
            ("groups.json", Encoding.UTF8.GetBytes("""
                {"table":"groups","title":"Groups","model":"Group","group":"x","idVariable":"NOTION_GROUPS_DB","fields":[
                  {"column":"name","property":"Name","type":"title"},{"column":"members","property":"Members","type":"relation","target":"items"}]}
                """)),
        ]);
        await using var pair = await Pair.CreateAsync(running, catalog);
        var (items, groups) = (pair.Ids["items"].DataSource, pair.Ids["groups"].DataSource);
        pair.Notion.Workspace.RemoveProperty(groups, "Members");
        pair.Notion.Workspace.SetProperty(items, "Groups", NotionProperty.TwoWayRelation(groups, "Members"));
        await SmallCatalog.InitializeAsync(running, pair, catalog);
        await pair.ExecuteAsync("update hs_sync.databases set binding = null");

        // Each pair is named from one end only.
        await pair.ExecuteAsync(
            """
            insert into public.items (id, name, groups) values
            ('00000000-0000-4000-8000-000000000001', 'names its group', '{00000000-0000-4000-8000-000000000011}'), ('00000000-0000-4000-8000-000000000002', 'is named', '{}');
            insert into public.groups (id, name, members) values
            ('00000000-0000-4000-8000-000000000011', 'is named', '{}'), ('00000000-0000-4000-8000-000000000012', 'names its member', '{00000000-0000-4000-8000-000000000002}')
            """);

        await pair.SyncBothAsync();
        await pair.SyncBothAsync();
        Assert.Empty(await pair.CompareAsync());
        Assert.Equal(2, await pair.ScalarAsync<long>("select count(*) from public.items i join public.groups g on i.groups = array[g.id] and g.members = array[i.id]"));
        Assert.Equal(0, (await pair.SyncBothAsync(r => r with { Full = true })).Values.Sum(r => r.Created + r.Updated + r.Deleted + r.Conflicts));
    }

    [Fact]
    public async Task Circles_within_a_database_and_between_two_are_closed()
    {
        await using var pair = await Pair.CreateAsync(running);
        var one = Create(pair, "tasks", "Task Name", "one");
        var two = Create(pair, "tasks", "Task Name", "two", ("Dependencies", NotionValue.Relation(one)));
        var instance = Create(pair, "workflow_instances", "Instance Name", "instance", ("Related Tasks", NotionValue.Relation(two, one)));
        pair.Notion.Workspace.EditPage(one, new JsonObject
        {
            ["Dependencies"] = NotionValue.Relation(two, one),
            ["Related Workflow Instance"] = NotionValue.Relation(instance),
        });

        await pair.SyncAsync();

        Assert.Equal($"{two:D},{one:D}", await PagesBehindAsync(pair, "tasks", "dependencies", one, "tasks"));
        Assert.Equal($"{one:D}", await PagesBehindAsync(pair, "tasks", "dependencies", two, "tasks"));
        Assert.Equal($"{two:D},{one:D}", await PagesBehindAsync(pair, "workflow_instances", "related_tasks", instance, "tasks"));
        Assert.Equal($"{instance:D}", await PagesBehindAsync(pair, "tasks", "related_workflow_instance", one, "workflow_instances"));
        Assert.Empty(await pair.CompareAsync());
    }

    [Fact]
    public async Task A_hundred_and_twenty_targets_come_over_whole_and_in_order()
    {
        await using var pair = await Pair.CreateAsync(running);
        var targets = Enumerable.Range(0, 120).Select(i => Create(pair, "tasks", "Task Name", $"t{i}")).Reverse().ToList();
        var instance = Create(pair, "workflow_instances", "Instance Name", "many", ("Related Tasks", NotionValue.Relation(targets)));

        await pair.SyncAsync();

        Assert.Equal(string.Join(',', targets.Select(t => t.ToString("D"))), await PagesBehindAsync(pair, "workflow_instances", "related_tasks", instance, "tasks"));
    }

    [Fact]
    public async Task A_target_that_never_comes_is_left_out_and_nothing_is_written_for_it_again()
    {
        await using var pair = await Pair.CreateAsync(running);
        var known = Create(pair, "workflows", "Workflow Name", "known");
        var other = Create(pair, "workflows", "Workflow Name", "not synced");
        var agent = Create(pair, "agents", "Agent Name", "a", ("Workflows", NotionValue.Relation(other, known)));
        await pair.SyncAsync();

        // Out of Supabase without Notion's knowing: the reference has no row any more.
        await pair.ExecuteAsync("delete from public.workflows where notion_page_id = $1", other.ToString("D"));
        pair.Notion.Workspace.EditPage(agent, new JsonObject { ["Version"] = NotionValue.RichText("2") });
        await pair.SyncAsync(r => r with { Databases = [pair.Database("agents")] });

        Assert.Equal("2", await pair.ScalarAsync<string>("select version from public.agents"));
        var before = await pair.ScalarAsync<long>("select count(*) from hs_sync.journal");
        for (var i = 0; i < 2; i++)
        {
            await pair.SyncAsync(r => r with { Databases = [pair.Database("agents")], Full = true });
        }

        Assert.Equal(before, await pair.ScalarAsync<long>("select count(*) from hs_sync.journal"));
    }

    [Fact]
    public async Task A_relation_out_of_the_catalog_holds_page_ids()
    {
        await using var pair = await Pair.CreateAsync(running);
        Assert.Null(pair.Database("marketing_campaigns").Mirrored.Single(f => f.Column == "content_pieces").Target);
        var piece = Create(pair, "marketing_campaigns", "Campaign Name", "piece");
        var campaign = Create(pair, "marketing_campaigns", "Campaign Name", "c", ("Content Pieces", NotionValue.Relation(piece)));

        await pair.SyncAsync();

        Assert.Equal(piece, await pair.ScalarAsync<Guid>("select content_pieces[1] from public.marketing_campaigns where notion_page_id = $1", campaign.ToString("D")));
        Assert.Empty(await pair.CompareAsync());
    }

    [Fact]
    public async Task A_column_for_one_row_takes_the_first_of_several_and_the_page_keeps_the_others()
    {
        await using var pair = await Pair.CreateAsync(running);
        var one = Create(pair, "business_entities", "Name", "one");
        var two = Create(pair, "business_entities", "Name", "two");
        var contact = Create(pair, "contacts_profiles", "Full Name", "Ada", ("Business Entity", NotionValue.Relation(two, one)));

        await pair.SyncAsync();

        Assert.Equal(
            two.ToString("D"),
            await pair.ScalarAsync<string>(
                "select b.notion_page_id from public.contacts_profiles c join public.business_entities b on b.id = c.business_entity_id where c.notion_page_id = $1",
                contact.ToString("D")));
        Assert.Empty(await pair.CompareAsync());
    }

    private static Guid Create(Pair pair, string table, string title, string text, params (string Name, JsonObject Value)[] more)
    {
        var properties = new JsonObject { [title] = NotionValue.Title(text) };
        foreach (var (name, value) in more)
        {
            properties[name] = value;
        }

        return pair.Notion.Workspace.CreatePage(pair.Ids[table].DataSource, properties);
    }

    private static Task<string> PagesBehindAsync(Pair pair, string table, string column, Guid page, string target) => pair.ScalarAsync<string>(
        $"""
        select string_agg(t.notion_page_id, ',' order by r.place)
        from public.{table} s cross join lateral unnest(s.{column}) with ordinality r (id, place) join public.{target} t on t.id = r.id
        where s.notion_page_id = $1
        """,
        page.ToString("D"));
}

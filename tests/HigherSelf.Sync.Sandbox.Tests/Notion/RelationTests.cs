using HigherSelf.Sync.Sandbox.Notion;

namespace HigherSelf.Sync.Sandbox.Tests.Notion;

public sealed class RelationTests : NotionTest
{
    private readonly DatabaseIds _tasks;
    private readonly Guid _people;

    public RelationTests()
    {
        _tasks = CreateDatabase();
        _people = CreateDatabase(
            ("Tasks", NotionProperty.TwoWayRelation(_tasks.DataSource, "Person")),
            ("Favourites", NotionProperty.Relation(_tasks.DataSource))).DataSource;
    }

    [Fact]
    public async Task Both_sides_of_a_two_way_relation_are_kept()
    {
        var (ada, first, second) = (CreatePage(_people, "Ada"), CreatePage(_tasks.DataSource, "First"), CreatePage(_tasks.DataSource, "Second"));

        await Relate(ada, "Tasks", first, second);
        Assert.Equal([ada], await Targets(first, "Person"));
        Assert.Equal([ada], await Targets(second, "Person"));

        await Relate(ada, "Tasks", second);
        Assert.Empty(await Targets(first, "Person"));

        await Relate(first, "Person", ada);
        Assert.Equal([second, first], await Targets(ada, "Tasks"));
    }

    [Fact]
    public async Task A_one_way_relation_leaves_the_other_side_alone()
    {
        var (ada, first) = (CreatePage(_people, "Ada"), CreatePage(_tasks.DataSource, "First"));

        await Relate(ada, "Favourites", first);

        Assert.Equal([first], await Targets(ada, "Favourites"));
        Assert.Empty(await Targets(first, "Person"));
    }

    [Fact]
    public async Task A_change_of_a_two_way_relation_is_an_edit_of_the_other_page_too()
    {
        var (ada, first) = (CreatePage(_people, "Ada"), CreatePage(_tasks.DataSource, "First"));
        Clock.Advance(TimeSpan.FromMinutes(5));

        await Relate(ada, "Tasks", first);

        Assert.Equal("2026-07-04T09:13:00.000Z", (string)(await Api.Get($"v1/pages/{first}"))["last_edited_time"]!);
    }

    [Fact]
    public async Task A_page_shows_25_relations_and_says_that_there_are_more()
    {
        var many = Enumerable.Range(0, 60).Select(number => CreatePage(_tasks.DataSource, $"Task {number}")).ToList();
        var ada = CreatePage(_people, "Ada", ("Tasks", NotionValue.Relation(many)));

        var read = await Api.Get($"v1/pages/{ada}");
        var queried = await Api.Query(_people);

        Assert.Equal(many.Take(25), Ids(read.Value("Tasks")!.AsArray()));
        Assert.True((bool)read["properties"]!["Tasks"]!["has_more"]!);
        Assert.Equal(25, Reply.ValueOf(queried.Results[0], "Tasks")!.AsArray().Count);
        Assert.False((bool)read["properties"]!["Favourites"]!["has_more"]!);
    }

    [Fact]
    public async Task The_property_item_has_them_all_part_by_part()
    {
        var many = Enumerable.Range(0, 60).Select(number => CreatePage(_tasks.DataSource, $"Task {number}")).ToList();
        var ada = CreatePage(_people, "Ada", ("Tasks", NotionValue.Relation(many)));
        var id = Workspace.PropertyId(_people, "Tasks");
        var path = $"v1/pages/{ada}/properties/{id}";

        var first = await Api.Get($"{path}?page_size=50");
        var second = await Api.Get($"{path}?page_size=50&start_cursor={first["next_cursor"]}");

        Assert.Equal(many, first.Results.Concat(second.Results).Select(item => (Guid)item["relation"]!["id"]!));
        Assert.True((bool)first["has_more"]!);
        Assert.False((bool)second["has_more"]!);
        Assert.Equal("property_item", (string)first["type"]!);
        Assert.Equal($"{Notion.Url}{path}?start_cursor={first["next_cursor"]}&page_size=50", (string)first["property_item"]!["next_url"]!);
        AssertJson($$"""{"id": "{{id}}", "next_url": null, "type": "relation", "relation": {} }""", second["property_item"]);
        AssertJson(
            $$"""{"object": "property_item", "id": "{{id}}", "type": "relation", "relation": {"id": "{{many[0]}}"} }""", first.Results[0]);
    }

    [Fact]
    public async Task A_trashed_page_drops_out_of_relations_and_comes_back_with_its_restore()
    {
        var (first, second) = (CreatePage(_tasks.DataSource, "First"), CreatePage(_tasks.DataSource, "Second"));
        var ada = CreatePage(_people, "Ada", ("Tasks", NotionValue.Relation(first, second)));

        Workspace.TrashPage(first);
        Assert.Equal([second], await Targets(ada, "Tasks"));
        Workspace.RestorePage(first);
        Assert.Equal([first, second], await Targets(ada, "Tasks"));
        Workspace.DeletePage(first);
        Assert.Equal([second], await Targets(ada, "Tasks"));
    }

    [Fact]
    public async Task A_relation_to_what_is_not_shared_reads_empty_and_cannot_be_written()
    {
        var first = CreatePage(_tasks.DataSource, "First");
        var ada = CreatePage(_people, "Ada", ("Tasks", NotionValue.Relation(first)));

        Workspace.Unshare(_tasks.Database);

        Assert.Empty(await Targets(ada, "Tasks"));
        Assert.Equal(404, (await Relate(ada, "Tasks", first)).Status);
        Workspace.Share(_tasks.Database);
        Assert.Equal([first], await Targets(ada, "Tasks"));
    }

    [Fact]
    public async Task A_relation_points_into_its_data_source_only()
    {
        var (ada, ben) = (CreatePage(_people, "Ada"), CreatePage(_people, "Ben"));

        var wrong = await Relate(ada, "Tasks", ben);
        var nowhere = await Relate(ada, "Tasks", Guid.NewGuid());

        Assert.Equal((400, "validation_error"), (wrong.Status, wrong.Code));
        Assert.Equal((404, "object_not_found"), (nowhere.Status, nowhere.Code));
    }

    [Fact]
    public async Task A_page_may_be_related_to_itself()
    {
        var friends = CreateDatabase().DataSource;
        Workspace.SetProperty(friends, "Friends", NotionProperty.TwoWayRelation(friends, "Friend of"));
        var ada = CreatePage(friends, "Ada");

        await Relate(ada, "Friends", ada);

        Assert.Equal([ada], await Targets(ada, "Friend of"));
    }

    private static IEnumerable<Guid> Ids(System.Text.Json.Nodes.JsonArray references) =>
        references.Select(reference => (Guid)reference!["id"]!);

    private Task<Reply> Relate(Guid page, string property, params IEnumerable<Guid> targets) =>
        Api.Write(page, property, NotionValue.Relation(targets).ToJsonString());

    private async Task<IEnumerable<Guid>> Targets(Guid page, string property) =>
        Ids((await Api.Get($"v1/pages/{page}")).Value(property)!.AsArray());
}

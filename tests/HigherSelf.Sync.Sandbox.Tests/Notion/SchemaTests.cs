using System.Text.Json.Nodes;
using HigherSelf.Sync.Sandbox.Notion;

namespace HigherSelf.Sync.Sandbox.Tests.Notion;

public sealed class SchemaTests : NotionTest
{
    private readonly Guid _home;

    public SchemaTests() => _home = Workspace.CreateLoosePage("Home");

    [Fact]
    public async Task A_database_is_created_with_its_first_data_source()
    {
        var database = await CreateDatabase("""{"Name": {"title": {}}, "Budget": {"number": {"format": "euro"}}}""");
        var dataSource = await Api.Get($"v1/data_sources/{DataSourceOf(database)}");

        Assert.Equal("2026-07-04T09:08:30.123+00:00", (string)database["created_time"]!);
        Assert.Equal("2026-07-04T09:08:00.000Z", (string)dataSource["created_time"]!);
        Assert.Equal("Contacts", (string)database["data_sources"]![0]!["name"]!);
        Assert.Equal("title", (string)dataSource["properties"]!["Name"]!["id"]!);
        AssertJson("""{"format": "euro"}""", dataSource["properties"]!["Budget"]!["number"]);
        AssertJson($$"""{"type": "page_id", "page_id": "{{_home}}"}""", dataSource["database_parent"]);
    }

    [Fact]
    public async Task A_schema_at_the_top_of_the_request_is_ignored_without_a_word()
    {
        var database = await Api.Post(
            "v1/databases", $$"""{"parent": {"page_id": "{{_home}}"}, "properties": {"Budget": {"number": {} } } }""");

        Assert.Equal(200, database.Status);
        Assert.Equal(["Name"], await Properties(DataSourceOf(database)));
    }

    [Fact]
    public async Task A_schema_without_a_title_is_refused()
    {
        Assert.Equal("Title is not provided.", (await CreateDatabase("""{"Budget": {"number": {}}}""")).Message);
    }

    [Fact]
    public async Task Property_ids_are_short_percent_encoded_and_survive_a_rename()
    {
        var names = Enumerable.Range(0, 40).ToDictionary(number => $"P{number}", _ => new JsonObject { ["number"] = new JsonObject() });
        var dataSource = DataSourceOf(await CreateDatabase(System.Text.Json.JsonSerializer.Serialize(
            names.Append(new("Name", new JsonObject { ["title"] = new JsonObject() })).ToDictionary())));
        var before = (await Api.Get($"v1/data_sources/{dataSource}"))["properties"]!.AsObject();
        var ids = before.Select(member => (string)member.Value!["id"]!).ToList();

        Assert.Contains(ids, id => id.Contains('%', StringComparison.Ordinal));
        Assert.All(ids, id => Assert.Equal(id, Uri.EscapeDataString(Uri.UnescapeDataString(id))));
        Assert.Equal(ids.Count, ids.Distinct().Count());

        await Change(dataSource, """{"P7": {"name": "Seven"}}""");
        var after = (await Api.Get($"v1/data_sources/{dataSource}"))["properties"]!;
        Assert.Equal((string)before["P7"]!["id"]!, (string)after["Seven"]!["id"]!);
    }

    [Fact]
    public async Task A_property_id_stands_in_a_path_as_it_is_and_encoded_twice_it_is_none()
    {
        var (_, dataSource) = base.CreateDatabase([.. Enumerable.Range(0, 20).Select(number => ($"P{number}", NotionProperty.Of("number")))]);
        var page = CreatePage(dataSource, "Ada");
        var id = Enumerable.Range(0, 20).Select(number => Workspace.PropertyId(dataSource, $"P{number}")).First(id => id.Contains('%'));

        Assert.Equal("number", (string)(await Api.Get($"v1/pages/{page}/properties/{id}"))["type"]!);
        Assert.Equal(
            $"{id} is not a property that exists.", (await Api.Get($"v1/pages/{page}/properties/{Uri.EscapeDataString(id)}")).Message);
    }

    [Fact]
    public async Task A_property_is_added_changed_and_removed()
    {
        var dataSource = DataSourceOf(await CreateDatabase("""{"Name": {"title": {}}, "Old": {"number": {}}}"""));

        await Change(dataSource, """{"New": {"email": {}}, "Old": null}""");
        Assert.Equal(["Name", "New"], await Properties(dataSource));
        Assert.Equal("Cannot delete the title property.", (await Change(dataSource, """{"Name": null}""")).Message);
        Assert.Equal("Nope is not a property that exists.", (await Change(dataSource, """{"Nope": {"name": "Other"}}""")).Message);
    }

    [Fact]
    public async Task A_change_that_is_refused_changes_nothing()
    {
        var other = base.CreateDatabase();
        var (_, dataSource) = base.CreateDatabase(("Old", NotionProperty.Of("number")));

        var reply = await Change(
            dataSource,
            $$"""
            {"Old": null, "New": {"relation": {"data_source_id": "{{other.DataSource}}", "dual_property": {} } },
             "Bad": {"select": {"options": [{"name": "a, b"}]} } }
            """);

        Assert.Equal(400, reply.Status);
        Assert.Equal(["Name", "Old"], await Properties(dataSource));
        Assert.Equal(["Name"], await Properties(other.DataSource));
    }

    [Fact]
    public async Task What_a_change_does_not_name_stays()
    {
        var (_, dataSource) = base.CreateDatabase(("Number", NotionProperty.UniqueId("A")));
        await Change(dataSource, """{"Budget": {"number": {"format": "euro"}}}""");
        var page = CreatePage(dataSource, "Ada");

        await Change(dataSource, """{"Number": {"unique_id": {"prefix": "B"}}, "Budget": {"number": {}}}""");

        AssertJson("""{"prefix": "B", "number": 1}""", (await Api.Get($"v1/pages/{page}")).Value("Number"));
        var budget = (await Api.Get($"v1/data_sources/{dataSource}"))["properties"]!["Budget"]!;
        AssertJson("""{"format": "euro"}""", budget["number"]);
    }

    [Fact]
    public async Task A_property_that_changes_its_type_keeps_its_id_and_what_can_be_kept()
    {
        var (_, dataSource) = base.CreateDatabase(("Phone", NotionProperty.Of("number")));
        var page = CreatePage(dataSource, "Ada", ("Phone", NotionValue.Number(4420)));
        var id = Workspace.PropertyId(dataSource, "Phone");

        await Change(dataSource, """{"Phone": {"phone_number": {}}}""");

        var reply = await Api.Get($"v1/pages/{page}");
        Assert.Equal("4420", (string)reply.Value("Phone")!);
        Assert.Equal(id, (string)reply["properties"]!["Phone"]!["id"]!);
    }

    [Fact]
    public async Task The_options_of_a_request_replace_those_there_were()
    {
        var (_, dataSource) = base.CreateDatabase(("Stage", NotionProperty.Select("Lead", "Client")));
        var page = CreatePage(dataSource, "Ada", ("Stage", NotionValue.Select("Lead")));
        var client = (await Options(dataSource))[1]!;

        await Change(
            dataSource, $$"""{"Stage": {"select": {"options": [{"id": "{{client["id"]}}", "name": "Renamed"}, {"name": "Partner"}]} } }""");

        // A rename by the API is ignored without a word.
        Assert.Equal(["Client", "Partner"], (await Options(dataSource)).Select(option => (string)option!["name"]!));
        Assert.Null((await Api.Get($"v1/pages/{page}")).Value("Stage"));
    }

    [Theory]
    [InlineData("""[{"name": "a, b"}]""", "Invalid select option, commas not allowed: a, b")]
    [InlineData("""[{"name": "a"}, {"name": "A"}]""", "Invalid select option, names must be unique: A")]
    public async Task Options_have_rules(string options, string message)
    {
        var (_, dataSource) = base.CreateDatabase(("Stage", NotionProperty.Select()));

        Assert.Equal(message, (await Change(dataSource, $$"""{"Stage": {"select": {"options": {{options}} } } }""")).Message);
    }

    [Fact]
    public async Task The_colour_of_an_option_cannot_be_changed()
    {
        var (_, dataSource) = base.CreateDatabase(("Stage", NotionProperty.Select("Lead")));
        var lead = (await Options(dataSource))[0]!;

        var reply = await Change(dataSource, """{"Stage": {"select": {"options": [{"name": "Lead", "color": "red"}]}}}""");

        Assert.Equal($"Cannot update color of select with id: {lead["id"]}.", reply.Message);
    }

    [Fact]
    public async Task New_options_of_a_status_go_to_the_first_group()
    {
        var (_, dataSource) = base.CreateDatabase(("State", NotionProperty.Status()));

        var reply = await Change(
            dataSource,
            """{"State": {"status": {"options": [{"name": "Not started"}, {"name": "In progress"}, {"name": "Done"}, {"name": "Waiting"}]}}}""");

        var status = reply["properties"]!["State"]!["status"]!;
        var waiting = status["options"]!.AsArray().Single(option => (string)option!["name"]! == "Waiting")!["id"];
        Assert.Equal(["To-do", "In progress", "Complete"], status["groups"]!.AsArray().Select(group => (string)group!["name"]!));
        Assert.Contains((string)waiting!, status["groups"]![0]!["option_ids"]!.AsArray().Select(id => (string)id!));
    }

    [Fact]
    public async Task A_two_way_relation_appears_on_both_sides()
    {
        var (one, other) = (base.CreateDatabase(), base.CreateDatabase());

        var reply = await Change(
            one.DataSource, $$"""{"Tasks": {"relation": {"data_source_id": "{{other.DataSource}}", "dual_property": {} } } }""");

        var back = (await Api.Get($"v1/data_sources/{other.DataSource}"))["properties"]!["Related to Contacts (Tasks)"]!;
        AssertJson(
            $$"""
            {"database_id": "{{other.Database}}", "data_source_id": "{{other.DataSource}}", "type": "dual_property",
             "dual_property": {"synced_property_name": "Related to Contacts (Tasks)", "synced_property_id": "{{back["id"]}}"} }
            """,
            reply["properties"]!["Tasks"]!["relation"]);
    }

    [Fact]
    public async Task Asking_again_for_the_same_relation_changes_nothing()
    {
        var other = base.CreateDatabase().DataSource;
        var (_, dataSource) = base.CreateDatabase(("Tasks", NotionProperty.TwoWayRelation(other, "Person")));

        await Change(dataSource, $$"""{"Tasks": {"relation": {"data_source_id": "{{other}}", "dual_property": {} } } }""");

        Assert.Equal(["Name", "Person"], await Properties(other));
    }

    [Fact]
    public async Task A_relation_that_becomes_two_way_shows_its_values_on_the_other_side()
    {
        var other = base.CreateDatabase().DataSource;
        var (_, dataSource) = base.CreateDatabase(("Tasks", NotionProperty.Relation(other)));
        var task = CreatePage(other, "Task");
        var page = CreatePage(dataSource, "Ada", ("Tasks", NotionValue.Relation(task)));

        Workspace.SetProperty(dataSource, "Tasks", NotionProperty.TwoWayRelation(other, "Person"));

        AssertJson($$"""[{"id": "{{page}}"}]""", (await Api.Get($"v1/pages/{task}")).Value("Person"));
        AssertJson($$"""[{"id": "{{task}}"}]""", (await Api.Get($"v1/pages/{page}")).Value("Tasks"));
    }

    [Fact]
    public async Task A_rollup_goes_with_the_property_that_it_looks_at()
    {
        var tasks = base.CreateDatabase(("Hours", NotionProperty.Of("number"))).DataSource;
        var (_, people) = base.CreateDatabase(
            ("Tasks", NotionProperty.Relation(tasks)), ("Total", NotionProperty.Rollup("Tasks", "Hours", "sum")));

        Workspace.RemoveProperty(tasks, "Hours");

        Assert.Equal(["Name", "Tasks"], await Properties(people));
    }

    [Fact]
    public async Task A_rollup_names_its_relation_and_what_it_looks_at()
    {
        var tasks = base.CreateDatabase(("Hours", NotionProperty.Of("number"))).DataSource;
        var (_, people) = base.CreateDatabase(
            ("Total", NotionProperty.Rollup("Tasks", "Hours", "sum")), ("Tasks", NotionProperty.Relation(tasks)));

        var rollup = (await Api.Get($"v1/data_sources/{people}"))["properties"]!["Total"]!["rollup"]!;

        AssertJson(
            $$"""
            {"rollup_property_name": "Hours", "relation_property_name": "Tasks", "rollup_property_id": "{{Workspace.PropertyId(tasks, "Hours")}}",
             "relation_property_id": "{{Workspace.PropertyId(people, "Tasks")}}", "function": "sum"}
            """,
            rollup);
    }

    [Fact]
    public async Task A_data_source_goes_into_the_trash_and_comes_back()
    {
        var (database, dataSource) = base.CreateDatabase();

        Assert.True((bool)(await Api.Patch($"v1/data_sources/{dataSource}", """{"in_trash": true}"""))["in_trash"]!);
        Assert.Empty((await Api.Get($"v1/databases/{database}"))["data_sources"]!.AsArray());
        Assert.Equal(400, (await Change(dataSource, """{"New": {"number": {}}}""")).Status);
        Assert.False((bool)(await Api.Patch($"v1/data_sources/{dataSource}", """{"in_trash": false}"""))["in_trash"]!);
    }

    private static Guid DataSourceOf(Reply database) => (Guid)database["data_sources"]![0]!["id"]!;

    private Task<Reply> CreateDatabase(string properties) => Api.Post(
        "v1/databases",
        $$"""
        {"parent": {"type": "page_id", "page_id": "{{_home}}"}, "title": [{"text": {"content": "Contacts"} }],
         "initial_data_source": {"properties": {{properties}} } }
        """);

    private Task<Reply> Change(Guid dataSource, string properties) =>
        Api.Patch($"v1/data_sources/{dataSource}", $$"""{"properties": {{properties}} }""");

    private async Task<IEnumerable<string>> Properties(Guid dataSource) =>
        (await Api.Get($"v1/data_sources/{dataSource}"))["properties"]!.AsObject().Select(member => member.Key);

    private async Task<JsonArray> Options(Guid dataSource) =>
        (await Api.Get($"v1/data_sources/{dataSource}"))["properties"]!["Stage"]!["select"]!["options"]!.AsArray();
}

using HigherSelf.Sync.Sandbox.Notion;

namespace HigherSelf.Sync.Sandbox.Tests.Notion;

public sealed class FilterTests : NotionTest
{
    private readonly Guid _dataSource;
    private readonly Guid _task;
    private readonly Guid _person;

    public FilterTests()
    {
        var tasks = CreateDatabase().DataSource;
        _task = CreatePage(tasks, "Task");
        _person = Workspace.AddUser("Grace").Id;
        _dataSource = CreateDatabase(
            ("Notes", NotionProperty.Of("rich_text")),
            ("Mail", NotionProperty.Of("email")),
            ("Budget", NotionProperty.Of("number")),
            ("Active", NotionProperty.Of("checkbox")),
            ("Stage", NotionProperty.Select("Lead", "Client")),
            ("State", NotionProperty.Status()),
            ("Tags", NotionProperty.MultiSelect("x", "y")),
            ("Since", NotionProperty.Of("date")),
            ("Team", NotionProperty.Of("people")),
            ("Task", NotionProperty.Relation(tasks)),
            ("Files", NotionProperty.Of("files")),
            ("Number", NotionProperty.UniqueId(null)),
            ("Sum", NotionProperty.Formula("")),
            ("Made", NotionProperty.Of("created_time")),
            ("Editor", NotionProperty.Of("last_edited_by"))).DataSource;
        var ada = Create("Ada", 3, ("Notes", NotionValue.RichText("Likes Tea")), ("Mail", NotionValue.Email("ada@example.com")),
            ("Budget", NotionValue.Number(10)), ("Active", NotionValue.Checkbox(true)), ("Stage", NotionValue.Select("Lead")),
            ("Tags", NotionValue.MultiSelect("x")), ("Since", NotionValue.Date("2026-01-10")), ("Team", NotionValue.People(_person)),
            ("Task", NotionValue.Relation(_task)), ("Files", NotionValue.Files(NotionValue.HostedFile("cv"))));
        Create("Ben", 2, ("Budget", NotionValue.Number(20)), ("Stage", NotionValue.Select("Client")), ("State", NotionValue.Status("Done")),
            ("Tags", NotionValue.MultiSelect("x", "y")), ("Since", NotionValue.Date("2026-01-20T12:00:00Z")));
        Create("Cem", 1);
        Workspace.SetComputed(ada, "Sum", new() { ["type"] = "string", ["string"] = "hot" });
    }

    [Theory]
    [InlineData("Name", """{"title": {"equals": "ada"}}""", "Ada")]
    [InlineData("Name", """{"title": {"does_not_equal": "Ada"}}""", "Ben, Cem")]
    [InlineData("Name", """{"title": {"contains": "E"}}""", "Ben, Cem")]
    [InlineData("Name", """{"title": {"does_not_contain": "e"}}""", "Ada")]
    [InlineData("Name", """{"title": {"starts_with": "b"}}""", "Ben")]
    [InlineData("Name", """{"title": {"ends_with": "m"}}""", "Cem")]
    [InlineData("Notes", """{"rich_text": {"equals": "likes tea"}}""", "Ada")]
    [InlineData("Notes", """{"rich_text": {"is_empty": true}}""", "Ben, Cem")]
    [InlineData("Mail", """{"email": {"is_not_empty": true}}""", "Ada")]
    [InlineData("Budget", """{"number": {"equals": 10}}""", "Ada")]
    [InlineData("Budget", """{"number": {"does_not_equal": 10}}""", "Ben, Cem")]
    [InlineData("Budget", """{"number": {"greater_than": 10}}""", "Ben")]
    [InlineData("Budget", """{"number": {"greater_than_or_equal_to": 10}}""", "Ada, Ben")]
    [InlineData("Budget", """{"number": {"less_than": 20}}""", "Ada")]
    [InlineData("Budget", """{"number": {"less_than_or_equal_to": 20}}""", "Ada, Ben")]
    [InlineData("Budget", """{"number": {"is_empty": true}}""", "Cem")]
    [InlineData("Active", """{"checkbox": {"equals": true}}""", "Ada")]
    [InlineData("Active", """{"checkbox": {"does_not_equal": true}}""", "Ben, Cem")]
    [InlineData("Stage", """{"select": {"equals": "lead"}}""", "Ada")]
    [InlineData("Stage", """{"select": {"equals": ["Lead", "Client"]}}""", "Ada, Ben")]
    [InlineData("Stage", """{"select": {"does_not_equal": "Lead"}}""", "Ben, Cem")]
    [InlineData("Stage", """{"select": {"is_empty": true}}""", "Cem")]
    [InlineData("State", """{"status": {"equals": "Not started"}}""", "Ada, Cem")]
    [InlineData("Tags", """{"multi_select": {"contains": "y"}}""", "Ben")]
    [InlineData("Tags", """{"multi_select": {"does_not_contain": "y"}}""", "Ada, Cem")]
    [InlineData("Tags", """{"multi_select": {"is_not_empty": true}}""", "Ada, Ben")]
    [InlineData("Since", """{"date": {"equals": "2026-01-20"}}""", "Ben")]
    [InlineData("Since", """{"date": {"before": "2026-01-20"}}""", "Ada")]
    [InlineData("Since", """{"date": {"after": "2026-01-10"}}""", "Ben")]
    [InlineData("Since", """{"date": {"on_or_before": "2026-01-20"}}""", "Ada, Ben")]
    [InlineData("Since", """{"date": {"on_or_after": "2026-01-20T12:00:00Z"}}""", "Ben")]
    [InlineData("Since", """{"date": {"on_or_after": "2026-01-20T12:00:01Z"}}""", "")]
    [InlineData("Since", """{"date": {"past_year": {}}}""", "Ada, Ben")]
    [InlineData("Since", """{"date": {"is_empty": true}}""", "Cem")]
    [InlineData("Team", """{"people": {"is_not_empty": true}}""", "Ada")]
    [InlineData("Files", """{"files": {"is_empty": true}}""", "Ben, Cem")]
    [InlineData("Number", """{"unique_id": {"greater_than": 1}}""", "Ben, Cem")]
    [InlineData("Sum", """{"formula": {"string": {"contains": "ho"}}}""", "Ada")]
    [InlineData("Made", """{"created_time": {"before": "2026-07-02"}}""", "Ada")]
    public async Task A_filter_picks_by_value(string property, string condition, string expected)
    {
        var reply = await Query($$"""{"property": "{{property}}", {{condition[1..]}}""");

        Assert.Equal(expected, string.Join(", ", reply.Titles));
    }

    [Fact]
    public async Task A_filter_picks_by_person_and_by_related_page()
    {
        Assert.Equal(["Ada"], (await Query($$"""{"property": "Team", "people": {"contains": "{{_person}}"} }""")).Titles);
        Assert.Equal(["Ada"], (await Query($$"""{"property": "Task", "relation": {"contains": "{{_task:N}}"} }""")).Titles);
        Assert.Empty((await Query("""{"property": "Editor", "last_edited_by": {"contains": "me"}}""")).Titles);
    }

    [Fact]
    public async Task A_filter_names_a_property_by_name_or_id()
    {
        var id = Workspace.PropertyId(_dataSource, "Budget");

        Assert.Equal(["Ada"], (await Query($$"""{"property": "{{id}}", "number": {"equals": 10} }""")).Titles);
    }

    [Theory]
    [InlineData("created_time", "on_or_after", "2026-07-03T09:08:00.000Z", "Cem")]
    [InlineData("created_time", "on_or_after", "2026-07-03T09:08:30.000Z", "")]
    [InlineData("created_time", "after", "2026-07-02T09:08:00.000Z", "Cem")]
    [InlineData("created_time", "before", "2026-07-02T09:08:00.000Z", "Ada")]
    [InlineData("created_time", "on_or_before", "2026-07-02T09:08:00.000Z", "Ada, Ben")]
    [InlineData("created_time", "equals", "2026-07-02", "Ben")]
    [InlineData("last_edited_time", "on_or_after", "yesterday", "Cem")]
    [InlineData("last_edited_time", "on_or_after", "2026-07-02T11:08:00+02:00", "Ben, Cem")]
    public async Task A_filter_picks_by_timestamps_which_are_cut_to_the_minute(string timestamp, string comparison, string value, string expected)
    {
        var reply = await Query($$"""{"timestamp": "{{timestamp}}", "{{timestamp}}": {"{{comparison}}": "{{value}}"} }""");

        Assert.Equal(expected, string.Join(", ", reply.Titles));
    }

    [Fact]
    public async Task Filters_are_put_together_two_levels_deep()
    {
        const string Rich = """{"property": "Budget", "number": {"greater_than": 15}}""";
        const string Active = """{"property": "Active", "checkbox": {"equals": true}}""";
        const string Third = """{"property": "Name", "title": {"equals": "Cem"}}""";

        Assert.Equal(["Ada", "Ben"], (await Query($$"""{"or": [{{Rich}}, {{Active}}]}""")).Titles);
        Assert.Empty((await Query($$"""{"and": [{{Rich}}, {{Active}}]}""")).Titles);
        Assert.Equal(["Ada", "Ben"], (await Query($$"""{"and": [{"or": [{{Rich}}, {{Active}}]}, {"or": [{{Rich}}, {{Active}}, {{Third}}]}]}""")).Titles);
        Assert.StartsWith(
            "body failed validation: body.filter.and[0].or[0].and should be not present",
            (await Query($$"""{"and": [{"or": [{"and": [{{Rich}}]}]}]}""")).Message);
    }

    [Theory]
    [InlineData("""{"property": "Nope", "number": {"equals": 1}}""", "Could not find property with name or id: Nope")]
    [InlineData("""{"property": "Stage", "number": {"equals": 1}}""", "database property select does not match filter number")]
    [InlineData("""{"property": "Stage", "select": {"equals": "Nope"}}""", "select option \"Nope\" not found for property \"Stage\".")]
    [InlineData("""{"property": "Budget", "number": {"is_empty": false}}""",
        "body failed validation: body.filter.number.is_empty should be `true`, instead was `false`.")]
    [InlineData("""{"property": "Active", "checkbox": {"contains": true}}""",
        "body failed validation. Fix one:\nbody.filter.checkbox.equals should be defined, instead was `undefined`.\n"
        + "body.filter.checkbox.does_not_equal should be defined, instead was `undefined`.")]
    [InlineData("""{"timestamp": "created_time", "created_time": {"after": "soon"}}""",
        "body failed validation: body.filter.created_time.after should be a valid ISO 8601 date string, instead was `\"soon\"`.")]
    [InlineData("""{"number": {"equals": 1}}""",
        "body failed validation. Fix one:\nbody.filter.or should be defined, instead was `undefined`.\nbody.filter.and should be defined, instead was `undefined`.\n"
        + "body.filter.property should be defined, instead was `undefined`.\nbody.filter.timestamp should be defined, instead was `undefined`.")]
    public async Task A_filter_that_makes_no_sense_is_refused(string filter, string message)
    {
        var reply = await Query(filter);

        Assert.Equal((400, "validation_error", message), (reply.Status, reply.Code, reply.Message));
    }

    private Guid Create(string title, int daysAgo, params (string, System.Text.Json.Nodes.JsonObject)[] values) => Workspace.CreatePage(
        _dataSource, new PageDraft(Values(title, values)) { CreatedTime = Start.AddDays(-daysAgo) });

    private Task<Reply> Query(string filter) => Api.Query(_dataSource, $$"""{"filter": {{filter}} }""");
}

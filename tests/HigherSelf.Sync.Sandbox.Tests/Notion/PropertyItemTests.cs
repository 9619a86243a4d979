using HigherSelf.Sync.Sandbox.Notion;

namespace HigherSelf.Sync.Sandbox.Tests.Notion;

public sealed class PropertyItemTests : NotionTest
{
    [Fact]
    public async Task A_text_is_a_list_of_its_pieces()
    {
        var (_, dataSource) = CreateDatabase(("Notes", NotionProperty.Of("rich_text")));
        var page = CreatePage(
            dataSource, "Ada", ("Notes", NotionValue.RichText(NotionValue.Piece("a", bold: true), NotionValue.Piece("b"))));
        var id = Workspace.PropertyId(dataSource, "Notes");

        var reply = await Api.Get($"v1/pages/{page}/properties/{id}?page_size=1");
        var title = await Api.Get($"v1/pages/{page}/properties/title");

        Assert.Equal("a", (string)reply.Results.Single()["rich_text"]!["plain_text"]!);
        Assert.True((bool)reply["has_more"]!);
        Assert.Equal("Ada", (string)title.Results.Single()["title"]!["plain_text"]!);
    }

    [Fact]
    public async Task Anything_else_is_a_single_item()
    {
        var (_, dataSource) = CreateDatabase(("Stage", NotionProperty.Select("Lead")));
        var page = CreatePage(dataSource, "Ada", ("Stage", NotionValue.Select("Lead")));

        var reply = await Api.Get($"v1/pages/{page}/properties/{Workspace.PropertyId(dataSource, "Stage")}");

        Assert.Equal(["object", "type", "id", "select", "request_id"], reply.Body.Select(member => member.Key));
        Assert.Equal("property_item", (string)reply["object"]!);
    }

    [Fact]
    public async Task A_rollup_is_incomplete_until_its_last_part()
    {
        var tasks = CreateDatabase(("Hours", NotionProperty.Of("number"))).DataSource;
        var (_, people) = CreateDatabase(
            ("Tasks", NotionProperty.Relation(tasks)), ("Hours", NotionProperty.Rollup("Tasks", "Hours", "show_original")));
        var page = CreatePage(people, "Ada");
        Workspace.SetComputed(page, "Hours", new()
        {
            ["type"] = "array",
            ["array"] = new System.Text.Json.Nodes.JsonArray(NotionValue.Number(1), NotionValue.Number(2)),
            ["function"] = "show_original",
        });
        var path = $"v1/pages/{page}/properties/{Workspace.PropertyId(people, "Hours")}";

        var first = await Api.Get($"{path}?page_size=1");
        var last = await Api.Get($"{path}?page_size=1&start_cursor={first["next_cursor"]}");

        AssertJson("""{"type": "incomplete", "incomplete": {}, "function": "show_original"}""", first["property_item"]!["rollup"]);
        AssertJson("""{"type": "array", "array": [], "function": "show_original"}""", last["property_item"]!["rollup"]);
        Assert.Equal([1, 2], first.Results.Concat(last.Results).Select(item => (int)item["number"]!));
    }

    [Fact]
    public async Task A_cursor_of_another_property_is_refused()
    {
        var (_, dataSource) = CreateDatabase(("Notes", NotionProperty.Of("rich_text")), ("More", NotionProperty.Of("rich_text")));
        var text = NotionValue.RichText(NotionValue.Piece("a", bold: true), NotionValue.Piece("b"));
        var page = CreatePage(dataSource, "Ada", ("Notes", text), ("More", text.DeepClone().AsObject()));
        var first = await Api.Get($"v1/pages/{page}/properties/{Workspace.PropertyId(dataSource, "Notes")}?page_size=1");

        var reply = await Api.Get(
            $"v1/pages/{page}/properties/{Workspace.PropertyId(dataSource, "More")}?start_cursor={first["next_cursor"]}");

        Assert.Equal($"The start_cursor provided is invalid: {first["next_cursor"]}", reply.Message);
    }
}

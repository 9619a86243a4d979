using System.Text.Json.Nodes;
using HigherSelf.Sync.Sandbox.Notion;

namespace HigherSelf.Sync.Sandbox.Tests.Notion;

public sealed class BlockTests : NotionTest
{
    private readonly Guid _home;

    public BlockTests() => _home = Workspace.CreateLoosePage("Home");

    [Fact]
    public async Task The_children_of_a_page_are_its_pages_and_databases_with_their_titles()
    {
        var database = CreateIn(_home, "Contacts");
        var page = Workspace.CreateLoosePage("Notes", _home);
        Workspace.CreateDatabase("Elsewhere", new JsonObject { ["Name"] = NotionProperty.Of("title") });

        var children = await Api.Get($"v1/blocks/{_home}/children");

        Assert.Equal(
            [(page, "child_page", "Notes"), (database, "child_database", "Contacts")],
            children.Results.Select(b => ((Guid)b["id"]!, (string)b["type"]!, (string)b[(string)b["type"]!]!["title"]!)));
        Assert.Equal("block", (string)children["type"]!);
        Assert.All(children.Results, b => AssertJson($$"""{"type": "page_id", "page_id": "{{_home}}"}""", b["parent"]));
        Assert.Equal(["Contacts"], Databases((await Api.Get($"v1/blocks/{_home:N}/children"))));
    }

    [Fact]
    public async Task A_long_list_of_children_goes_on_at_its_cursor()
    {
        var titles = Enumerable.Range(0, 5).Select(number => $"D{number}").ToList();
        titles.ForEach(title => CreateIn(_home, title));

        var first = await Api.Get($"v1/blocks/{_home}/children?page_size=3");
        var second = await Api.Get($"v1/blocks/{_home}/children?page_size=3&start_cursor={first["next_cursor"]}");

        Assert.True((bool)first["has_more"]!);
        Assert.False((bool)second["has_more"]!);
        Assert.Equal(titles, [.. Databases(first), .. Databases(second)]);
    }

    [Fact]
    public async Task What_is_in_the_trash_or_not_shared_is_no_child()
    {
        CreateIn(_home, "Stays");
        Workspace.TrashDatabase(CreateIn(_home, "Trashed"));
        Workspace.Unshare(CreateIn(_home, "Hidden"));

        Assert.Equal(["Stays"], Databases(await Api.Get($"v1/blocks/{_home}/children")));
    }

    [Fact]
    public async Task A_page_that_is_not_there_has_no_children_to_list()
    {
        var missing = await Api.Get($"v1/blocks/{Guid.NewGuid()}/children");

        Assert.Equal((404, "object_not_found"), (missing.Status, missing.Code));
    }

    private Guid CreateIn(Guid page, string title) =>
        Workspace.CreateDatabase(title, new JsonObject { ["Name"] = NotionProperty.Of("title") }, page, isShared: null).Database;

    private static IEnumerable<string> Databases(Reply reply) =>
        reply.Results.Where(b => (string)b["type"]! == "child_database").Select(b => (string)b["child_database"]!["title"]!);
}

using HigherSelf.Sync.Sandbox.Notion;

namespace HigherSelf.Sync.Sandbox.Tests.Notion;

public sealed class SearchTests : NotionTest
{
    [Fact]
    public async Task Pages_and_data_sources_are_found_by_a_part_of_their_title()
    {
        var (_, dataSource) = CreateDatabase();
        var page = CreatePage(dataSource, "My contacts in Berlin");
        CreatePage(dataSource, "Other");

        Assert.Equal([dataSource, page], await Found("""{"query": "CONTACTS", "sort": {"timestamp": "last_edited_time", "direction": "ascending"}}"""));
        Assert.Equal([page], await Found("""{"query": "contacts", "filter": {"property": "object", "value": "page"}}"""));
        Assert.Equal([dataSource], await Found("""{"query": "contacts", "filter": {"property": "object", "value": "data_source"}}"""));
    }

    [Fact]
    public async Task The_latest_edited_come_first_unless_asked_otherwise()
    {
        var (_, dataSource) = CreateDatabase();
        var first = CreatePage(dataSource, "Needle");
        Clock.Advance(TimeSpan.FromMinutes(1));
        var second = CreatePage(dataSource, "Needle");

        Assert.Equal([second, first], await Found("""{"query": "Needle"}"""));
        Assert.Equal(
            [first, second], await Found("""{"query": "Needle", "sort": {"timestamp": "last_edited_time", "direction": "ascending"}}"""));
    }

    [Fact]
    public async Task What_is_in_the_trash_is_found_only_when_asked_for_and_what_is_not_shared_never()
    {
        var (database, dataSource) = CreateDatabase();
        var page = CreatePage(dataSource, "Needle");
        Workspace.TrashPage(page);

        Assert.Empty(await Found("""{"query": "Needle"}"""));
        Assert.Equal([page], await Found("""{"query": "Needle", "filter": {"in_trash": true}}"""));
        Workspace.Unshare(database);
        Assert.Empty(await Found("""{"query": "Needle", "filter": {"in_trash": true}}"""));
    }

    [Fact]
    public async Task Results_are_walked_part_by_part()
    {
        var (_, dataSource) = CreateDatabase();
        var pages = Enumerable.Range(0, 3).Select(number => CreatePage(dataSource, $"Needle {number}")).ToList();

        var first = await Api.Post("v1/search", """{"query": "Needle", "page_size": 2}""");
        var second = await Api.Post("v1/search", $$"""{"query": "Needle", "page_size": 2, "start_cursor": "{{first["next_cursor"]}}"}""");

        Assert.Equal(pages, first.Results.Concat(second.Results).Select(item => (Guid)item["id"]!));
    }

    [Fact]
    public async Task Members_and_bots_are_listed_and_guests_are_not()
    {
        var member = Workspace.AddUser("Grace", email: "grace@example.com");
        var guest = Workspace.AddUser("Guest", NotionUserKind.Guest);

        var listed = (await Api.Get("v1/users")).Results.Select(user => (Guid)user["id"]!);

        Assert.Equal([Workspace.Bot.Id, Workspace.Owner.Id, member.Id], listed);
        Assert.Equal("grace@example.com", (string)(await Api.Get($"v1/users/{member.Id}"))["person"]!["email"]!);
        Assert.Equal("Guest", (string)(await Api.Get($"v1/users/{guest.Id}"))["name"]!);
        Assert.Equal(404, (await Api.Get($"v1/users/{Guid.NewGuid()}")).Status);
    }

    private async Task<IEnumerable<Guid>> Found(string body) =>
        (await Api.Post("v1/search", body)).Results.Select(item => (Guid)item["id"]!);
}

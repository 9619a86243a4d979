using HigherSelf.Sync.Sandbox.Notion;

namespace HigherSelf.Sync.Sandbox.Tests.Notion;

public sealed class PageTests : NotionTest
{
    private readonly Guid _dataSource;

    public PageTests() =>
        _dataSource = CreateDatabase(("Budget", NotionProperty.Of("number")), ("Notes", NotionProperty.Of("rich_text"))).DataSource;

    [Fact]
    public async Task A_page_has_the_members_of_a_page_of_its_version()
    {
        var page = CreatePage(_dataSource, "Ada");
        string[] members =
            ["object", "id", "created_time", "last_edited_time", "created_by", "last_edited_by", "cover", "icon", "parent", "in_trash",
                "is_archived", "is_locked", "properties", "url", "public_url"];

        var newer = await Api.Get($"v1/pages/{page}");
        var older = await Client("2025-09-03").Get($"v1/pages/{page}");

        Assert.Equal([.. members, "request_id"], newer.Body.Select(member => member.Key));
        Assert.Equal([.. members, "archived", "request_id"], older.Body.Select(member => member.Key));
    }

    [Fact]
    public async Task Times_of_pages_are_cut_to_the_minute()
    {
        var page = CreatePage(_dataSource, "Ada");
        Clock.Advance(TimeSpan.FromSeconds(40));

        var reply = await Api.Write(page, "Budget", """{"number": 1}""");

        Assert.Equal("2026-07-04T09:08:00.000Z", (string)reply["created_time"]!);
        Assert.Equal("2026-07-04T09:09:00.000Z", (string)reply["last_edited_time"]!);
    }

    [Fact]
    public async Task What_the_token_writes_is_signed_by_its_bot_and_what_people_write_by_them()
    {
        var person = Workspace.AddUser("Grace");
        var page = CreatePage(_dataSource, "Ada");

        var written = await Api.Write(page, "Budget", """{"number": 1}""");
        Workspace.EditPage(page, new() { ["Budget"] = NotionValue.Number(2) }, by: person.Id);
        var edited = await Api.Get($"v1/pages/{page}");

        Assert.Equal(Workspace.Owner.Id, (Guid)written["created_by"]!["id"]!);
        Assert.Equal(Workspace.Bot.Id, (Guid)written["last_edited_by"]!["id"]!);
        Assert.Equal(person.Id, (Guid)edited["last_edited_by"]!["id"]!);
        AssertJson($$"""{"object": "user", "id": "{{person.Id}}"}""", edited["last_edited_by"]);
    }

    [Theory]
    [InlineData("Test Page", "Test-Page-")]
    [InlineData("Test 2026-07-04 11:09:07.284886", "Test-2026-07-04-11-09-07-284886-")]
    [InlineData("  ¡Hola!  ", "Hola-")]
    [InlineData("", "")]
    public async Task The_address_of_a_page_carries_its_title_and_its_id(string title, string slug)
    {
        var page = CreatePage(_dataSource, title);

        Assert.Equal($"https://app.notion.com/p/{slug}{page:N}", (string)(await Api.Get($"v1/pages/{page}"))["url"]!);
    }

    [Fact]
    public async Task A_row_is_created_in_a_data_source_or_in_a_database_that_has_just_one()
    {
        var (database, only) = CreateDatabase();

        var direct = await Create($$"""{"type": "data_source_id", "data_source_id": "{{only:N}}"}""");
        var indirect = await Create($$"""{"database_id": "{{database}}"}""");
        Workspace.CreateDataSource(database, "Second", new() { ["Name"] = NotionProperty.Of("title") });
        var ambiguous = await Create($$"""{"database_id": "{{database}}"}""");

        var parent = $$"""{"type": "data_source_id", "data_source_id": "{{only}}", "database_id": "{{database}}"}""";
        AssertJson(parent, direct["parent"]);
        AssertJson(parent, indirect["parent"]);
        Assert.Equal("Databases with multiple data sources are not supported in this API version.", ambiguous.Message);
    }

    [Fact]
    public async Task A_page_without_a_parent_is_refused_in_notions_words()
    {
        var reply = await Api.Post("v1/pages", "{}");

        Assert.Equal("body failed validation: body.parent should be defined, instead was `undefined`.", reply.Message);
    }

    [Fact]
    public async Task An_update_leaves_out_what_it_does_not_name()
    {
        var page = CreatePage(_dataSource, "Ada", ("Budget", NotionValue.Number(5)), ("Notes", NotionValue.RichText("x")));

        var reply = await Api.Write(page, "Budget", """{"number": null}""");

        Assert.Null(reply.Value("Budget"));
        Assert.Equal("x", (string)reply.Value("Notes")![0]!["plain_text"]!);
    }

    [Fact]
    public async Task An_update_that_is_refused_changes_nothing()
    {
        var page = CreatePage(_dataSource, "Ada", ("Budget", NotionValue.Number(5)));

        var reply = await Api.Patch(
            $"v1/pages/{page}", """{"is_locked": true, "properties": {"Budget": {"number": 6}, "Nope": {"number": 1}}}""");

        Assert.Equal("Nope is not a property that exists.", reply.Message);
        var unchanged = await Api.Get($"v1/pages/{page}");
        Assert.Equal(5, (int)unchanged.Value("Budget")!);
        Assert.False((bool)unchanged["is_locked"]!);
    }

    [Fact]
    public async Task Icons_and_covers_are_set_and_cleared()
    {
        var page = CreatePage(_dataSource, "Ada");

        var set = await Api.Patch(
            $"v1/pages/{page}", """{"icon": {"emoji": "🛴"}, "cover": {"external": {"url": "https://example.com/c.png"}}}""");
        var cleared = await Api.Patch($"v1/pages/{page}", """{"icon": null}""");

        AssertJson("""{"type": "emoji", "emoji": "🛴"}""", set["icon"]);
        AssertJson("""{"type": "external", "external": {"url": "https://example.com/c.png"}}""", set["cover"]);
        Assert.Null(cleared["icon"]);
        Assert.NotNull(cleared["cover"]);
    }

    [Fact]
    public async Task A_trashed_page_is_still_read_but_neither_queried_nor_edited()
    {
        var page = CreatePage(_dataSource, "Ada");

        Assert.True((bool)(await Api.Patch($"v1/pages/{page}", """{"in_trash": true}"""))["in_trash"]!);

        Assert.True((bool)(await Api.Get($"v1/pages/{page}"))["in_trash"]!);
        Assert.Empty((await Api.Query(_dataSource)).Results);
        var edit = await Api.Write(page, "Budget", """{"number": 1}""");
        Assert.Equal((400, "validation_error"), (edit.Status, edit.Code));
        Assert.Equal("Can't edit block that is archived. You must unarchive the block before editing.", edit.Message);
        Assert.Equal(200, (await Api.Patch($"v1/pages/{page}", """{"in_trash": true}""")).Status);
    }

    [Fact]
    public async Task A_trashed_page_comes_back()
    {
        var page = CreatePage(_dataSource, "Ada");
        Workspace.TrashPage(page);

        var reply = await Api.Patch($"v1/pages/{page}", """{"in_trash": false}""");

        Assert.False((bool)reply["in_trash"]!);
        Assert.Equal(["Ada"], (await Api.Query(_dataSource)).Titles);
    }

    [Fact]
    public async Task Trash_is_called_archived_too_before_2026_03_11_and_not_after()
    {
        var page = CreatePage(_dataSource, "Ada");
        var older = Client("2025-09-03");

        Assert.True((bool)(await older.Patch($"v1/pages/{page}", """{"archived": true}"""))["archived"]!);
        Assert.False((bool)(await older.Patch($"v1/pages/{page}", """{"in_trash": false}"""))["archived"]!);
        Assert.Equal(
            "body failed validation: body.archived should be not present, instead was `true`.",
            (await Api.Patch($"v1/pages/{page}", """{"archived": true}""")).Message);
    }

    [Fact]
    public async Task An_archived_page_is_not_in_the_trash_and_not_in_queries()
    {
        var page = CreatePage(_dataSource, "Ada");

        var reply = await Api.Patch($"v1/pages/{page}", """{"is_archived": true}""");

        Assert.True((bool)reply["is_archived"]!);
        Assert.False((bool)reply["in_trash"]!);
        Assert.Empty((await Api.Query(_dataSource)).Results);
    }

    [Fact]
    public async Task The_rows_of_a_trashed_database_are_in_the_trash_with_it()
    {
        var (database, rows) = CreateDatabase();
        var page = CreatePage(rows, "Ada");
        Workspace.TrashDatabase(database);

        Assert.True((bool)(await Api.Get($"v1/databases/{database}"))["in_trash"]!);
        Assert.True((bool)(await Api.Get($"v1/data_sources/{rows}"))["in_trash"]!);
        Assert.True((bool)(await Api.Get($"v1/pages/{page}"))["in_trash"]!);
        Assert.Equal(404, (await Api.Query(rows)).Status);
    }

    [Fact]
    public async Task What_is_under_a_trashed_page_is_in_the_trash_with_it()
    {
        var home = Workspace.CreateLoosePage("Home");
        var (database, rows) = Workspace.CreateDatabase("Contacts", new() { ["Name"] = NotionProperty.Of("title") }, home);
        var page = CreatePage(rows, "Ada");
        Workspace.TrashPage(home);

        Assert.True((bool)(await Api.Get($"v1/databases/{database}"))["in_trash"]!);
        Assert.True((bool)(await Api.Get($"v1/pages/{page}"))["in_trash"]!);
        Assert.Equal(400, (await Api.Patch($"v1/pages/{page}", """{"in_trash": false, "properties": {}}""")).Status);
        Workspace.RestorePage(home);
        Assert.Equal(["Ada"], (await Api.Query(rows)).Titles);
    }

    [Fact]
    public async Task A_page_deleted_for_good_is_as_if_it_were_not_shared()
    {
        var page = CreatePage(_dataSource, "Ada");
        Workspace.DeletePage(page);

        var reply = await Api.Get($"v1/pages/{page}");

        Assert.Equal((404, "object_not_found"), (reply.Status, reply.Code));
        Assert.StartsWith($"Could not find page with ID: {page}.", reply.Message);
    }

    [Fact]
    public async Task Deleting_a_block_trashes_a_page_or_a_database_once()
    {
        var (database, rows) = CreateDatabase();
        var page = CreatePage(rows, "Ada");

        var trashed = await Api.Delete($"v1/blocks/{page}");
        var again = await Api.Delete($"v1/blocks/{page}");
        var container = await Api.Delete($"v1/blocks/{database}");

        Assert.Equal("Ada", (string)trashed["child_page"]!["title"]!);
        Assert.Equal(400, again.Status);
        Assert.Equal("Contacts", (string)container["child_database"]!["title"]!);
        Assert.True((bool)(await Api.Get($"v1/databases/{database}"))["in_trash"]!);
    }

    [Fact]
    public async Task A_moved_page_keeps_the_values_that_fit_and_leaves_the_old_data_source()
    {
        var other = CreateDatabase(("Budget", NotionProperty.Of("number")), ("Notes", NotionProperty.Of("url"))).DataSource;
        var page = CreatePage(_dataSource, "Ada", ("Budget", NotionValue.Number(5)), ("Notes", NotionValue.RichText("x")));

        var reply = await Api.Post($"v1/pages/{page}/move", $$"""{"parent": {"data_source_id": "{{other}}"} }""");

        Assert.Equal(other, (Guid)reply["parent"]!["data_source_id"]!);
        Assert.Equal(5, (int)reply.Value("Budget")!);
        Assert.Null(reply.Value("Notes"));
        Assert.Empty((await Api.Query(_dataSource)).Results);
        Assert.Equal(["Ada"], (await Api.Query(other)).Titles);
    }

    [Fact]
    public async Task Filter_properties_is_read_in_both_spellings_by_id_or_name()
    {
        var page = CreatePage(_dataSource, "Ada");
        var id = Workspace.PropertyId(_dataSource, "Budget");

        var plain = await Api.Get($"v1/pages/{page}?filter_properties={id}&filter_properties=title");
        var brackets = await Api.Get($"v1/pages/{page}?filter_properties[]=Budget");

        Assert.Equal(["Name", "Budget"], plain["properties"]!.AsObject().Select(member => member.Key));
        Assert.Equal(["Budget"], brackets["properties"]!.AsObject().Select(member => member.Key));
    }

    private Task<Reply> Create(string parent) =>
        Api.Post("v1/pages", $$"""{"parent": {{parent}}, "properties": {"Name": {"title": [] } } }""");
}

using System.Text.Json.Nodes;
using HigherSelf.Sync.Sandbox.Notion;

namespace HigherSelf.Sync.Sandbox.Tests.Notion;

/// <summary>How values come back: not always as they were written.</summary>
public sealed class PropertyReadTests : NotionTest
{
    private readonly Guid _dataSource;
    private readonly Guid _page;

    public PropertyReadTests()
    {
        _dataSource = CreateDatabase(
            ("Notes", NotionProperty.Of("rich_text")),
            ("Budget", NotionProperty.Of("number")),
            ("Since", NotionProperty.Of("date")),
            ("Team", NotionProperty.Of("people")),
            ("Files", NotionProperty.Of("files")),
            ("Sum", NotionProperty.Formula("1 + 1")),
            ("Number", NotionProperty.UniqueId("C")),
            ("By", NotionProperty.Of("created_by")),
            ("Edited", NotionProperty.Of("last_edited_time"))).DataSource;
        _page = CreatePage(_dataSource, "Ada");
    }

    [Fact]
    public async Task A_piece_of_text_comes_back_with_its_look_its_words_and_its_link()
    {
        var reply = await WriteNotes(
            """{"text": {"content": "x", "link": {"url": "https://example.com/a"}}, "annotations": {"italic": true}}""");

        AssertJson(
            """
            [{
              "type": "text",
              "text": {"content": "x", "link": {"url": "https://example.com/a"}},
              "annotations": {"bold": false, "italic": true, "strikethrough": false, "underline": false, "code": false, "color": "default"},
              "plain_text": "x",
              "href": "https://example.com/a"
            }]
            """,
            reply.Value("Notes"));
    }

    [Fact]
    public async Task Neighbours_of_the_same_look_are_merged_and_empty_pieces_dropped()
    {
        var reply = await WriteNotes(
            """
            {"text": {"content": "a"}}, {"text": {"content": ""}}, {"text": {"content": "b"}, "annotations": {"color": "default"}},
            {"text": {"content": "c"}, "annotations": {"bold": true}}, {"text": {"content": "d"}}
            """);

        Assert.Equal(["ab", "c", "d"], reply.Value("Notes")!.AsArray().Select(piece => (string)piece!["plain_text"]!));
    }

    [Fact]
    public async Task Mentions_come_back_with_the_words_of_the_moment()
    {
        var other = CreatePage(_dataSource, "Ben");
        await WriteNotes(
            $$"""
            {"mention": {"user": {"id": "{{Workspace.Owner.Id}}"} } }, {"mention": {"page": {"id": "{{other:N}}"} } },
            {"mention": {"date": {"start": "2026-07-04", "end": "2026-07-05"} } }, {"equation": {"expression": "e=mc^2"} }
            """);
        Workspace.EditPage(other, Values("Benjamin"));

        var notes = (await Api.Get($"v1/pages/{_page}")).Value("Notes")!.AsArray();

        Assert.Equal(
            ["@Workspace Owner", "Benjamin", "2026-07-04 → 2026-07-05", "e=mc^2"], notes.Select(piece => (string)piece!["plain_text"]!));
        Assert.Equal("owner@example.com", (string)notes[0]!["mention"]!["user"]!["person"]!["email"]!);
        Assert.Equal(other, (Guid)notes[1]!["mention"]!["page"]!["id"]!);
        Assert.Equal($"https://app.notion.com/p/{other:N}", (string)notes[1]!["href"]!);
    }

    [Theory]
    [InlineData("0.1")]
    [InlineData("12345678901234567.125")]
    [InlineData("1e3")]
    [InlineData("-0")]
    [InlineData("1.50")]
    public async Task A_number_keeps_its_text(string number)
    {
        var reply = await Api.Write(_page, "Budget", $$"""{"number": {{number}}}""");

        Assert.Contains($"\"number\":{number}}}", reply.Text);
    }

    [Theory]
    [InlineData("""{"start": "2026-07-04"}""", """{"start": "2026-07-04", "end": null, "time_zone": null}""")]
    [InlineData("""{"start": "2026-07-04", "end": "2026-07-05"}""", """{"start": "2026-07-04", "end": "2026-07-05", "time_zone": null}""")]
    [InlineData("""{"start": "2026-07-04T09:08:30Z"}""", """{"start": "2026-07-04T09:08:30.000+00:00", "end": null, "time_zone": null}""")]
    [InlineData("""{"start": "2026-07-04T09:08:00-07:00"}""", """{"start": "2026-07-04T09:08:00.000-07:00", "end": null, "time_zone": null}""")]
    [InlineData("""{"start": "2026-07-04T09:08:00", "time_zone": "Europe/Madrid"}""",
        """{"start": "2026-07-04T09:08:00.000", "end": null, "time_zone": "Europe/Madrid"}""")]
    public async Task A_date_is_the_same_moment_in_notions_form(string written, string read)
    {
        AssertJson(read, (await Api.Write(_page, "Since", $$"""{"date": {{written}}}""")).Value("Since"));
    }

    [Fact]
    public async Task A_hosted_file_has_another_address_at_every_read_and_can_be_written_back_by_any()
    {
        Workspace.EditPage(_page, new()
        {
            ["Files"] = NotionValue.Files(NotionValue.HostedFile("cv.pdf"), NotionValue.ExternalFile("logo", "https://example.com/l.png")),
        });

        var first = (await Api.Get($"v1/pages/{_page}")).Value("Files")!.AsArray();
        var second = (await Api.Get($"v1/pages/{_page}")).Value("Files")!.AsArray();
        var rewritten = (await Api.Write(_page, "Files", $$"""{"files": {{first.ToJsonString()}}}""")).Value("Files")!.AsArray();

        Assert.Equal("2026-07-04T10:08:30.123Z", (string)first[0]!["file"]!["expiry_time"]!);
        Assert.NotEqual(Url(first), Url(second));
        Assert.Equal(Url(first).Split('?')[0], Url(rewritten).Split('?')[0]);
        AssertJson("""{"name": "logo", "type": "external", "external": {"url": "https://example.com/l.png"}}""", rewritten[1]);
    }

    [Fact]
    public async Task People_are_shown_in_full_or_as_bare_ids_and_groups_too()
    {
        var group = Workspace.AddUser("Staff", NotionUserKind.Group);
        Workspace.EditPage(_page, new() { ["Team"] = NotionValue.People(Workspace.Owner.Id, group.Id) });

        var full = (await Api.Get($"v1/pages/{_page}")).Value("Team")!.AsArray();
        Workspace.Capabilities = TokenCapabilities.All & ~TokenCapabilities.ReadUsers;
        var bare = (await Api.Get($"v1/pages/{_page}")).Value("Team")!.AsArray();

        AssertJson(
            $$"""
            {"object": "user", "id": "{{Workspace.Owner.Id}}", "name": "Workspace Owner", "avatar_url": null, "type": "person",
             "person": {"email": "owner@example.com"} }
            """,
            full[0]);
        AssertJson($$"""{"object": "group", "id": "{{group.Id}}", "name": "Staff"}""", full[1]);
        AssertJson($$"""{"object": "user", "id": "{{Workspace.Owner.Id}}"}""", bare[0]);
    }

    [Fact]
    public async Task A_bot_as_a_value_does_not_say_whom_it_belongs_to()
    {
        var reply = await Api.Post("v1/pages", $$"""{"parent": {"data_source_id": "{{_dataSource}}"} }""");

        AssertJson(
            $$"""
            {"object": "user", "id": "{{Workspace.Bot.Id}}", "name": "HigherSelf Sync", "avatar_url": null, "type": "bot", "bot": {} }
            """,
            reply.Value("By"));
    }

    [Fact]
    public async Task Beyond_25_people_are_left_out_and_nothing_says_so()
    {
        var team = Enumerable.Range(0, 30).Select(number => Workspace.AddUser($"Person {number}").Id).ToList();
        Workspace.EditPage(_page, new() { ["Team"] = NotionValue.People(team) });

        var reply = await Api.Get($"v1/pages/{_page}");
        var items = await Api.Get($"v1/pages/{_page}/properties/{Workspace.PropertyId(_dataSource, "Team")}");

        Assert.Equal(25, reply.Value("Team")!.AsArray().Count);
        Assert.False(reply["properties"]!["Team"]!.AsObject().ContainsKey("has_more"));
        Assert.Equal(team, items.Results.Select(item => (Guid)item["people"]!["id"]!));
    }

    [Fact]
    public async Task Numbers_are_given_out_one_by_one()
    {
        var next = CreatePage(_dataSource, "Ben");

        AssertJson("""{"prefix": "C", "number": 1}""", (await Api.Get($"v1/pages/{_page}")).Value("Number"));
        AssertJson("""{"prefix": "C", "number": 2}""", (await Api.Get($"v1/pages/{next}")).Value("Number"));
    }

    [Fact]
    public async Task Derived_values_are_real_and_computed_ones_fixed()
    {
        Workspace.SetComputed(_page, "Sum", new() { ["type"] = "number", ["number"] = 2 });

        var reply = await Api.Get($"v1/pages/{_page}");

        AssertJson("""{"type": "number", "number": 2}""", reply.Value("Sum"));
        Assert.Equal(Workspace.Owner.Id, (Guid)reply.Value("By")!["id"]!);
        Assert.Equal("2026-07-04T09:08:00.000Z", (string)reply.Value("Edited")!);
    }

    private static string Url(JsonArray files) => (string)files[0]!["file"]!["url"]!;

    private Task<Reply> WriteNotes(string pieces) => Api.Write(_page, "Notes", $$"""{"rich_text": [{{pieces}}]}""");
}

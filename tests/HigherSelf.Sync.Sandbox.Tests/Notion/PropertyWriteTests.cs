using System.Text.Json.Nodes;
using HigherSelf.Sync.Sandbox.Notion;

namespace HigherSelf.Sync.Sandbox.Tests.Notion;

/// <summary>What Notion refuses, and how it says so.</summary>
public sealed class PropertyWriteTests : NotionTest
{
    private readonly Guid _page;

    public PropertyWriteTests()
    {
        var (_, dataSource) = CreateDatabase(
            ("Notes", NotionProperty.Of("rich_text")),
            ("Budget", NotionProperty.Of("number")),
            ("Site", NotionProperty.Of("url")),
            ("Mail", NotionProperty.Of("email")),
            ("Phone", NotionProperty.Of("phone_number")),
            ("Active", NotionProperty.Of("checkbox")),
            ("Since", NotionProperty.Of("date")),
            ("Stage", NotionProperty.Select("Lead")),
            ("Tags", NotionProperty.MultiSelect()),
            ("State", NotionProperty.Status()),
            ("Team", NotionProperty.Of("people")),
            ("Files", NotionProperty.Of("files")),
            ("Sum", NotionProperty.Formula("1 + 1")),
            ("Made", NotionProperty.Of("created_time")),
            ("Number", NotionProperty.UniqueId("C")));
        _page = CreatePage(dataSource, "Ada");
    }

    [Theory]
    [InlineData("Nope", """{"number": 1}""", "Nope is not a property that exists.")]
    [InlineData("Notes", """{"number": 1}""", "Notes is expected to be rich_text.")]
    [InlineData("Sum", """{"number": 1}""", "Sum is expected to be formula.")]
    [InlineData("Notes", """{"rich_text": "x"}""", "body failed validation: body.properties.Notes.rich_text should be an array, instead was `\"x\"`.")]
    [InlineData("Notes", """{"rich_text": [{"text": {}}]}""",
        "body failed validation: body.properties.Notes.rich_text[0].text.content should be defined, instead was `undefined`.")]
    [InlineData("Budget", """{"number": "5"}""", "body failed validation: body.properties.Budget.number should be a number, instead was `\"5\"`.")]
    [InlineData("Active", """{"checkbox": null}""", "body failed validation: body.properties.Active.checkbox should be a boolean, instead was `null`.")]
    [InlineData("Site", """{"url": ""}""", "body failed validation: body.properties.Site.url.length should be ≥ `1`, instead was `0`.")]
    [InlineData("Mail", """{"email": ""}""", "body failed validation: body.properties.Mail.email.length should be ≥ `1`, instead was `0`.")]
    [InlineData("Phone", """{"phone_number": ""}""", "body failed validation: body.properties.Phone.phone_number.length should be ≥ `1`, instead was `0`.")]
    [InlineData("Stage", """{"select": {"name": "a, b"}}""", "Invalid select option, commas not allowed: a, b")]
    [InlineData("Tags", """{"multi_select": [{"name": "a,b"}]}""", "Invalid multi_select option, commas not allowed: a,b")]
    [InlineData("State", """{"status": {"name": "Nope"}}""", "Invalid status option. Status option \"Nope\" does not exist.")]
    [InlineData("Since", """{"date": {"start": "soon"}}""",
        "body failed validation: body.properties.Since.date.start should be a valid ISO 8601 date string, instead was `\"soon\"`.")]
    [InlineData("Since", """{"date": {"start": "2026-07-04T09:00:00Z", "time_zone": "Europe/Madrid"}}""",
        "body failed validation: body.properties.Since.date.start should be a date without a UTC offset, as time_zone is provided, instead was `\"2026-07-04T09:00:00Z\"`.")]
    [InlineData("Team", """{"people": [{"id": "someone"}]}""",
        "body failed validation: body.properties.Team.people[0].id should be a valid uuid, instead was `\"someone\"`.")]
    public async Task A_write_that_breaks_the_rules_is_a_validation_error(string property, string value, string message)
    {
        var reply = await Api.Write(_page, property, value);

        Assert.Equal((400, "validation_error", message), (reply.Status, reply.Code, reply.Message));
    }

    [Theory]
    [InlineData("Sum", """{"formula": {"number": 1}}""")]
    [InlineData("Made", """{"created_time": "2026-07-04T09:08:00.000Z"}""")]
    [InlineData("Number", """{"unique_id": {"number": 1}}""")]
    public async Task What_cannot_be_written_is_refused_with_what_can(string property, string value)
    {
        var reply = await Api.Write(_page, property, value);

        Assert.StartsWith(
            $"body failed validation. Fix one:\nbody.properties.{property}.title should be defined, instead was `undefined`.\n"
            + $"body.properties.{property}.rich_text should be defined, instead was `undefined`.\n",
            reply.Message);
    }

    [Fact]
    public async Task Two_thousand_characters_are_the_most_for_a_piece_of_text_counted_in_utf16()
    {
        var longest = string.Concat(Enumerable.Repeat("👍", 1000));

        Assert.Equal(200, (await WriteText(longest)).Status);
        Assert.Equal(
            "body failed validation: body.properties.Notes.rich_text[0].text.content.length should be ≤ `2000`, instead was `2001`.",
            (await WriteText(longest + "x")).Message);
    }

    [Fact]
    public async Task Other_lengths_have_their_limits_too()
    {
        var longLink = new JsonObject { ["rich_text"] = new JsonArray(NotionValue.Piece("x", $"https://{new string('x', 2000)}")) };

        Assert.EndsWith("text.link.url.length should be ≤ `2000`, instead was `2008`.", (await Api.Write(_page, "Notes", longLink.ToJsonString())).Message);
        Assert.EndsWith("url.length should be ≤ `2000`, instead was `2001`.", (await Api.Write(_page, "Site", $$"""{"url": "{{new string('x', 2001)}}"}""")).Message);
        Assert.EndsWith("email.length should be ≤ `100`, instead was `101`.", (await Api.Write(_page, "Mail", $$"""{"email": "{{new string('x', 101)}}"}""")).Message);
        Assert.EndsWith("expression.length should be ≤ `1000`, instead was `1001`.",
            (await Api.Write(_page, "Notes", $$"""{"rich_text": [{"equation": {"expression": "{{new string('x', 1001)}}"} }]}""")).Message);
    }

    [Theory]
    [InlineData("Notes", "rich_text", """{"text": {"content": "x"}}""")]
    [InlineData("Tags", "multi_select", """{"name": "x"}""")]
    [InlineData("Team", "people", """{"id": "00000000-0000-0000-0000-000000000000"}""")]
    [InlineData("Files", "files", """{"name": "x", "external": {"url": "https://example.com"}}""")]
    public async Task A_hundred_items_are_the_most_for_a_list(string property, string type, string item)
    {
        var list = string.Join(',', Enumerable.Repeat(item, 101));

        var reply = await Api.Write(_page, property, $$"""{"{{type}}": [{{list}}]}""");

        Assert.Equal(
            $"body failed validation: body.properties.{property}.{type}.length should be ≤ `100`, instead was `101`.", reply.Message);
    }

    [Theory]
    [InlineData("Name", """{"title": []}""", "[]")]
    [InlineData("Notes", """{"rich_text": []}""", "[]")]
    [InlineData("Budget", """{"number": null}""", "null")]
    [InlineData("Site", """{"url": null}""", "null")]
    [InlineData("Mail", """{"email": null}""", "null")]
    [InlineData("Phone", """{"phone_number": null}""", "null")]
    [InlineData("Since", """{"date": null}""", "null")]
    [InlineData("Stage", """{"select": null}""", "null")]
    [InlineData("Tags", """{"multi_select": []}""", "[]")]
    [InlineData("Team", """{"people": []}""", "[]")]
    [InlineData("Files", """{"files": []}""", "[]")]
    [InlineData("Active", """{"checkbox": false}""", "false")]
    public async Task Null_or_an_empty_list_clears(string property, string value, string empty)
    {
        Workspace.EditPage(_page, Values(
            "Ada",
            ("Notes", NotionValue.RichText("x")),
            ("Budget", NotionValue.Number(1)),
            ("Site", NotionValue.Url("https://example.com")),
            ("Mail", NotionValue.Email("ada@example.com")),
            ("Phone", NotionValue.Phone("1")),
            ("Since", NotionValue.Date("2026-07-04")),
            ("Stage", NotionValue.Select("Lead")),
            ("Tags", NotionValue.MultiSelect("a")),
            ("Team", NotionValue.People(Workspace.Owner.Id)),
            ("Files", NotionValue.Files(NotionValue.HostedFile("cv.pdf"))),
            ("Active", NotionValue.Checkbox(true))));

        AssertJson(empty, (await Api.Write(_page, property, value)).Value(property));
    }

    [Fact]
    public async Task Null_puts_a_status_back_to_its_default()
    {
        Assert.Equal("Done", (string)(await Api.Write(_page, "State", """{"status": {"name": "done"}}""")).Value("State")!["name"]!);
        Assert.Equal("Not started", (string)(await Api.Write(_page, "State", """{"status": null}""")).Value("State")!["name"]!);
    }

    [Fact]
    public async Task An_unknown_option_is_created_and_another_case_of_a_known_one_is_the_same()
    {
        var first = await Api.Write(_page, "Tags", """{"multi_select": [{"name": "Blue"}, {"name": "BLUE"}, {"name": "Red"}]}""");
        var second = await Api.Write(_page, "Tags", """{"multi_select": [{"name": "blue"}]}""");

        Assert.Equal(["Blue", "Red"], first.Value("Tags")!.AsArray().Select(tag => (string)tag!["name"]!));
        AssertJson($"[{first.Value("Tags")![0]!.ToJsonString()}]", second.Value("Tags"));
        Assert.Equal(["id", "name", "color"], second.Value("Tags")![0]!.AsObject().Select(member => member.Key));
    }

    [Fact]
    public async Task An_option_of_a_refused_write_is_not_created()
    {
        await Api.Patch($"v1/pages/{_page}", """{"properties": {"Stage": {"select": {"name": "New"}}, "Nope": {"number": 1}}}""");
        var parent = (Guid)(await Api.Get($"v1/pages/{_page}"))["parent"]!["data_source_id"]!;

        var schema = await Api.Get($"v1/data_sources/{parent}");

        Assert.Equal(["Lead"], schema["properties"]!["Stage"]!["select"]!["options"]!.AsArray().Select(option => (string)option!["name"]!));
    }

    [Fact]
    public async Task A_key_may_be_an_id_as_answers_show_it()
    {
        var read = await Api.Get($"v1/pages/{_page}");
        var id = (string)read["properties"]!["Budget"]!["id"]!;

        Assert.Equal(7, (int)(await Api.Write(_page, id, """{"number": 7}""")).Value("Budget")!);
        Assert.Equal("Eve", (string)(await Api.Write(_page, "title", """{"title": [{"text": {"content": "Eve"}}]}""")).Value("Name")![0]!["plain_text"]!);
    }

    private Task<Reply> WriteText(string text) =>
        Api.Write(_page, "Notes", new JsonObject { ["rich_text"] = new JsonArray(NotionValue.Piece(text)) }.ToJsonString());
}

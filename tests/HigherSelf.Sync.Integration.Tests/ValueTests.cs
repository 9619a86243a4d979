using System.Text.Json.Nodes;
using HigherSelf.Sync.Sandbox.Notion;

namespace HigherSelf.Sync.Integration.Tests;

/// <summary>R6 on the real pair: what stands in a page stands in its row, to the last digit.</summary>
public sealed class ValueTests(RunningSupabase running)
{
    [Theory]
    [InlineData("123456789012345", "123456789012345")]
    [InlineData("-0.000123456789012", "-0.000123456789012")]
    [InlineData("99999.99", "99999.99")]
    [InlineData("1.5e-7", "0.00000015")]
    [InlineData("0", "0")]
    public async Task A_number_is_exact(string inNotion, string inSupabase)
    {
        await using var pair = await Pair.CreateAsync(running);
        var page = Create(pair, "tasks", new JsonObject { ["Task Name"] = NotionValue.Title("n"), ["Estimated Time"] = new JsonObject { ["number"] = JsonNode.Parse(inNotion) } });
        await pair.SyncAsync();
        Assert.Equal(inSupabase, await ReadAsync(pair, "tasks", page, "estimated_time::text"));
        Assert.Empty(await pair.CompareAsync());
    }

    [Theory]
    [InlineData("2026-03-01", null, null, "2026-03-01 00:00:00+00")]
    [InlineData("2026-03-01T10:30:00.678901Z", null, null, "2026-03-01 10:30:00.678901+00")]
    [InlineData("2026-03-01T10:30:00.000+05:30", "2026-03-02T10:30:00.000+05:30", null, "2026-03-01 05:00:00+00")]
    [InlineData("2026-07-01T09:00:00", null, "America/New_York", "2026-07-01 13:00:00+00")]
    public async Task A_date_is_exact_to_the_microsecond(string start, string? end, string? zone, string inSupabase)
    {
        await using var pair = await Pair.CreateAsync(running);
        var page = Create(pair, "tasks", new JsonObject { ["Task Name"] = NotionValue.Title("d"), ["Due Date"] = NotionValue.Date(start, end, zone) });
        await pair.SyncAsync();
        Assert.Equal(inSupabase, await ReadAsync(pair, "tasks", page, "due_date::text"));
        Assert.Empty(await pair.CompareAsync());
    }

    [Fact]
    public async Task Two_hundred_thousand_characters_with_an_emoji_at_each_border_arrive_whole()
    {
        await using var pair = await Pair.CreateAsync(running);
        var pieces = Enumerable.Range(0, 100).Select(i => new string((char)('a' + (i % 26)), 1_998) + "🔥").ToArray();
        var text = string.Concat(pieces);
        Assert.Equal(200_000, text.Length);
        var page = Create(pair, "tasks", new JsonObject
        {
            ["Task Name"] = NotionValue.Title("long"),
            ["Notes"] = NotionValue.RichText([.. pieces.Select((p, i) => (JsonNode)NotionValue.Piece(p, bold: i % 2 == 0))]),
        });

        await pair.SyncAsync();

        Assert.Equal(text, await ReadAsync(pair, "tasks", page, "notes"));
        Assert.Empty(await pair.CompareAsync());
    }

    [Theory]
    [InlineData("""{"b": 12345678901234567890.123456789, "a": [1, "ü", null, {"x": 1e3}]}""", """{"a": [1, "ü", null, {"x": 1000}], "b": 12345678901234567890.123456789}""")]
    [InlineData("not JSON at all", "\"not JSON at all\"")]
    [InlineData("[]", "[]")]
    [InlineData("null", "\"null\"")]
    [InlineData("{\"unclosed\": ", "\"{\\\"unclosed\\\": \"")]
    public async Task Json_inside_text_is_json_in_the_column_and_other_text_is_a_json_string(string inNotion, string inSupabase)
    {
        await using var pair = await Pair.CreateAsync(running);
        var page = Create(pair, "workflow_instances", new JsonObject { ["Instance Name"] = NotionValue.Title("j"), ["Data Payload"] = NotionValue.RichText(inNotion) });
        await pair.SyncAsync();
        Assert.Equal(inSupabase, await ReadAsync(pair, "workflow_instances", page, "data_payload::text"));
        Assert.Empty(await pair.CompareAsync());
    }

    [Theory]
    [InlineData("plain")]
    [InlineData("  spaces kept  ")]
    [InlineData("line\nline\ttab \"quote\" \\ back 'single' ; drop table tasks; -- $1 %s %I")]
    [InlineData("👩‍👩‍👧‍👦 🏳️‍🌈 é e\u0301 \u200e\u202e \u2028")]
    [InlineData("\u0001\u001f\u007f")]
    public async Task A_text_is_exact(string text)
    {
        await using var pair = await Pair.CreateAsync(running);
        var page = Create(pair, "tasks", new JsonObject { ["Task Name"] = NotionValue.Title("t"), ["Notes"] = NotionValue.RichText(text) });
        await pair.SyncAsync();
        Assert.Equal(text, await ReadAsync(pair, "tasks", page, "notes"));
        Assert.Empty(await pair.CompareAsync());
    }

    [Fact]
    public async Task Emptiness_is_null_in_a_column_and_an_empty_list_in_a_list()
    {
        await using var pair = await Pair.CreateAsync(running);
        var page = Create(pair, "tasks", new JsonObject { ["Task Name"] = NotionValue.Title("only a title") });
        await pair.SyncAsync();
        Assert.Equal(
            "null null null null {} {} null",
            await ReadAsync(pair, "tasks", page,
                "concat_ws(' ', coalesce(notes, 'null'), coalesce(status, 'null'), coalesce(due_date::text, 'null'), coalesce(estimated_time::text, 'null'), tags::text, dependencies::text, coalesce(assigned_to::text, 'null'))"));
        Assert.Empty(await pair.CompareAsync());
    }

    [Fact]
    public async Task A_formatted_text_that_only_changes_its_look_changes_no_row()
    {
        await using var pair = await Pair.CreateAsync(running);
        var page = Create(pair, "tasks", new JsonObject { ["Task Name"] = NotionValue.Title("f"), ["Notes"] = NotionValue.RichText("look") });
        await pair.SyncAsync();
        var before = await ReadAsync(pair, "tasks", page, "updated_at::text");

        pair.Notion.Workspace.EditPage(page, new JsonObject { ["Notes"] = NotionValue.RichText(NotionValue.Piece("lo", bold: true), NotionValue.Piece("ok", color: "red")) });
        var result = (await pair.SyncAsync())["tasks"];

        Assert.Equal((0, 1), (result.Updated, result.Unchanged));
        Assert.Equal(before, await ReadAsync(pair, "tasks", page, "updated_at::text"));
    }

    [Fact]
    public async Task A_hosted_file_whose_address_is_signed_anew_at_every_read_is_no_change()
    {
        await using var pair = await Pair.CreateAsync(running);
        var page = Create(pair, "products_services", new JsonObject
        {
            ["Name"] = NotionValue.Title("p"),
            ["Images"] = NotionValue.Files(NotionValue.HostedFile("a.jpg"), NotionValue.ExternalFile("b.png", "https://x.example/b.png?keep=this")),
        });
        await pair.SyncAsync();
        pair.NotionTime.Advance(TimeSpan.FromHours(5));
        var result = (await pair.SyncAsync(r => r with { Full = true }))["products_services"];
        Assert.Equal((0, 1), (result.Updated, result.Unchanged));
        Assert.Equal("https://x.example/b.png?keep=this", await ReadAsync(pair, "products_services", page, "images -> 1 ->> 'url'"));
        Assert.DoesNotContain("?", await ReadAsync(pair, "products_services", page, "images -> 0 ->> 'url'"), StringComparison.Ordinal);
    }

    private static Guid Create(Pair pair, string table, JsonObject properties) => pair.Notion.Workspace.CreatePage(pair.Ids[table].DataSource, properties);

    private static Task<string> ReadAsync(Pair pair, string table, Guid page, string expression) =>
        pair.ScalarAsync<string>($"select {expression} from public.{table} where notion_page_id = $1", page.ToString("D"));
}

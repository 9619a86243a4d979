using System.Text.Json;
using HigherSelf.Sync.Engine.Catalog;
using HigherSelf.Sync.Engine.Notion.Properties;
using HigherSelf.Sync.Engine.Records;
using static HigherSelf.Sync.Engine.Tests.Notion.PropertyCodecLawTests;

namespace HigherSelf.Sync.Engine.Tests.Notion;

public sealed class PropertyEncoderTests
{
    [Fact]
    public void Two_hundred_thousand_characters_go_in_a_hundred_segments()
    {
        var segments = Segments(new string('x', 200_000));
        Assert.Equal(100, segments.Count);
        Assert.All(segments, s => Assert.Equal(2_000, s.Length));
    }

    [Fact]
    public void An_emoji_at_the_border_of_a_segment_is_not_cut_in_two()
    {
        var text = new string('x', 1_999) + "🔥" + new string('y', 3_000);
        var segments = Segments(text);
        Assert.Equal(text, string.Concat(segments));
        Assert.Equal(1_999, segments[0].Length);
        Assert.StartsWith("🔥", segments[1], StringComparison.Ordinal);
        Assert.All(segments, s => Assert.InRange(s.Length, 1, 2_000));
    }

    [Fact]
    public void Text_longer_than_a_property_holds_is_refused_and_never_cut() =>
        Assert.Throws<ValueNotWritableException>(() => Encode(PropertyType.RichText, FieldValue.OfText(new string('x', 200_001))));

    [Theory]
    [InlineData(PropertyType.Number, "12345678901234567890", "more digits")]
    [InlineData(PropertyType.Number, "0.12345678901234567890", "more digits")]
    public void A_number_that_notion_would_round_is_refused(PropertyType type, string number, string reason) =>
        Assert.Contains(
            reason,
            Assert.Throws<ValueNotWritableException>(() => Encode(type, FieldValue.OfNumber(ExactNumber.Parse(number)))).Message,
            StringComparison.Ordinal);

    [Fact]
    public void An_option_with_a_comma_is_refused()
    {
        Assert.Throws<ValueNotWritableException>(() => Encode(PropertyType.Select, FieldValue.OfText("a, b")));
        Assert.Throws<ValueNotWritableException>(() => Encode(PropertyType.MultiSelect, FieldValue.OfOptions(["a", "b,c"])));
        Assert.Throws<ValueNotWritableException>(() => Encode(PropertyType.MultiSelect, FieldValue.OfOptions([.. Enumerable.Range(0, 101).Select(i => $"o{i}")])));
    }

    [Theory]
    [InlineData(PropertyType.RichText, """{"rich_text":[]}""")]
    [InlineData(PropertyType.Title, """{"title":[]}""")]
    [InlineData(PropertyType.MultiSelect, """{"multi_select":[]}""")]
    [InlineData(PropertyType.Relation, """{"relation":[]}""")]
    [InlineData(PropertyType.People, """{"people":[]}""")]
    [InlineData(PropertyType.Files, """{"files":[]}""")]
    [InlineData(PropertyType.Number, """{"number":null}""")]
    [InlineData(PropertyType.Select, """{"select":null}""")]
    [InlineData(PropertyType.Date, """{"date":null}""")]
    [InlineData(PropertyType.Url, """{"url":null}""")]
    [InlineData(PropertyType.Email, """{"email":null}""")]
    [InlineData(PropertyType.PhoneNumber, """{"phone_number":null}""")]
    [InlineData(PropertyType.Checkbox, """{"checkbox":false}""")]
    public void Emptiness_is_written_as_notion_wants_it(PropertyType type, string expected) =>
        Assert.Equal(expected, Encode(type, FieldValue.Empty).ToJsonString());

    [Theory]
    [InlineData("""{"start":"2026-03-01","end":"2026-03-05","time_zone":null}""", "2026-03-02T00:00:00Z", """{"start":"2026-03-02","end":"2026-03-05"}""")]
    [InlineData("""{"start":"2026-03-01","end":"2026-03-05","time_zone":null}""", "2026-03-09T00:00:00Z", """{"start":"2026-03-09"}""")]
    [InlineData("""{"start":"2026-03-01"}""", "2026-03-02T10:30:00Z", """{"start":"2026-03-02T10:30:00Z"}""")]
    [InlineData("""{"start":"2026-07-01T09:00:00","time_zone":"America/New_York"}""", "2026-07-01T15:00:00Z", """{"start":"2026-07-01T11:00:00","time_zone":"America/New_York"}""")]
    [InlineData("""{"start":"2026-03-01T09:00:00Z"}""", "2026-03-02T00:00:00Z", """{"start":"2026-03-02T00:00:00Z"}""")]
    [InlineData("null", "2026-03-02T00:00:00Z", """{"start":"2026-03-02"}""")]
    [InlineData("null", "2026-03-02T00:00:00.000001Z", """{"start":"2026-03-02T00:00:00.000001Z"}""")]
    public void A_new_date_keeps_what_it_can_of_the_old_one(string before, string instant, string expected)
    {
        var current = JsonDocument.Parse($$"""{"type":"date","date":{{before}}}""").RootElement;
        var written = PropertyEncoder.Encode(
            Bound(PropertyType.Date, ColumnType.Timestamptz),
            FieldValue.OfInstant(DateTimeOffset.Parse(instant, System.Globalization.CultureInfo.InvariantCulture)), current);
        Assert.Equal(expected, written["date"]!.ToJsonString());
    }

    [Fact]
    public void A_hosted_file_is_handed_back_as_it_is_and_cannot_be_invented()
    {
        var bound = Bound(PropertyType.Files, ColumnType.Jsonb);
        var current = JsonDocument.Parse(
            """{"type":"files","files":[{"name":"a.jpg","type":"file","file":{"url":"https://s3.example/a.jpg?sig=1","expiry_time":"x"}}]}""").RootElement;
        var both = FieldValue.OfJson("""[{"name":"b","type":"external","url":"https://b.example"},{"name":"a.jpg","type":"file","url":"https://s3.example/a.jpg"}]""");
        var written = PropertyEncoder.Encode(bound, both, current)["files"]!.AsArray();
        Assert.Equal("https://b.example", written[0]!["external"]!["url"]!.GetValue<string>());
        Assert.Equal("https://s3.example/a.jpg?sig=1", written[1]!["file"]!["url"]!.GetValue<string>());
        Assert.Throws<ValueNotWritableException>(() => PropertyEncoder.Encode(bound, both));
    }

    [Fact]
    public void A_reference_to_a_row_without_a_page_waits() =>
        Assert.Throws<ValueNotWritableException>(() => Encode(PropertyType.Relation, FieldValue.OfReferences([new Reference(Guid.NewGuid(), IsRow: true)])));

    private static List<string> Segments(string text) =>
        [.. Json(Encode(PropertyType.RichText, FieldValue.OfText(text))).GetProperty("rich_text").EnumerateArray()
            .Select(s => s.GetProperty("text").GetProperty("content").GetString()!)];

    private static System.Text.Json.Nodes.JsonObject Encode(PropertyType type, FieldValue value) =>
        PropertyEncoder.Encode(Bound(type, type.DefaultColumn()!.Value), value);
}

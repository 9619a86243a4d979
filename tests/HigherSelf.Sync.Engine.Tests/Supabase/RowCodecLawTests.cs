using System.Buffers;
using System.Text.Json;
using CsCheck;
using HigherSelf.Sync.Engine.Catalog;
using HigherSelf.Sync.Engine.Notion;
using HigherSelf.Sync.Engine.Records;
using HigherSelf.Sync.Engine.Supabase;

namespace HigherSelf.Sync.Engine.Tests.Supabase;

/// <summary>R6, the side of the rows.</summary>
public sealed class RowCodecLawTests
{
    [Theory]
    [MemberData(nameof(Notion.PropertyCodecLawTests.WritableTypes), MemberType = typeof(Notion.PropertyCodecLawTests))]
    public void What_is_written_to_a_column_is_read_back_the_same(PropertyType type, ColumnType column)
    {
        var bound = Notion.PropertyCodecLawTests.Bound(type, column);
        Values.Of(bound).Sample(value => Assert.Equal(value, RoundTrip(bound, value)), iter: 10_000);
    }

    [Fact]
    public void A_number_of_any_length_is_exact()
    {
        var bound = Notion.PropertyCodecLawTests.Bound(PropertyType.Number, ColumnType.Numeric);
        Values.AnyNumber.Sample(n => Assert.Equal(FieldValue.OfNumber(n), RoundTrip(bound, FieldValue.OfNumber(n))), iter: 10_000);
    }

    [Theory]
    [InlineData("2026-01-02T01:04:05.678901+00:00")]
    [InlineData("2026-01-02 01:04:05.678901+00")]
    [InlineData("2026-01-02T01:04:05.678901Z")]
    [InlineData("2026-01-02T03:04:05.678901+02:00")]
    public void A_timestamp_is_read_in_every_form_that_servers_write(string text) =>
        Assert.Equal(new DateTimeOffset(2026, 1, 2, 1, 4, 5, TimeSpan.Zero).AddMicroseconds(678_901), RowCodec.ParseInstant(text));

    [Theory]
    [InlineData("a\0b", true)]
    [InlineData("a\\u0000b", false)]
    public void A_text_with_the_one_character_that_postgresql_cannot_hold_is_told(string text, bool told)
    {
        Assert.Equal(told, RowCodec.WhyNotHeld(FieldValue.OfText(text)) is not null);
        Assert.Equal(told, RowCodec.WhyNotHeld(FieldValue.OfJson(CanonicalJson.OfText(text))) is not null);
        Assert.Equal(told, RowCodec.WhyNotHeld(FieldValue.OfOptions([text])) is not null);
    }

    private static FieldValue RoundTrip(BoundProperty bound, FieldValue value)
    {
        var buffer = new ArrayBufferWriter<byte>();
        using (var writer = new Utf8JsonWriter(buffer, new JsonWriterOptions { SkipValidation = true }))
        {
            RowCodec.Encode(writer, bound.Field, value);
        }

        return RowCodec.Decode(bound.Field, JsonDocument.Parse(buffer.WrittenMemory).RootElement);
    }
}

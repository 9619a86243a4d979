using System.Text.Json;
using CsCheck;
using HigherSelf.Sync.Engine.Catalog;
using HigherSelf.Sync.Engine.Notion;
using HigherSelf.Sync.Engine.Notion.Properties;

namespace HigherSelf.Sync.Engine.Tests.Notion;

/// <summary>R6: a value survives the round trip.</summary>
public sealed class PropertyCodecLawTests
{
    public static TheoryData<PropertyType, ColumnType> WritableTypes
    {
        get
        {
            var data = new TheoryData<PropertyType, ColumnType>();
            foreach (var type in Enum.GetValues<PropertyType>().Where(t => t.IsWritable()))
            {
                data.Add(type, type.DefaultColumn()!.Value);
            }

            data.Add(PropertyType.RichText, ColumnType.Jsonb);
            return data;
        }
    }

    [Theory]
    [MemberData(nameof(WritableTypes))]
    public void What_is_written_to_notion_is_read_back_the_same(PropertyType type, ColumnType column)
    {
        var bound = Bound(type, column);
        Values.Of(bound).Sample(
            value =>
            {
                var decoded = PropertyDecoder.Decode(bound, Json(PropertyEncoder.Encode(bound, value)), isWhole: true);
                Assert.Equal(DecodedState.Value, decoded.State);
                Assert.Equal(value, decoded.Value);
            },
            iter: 10_000);
    }

    [Theory]
    [MemberData(nameof(WritableTypes))]
    public void What_is_written_over_another_value_is_read_back_the_same(PropertyType type, ColumnType column)
    {
        var bound = Bound(type, column);
        Gen.Select(Values.Of(bound), Values.Of(bound)).Sample(
            (before, value) =>
            {
                var current = Json(PropertyEncoder.Encode(bound, before));
                Assert.Equal(value, PropertyDecoder.Decode(bound, Json(PropertyEncoder.Encode(bound, value, current)), isWhole: true).Value);
            },
            iter: 2_000);
    }

    [Fact]
    public void Every_type_has_a_place_in_these_laws_or_is_never_written()
    {
        var written = WritableTypes.Select(row => row.Data.Item1).ToHashSet();
        foreach (var type in Enum.GetValues<PropertyType>().Where(t => !written.Contains(t)))
        {
            Assert.Throws<ValueNotWritableException>(() =>
                PropertyEncoder.Encode(Bound(type, ColumnType.Jsonb), Engine.Records.FieldValue.OfText("x")));
        }
    }

    internal static BoundProperty Bound(PropertyType type, ColumnType column) =>
        new(new Field { Column = "c", Property = "P", Type = type, ColumnType = column }, "p", "P", type);

    internal static JsonElement Json(System.Text.Json.Nodes.JsonNode node) => JsonDocument.Parse(node.ToJsonString()).RootElement;
}

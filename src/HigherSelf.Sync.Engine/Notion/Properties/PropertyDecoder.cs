using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;
using HigherSelf.Sync.Engine.Catalog;
using HigherSelf.Sync.Engine.Records;

namespace HigherSelf.Sync.Engine.Notion.Properties;

/// <summary>
/// Reads the value of a property (https://developers.notion.com/reference/page-property-values) as the canonical value of its field.
/// </summary>
public static class PropertyDecoder
{
    /// <summary>Notion leaves out people past the first 25 of a page or query answer and does not say so.</summary>
    private const int PeopleListed = 25;

    /// <summary>Reads a property of a page or query answer.</summary>
    /// <param name="bound">The field and the type that it was bound with.</param>
    /// <param name="property">The whole object: {"id", "type", "&lt;type&gt;"}.</param>
    /// <param name="isWhole">True if the property was read by itself, so that nothing of it is cut off.</param>
    public static Decoded Decode(BoundProperty bound, JsonElement property, bool isWhole = false)
    {
        var name = bound.Type.ToName();
        if (!property.TryGetProperty(name, out var value))
        {
            var now = property.TryGetProperty("type", out var type) ? type.GetString() : "nothing";
            return Decoded.Unreadable($"it is of type {now} in Notion and of type {name} in the catalog");
        }

        try
        {
            return DecodeValue(bound, property, value, isWhole);
        }
        catch (Exception e) when (e is InvalidOperationException or FormatException or KeyNotFoundException)
        {
            // The JSON is of another shape than the documentation says, or its text is half a surrogate pair.
            return Decoded.Unreadable($"its value cannot be read: {e.Message}");
        }
    }

    private static Decoded DecodeValue(BoundProperty bound, JsonElement property, JsonElement value, bool isWhole)
    {
        switch (bound.Type)
        {
            case PropertyType.Title or PropertyType.RichText:
                if (!isWhole && RichText.MayBeTruncated(value))
                {
                    return Decoded.Truncated;
                }

                return bound.Field.ColumnType == ColumnType.Jsonb
                    ? Decoded.Of(JsonInText.Read(RichText.Read(value)))
                    : Decoded.Of(FieldValue.OfText(RichText.Read(value)));

            case PropertyType.Relation:
                return !isWhole && property.TryGetProperty("has_more", out var more) && more.ValueKind == JsonValueKind.True
                    ? Decoded.Truncated
                    : Decoded.Of(FieldValue.OfReferences([.. value.EnumerateArray().Select(r => new Reference(r.GetProperty("id").GetGuid()))]));

            case PropertyType.People:
                return !isWhole && value.GetArrayLength() >= PeopleListed
                    ? Decoded.Truncated
                    : Decoded.Of(OfList(NotionPeople.Read(value)));

            case PropertyType.Files:
                return Decoded.Of(OfList(NotionFiles.Read(value)));

            case PropertyType.MultiSelect:
                return Decoded.Of(FieldValue.OfOptions([.. value.EnumerateArray().Select(o => o.GetProperty("name").GetString()!)]));

            case PropertyType.Checkbox:
                return Decoded.Of(FieldValue.OfBoolean(value.GetBoolean()));
        }

        if (value.ValueKind == JsonValueKind.Null)
        {
            return Decoded.Of(FieldValue.Empty);
        }

        return bound.Type switch
        {
            PropertyType.Number => Decoded.Of(FieldValue.OfNumber(ExactNumber.Parse(value.GetRawText()))),
            PropertyType.Select or PropertyType.Status => Decoded.Of(FieldValue.OfText(value.GetProperty("name").GetString())),
            PropertyType.Date => NotionDate.Read(value),
            PropertyType.Url or PropertyType.Email or PropertyType.PhoneNumber => Decoded.Of(FieldValue.OfText(value.GetString())),
            PropertyType.CreatedTime or PropertyType.LastEditedTime => Decoded.Of(FieldValue.OfInstant(value.GetDateTimeOffset())),
            PropertyType.CreatedBy or PropertyType.LastEditedBy => Decoded.Of(OfNode(NotionPeople.ReadUser(value))),
            PropertyType.UniqueId => Decoded.Of(FieldValue.OfText(UniqueId(value))),
            PropertyType.Formula or PropertyType.Rollup => DecodeResult(bound.Field.ColumnType, value),
            _ => Decoded.Of(FieldValue.OfJson(CanonicalJson.Of(value))),
        };
    }

    /// <summary>The result of a formula or rollup: {"type": "number", "number": 3}.</summary>
    private static Decoded DecodeResult(ColumnType column, JsonElement result)
    {
        var type = result.GetProperty("type").GetString()!;
        if (type is "unsupported" or "incomplete")
        {
            // Final, and neither 0 nor empty.
            return Decoded.Unreadable("Notion cannot compute it through the API");
        }

        if (!result.TryGetProperty(type, out var value))
        {
            return Decoded.Unreadable($"its result is of type {type}, which this version does not know");
        }

        if (value.ValueKind == JsonValueKind.Null)
        {
            return Decoded.Of(FieldValue.Empty);
        }

        return (column, type) switch
        {
            (ColumnType.Jsonb, _) => Decoded.Of(FieldValue.OfJson(CanonicalJson.Of(value))),
            (ColumnType.Numeric, "number") => Decoded.Of(FieldValue.OfNumber(ExactNumber.Parse(value.GetRawText()))),
            (ColumnType.Boolean, "boolean") => Decoded.Of(FieldValue.OfBoolean(value.GetBoolean())),
            (ColumnType.Timestamptz, "date") => NotionDate.Read(value),
            (ColumnType.Text, "string") => Decoded.Of(FieldValue.OfText(value.GetString())),
            (ColumnType.Text, "number" or "boolean") => Decoded.Of(FieldValue.OfText(value.GetRawText())),
            _ => Decoded.Unreadable($"its result is of type {type}, which a column of type {column.ToSql()} cannot hold"),
        };
    }

    private static string? UniqueId(JsonElement value)
    {
        if (!value.TryGetProperty("number", out var number) || number.ValueKind != JsonValueKind.Number)
        {
            return null;
        }

        var prefix = value.TryGetProperty("prefix", out var p) && p.ValueKind == JsonValueKind.String ? p.GetString() + "-" : "";
        return prefix + number.GetInt64().ToString(CultureInfo.InvariantCulture);
    }

    private static FieldValue OfList(JsonArray list) => list.Count == 0 ? FieldValue.Empty : OfNode(list);

    private static FieldValue OfNode(JsonNode node) =>
        FieldValue.OfJson(CanonicalJson.TryOf(node.ToJsonString(CanonicalJson.PlainText)) ?? throw new FormatException("it is no JSON"));
}

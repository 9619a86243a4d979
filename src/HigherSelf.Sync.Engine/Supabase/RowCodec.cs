using System.Globalization;
using System.Text.Json;
using HigherSelf.Sync.Engine.Catalog;
using HigherSelf.Sync.Engine.Records;

namespace HigherSelf.Sync.Engine.Supabase;

/// <summary>
/// Reads and writes the value of a field as the JSON of its column. References travel as page ids; the database turns them into row ids and back.
/// </summary>
public static class RowCodec
{
    /// <summary>Reads the value of a column, in the form of to_jsonb or of PostgREST.</summary>
    /// <exception cref="FormatException">The column holds what no field can (NaN, infinity).</exception>
    public static FieldValue Decode(Field field, JsonElement json)
    {
        if (field.Type == PropertyType.Relation)
        {
            return json.ValueKind == JsonValueKind.Array
                ? FieldValue.OfReferences([.. json.EnumerateArray().Select(r => Reference.Parse(r.GetString()!))])
                : FieldValue.Empty;
        }

        if (json.ValueKind == JsonValueKind.Null)
        {
            // A check box has no third state.
            return field.Type == PropertyType.Checkbox ? FieldValue.OfBoolean(false) : FieldValue.Empty;
        }

        return field.ColumnType switch
        {
            ColumnType.Text => FieldValue.OfText(json.GetString()),
            ColumnType.TextArray => FieldValue.OfOptions([.. json.EnumerateArray().Select(o => o.GetString() ?? "")]),
            ColumnType.Numeric => FieldValue.OfNumber(ExactNumber.Parse(json.ValueKind == JsonValueKind.String ? json.GetString()! : json.GetRawText())),
            ColumnType.Boolean => FieldValue.OfBoolean(json.GetBoolean()),
            ColumnType.Timestamptz => FieldValue.OfInstant(ParseInstant(json.GetString()!)),
            ColumnType.Jsonb when IsEmptyList(field, json) => FieldValue.Empty,
            ColumnType.Jsonb => FieldValue.OfJson(CanonicalJson.Of(json)),
            _ => throw new FormatException($"a column of type {field.ColumnType.ToSql()} is no mirrored one"),
        };
    }

    /// <summary>Writes the value of a column.</summary>
    public static void Encode(Utf8JsonWriter writer, Field field, FieldValue value)
    {
        switch (value)
        {
            case FieldValue.None when field.ColumnType is ColumnType.TextArray || field.Type == PropertyType.Relation:
                writer.WriteStartArray();
                writer.WriteEndArray();
                break;
            case FieldValue.None:
                writer.WriteNullValue();
                break;
            case FieldValue.Text text:
                writer.WriteStringValue(text.Value);
                break;
            case FieldValue.Number number:
                writer.WriteRawValue(number.Value.ToString(), skipInputValidation: true);
                break;
            case FieldValue.Boolean flag:
                writer.WriteBooleanValue(flag.Value);
                break;
            case FieldValue.Instant instant:
                writer.WriteStringValue(instant.Value.UtcDateTime.ToString("yyyy-MM-ddTHH:mm:ss.ffffff+00:00", CultureInfo.InvariantCulture));
                break;
            case FieldValue.Options options:
                writer.WriteStartArray();
                foreach (var name in options.Names)
                {
                    writer.WriteStringValue(name);
                }

                writer.WriteEndArray();
                break;
            case FieldValue.References references:
                writer.WriteStartArray();
                foreach (var target in references.Targets)
                {
                    writer.WriteStringValue(target.ToString());
                }

                writer.WriteEndArray();
                break;
            case FieldValue.Json json:
                writer.WriteRawValue(json.Canonical, skipInputValidation: true);
                break;
        }
    }

    /// <summary>Why PostgreSQL could not hold a value; null if it can.</summary>
    public static string? WhyNotHeld(FieldValue value)
    {
        var hasNul = value switch
        {
            FieldValue.Text text => text.Value.Contains('\0', StringComparison.Ordinal),
            FieldValue.Options options => options.Names.Any(n => n.Contains('\0', StringComparison.Ordinal)),
            FieldValue.Json json => CanonicalJson.HoldsNul(json.Canonical),
            _ => false,
        };
        return hasNul ? "it holds the character U+0000, which PostgreSQL cannot store" : null;
    }

    /// <summary>Reads a timestamp with a T or a blank in it, and any form of offset.</summary>
    /// <exception cref="FormatException">It is none, "infinity" say.</exception>
    public static DateTimeOffset ParseInstant(string text) =>
        DateTimeOffset.Parse(text, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal).ToUniversalTime();

    private static bool IsEmptyList(Field field, JsonElement json) =>
        field.Type is PropertyType.People or PropertyType.Files && json.ValueKind == JsonValueKind.Array && json.GetArrayLength() == 0;
}

using System.Text.Json;
using HigherSelf.Sync.Engine.Records;

namespace HigherSelf.Sync.Engine.Transforms;

/// <summary>
/// A value as it stands in Notion, where a transform shows another one. It goes with the page as JSON, beside the value
/// (<see cref="Page.Extras"/>), so that it is not lost.
/// </summary>
internal static class RawValue
{
    /// <summary>The value as JSON.</summary>
    public static string Write(FieldValue value) => value switch
    {
        FieldValue.None => "null",
        FieldValue.Text text => CanonicalJson.OfText(text.Value),
        FieldValue.Number number => number.Value.ToString(),
        FieldValue.Boolean flag => flag.Value ? "true" : "false",
        FieldValue.Options options => $"[{string.Join(',', options.Names.Select(CanonicalJson.OfText))}]",
        _ => throw new ArgumentException("No transform takes values of this kind.", nameof(value)),
    };

    /// <summary>The value of the JSON; null if it is of another kind, because the transform is newer than what was noted.</summary>
    public static FieldValue? TryRead(string json)
    {
        try
        {
            using var document = JsonDocument.Parse(json);
            var value = document.RootElement;
            return value.ValueKind switch
            {
                JsonValueKind.Null => FieldValue.Empty,
                JsonValueKind.String => FieldValue.OfText(value.GetString()),
                JsonValueKind.Number => FieldValue.OfNumber(ExactNumber.Parse(value.GetRawText())),
                JsonValueKind.True or JsonValueKind.False => FieldValue.OfBoolean(value.GetBoolean()),
                JsonValueKind.Array when value.EnumerateArray().All(v => v.ValueKind == JsonValueKind.String) =>
                    FieldValue.OfOptions([.. value.EnumerateArray().Select(v => v.GetString()!)]),
                _ => null,
            };
        }
        catch (JsonException)
        {
            return null;
        }
    }
}

using System.Globalization;
using System.Text.Json;
using HigherSelf.Sync.Sandbox.Notion.Model;

namespace HigherSelf.Sync.Sandbox.Notion.Queries;

/// <summary>The result of a formula or rollup, by its type; the others are empty.</summary>
internal readonly record struct ComputedResult(string Text, bool IsTrue, double? Number, DateTimeOffset? Date)
{
    public static ComputedResult Of(PropertyValue? value)
    {
        if (value is not FixedValue { Json: var json })
        {
            return new ComputedResult("", false, null, null);
        }

        using var document = JsonDocument.Parse(json);
        var type = document.RootElement.GetProperty("type").GetString()!;
        var result = document.RootElement.GetProperty(type);
        return new ComputedResult(
            type == "string" ? result.GetString() ?? "" : "",
            type == "boolean" && result.ValueKind == JsonValueKind.True,
            type == "number" && result.ValueKind == JsonValueKind.Number ? result.GetDouble() : null,
            type == "date" && result.ValueKind == JsonValueKind.Object ? Start(result) : null);
    }

    private static DateTimeOffset Start(JsonElement date) =>
        DateTimeOffset.Parse(date.GetProperty("start").GetString()!, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal);
}

using System.Text.Json;
using System.Text.Json.Nodes;
using HigherSelf.Sync.Engine.Catalog;
using HigherSelf.Sync.Engine.Records;

namespace HigherSelf.Sync.Engine.Notion.Properties;

/// <summary>
/// Writes the canonical value of a field as the value of its property. What <see cref="PropertyDecoder"/> reads from the result is the same
/// value again (R6); what Notion could not hold exactly is refused by name.
/// </summary>
public static class PropertyEncoder
{
    /// <summary>So many items of a list Notion takes at once.</summary>
    internal const int MostItems = 100;

    private const int LongestUrl = 2000;
    private const int LongestContact = 200;
    private const int LongestOption = 100;

    /// <summary>The value to send: {"rich_text": [...]}.</summary>
    /// <param name="bound">The field and the type that it was bound with.</param>
    /// <param name="value">The new value.</param>
    /// <param name="current">
    /// The property in Notion now, or null for a new page. What it has and the column cannot hold (a date's end, a hosted file) is kept as far as it still fits.
    /// </param>
    /// <exception cref="ValueNotWritableException">Notion cannot hold this value, or never lets this type be written.</exception>
    public static JsonObject Encode(BoundProperty bound, FieldValue value, JsonElement? current = null)
    {
        if (!bound.Type.IsWritable())
        {
            throw new ValueNotWritableException($"Notion derives properties of type {bound.Type.ToName()} itself");
        }

        return new JsonObject { [bound.Type.ToName()] = EncodeValue(bound, value, current) };
    }

    private static JsonNode? EncodeValue(BoundProperty bound, FieldValue value, JsonElement? current) => (bound.Type, value) switch
    {
        (PropertyType.Title or PropertyType.RichText or PropertyType.MultiSelect or PropertyType.Relation or PropertyType.People or PropertyType.Files,
            FieldValue.None) => new JsonArray(),
        (PropertyType.Checkbox, FieldValue.None) => false,
        (_, FieldValue.None) => null,
        (PropertyType.Title or PropertyType.RichText, FieldValue.Text text) => RichText.Write(text.Value),
        (PropertyType.Title or PropertyType.RichText, FieldValue.Json json) => RichText.Write(JsonInText.Write(json.Canonical)),
        (PropertyType.Number, FieldValue.Number number) => EncodeNumber(number.Value),
        (PropertyType.Checkbox, FieldValue.Boolean flag) => flag.Value,
        (PropertyType.Select or PropertyType.Status, FieldValue.Text option) => EncodeOption(option.Value),
        (PropertyType.MultiSelect, FieldValue.Options options) => new JsonArray([.. AtMost(options.Names, "options").Select(EncodeOption)]),
        (PropertyType.Url, FieldValue.Text url) => AtMost(url.Value, LongestUrl),
        (PropertyType.Email or PropertyType.PhoneNumber, FieldValue.Text contact) => AtMost(contact.Value, LongestContact),
        (PropertyType.Date, FieldValue.Instant instant) => NotionDate.Write(instant.Value, CurrentValue(bound, current)),
        (PropertyType.Relation, FieldValue.References references) => EncodeReferences(references.Targets),
        (PropertyType.People, FieldValue.Json people) => WithJson(people, list => NotionPeople.Write(AsList(list, "people"))),
        (PropertyType.Files, FieldValue.Json files) => WithJson(files, list => NotionFiles.Write(AsList(list, "files"), CurrentValue(bound, current))),
        (PropertyType.Place, FieldValue.Json place) => JsonNode.Parse(place.Canonical),
        _ => throw new ValueNotWritableException($"a property of type {bound.Type.ToName()} cannot hold this value"),
    };

    private static JsonNode EncodeNumber(ExactNumber number) => number.FitsDouble()
        ? JsonNode.Parse(number.ToString())!
        : throw new ValueNotWritableException($"{number} has more digits than a number in Notion keeps (about 15)");

    private static JsonObject EncodeOption(string name)
    {
        if (name.Contains(',', StringComparison.Ordinal))
        {
            throw new ValueNotWritableException($"the option '{name}' has a comma, which Notion does not allow");
        }

        return name.Length <= LongestOption
            ? new JsonObject { ["name"] = name }
            : throw new ValueNotWritableException($"the option '{name[..20]}...' has {name.Length} characters, and Notion takes {LongestOption}");
    }

    private static JsonArray EncodeReferences(IReadOnlyList<Reference> targets)
    {
        if (targets.Count > MostItems)
        {
            throw new ValueNotWritableException($"it points to {targets.Count} pages, and Notion takes {MostItems} at once");
        }

        var written = new JsonArray();
        foreach (var target in targets)
        {
            if (target.IsRow)
            {
                throw new ValueNotWritableException($"the row {target.Id} that it points to has no page yet");
            }

            written.Add(new JsonObject { ["id"] = target.Id.ToString("D") });
        }

        return written;
    }

    private static JsonNode WithJson(FieldValue.Json json, Func<JsonElement, JsonNode> encode)
    {
        using var document = JsonDocument.Parse(json.Canonical, CanonicalJson.ReadOptions);
        return encode(document.RootElement);
    }

    private static JsonElement AsList(JsonElement json, string what)
    {
        if (json.ValueKind != JsonValueKind.Array)
        {
            throw new ValueNotWritableException($"{what} are a list");
        }

        return json.GetArrayLength() <= MostItems
            ? json
            : throw new ValueNotWritableException($"it has {json.GetArrayLength()} {what}, and Notion takes {MostItems}");
    }

    private static IReadOnlyList<string> AtMost(IReadOnlyList<string> list, string what) => list.Count <= MostItems
        ? list
        : throw new ValueNotWritableException($"it has {list.Count} {what}, and Notion takes {MostItems}");

    private static JsonValue AtMost(string text, int most) => text.Length <= most
        ? JsonValue.Create(text)
        : throw new ValueNotWritableException($"it has {text.Length} characters, and Notion takes {most}");

    private static JsonElement? CurrentValue(BoundProperty bound, JsonElement? current) =>
        current is { ValueKind: JsonValueKind.Object } property && property.TryGetProperty(bound.Type.ToName(), out var value) ? value : null;
}

using System.Text.Json;
using HigherSelf.Sync.Engine.Records;

namespace HigherSelf.Sync.Engine.Notion.Properties;

/// <summary>
/// Text that carries JSON. Text that is no JSON has a place in the column too, as a JSON string; which text a JSON string came from is always
/// decidable, so nothing is lost on the way back.
/// </summary>
internal static class JsonInText
{
    /// <summary>The JSON value of a text; null as text is not the null of the column.</summary>
    public static FieldValue Read(string text)
    {
        if (text.Length == 0)
        {
            return FieldValue.Empty;
        }

        return CanonicalJson.TryOf(text) is { } canonical && canonical != "null"
            ? FieldValue.OfJson(canonical)
            : FieldValue.OfJson(CanonicalJson.OfText(text));
    }

    /// <summary>The text that <see cref="Read"/> turns into this value.</summary>
    public static string Write(string canonical)
    {
        using var document = JsonDocument.Parse(canonical, CanonicalJson.ReadOptions);
        if (document.RootElement.ValueKind != JsonValueKind.String)
        {
            return canonical;
        }

        var text = document.RootElement.GetString()!;
        var readsAsItself = text.Length > 0 && (text == "null" || CanonicalJson.TryOf(text) is null);
        return readsAsItself ? text : canonical;
    }
}

using System.Text.Json;
using HigherSelf.Sync.Sandbox.Notion.Wire;

namespace HigherSelf.Sync.Sandbox.Notion.Values;

/// <summary>Icons and covers: kept as the JSON in which they were written, and read back with their type.</summary>
internal static class Media
{
    /// <summary>The icon or cover of a request as JSON; null clears it.</summary>
    public static string? Read(BodyNode node, params ReadOnlySpan<string> types)
    {
        if (!node.IsDefined || node.IsNull)
        {
            return null;
        }

        var content = node.ExactlyOneOf(types);
        var type = content.Name;
        return $$"""{"type":"{{type}}","{{type}}":{{content.Element.GetRawText()}}}""";
    }

    public static string? ReadIcon(BodyNode node) => Read(node, "emoji", "external", "custom_emoji", "icon");

    public static string? ReadCover(BodyNode node) => Read(node, "external");

    public static void Write(Utf8JsonWriter json, string name, string? raw)
    {
        json.WritePropertyName(name);
        json.WriteRawValue(raw ?? "null");
    }
}

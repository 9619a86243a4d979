using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace HigherSelf.Sync.Engine.Notion.Properties;

/// <summary>Rich text as plain text, and back (https://developers.notion.com/reference/rich-text).</summary>
internal static class RichText
{
    /// <summary>The most UTF-16 units that one segment holds.</summary>
    public const int LongestSegment = 2000;

    /// <summary>The most segments that one write takes.</summary>
    public const int MostSegments = 100;

    /// <summary>Notion fills in no more mentions than this in a page or query answer; the text of the others is missing.</summary>
    private const int MentionsFilledIn = 25;

    /// <summary>The plain text of a list of segments.</summary>
    public static string Read(JsonElement segments)
    {
        if (segments.GetArrayLength() == 1)
        {
            return ReadSegment(segments[0]);
        }

        var text = new StringBuilder();
        foreach (var segment in segments.EnumerateArray())
        {
            text.Append(ReadSegment(segment));
        }

        return text.ToString();
    }

    /// <summary>True if mentions in it may have been left unfilled.</summary>
    public static bool MayBeTruncated(JsonElement segments) =>
        segments.GetArrayLength() >= MentionsFilledIn
        && segments.EnumerateArray().Count(s => s.TryGetProperty("type", out var type) && type.ValueEquals("mention")) >= MentionsFilledIn;

    /// <summary>
    /// Segments of plain text, none longer than Notion takes, and no surrogate pair cut in two.
    /// </summary>
    /// <exception cref="ValueNotWritableException">The text is longer than a property holds.</exception>
    public static JsonArray Write(string text)
    {
        var segments = new JsonArray();
        for (var start = 0; start < text.Length;)
        {
            var length = Math.Min(LongestSegment, text.Length - start);
            if (start + length < text.Length && char.IsHighSurrogate(text[start + length - 1]))
            {
                length--;
            }

            segments.Add(new JsonObject { ["type"] = "text", ["text"] = new JsonObject { ["content"] = text.Substring(start, length) } });
            start += length;
        }

        return segments.Count <= MostSegments
            ? segments
            : throw new ValueNotWritableException($"the text has {text.Length} characters in {segments.Count} pieces, and Notion takes {MostSegments} pieces of {LongestSegment} in one property");
    }

    private static string ReadSegment(JsonElement segment)
    {
        if (segment.TryGetProperty("plain_text", out var plain))
        {
            return plain.GetString() ?? "";
        }

        return segment.TryGetProperty("text", out var text) && text.TryGetProperty("content", out var content) ? content.GetString() ?? "" : "";
    }
}

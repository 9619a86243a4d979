using System.Collections.Immutable;
using System.Text.Json;
using System.Text.Json.Nodes;
using HigherSelf.Sync.Sandbox.Notion.Model;
using HigherSelf.Sync.Sandbox.Notion.Wire;

namespace HigherSelf.Sync.Sandbox.Notion.Values;

/// <summary>Takes rich text from a request: checks it, drops empty pieces, and merges neighbours of the same look.</summary>
internal static class RichTextWriter
{
    private static readonly ImmutableArray<string> Hues =
        ["gray", "brown", "orange", "yellow", "green", "blue", "purple", "pink", "red"];

    private static readonly ImmutableArray<string> Colors =
        ["default", .. Hues, "default_background", .. Hues.Select(hue => $"{hue}_background")];

    public static TextValue? Read(BodyNode array, bool hasLimits)
    {
        List<TextSegment> segments = [];
        foreach (var item in array.Items(Limits.Of(hasLimits, Limits.Items)))
        {
            var segment = ReadSegment(item, hasLimits);
            if (segment.Content.Length == 0)
            {
                continue;
            }

            if (segments.Count > 0 && segments[^1].MergesWith(segment))
            {
                segments[^1] = segments[^1] with { Content = segments[^1].Content + segment.Content };
            }
            else
            {
                segments.Add(segment);
            }
        }

        return segments.Count == 0 ? null : new TextValue([.. segments]);
    }

    public static TextValue? Plain(string text) =>
        text.Length == 0 ? null : new TextValue([new TextSegment(SegmentKind.Text, text)]);

    private static TextSegment ReadSegment(BodyNode item, bool hasLimits)
    {
        var style = ReadStyle(item["annotations"]);
        var content = item.ExactlyOneOf("text", "mention", "equation");
        if (item["equation"].IsDefined)
        {
            var expression = content["expression"].Text(Limits.Of(hasLimits, Limits.Equation));
            return new TextSegment(SegmentKind.Equation, expression, null, style);
        }

        if (item["mention"].IsDefined)
        {
            return new TextSegment(SegmentKind.Mention, ReadMention(content), null, style);
        }

        var link = content["link"];
        var url = link.IsDefined && !link.IsNull ? link["url"].Text(Limits.Of(hasLimits, Limits.Url)) : null;
        return new TextSegment(SegmentKind.Text, content["content"].Text(Limits.Of(hasLimits, Limits.Text)), url, style);
    }

    private static TextStyle ReadStyle(BodyNode annotations)
    {
        if (!annotations.IsDefined)
        {
            return default;
        }

        bool Is(string name) => annotations[name].BooleanIfDefined() ?? false;
        var color = annotations["color"].IsDefined ? annotations["color"].OneOf(Colors.AsSpan()) : null;
        return new TextStyle(
            Is("bold"), Is("italic"), Is("strikethrough"), Is("underline"), Is("code"), color is "default" ? null : color);
    }

    // A mention is kept as the JSON in which it is read back; names are added then, as they are at that moment.
    private static string ReadMention(BodyNode mention)
    {
        var target = mention.ExactlyOneOf(
            "user", "page", "database", "date", "template_mention", "custom_emoji", "link_mention", "link_preview");
        var type = target.Name;
        var value = type switch
        {
            "user" or "page" or "database" => new JsonObject { ["id"] = target["id"].Id().ToString() },
            "date" => DateJson(DateWriter.Read(target)!),
            _ => JsonSerializer.SerializeToNode(target.Element),
        };
        return new JsonObject { ["type"] = type, [type] = value }.ToJsonString();
    }

    private static JsonObject DateJson(DateValue date) =>
        new() { ["start"] = date.Start, ["end"] = date.End, ["time_zone"] = date.TimeZone };
}

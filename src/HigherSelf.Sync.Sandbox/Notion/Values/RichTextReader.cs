using System.Text.Json;
using HigherSelf.Sync.Sandbox.Notion.Model;

namespace HigherSelf.Sync.Sandbox.Notion.Values;

/// <summary>Writes rich text into answers, with the words of mentions as they are now.</summary>
internal static class RichTextReader
{
    /// <summary>The text alone, as in <c>plain_text</c>.</summary>
    public static string Plain(AnswerView view, TextValue? text) =>
        text is null ? ""
        : text.Segments is [{ Kind: SegmentKind.Text } only] ? only.Content
        : string.Concat(text.Segments.Select(segment => Plain(view, segment)));

    public static void WriteArray(Utf8JsonWriter json, AnswerView view, TextValue? text)
    {
        json.WriteStartArray();
        if (text is not null)
        {
            foreach (var segment in text.Segments)
            {
                WriteSegment(json, view, segment);
            }
        }

        json.WriteEndArray();
    }

    public static void WriteSegment(Utf8JsonWriter json, AnswerView view, TextSegment segment)
    {
        json.WriteStartObject();
        var href = segment.Kind switch
        {
            SegmentKind.Text => WriteText(json, segment),
            SegmentKind.Equation => WriteEquation(json, segment),
            _ => WriteMention(json, view, segment),
        };
        WriteAnnotations(json, segment.Style);
        json.WriteString("plain_text", Plain(view, segment));
        json.WriteString("href", href);
        json.WriteEndObject();
    }

    private static string? WriteText(Utf8JsonWriter json, TextSegment segment)
    {
        json.WriteString("type", "text");
        json.WriteStartObject("text");
        json.WriteString("content", segment.Content);
        if (segment.Link is null)
        {
            json.WriteNull("link");
        }
        else
        {
            json.WriteStartObject("link");
            json.WriteString("url", segment.Link);
            json.WriteEndObject();
        }

        json.WriteEndObject();
        return segment.Link;
    }

    private static string? WriteEquation(Utf8JsonWriter json, TextSegment segment)
    {
        json.WriteString("type", "equation");
        json.WriteStartObject("equation");
        json.WriteString("expression", segment.Content);
        json.WriteEndObject();
        return null;
    }

    private static string? WriteMention(Utf8JsonWriter json, AnswerView view, TextSegment segment)
    {
        using var mention = JsonDocument.Parse(segment.Content);
        var type = mention.RootElement.GetProperty("type").GetString()!;
        var target = mention.RootElement.GetProperty(type);
        json.WriteString("type", "mention");
        if (type == "user" && view.State.Users.GetValueOrDefault(IdOf(target)) is { } user)
        {
            json.WriteStartObject("mention");
            json.WriteString("type", type);
            json.WritePropertyName(type);
            UserReader.WriteValue(json, view, user);
            json.WriteEndObject();
            return null;
        }

        json.WritePropertyName("mention");
        mention.RootElement.WriteTo(json);
        return type is "page" or "database" ? PageUrl.For(IdOf(target)) : null;
    }

    private static void WriteAnnotations(Utf8JsonWriter json, TextStyle style)
    {
        json.WriteStartObject("annotations");
        json.WriteBoolean("bold", style.Bold);
        json.WriteBoolean("italic", style.Italic);
        json.WriteBoolean("strikethrough", style.Strikethrough);
        json.WriteBoolean("underline", style.Underline);
        json.WriteBoolean("code", style.Code);
        json.WriteString("color", style.Color ?? "default");
        json.WriteEndObject();
    }

    private static string Plain(AnswerView view, TextSegment segment)
    {
        if (segment.Kind != SegmentKind.Mention)
        {
            return segment.Content;
        }

        using var mention = JsonDocument.Parse(segment.Content);
        var type = mention.RootElement.GetProperty("type").GetString()!;
        var target = mention.RootElement.GetProperty(type);
        return type switch
        {
            "user" => $"@{view.State.Users.GetValueOrDefault(IdOf(target))?.Name ?? "Anonymous"}",
            "page" => Titled(view, view.State.Pages.GetValueOrDefault(IdOf(target))),
            "database" => Plain(view, view.State.Databases.GetValueOrDefault(IdOf(target))?.Title),
            "date" => PlainDate(target),
            "template_mention" => "@Today",
            "custom_emoji" => target.TryGetProperty("name", out var name) ? $":{name.GetString()}:" : "",
            _ => target.TryGetProperty("href", out var href) || target.TryGetProperty("url", out href) ? href.GetString()! : "",
        };
    }

    private static string Titled(AnswerView view, NotionPage? page)
    {
        var isHidden = page is null || page.IsDeleted || (view.IsToken && !page.IsShared());
        var title = isHidden ? "" : Plain(view, page![page.Schema.Title] as TextValue);
        return title.Length > 0 ? title : "Untitled";
    }

    private static string PlainDate(JsonElement date)
    {
        var start = date.GetProperty("start").GetString();
        return date.GetProperty("end").GetString() is { } end ? $"{start} → {end}" : start!;
    }

    private static Guid IdOf(JsonElement target) => target.GetProperty("id").GetGuid();
}

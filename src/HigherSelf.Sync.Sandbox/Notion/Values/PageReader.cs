using System.Text.Json;
using HigherSelf.Sync.Sandbox.Notion.Model;
using HigherSelf.Sync.Sandbox.Notion.Wire;

namespace HigherSelf.Sync.Sandbox.Notion.Values;

/// <summary>Writes pages into answers.</summary>
internal static class PageReader
{
    /// <param name="json">Where to.</param>
    /// <param name="view">Who reads.</param>
    /// <param name="page">What is read.</param>
    /// <param name="only">The properties asked for by <c>filter_properties</c>; empty for all.</param>
    public static void WriteMembers(Utf8JsonWriter json, AnswerView view, NotionPage page, IReadOnlyCollection<string> only)
    {
        json.WriteString("object", "page");
        json.WriteString("id", page.Id);
        json.WriteString("created_time", NotionTime.Minute(page.CreatedTime));
        json.WriteString("last_edited_time", NotionTime.Minute(page.LastEditedTime));
        UserReader.WritePartial(json, "created_by", page.CreatedBy);
        UserReader.WritePartial(json, "last_edited_by", page.LastEditedBy);
        Media.Write(json, "cover", page.Cover);
        Media.Write(json, "icon", page.Icon);
        ParentReader.Write(json, page);
        json.WriteBoolean("in_trash", page.IsTrashed);
        json.WriteBoolean("is_archived", page.IsArchived);
        json.WriteBoolean("is_locked", page.IsLocked);
        json.WriteStartObject("properties");
        foreach (var property in page.Schema.All)
        {
            if (only.Count == 0 || only.Contains(property.Id) || only.Contains(property.Name))
            {
                json.WritePropertyName(property.Name);
                PropertyReader.WriteProperty(json, view, page, property);
            }
        }

        json.WriteEndObject();
        json.WriteString("url", PageUrl.For(page.Id, Title(view, page)));
        json.WriteNull("public_url");
        if (view.Version.HasArchived())
        {
            json.WriteBoolean("archived", page.IsTrashed);
        }
    }

    public static string Title(AnswerView view, NotionPage page) => RichTextReader.Plain(view, page[page.Schema.Title] as TextValue);
}

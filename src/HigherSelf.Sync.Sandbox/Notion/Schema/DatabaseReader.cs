using System.Text.Json;
using HigherSelf.Sync.Sandbox.Notion.Model;
using HigherSelf.Sync.Sandbox.Notion.Values;
using HigherSelf.Sync.Sandbox.Notion.Wire;

namespace HigherSelf.Sync.Sandbox.Notion.Schema;

/// <summary>Writes databases and data sources into answers.</summary>
internal static class DatabaseReader
{
    public static void WriteDatabase(Utf8JsonWriter json, AnswerView view, NotionDatabase database)
    {
        json.WriteString("object", "database");
        json.WriteString("id", database.Id);
        json.WritePropertyName("title");
        RichTextReader.WriteArray(json, view, database.Title);
        json.WritePropertyName("description");
        RichTextReader.WriteArray(json, view, database.Description);
        ParentReader.Write(json, "parent", database.ParentPage);
        json.WriteBoolean("is_inline", database.IsInline);
        json.WriteBoolean("in_trash", database.IsTrashed);
        json.WriteBoolean("is_locked", database.IsLocked);
        json.WriteString("created_time", NotionTime.Millisecond(database.CreatedTime));
        json.WriteString("last_edited_time", NotionTime.Millisecond(database.LastEditedTime));
        json.WriteStartArray("data_sources");
        foreach (var dataSource in database.DataSources.Where(dataSource => !dataSource.InTrash))
        {
            json.WriteStartObject();
            json.WriteString("id", dataSource.Id);
            json.WriteString("name", RichTextReader.Plain(view, dataSource.Title));
            json.WriteEndObject();
        }

        json.WriteEndArray();
        Media.Write(json, "icon", database.Icon);
        Media.Write(json, "cover", database.Cover);
        json.WriteString("url", PageUrl.For(database.Id));
        json.WriteNull("public_url");
        WriteArchived(json, view, database.IsTrashed);
    }

    public static void WriteDataSource(Utf8JsonWriter json, AnswerView view, NotionDataSource dataSource)
    {
        var database = dataSource.Database;
        json.WriteString("object", "data_source");
        json.WriteString("id", dataSource.Id);
        json.WriteNull("cover");
        Media.Write(json, "icon", dataSource.Icon);
        json.WriteString("created_time", NotionTime.Minute(dataSource.CreatedTime));
        UserReader.WritePartial(json, "created_by", dataSource.CreatedBy);
        UserReader.WritePartial(json, "last_edited_by", dataSource.LastEditedBy);
        json.WriteString("last_edited_time", NotionTime.Minute(dataSource.LastEditedTime));
        json.WritePropertyName("title");
        RichTextReader.WriteArray(json, view, dataSource.Title);
        json.WritePropertyName("description");
        RichTextReader.WriteArray(json, view, database.Description);
        json.WriteBoolean("is_inline", database.IsInline);
        SchemaReader.WriteProperties(json, dataSource.Schema);
        json.WriteStartObject("parent");
        json.WriteString("type", "database_id");
        json.WriteString("database_id", database.Id);
        json.WriteEndObject();
        ParentReader.Write(json, "database_parent", database.ParentPage);
        json.WriteString("url", PageUrl.For(database.Id));
        json.WriteNull("public_url");
        json.WriteBoolean("in_trash", dataSource.IsTrashed);
        WriteArchived(json, view, dataSource.IsTrashed);
    }

    private static void WriteArchived(Utf8JsonWriter json, AnswerView view, bool isTrashed)
    {
        if (view.Version.HasArchived())
        {
            json.WriteBoolean("archived", isTrashed);
        }
    }
}

using System.Text.Json;
using HigherSelf.Sync.Sandbox.Notion.Model;

namespace HigherSelf.Sync.Sandbox.Notion.Values;

/// <summary>Writes what something is in: a data source, a page, or the workspace.</summary>
internal static class ParentReader
{
    public static void Write(Utf8JsonWriter json, NotionPage page)
    {
        if (page.DataSource is not { } dataSource)
        {
            Write(json, "parent", page.ParentPage);
            return;
        }

        json.WriteStartObject("parent");
        json.WriteString("type", "data_source_id");
        json.WriteString("data_source_id", dataSource.Id);
        json.WriteString("database_id", dataSource.Database.Id);
        json.WriteEndObject();
    }

    public static void Write(Utf8JsonWriter json, string name, NotionPage? parent)
    {
        json.WriteStartObject(name);
        if (parent is null)
        {
            json.WriteString("type", "workspace");
            json.WriteBoolean("workspace", true);
        }
        else
        {
            json.WriteString("type", "page_id");
            json.WriteString("page_id", parent.Id);
        }

        json.WriteEndObject();
    }
}

using System.Text.Json;
using HigherSelf.Sync.Sandbox.Notion.Model;
using HigherSelf.Sync.Sandbox.Notion.Values;
using HigherSelf.Sync.Sandbox.Notion.Wire;

namespace HigherSelf.Sync.Sandbox.Notion.Endpoints;

/// <summary><c>DELETE /v1/blocks/{id}</c>: puts a page or a database into the trash, and answers with it as a block.</summary>
internal static class BlocksEndpoint
{
    public static void Delete(ApiRequest request, Utf8JsonWriter json)
    {
        var id = request.Id("block_id");
        if (request.State.Databases.ContainsKey(id))
        {
            DeleteDatabase(request, json, request.Database(id));
        }
        else if (request.State.Pages.ContainsKey(id))
        {
            DeletePage(request, json, request.Page(id));
        }
        else
        {
            throw request.NotFound("block", id);
        }
    }

    private static void DeletePage(ApiRequest request, Utf8JsonWriter json, NotionPage page)
    {
        if (page.IsTrashed)
        {
            throw ApiException.Archived();
        }

        page.InTrash = true;
        page.Touch(request.Editor);
        json.WriteString("object", "block");
        json.WriteString("id", page.Id);
        ParentReader.Write(json, page);
        WriteHistory(json, page);
        WriteKind(json, request.View, "child_page", PageReader.Title(request.View, page), HasChildren(request.State, page));
    }

    private static void DeleteDatabase(ApiRequest request, Utf8JsonWriter json, NotionDatabase database)
    {
        if (database.IsTrashed)
        {
            throw ApiException.Archived();
        }

        database.InTrash = true;
        json.WriteString("object", "block");
        json.WriteString("id", database.Id);
        ParentReader.Write(json, "parent", database.ParentPage);
        WriteHistory(json, database);
        WriteKind(json, request.View, "child_database", RichTextReader.Plain(request.View, database.Title), hasChildren: false);
    }

    private static bool HasChildren(WorkspaceState state, NotionPage page) =>
        state.LoosePages.Exists(child => child.ParentPage == page && !child.InTrash)
        || state.Databases.Values.Any(child => child.ParentPage == page && !child.InTrash);

    private static void WriteHistory(Utf8JsonWriter json, Authored thing)
    {
        json.WriteString("created_time", NotionTime.Minute(thing.CreatedTime));
        json.WriteString("last_edited_time", NotionTime.Minute(thing.LastEditedTime));
        UserReader.WritePartial(json, "created_by", thing.CreatedBy);
        UserReader.WritePartial(json, "last_edited_by", thing.LastEditedBy);
    }

    private static void WriteKind(Utf8JsonWriter json, AnswerView view, string type, string title, bool hasChildren)
    {
        json.WriteBoolean("has_children", hasChildren);
        json.WriteBoolean("in_trash", true);
        json.WriteString("type", type);
        json.WriteStartObject(type);
        json.WriteString("title", title);
        json.WriteEndObject();
        if (view.Version.HasArchived())
        {
            json.WriteBoolean("archived", true);
        }
    }
}

using System.Text.Json;
using HigherSelf.Sync.Sandbox.Notion.Model;
using HigherSelf.Sync.Sandbox.Notion.Queries;
using HigherSelf.Sync.Sandbox.Notion.Values;
using HigherSelf.Sync.Sandbox.Notion.Wire;

namespace HigherSelf.Sync.Sandbox.Notion.Endpoints;

/// <summary>
/// <c>/v1/blocks</c>: what stands in a page, and the trash. The content of pages is not kept, so that the only blocks are pages and databases.
/// </summary>
internal sealed class BlocksEndpoint(Cursors cursors)
{
    /// <summary><c>GET /v1/blocks/{id}/children</c>: the pages and databases that stand in a page, oldest first.</summary>
    public void Children(ApiRequest request, Utf8JsonWriter json)
    {
        var id = request.Id("block_id");
        if (!request.State.Pages.ContainsKey(id))
        {
            throw request.NotFound("block", id);
        }

        var page = request.Page(id);
        var (cursor, size) = request.QueryPaging();
        var scope = $"children {page.Id}";
        var part = cursors.Page(scope, cursor, size, () => new Walk(scope, ChildrenOf(request.State, page)));
        ListAnswer.Write<Authored>(json, "block", part, child => WriteMembers(request, json, child));
        ListAnswer.WriteEmptyObject(json, "block");
    }

    /// <summary><c>DELETE /v1/blocks/{id}</c>: puts a page or a database into the trash, and answers with it as a block.</summary>
    public static void Delete(ApiRequest request, Utf8JsonWriter json)
    {
        var id = request.Id("block_id");
        Authored block = request.State.Databases.ContainsKey(id) ? Trash(request.Database(id))
            : request.State.Pages.ContainsKey(id) ? Trash(request.Page(id), request.Editor)
            : throw request.NotFound("block", id);
        WriteMembers(request, json, block);
    }

    private static NotionPage Trash(NotionPage page, Editor editor)
    {
        if (page.IsTrashed)
        {
            throw ApiException.Archived();
        }

        page.InTrash = true;
        page.Touch(editor);
        return page;
    }

    private static NotionDatabase Trash(NotionDatabase database)
    {
        if (database.IsTrashed)
        {
            throw ApiException.Archived();
        }

        database.InTrash = true;
        return database;
    }

    private static List<object> ChildrenOf(WorkspaceState state, NotionPage page)
    {
        var pages = state.LoosePages.Where(child => child.ParentPage == page && !child.IsTrashed && child.IsShared());
        var databases = state.Databases.Values.Where(child => child.ParentPage == page && !child.IsTrashed && child.IsShared());
        return [.. pages.Cast<Authored>().Concat(databases).OrderBy(child => child.CreatedTime)];
    }

    private static void WriteMembers(ApiRequest request, Utf8JsonWriter json, Authored block)
    {
        json.WriteString("object", "block");
        if (block is NotionPage page)
        {
            json.WriteString("id", page.Id);
            ParentReader.Write(json, page);
            WriteHistory(json, page);
            WriteKind(json, request.View, "child_page", PageReader.Title(request.View, page), HasChildren(request.State, page), page.IsTrashed);
        }
        else
        {
            var database = (NotionDatabase)block;
            json.WriteString("id", database.Id);
            ParentReader.Write(json, "parent", database.ParentPage);
            WriteHistory(json, database);
            WriteKind(json, request.View, "child_database", RichTextReader.Plain(request.View, database.Title), hasChildren: false, database.IsTrashed);
        }
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

    private static void WriteKind(Utf8JsonWriter json, AnswerView view, string type, string title, bool hasChildren, bool isTrashed)
    {
        json.WriteBoolean("has_children", hasChildren);
        json.WriteBoolean("in_trash", isTrashed);
        json.WriteString("type", type);
        json.WriteStartObject(type);
        json.WriteString("title", title);
        json.WriteEndObject();
        if (view.Version.HasArchived())
        {
            json.WriteBoolean("archived", isTrashed);
        }
    }
}

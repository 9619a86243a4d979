using System.Text.Json;
using HigherSelf.Sync.Sandbox.Notion.Model;
using HigherSelf.Sync.Sandbox.Notion.Schema;
using HigherSelf.Sync.Sandbox.Notion.Values;
using HigherSelf.Sync.Sandbox.Notion.Wire;

namespace HigherSelf.Sync.Sandbox.Notion.Endpoints;

/// <summary><c>/v1/databases</c>: the containers.</summary>
internal static class DatabasesEndpoint
{
    public static void Create(ApiRequest request, Utf8JsonWriter json)
    {
        // A top-level "properties" belongs to older versions; it is ignored without a word.
        var body = request.Body;
        body.AllowOnly("parent", "title", "description", "is_inline", "initial_data_source", "icon", "cover", "properties");
        var parent = Parent(request, body["parent"]);
        var title = Text(body["title"]);
        var description = Text(body["description"]);
        var isInline = body["is_inline"].BooleanIfDefined() ?? false;
        var (icon, cover) = (Media.ReadIcon(body["icon"]), Media.ReadCover(body["cover"]));
        var database = new DatabaseEditor(request.State, request.Editor)
            .CreateDatabase(parent, title, body["initial_data_source"]["properties"]);
        (database.Description, database.IsInline, database.Icon, database.Cover) = (description, isInline, icon, cover);
        request.Committed = database.Id;
        DatabaseReader.WriteDatabase(json, request.View, database);
    }

    public static void Get(ApiRequest request, Utf8JsonWriter json) =>
        DatabaseReader.WriteDatabase(json, request.View, request.Database(request.Id("database_id")));

    public static void Update(ApiRequest request, Utf8JsonWriter json)
    {
        var database = request.Database(request.Id("database_id"));
        var body = request.Body;
        body.AllowOnly("parent", "title", "description", "is_inline", "icon", "cover", "in_trash", "archived", "is_locked");
        var inTrash = request.InTrash();
        if (database.IsTrashed && inTrash is null)
        {
            throw ApiException.Archived();
        }

        var title = body["title"].IsDefined ? Text(body["title"]) : database.Title;
        var description = body["description"].IsDefined ? Text(body["description"]) : database.Description;
        var icon = body["icon"].IsDefined ? Media.ReadIcon(body["icon"]) : database.Icon;
        var cover = body["cover"].IsDefined ? Media.ReadCover(body["cover"]) : database.Cover;
        var isInline = body["is_inline"].BooleanIfDefined() ?? database.IsInline;
        var isLocked = body["is_locked"].BooleanIfDefined() ?? database.IsLocked;
        if (body["parent"].IsDefined)
        {
            database.ParentPage = Parent(request, body["parent"]);
        }

        (database.Title, database.Description, database.Icon, database.Cover) = (title, description, icon, cover);
        (database.IsInline, database.IsLocked, database.InTrash) = (isInline, isLocked, inTrash ?? database.InTrash);
        database.Touch(request.Editor);
        DatabaseReader.WriteDatabase(json, request.View, database);
    }

    public static TextValue? Text(BodyNode node) => node.IsDefined ? RichTextWriter.Read(node, hasLimits: true) : null;

    private static NotionPage? Parent(ApiRequest request, BodyNode parent)
    {
        var given = parent.ExactlyOneOf("page_id", "workspace");
        return parent["page_id"].IsDefined ? request.Page(given.Id()) : null;
    }
}

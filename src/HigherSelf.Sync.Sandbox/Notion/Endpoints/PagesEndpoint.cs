using System.Text.Json;
using HigherSelf.Sync.Sandbox.Notion.Model;
using HigherSelf.Sync.Sandbox.Notion.Values;
using HigherSelf.Sync.Sandbox.Notion.Wire;

namespace HigherSelf.Sync.Sandbox.Notion.Endpoints;

/// <summary><c>/v1/pages</c>: create, retrieve, update, trash, restore, move. The content of pages is not kept.</summary>
internal static class PagesEndpoint
{
    public static void Create(ApiRequest request, Utf8JsonWriter json)
    {
        var body = request.Body;
        body.AllowOnly("parent", "properties", "icon", "cover", "content", "children", "markdown", "allow_async", "template", "position");
        var writer = new PropertyWriter(request.State, hasLimits: true);
        var editor = new PageEditor(request.State, request.Editor);
        var icon = Media.ReadIcon(body["icon"]);
        var cover = Media.ReadCover(body["cover"]);
        NotionPage page;
        if (RowParent(request, body["parent"]) is { } dataSource)
        {
            page = editor.Create(dataSource, writer.Read(body["properties"], dataSource.Schema));
        }
        else
        {
            var parent = body["parent"]["page_id"].IsDefined ? request.Page(body["parent"]["page_id"].Id()) : null;
            page = editor.CreateLoose(parent, writer.Read(body["properties"], request.State.LoosePageSchema));
            page.SharedExplicitly = parent is null ? true : null;
        }

        (page.Icon, page.Cover) = (icon, cover);
        request.Committed = page.Id;
        PageReader.WriteMembers(json, request.View, page, request.FilterProperties);
    }

    public static void Get(ApiRequest request, Utf8JsonWriter json) =>
        PageReader.WriteMembers(json, request.View, request.Page(request.Id("page_id")), request.FilterProperties);

    public static void Update(ApiRequest request, Utf8JsonWriter json)
    {
        var page = request.Page(request.Id("page_id"));
        var body = request.Body;
        body.AllowOnly(
            "properties", "icon", "cover", "is_locked", "template", "erase_content", "in_trash", "archived", "is_archived");
        var inTrash = request.InTrash();
        var staysInTrash = page.IsParentTrashed || (page.InTrash && inTrash != false);
        if (staysInTrash && body.Members().Any(member => member.Name is not ("in_trash" or "archived")))
        {
            throw ApiException.Archived();
        }

        // Everything is read, and so checked, before anything is changed.
        var changes = new PropertyWriter(request.State, hasLimits: true).Read(body["properties"], page.Schema);
        var icon = body["icon"].IsDefined ? Media.ReadIcon(body["icon"]) : page.Icon;
        var cover = body["cover"].IsDefined ? Media.ReadCover(body["cover"]) : page.Cover;
        var isArchived = body["is_archived"].BooleanIfDefined() ?? page.IsArchived;
        var isLocked = body["is_locked"].BooleanIfDefined() ?? page.IsLocked;
        if (body.Members().Any())
        {
            (page.Icon, page.Cover, page.IsArchived, page.IsLocked) = (icon, cover, isArchived, isLocked);
            page.InTrash = inTrash ?? page.InTrash;
            new PageEditor(request.State, request.Editor).Edit(page, changes);
        }

        PageReader.WriteMembers(json, request.View, page, request.FilterProperties);
    }

    public static void Move(ApiRequest request, Utf8JsonWriter json)
    {
        var page = request.Page(request.Id("page_id"));
        request.Body.AllowOnly("parent");
        if (page.IsTrashed)
        {
            throw ApiException.Archived();
        }

        var parent = request.Body["parent"];
        var target = parent.ExactlyOneOf("page_id", "data_source_id");
        var editor = new PageEditor(request.State, request.Editor);
        if (parent["data_source_id"].IsDefined)
        {
            editor.Move(page, request.DataSource(target.Id()));
        }
        else
        {
            editor.MoveUnder(page, request.Page(target.Id()));
        }

        PageReader.WriteMembers(json, request.View, page, request.FilterProperties);
    }

    private static NotionDataSource? RowParent(ApiRequest request, BodyNode parent)
    {
        var given = parent.ExactlyOneOf("data_source_id", "database_id", "page_id", "workspace");
        if (parent["data_source_id"].IsDefined)
        {
            var dataSource = request.DataSource(given.Id());
            return dataSource.IsTrashed ? throw ApiException.Archived() : dataSource;
        }

        if (parent["database_id"].IsDefined)
        {
            return request.Database(given.Id()).DataSources is [var only]
                ? only
                : throw ApiException.Validation("Databases with multiple data sources are not supported in this API version.");
        }

        return null;
    }
}

using System.Text.Json;
using HigherSelf.Sync.Sandbox.Notion.Model;
using HigherSelf.Sync.Sandbox.Notion.Queries;
using HigherSelf.Sync.Sandbox.Notion.Schema;
using HigherSelf.Sync.Sandbox.Notion.Values;
using HigherSelf.Sync.Sandbox.Notion.Wire;

namespace HigherSelf.Sync.Sandbox.Notion.Endpoints;

/// <summary><c>/v1/data_sources</c>: the tables, their schema and their rows.</summary>
internal sealed class DataSourcesEndpoint(Cursors cursors, int queryResultCap)
{
    private const string Listed = "page_or_data_source";

    public static void Create(ApiRequest request, Utf8JsonWriter json)
    {
        var body = request.Body;
        body.AllowOnly("parent", "properties", "title", "icon");
        var database = request.Database(body["parent"]["database_id"].Id());
        var icon = Media.ReadIcon(body["icon"]);
        body["properties"].Require(JsonValueKind.Object, "an object");
        var dataSource = new DatabaseEditor(request.State, request.Editor)
            .CreateDataSource(database, DatabasesEndpoint.Text(body["title"]), body["properties"]);
        dataSource.Icon = icon;
        request.Committed = dataSource.Id;
        DatabaseReader.WriteDataSource(json, request.View, dataSource);
    }

    public static void Get(ApiRequest request, Utf8JsonWriter json) =>
        DatabaseReader.WriteDataSource(json, request.View, request.DataSource(request.Id("data_source_id")));

    public static void Update(ApiRequest request, Utf8JsonWriter json)
    {
        var dataSource = request.DataSource(request.Id("data_source_id"));
        var body = request.Body;
        body.AllowOnly("title", "icon", "properties", "in_trash", "archived", "parent");
        var inTrash = request.InTrash();
        if (dataSource.IsTrashed && inTrash is null)
        {
            throw ApiException.Archived();
        }

        var title = body["title"].IsDefined ? DatabasesEndpoint.Text(body["title"]) : dataSource.Title;
        var icon = body["icon"].IsDefined ? Media.ReadIcon(body["icon"]) : dataSource.Icon;
        if (body["properties"].IsDefined)
        {
            new SchemaEditor(request.State, dataSource).Apply(body["properties"]);
        }

        (dataSource.Title, dataSource.Icon, dataSource.InTrash) = (title, icon, inTrash ?? dataSource.InTrash);
        dataSource.Touch(request.Editor);
        DatabaseReader.WriteDataSource(json, request.View, dataSource);
    }

    public void Query(ApiRequest request, Utf8JsonWriter json)
    {
        var dataSource = request.DataSource(request.Id("data_source_id"));
        var body = request.Body;
        body.AllowOnly("filter", "sorts", "start_cursor", "page_size", "in_trash", "archived", "is_archived", "result_type");
        if (dataSource.IsTrashed)
        {
            throw request.NotFound("data_source", dataSource.Id);
        }

        var (cursor, size) = request.BodyPaging();
        var scope = $"query {dataSource.Id}";
        var part = cursors.Page(scope, cursor, size, () => QueryEngine.Run(request.View, dataSource, body, scope, queryResultCap));

        // What has left the results since the walk began is left out: a short part is not the end of a list.
        part.Part = part.Part.Where(item => item is NotionPage page && page.DataSource == dataSource && QueryEngine.IsVisible(page));
        var only = request.FilterProperties;
        ListAnswer.Write<NotionPage>(json, Listed, part, page => PageReader.WriteMembers(json, request.View, page, only));
        ListAnswer.WriteEmptyObject(json, Listed);
    }

    /// <summary>Templates are not imitated: there are none.</summary>
    public static void Templates(ApiRequest request, Utf8JsonWriter json)
    {
        request.DataSource(request.Id("data_source_id"));
        json.WriteStartArray("templates");
        json.WriteEndArray();
        json.WriteBoolean("has_more", false);
        json.WriteNull("next_cursor");
    }
}

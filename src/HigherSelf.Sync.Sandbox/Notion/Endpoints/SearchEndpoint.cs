using System.Text.Json;
using HigherSelf.Sync.Sandbox.Notion.Model;
using HigherSelf.Sync.Sandbox.Notion.Queries;
using HigherSelf.Sync.Sandbox.Notion.Schema;
using HigherSelf.Sync.Sandbox.Notion.Values;

namespace HigherSelf.Sync.Sandbox.Notion.Endpoints;

/// <summary><c>POST /v1/search</c>: pages and data sources by a part of their title, the latest edited first.</summary>
internal sealed class SearchEndpoint(Cursors cursors, int queryResultCap)
{
    private const string Scope = "search";
    private const string Listed = "page_or_data_source";

    public void Search(ApiRequest request, Utf8JsonWriter json)
    {
        request.Body.AllowOnly("query", "sort", "filter", "start_cursor", "page_size");
        var (cursor, size) = request.BodyPaging();
        var part = cursors.Page(Scope, cursor, size, () => QueryEngine.Capped(Scope, Matching(request), queryResultCap));
        ListAnswer.Write<object>(json, Listed, part, item => WriteMembers(json, request.View, item));
        ListAnswer.WriteEmptyObject(json, Listed);
    }

    private static List<object> Matching(ApiRequest request)
    {
        var body = request.Body;
        var filter = body["filter"];
        var kind = filter["property"].IsDefined && filter["property"].OneOf("object") == "object"
            ? filter["value"].OneOf("page", "data_source")
            : null;
        var inTrash = filter["in_trash"].BooleanIfDefined() ?? false;
        var query = body["query"].TextOrNull() ?? "";
        bool IsCalled(string title) => title.Contains(query, StringComparison.OrdinalIgnoreCase);

        var pages = request.State.Pages.Values
            .Where(page => kind != "data_source" && page.IsShared() && page.IsTrashed == inTrash)
            .Where(page => IsCalled(PageReader.Title(request.View, page)))
            .Select(page => (Item: (object)page, page.LastEditedTime));
        var dataSources = request.State.DataSources.Values
            .Where(dataSource => kind != "page" && dataSource.IsShared && dataSource.IsTrashed == inTrash)
            .Where(dataSource => IsCalled(RichTextReader.Plain(request.View, dataSource.Title)))
            .Select(dataSource => (Item: (object)dataSource, dataSource.LastEditedTime));
        var found = dataSources.Concat(pages);
        var isAscending = body["sort"]["timestamp"].IsDefined
            && body["sort"]["direction"].OneOf("ascending", "descending") == "ascending";
        var sorted = isAscending ? found.OrderBy(entry => entry.LastEditedTime) : found.OrderByDescending(entry => entry.LastEditedTime);
        return [.. sorted.Select(entry => entry.Item)];
    }

    private static void WriteMembers(Utf8JsonWriter json, AnswerView view, object item)
    {
        if (item is NotionPage page)
        {
            PageReader.WriteMembers(json, view, page, []);
        }
        else
        {
            DatabaseReader.WriteDataSource(json, view, (NotionDataSource)item);
        }
    }
}

using System.Collections.Immutable;
using HigherSelf.Sync.Sandbox.Notion.Queries;
using HigherSelf.Sync.Sandbox.Notion.Wire;
using static HigherSelf.Sync.Sandbox.Notion.TokenCapabilities;

namespace HigherSelf.Sync.Sandbox.Notion.Endpoints;

/// <summary>The calls that the offline Notion answers.</summary>
internal sealed class Router
{
    private const string Prefix = "/v1/";
    private readonly ImmutableArray<Route> _routes;

    public Router(Cursors cursors, int queryResultCap, Uri baseUrl)
    {
        var users = new UsersEndpoint(cursors);
        var properties = new PagePropertyEndpoint(cursors, baseUrl);
        var dataSources = new DataSourcesEndpoint(cursors, queryResultCap);
        var search = new SearchEndpoint(cursors, queryResultCap);
        var blocks = new BlocksEndpoint(cursors);
        _routes =
        [
            new("GET", "users/me", None, UsersEndpoint.Me),
            new("GET", "users", ReadUsers, users.List),
            new("GET", "users/{user_id}", ReadUsers, UsersEndpoint.Get),
            new("POST", "pages", InsertContent, PagesEndpoint.Create),
            new("GET", "pages/{page_id}", ReadContent, PagesEndpoint.Get),
            new("PATCH", "pages/{page_id}", UpdateContent, PagesEndpoint.Update),
            new("POST", "pages/{page_id}/move", UpdateContent, PagesEndpoint.Move),
            new("GET", "pages/{page_id}/properties/{property_id}", ReadContent, properties.Get),
            new("POST", "databases", InsertContent, DatabasesEndpoint.Create),
            new("GET", "databases/{database_id}", ReadContent, DatabasesEndpoint.Get),
            new("PATCH", "databases/{database_id}", UpdateContent, DatabasesEndpoint.Update),
            new("POST", "data_sources", InsertContent, DataSourcesEndpoint.Create),
            new("GET", "data_sources/{data_source_id}", ReadContent, DataSourcesEndpoint.Get),
            new("PATCH", "data_sources/{data_source_id}", UpdateContent, DataSourcesEndpoint.Update),
            new("POST", "data_sources/{data_source_id}/query", ReadContent, dataSources.Query),
            new("GET", "data_sources/{data_source_id}/templates", ReadContent, DataSourcesEndpoint.Templates),
            new("POST", "search", ReadContent, search.Search),
            new("GET", "blocks/{block_id}/children", ReadContent, blocks.Children),
            new("DELETE", "blocks/{block_id}", UpdateContent, BlocksEndpoint.Delete),
        ];
    }

    /// <summary>The call that a request means. The path is decoded once, segment by segment.</summary>
    public (Route Route, Dictionary<string, string> Parameters) Find(string method, string path)
    {
        if (path.StartsWith(Prefix, StringComparison.Ordinal))
        {
            var segments = path[Prefix.Length..].Split('/').Select(Uri.UnescapeDataString).ToArray();
            foreach (var route in _routes)
            {
                if (route.Match(method, segments) is { } parameters)
                {
                    return (route, parameters);
                }
            }
        }

        throw ApiException.InvalidUrl();
    }
}

using System.Net.Http.Headers;
using System.Text;
using System.Text.Json.Nodes;
using HigherSelf.Sync.Sandbox.Notion;

namespace HigherSelf.Sync.Sandbox.Tests.Notion;

/// <summary>A client without any cleverness: what goes out and what comes in is plain to see.</summary>
internal sealed class NotionApi(OfflineNotion notion, string? version = "2026-03-11", string? token = null) : IDisposable
{
    private readonly HttpClient _http = new() { BaseAddress = notion.Url };

    public Task<Reply> Get(string path) => Send(HttpMethod.Get, path, null);

    public Task<Reply> Delete(string path) => Send(HttpMethod.Delete, path, null);

    public Task<Reply> Post(string path, string? json = null) => Send(HttpMethod.Post, path, json);

    public Task<Reply> Post(string path, JsonObject json) => Send(HttpMethod.Post, path, json.ToJsonString());

    public Task<Reply> Patch(string path, string json) => Send(HttpMethod.Patch, path, json);

    public Task<Reply> Patch(string path, JsonObject json) => Send(HttpMethod.Patch, path, json.ToJsonString());

    public Task<Reply> Query(Guid dataSource, string json = "{}") => Post($"v1/data_sources/{dataSource}/query", json);

    /// <summary>Writes one property of a page.</summary>
    public Task<Reply> Write(Guid page, string property, string json) =>
        Patch($"v1/pages/{page}", $$"""{"properties": {"{{property}}": {{json}} } }""");

    public void Dispose() => _http.Dispose();

    private async Task<Reply> Send(HttpMethod method, string path, string? json)
    {
        using var request = new HttpRequestMessage(method, new Uri(path, UriKind.Relative));
        request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", token ?? notion.Token);
        if (version is not null)
        {
            request.Headers.Add("Notion-Version", version);
        }

        if (json is not null)
        {
            request.Content = new StringContent(json, Encoding.UTF8, "application/json");
        }

        using var response = await _http.SendAsync(request);
        return new Reply((int)response.StatusCode, await response.Content.ReadAsStringAsync(), response.Headers, response.Content.Headers);
    }
}

/// <summary>What came back.</summary>
internal sealed record Reply(int Status, string Text, HttpResponseHeaders Headers, HttpContentHeaders ContentHeaders)
{
    public JsonObject Body => JsonNode.Parse(Text)!.AsObject();

    public string? Code => (string?)Body["code"];

    public string Message => (string)Body["message"]!;

    public Guid Id => (Guid)Body["id"]!;

    public IReadOnlyList<JsonObject> Results => [.. Body["results"]!.AsArray().Select(item => item!.AsObject())];

    public IReadOnlyList<string> Titles => [.. Results.Select(TitleOf)];

    public JsonNode? this[string name] => Body[name];

    /// <summary>The value of a page's property, as it stands below the name of its type.</summary>
    public JsonNode? Value(string property) => ValueOf(Body, property);

    public static JsonNode? ValueOf(JsonObject page, string property)
    {
        var value = page["properties"]![property]!;
        return value[(string)value["type"]!];
    }

    private static string TitleOf(JsonObject page) => (string)ValueOf(page, "Name")![0]!["plain_text"]!;
}

using System.Buffers;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;
using HigherSelf.Sync.Engine.Errors;

namespace HigherSelf.Sync.Engine.Notion;

/// <summary>
/// The calls of the Notion API that sync, set-up and checks need (version 2026-03-11). Every call raises <see cref="NotionException"/> for an error
/// answer and <see cref="SyncException"/> with <see cref="ErrorId.NotionUnreachable"/> when none comes.
/// </summary>
public sealed class NotionClient : IDisposable
{
    private static readonly JsonWriterOptions WriteOptions = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    private readonly NotionHttp _http;
    private readonly bool _ownsHttp;

    /// <param name="options">Token and address.</param>
    /// <param name="pacer">The budget, shared by everything that uses this token.</param>
    /// <param name="time">The clock.</param>
    /// <param name="log">Gets one debug line a request.</param>
    public NotionClient(NotionOptions options, RequestPacer pacer, TimeProvider time, EngineLog? log = null)
    {
        _http = new NotionHttp(options, pacer, time, (log ?? EngineLog.None).Logger);
        _ownsHttp = true;
        Counter = new RequestCounter();
    }

    private NotionClient(NotionHttp http, RequestCounter counter)
    {
        _http = http;
        Counter = counter;
    }

    /// <summary>What this client has sent.</summary>
    public RequestCounter Counter { get; }

    /// <summary>The budget that this client shares.</summary>
    public RequestPacer Pacer => _http.Pacer;

    /// <summary>The same client, counting for another piece of work.</summary>
    public NotionClient CountedBy(RequestCounter counter) => new(_http, counter);

    /// <summary>GET /v1/users/me: who the token is.</summary>
    public async Task<NotionAnswer<NotionUser>> GetMeAsync(CancellationToken cancellationToken) =>
        await _http.SendAsync(HttpMethod.Get, "/v1/users/me", null, Effect.None, NotionJson.Default.NotionUser, Counter, cancellationToken).ConfigureAwait(false);

    /// <summary>GET /v1/databases/{id}: the container and its data sources.</summary>
    public async Task<NotionDatabase> GetDatabaseAsync(Guid id, CancellationToken cancellationToken) =>
        (await _http.SendAsync(HttpMethod.Get, $"/v1/databases/{id:D}", null, Effect.None, NotionJson.Default.NotionDatabase, Counter, cancellationToken)
            .ConfigureAwait(false)).Value;

    /// <summary>POST /v1/databases: a new database with its first data source.</summary>
    /// <param name="parentPage">The page that it is made in.</param>
    /// <param name="title">Its title.</param>
    /// <param name="properties">The schema, by property name, in Notion's form.</param>
    /// <param name="cancellationToken">Ends the waiting.</param>
    public async Task<NotionDatabase> CreateDatabaseAsync(Guid parentPage, string title, JsonObject properties, CancellationToken cancellationToken)
    {
        var body = new JsonObject
        {
            ["parent"] = new JsonObject { ["type"] = "page_id", ["page_id"] = parentPage.ToString("D") },
            ["title"] = new JsonArray(new JsonObject { ["type"] = "text", ["text"] = new JsonObject { ["content"] = title } }),
            // A top-level "properties" is silently ignored since version 2025-09-03.
            ["initial_data_source"] = new JsonObject { ["properties"] = properties },
        };
        return (await _http.SendAsync(HttpMethod.Post, "/v1/databases", Bytes(body), Effect.Creates, NotionJson.Default.NotionDatabase, Counter, cancellationToken)
            .ConfigureAwait(false)).Value;
    }

    /// <summary>GET /v1/blocks/{id}/children, page by page until the end: the databases that stand in a page itself, oldest first.</summary>
    public async Task<IReadOnlyList<NotionBlock>> GetChildDatabasesAsync(Guid page, CancellationToken cancellationToken)
    {
        var databases = new List<NotionBlock>();
        string? cursor = null;
        do
        {
            var path = $"/v1/blocks/{page:D}/children?page_size={NotionQuery.LargestPage}" + (cursor is null ? "" : $"&start_cursor={Uri.EscapeDataString(cursor)}");
            var answer = await _http.SendAsync(HttpMethod.Get, path, null, Effect.None, NotionJson.Default.NotionListNotionBlock, Counter, cancellationToken)
                .ConfigureAwait(false);
            databases.AddRange(answer.Value.Results.Where(b => b is { Type: "child_database", InTrash: false }));
            cursor = answer.Value.HasMore
                ? answer.Value.NextCursor ?? throw new SyncException(ErrorId.NotionAnswerUnreadable,
                    $"Notion says that the page {page} holds more, and gives no cursor to it.", "Run again in a few minutes.", "Notion")
                : null;
        }
        while (cursor is not null);

        return databases;
    }

    /// <summary>GET /v1/data_sources/{id}: the schema.</summary>
    public async Task<NotionDataSource> GetDataSourceAsync(Guid id, CancellationToken cancellationToken) =>
        (await _http.SendAsync(HttpMethod.Get, $"/v1/data_sources/{id:D}", null, Effect.None, NotionJson.Default.NotionDataSource, Counter, cancellationToken)
            .ConfigureAwait(false)).Value;

    /// <summary>PATCH /v1/data_sources/{id}: adds, changes or renames properties.</summary>
    /// <param name="id">The data source.</param>
    /// <param name="properties">By id or name, in Notion's form.</param>
    /// <param name="cancellationToken">Ends the waiting.</param>
    public async Task<NotionDataSource> UpdateDataSourceAsync(Guid id, JsonObject properties, CancellationToken cancellationToken) =>
        (await _http.SendAsync(HttpMethod.Patch, $"/v1/data_sources/{id:D}", Bytes(new JsonObject { ["properties"] = properties }), Effect.Sets,
            NotionJson.Default.NotionDataSource, Counter, cancellationToken).ConfigureAwait(false)).Value;

    /// <summary>POST /v1/data_sources/{id}/query: up to 100 pages. Trashed and archived pages are never among them.</summary>
    public async Task<NotionAnswer<NotionList<NotionPage>>> QueryAsync(Guid dataSource, NotionQuery query, CancellationToken cancellationToken) =>
        await _http.SendAsync(HttpMethod.Post, $"/v1/data_sources/{dataSource:D}/query", JsonSerializer.SerializeToUtf8Bytes(query, NotionJson.Default.NotionQuery),
            Effect.None, NotionJson.Default.NotionListNotionPage, Counter, cancellationToken).ConfigureAwait(false);

    /// <summary>GET /v1/pages/{id}: a page, trashed ones too.</summary>
    public async Task<NotionAnswer<NotionPage>> GetPageAsync(Guid id, CancellationToken cancellationToken) =>
        await _http.SendAsync(HttpMethod.Get, $"/v1/pages/{id:D}", null, Effect.None, NotionJson.Default.NotionPage, Counter, cancellationToken).ConfigureAwait(false);

    /// <summary>POST /v1/pages: a new page. Never sent twice by itself: after a doubtful answer the caller looks first (R8).</summary>
    /// <param name="dataSource">The data source that it becomes a row of.</param>
    /// <param name="properties">By id or name, each value in Notion's form.</param>
    /// <param name="cancellationToken">Ends the waiting.</param>
    public async Task<NotionPage> CreatePageAsync(Guid dataSource, IReadOnlyDictionary<string, JsonNode?> properties, CancellationToken cancellationToken) =>
        (await _http.SendAsync(HttpMethod.Post, "/v1/pages", PageBody(dataSource, properties), Effect.Creates, NotionJson.Default.NotionPage, Counter, cancellationToken)
            .ConfigureAwait(false)).Value;

    /// <summary>PATCH /v1/pages/{id}: new values for some properties; the others keep theirs.</summary>
    public async Task<NotionPage> UpdatePageAsync(Guid id, IReadOnlyDictionary<string, JsonNode?> properties, CancellationToken cancellationToken) =>
        (await _http.SendAsync(HttpMethod.Patch, $"/v1/pages/{id:D}", PageBody(null, properties), Effect.Sets, NotionJson.Default.NotionPage, Counter, cancellationToken)
            .ConfigureAwait(false)).Value;

    /// <summary>PATCH /v1/pages/{id}: into the trash, or out of it.</summary>
    public async Task<NotionPage> TrashPageAsync(Guid id, bool inTrash, CancellationToken cancellationToken) =>
        (await _http.SendAsync(HttpMethod.Patch, $"/v1/pages/{id:D}", Bytes(new JsonObject { ["in_trash"] = inTrash }), Effect.Sets, NotionJson.Default.NotionPage,
            Counter, cancellationToken).ConfigureAwait(false)).Value;

    /// <summary>
    /// GET /v1/pages/{id}/properties/{property}, page by page until the end: the whole of a value that a page or query answer cut off
    /// (relations over 25, people, mentions in text).
    /// </summary>
    /// <param name="page">The page.</param>
    /// <param name="propertyId">As Notion gave it: it is URL-encoded already.</param>
    /// <param name="cancellationToken">Ends the waiting.</param>
    /// <returns>The items of the list, or the one item of a property that is no list.</returns>
    public async Task<IReadOnlyList<JsonElement>> GetPropertyAsync(Guid page, string propertyId, CancellationToken cancellationToken)
    {
        var items = new List<JsonElement>();
        string? cursor = null;
        do
        {
            var path = $"/v1/pages/{page:D}/properties/{propertyId}?page_size={NotionQuery.LargestPage}"
                + (cursor is null ? "" : $"&start_cursor={Uri.EscapeDataString(cursor)}");
            var answer = await _http.SendAsync(HttpMethod.Get, path, null, Effect.None, NotionJson.Default.JsonElement, Counter, cancellationToken).ConfigureAwait(false);
            if (!answer.Value.TryGetProperty("results", out var results))
            {
                return [answer.Value];
            }

            items.AddRange(results.EnumerateArray());
            cursor = answer.Value.TryGetProperty("has_more", out var more) && more.ValueKind == JsonValueKind.True
                ? answer.Value.TryGetProperty("next_cursor", out var next) && next.ValueKind == JsonValueKind.String
                    ? next.GetString()
                    : throw new SyncException(ErrorId.NotionAnswerUnreadable,
                        $"Notion says that a property of the page {page} has more items, and gives no cursor to them.", "Run again in a few minutes.", "Notion")
                : null;
        }
        while (cursor is not null);

        return items;
    }

    /// <summary>POST /v1/search: pages or data sources by title. Notion's index lags behind; nothing may rest on what it does not list.</summary>
    /// <param name="query">Words of the title; empty for everything shared.</param>
    /// <param name="objectType">"page" or "data_source".</param>
    /// <param name="startCursor">Where the last answer ended, or null.</param>
    /// <param name="cancellationToken">Ends the waiting.</param>
    public async Task<NotionList<JsonElement>> SearchAsync(string query, string objectType, string? startCursor, CancellationToken cancellationToken)
    {
        var body = new JsonObject
        {
            ["query"] = query,
            ["filter"] = new JsonObject { ["property"] = "object", ["value"] = objectType },
            ["page_size"] = NotionQuery.LargestPage,
        };
        if (startCursor is not null)
        {
            body["start_cursor"] = startCursor;
        }

        return (await _http.SendAsync(HttpMethod.Post, "/v1/search", Bytes(body), Effect.None, NotionJson.Default.NotionListJsonElement, Counter, cancellationToken)
            .ConfigureAwait(false)).Value;
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        if (_ownsHttp)
        {
            _http.Dispose();
        }
    }

    private static byte[] PageBody(Guid? dataSource, IReadOnlyDictionary<string, JsonNode?> properties)
    {
        var buffer = new ArrayBufferWriter<byte>();
        using (var writer = new Utf8JsonWriter(buffer, WriteOptions))
        {
            writer.WriteStartObject();
            if (dataSource is { } id)
            {
                writer.WriteStartObject("parent");
                writer.WriteString("type", "data_source_id");
                writer.WriteString("data_source_id", id);
                writer.WriteEndObject();
            }

            writer.WriteStartObject("properties");
            foreach (var (name, value) in properties)
            {
                writer.WritePropertyName(name);
                if (value is null)
                {
                    writer.WriteNullValue();
                }
                else
                {
                    value.WriteTo(writer);
                }
            }

            writer.WriteEndObject();
            writer.WriteEndObject();
        }

        return buffer.WrittenSpan.ToArray();
    }

    private static byte[] Bytes(JsonObject body)
    {
        var buffer = new ArrayBufferWriter<byte>();
        using (var writer = new Utf8JsonWriter(buffer, WriteOptions))
        {
            body.WriteTo(writer);
        }

        return buffer.WrittenSpan.ToArray();
    }
}

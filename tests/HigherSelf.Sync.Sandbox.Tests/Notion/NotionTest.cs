using System.Text.Json.Nodes;
using HigherSelf.Sync.Sandbox.Notion;
using Microsoft.Extensions.Time.Testing;

namespace HigherSelf.Sync.Sandbox.Tests.Notion;

/// <summary>An offline Notion with a clock that stands still at half past a minute, and a client for each version.</summary>
public abstract class NotionTest : IAsyncLifetime
{
    private readonly List<IDisposable> _clients = [];

    private protected NotionTest(OfflineNotionOptions? options = null)
    {
        Notion = OfflineNotion.Start((options ?? new OfflineNotionOptions { RequestsPerMinute = null }) with { TimeProvider = Clock });
        Api = Client();
    }

    private protected static DateTimeOffset Start { get; } = new(2026, 7, 4, 9, 8, 30, 123, TimeSpan.Zero);

    private protected FakeTimeProvider Clock { get; } = new(Start);

    private protected OfflineNotion Notion { get; }

    private protected NotionWorkspace Workspace => Notion.Workspace;

    private protected NotionApi Api { get; }

    public ValueTask InitializeAsync() => ValueTask.CompletedTask;

    public async ValueTask DisposeAsync()
    {
        _clients.ForEach(client => client.Dispose());
        await Notion.DisposeAsync();
        GC.SuppressFinalize(this);
    }

    private protected NotionApi Client(string? version = "2026-03-11", string? token = null)
    {
        var client = new NotionApi(Notion, version, token);
        _clients.Add(client);
        return client;
    }

    /// <summary>A database with a title called Name and the given properties.</summary>
    private protected DatabaseIds CreateDatabase(params (string Name, JsonObject Definition)[] properties)
    {
        var schema = new JsonObject { ["Name"] = NotionProperty.Of("title") };
        foreach (var (name, definition) in properties)
        {
            schema[name] = definition;
        }

        return Workspace.CreateDatabase("Contacts", schema);
    }

    private protected Guid CreatePage(Guid dataSource, string title, params (string Name, JsonObject Value)[] values) =>
        Workspace.CreatePage(dataSource, Values(title, values));

    private protected static JsonObject Values(string title, params (string Name, JsonObject Value)[] values)
    {
        var properties = new JsonObject { ["Name"] = NotionValue.Title(title) };
        foreach (var (name, value) in values)
        {
            properties[name] = value;
        }

        return properties;
    }

    private protected static void AssertJson(string expected, JsonNode? actual) =>
        Assert.Equal(JsonNode.Parse(expected)?.ToJsonString(), actual?.ToJsonString());
}

using System.Text.Json.Nodes;
using HigherSelf.Sync.Engine;
using HigherSelf.Sync.Engine.Configuration;
using HigherSelf.Sync.Engine.Errors;
using HigherSelf.Sync.Engine.Notion;
using HigherSelf.Sync.Sandbox.Notion;

namespace HigherSelf.Sync.Integration.Tests;

/// <summary>What the client tries again, and what it never sends twice (R8, R11).</summary>
public sealed class NotionClientTests : IAsyncLifetime
{
    private readonly OfflineNotion _notion = OfflineNotion.Start(new OfflineNotionOptions { RequestsPerMinute = null });
    private readonly List<string> _log = [];
    private NotionClient _client = null!;
    private DatabaseIds _ids;

    public ValueTask InitializeAsync()
    {
        _client = new NotionClient(
            new NotionOptions { Token = new Secret(_notion.Token), BaseUrl = _notion.Url, RetryDelay = TimeSpan.FromMilliseconds(2), Retries = 3 },
            new RequestPacer(TimeProvider.System, 10_000), TimeProvider.System, EngineLog.Create((_, line) => _log.Add(line)));
        _ids = _notion.Workspace.CreateDatabase("Notes", new JsonObject { ["Name"] = NotionProperty.Of("title"), ["N"] = NotionProperty.Of("number") });
        return ValueTask.CompletedTask;
    }

    [Theory]
    [InlineData(FaultKind.RateLimited)]
    [InlineData(FaultKind.Overloaded)]
    [InlineData(FaultKind.InternalError)]
    [InlineData(FaultKind.BadGateway)]
    [InlineData(FaultKind.Unavailable)]
    [InlineData(FaultKind.GatewayTimeout)]
    [InlineData(FaultKind.Dropped)]
    public async Task A_read_is_tried_again_whatever_went_wrong(FaultKind kind)
    {
        _notion.Faults.Next(new Fault(kind) { RetryAfterSeconds = 0 }, count: 2);
        var answer = await _client.QueryAsync(_ids.DataSource, NotionQuery.Since("created_time", null), default);
        Assert.Empty(answer.Value.Results);
        Assert.NotNull(answer.AsOf);
        Assert.Equal(3, _client.Counter.Count);
    }

    [Theory]
    [InlineData(FaultKind.RateLimited, true)]
    [InlineData(FaultKind.Overloaded, true)]
    [InlineData(FaultKind.Conflict, false)]
    [InlineData(FaultKind.InternalError, false)]
    [InlineData(FaultKind.UnavailableAfterCommit, false)]
    [InlineData(FaultKind.GatewayTimeoutAfterCommit, false)]
    [InlineData(FaultKind.DroppedAfterCommit, false)]
    public async Task A_page_is_never_created_twice(FaultKind kind, bool isTriedAgain)
    {
        _notion.Faults.Next(new Fault(kind) { RetryAfterSeconds = 0 });
        var create = () => _client.CreatePageAsync(_ids.DataSource, Title("once"), default);
        if (isTriedAgain)
        {
            await create();
        }
        else
        {
            await Assert.ThrowsAnyAsync<SyncException>(create);
            Assert.Equal(1, _client.Counter.Count);
        }

        Assert.True(_notion.Workspace.PageIds(_ids.DataSource).Count <= 1);
    }

    [Fact]
    public async Task A_creation_that_was_saved_without_an_answer_names_what_was_made()
    {
        _notion.Faults.Next(FaultKind.UnavailableAfterCommit);
        var error = await Assert.ThrowsAsync<NotionException>(() => _client.CreatePageAsync(_ids.DataSource, Title("saved"), default));
        Assert.Equal(_notion.Workspace.PageIds(_ids.DataSource).Single(), error.CommittedResourceId);
        Assert.Contains("retry_guidance", error.AdditionalData.Keys);
        Assert.NotNull(error.RequestId);
    }

    [Theory]
    [InlineData(FaultKind.Conflict, true)]
    [InlineData(FaultKind.RateLimited, true)]
    [InlineData(FaultKind.InternalError, false)]
    [InlineData(FaultKind.DroppedAfterCommit, false)]
    public async Task An_update_is_tried_again_only_if_nothing_was_saved(FaultKind kind, bool isTriedAgain)
    {
        var page = _notion.Workspace.CreatePage(_ids.DataSource, new JsonObject { ["Name"] = NotionValue.Title("n") });
        _notion.Faults.Next(new Fault(kind) { RetryAfterSeconds = 0 });
        var update = () => _client.UpdatePageAsync(page, new Dictionary<string, JsonNode?> { ["N"] = new JsonObject { ["number"] = 5 } }, default);
        if (isTriedAgain)
        {
            await update();
            Assert.Equal(2, _client.Counter.Count);
        }
        else
        {
            await Assert.ThrowsAnyAsync<SyncException>(update);
            Assert.Equal(1, _client.Counter.Count);
        }
    }

    [Fact]
    public async Task An_error_keeps_code_message_and_request_id()
    {
        var error = await Assert.ThrowsAsync<NotionException>(() => _client.GetDatabaseAsync(Guid.NewGuid(), default));
        Assert.Equal((404, "object_not_found", true), (error.Status, error.Code, error.IsNotFound));
        Assert.Contains("Could not find database", error.Said, StringComparison.Ordinal);
        Assert.True(Guid.TryParse(error.RequestId, out _));
        Assert.Contains(error.RequestId!, error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Every_call_speaks_with_the_offline_notion()
    {
        Assert.Equal("bot", (await _client.GetMeAsync(default)).Value.Type);
        var parent = _notion.Workspace.CreateLoosePage("Home");
        var database = await _client.CreateDatabaseAsync(
            parent, "Made", new JsonObject { ["Name"] = NotionProperty.Of("title"), ["Links"] = NotionProperty.Relation(_ids.DataSource) }, default);
        var source = Assert.Single((await _client.GetDatabaseAsync(database.Id, default)).DataSources).Id;
        var schema = await _client.UpdateDataSourceAsync(source, new JsonObject { ["More"] = NotionProperty.Of("checkbox") }, default);
        Assert.Equal(["Links", "More", "Name"], schema.Properties.Keys.Order());
        Assert.Equal(schema.Properties.Keys.Order(), (await _client.GetDataSourceAsync(source, default)).Properties.Keys.Order());

        var targets = Enumerable.Range(0, 130).Select(i => _notion.Workspace.CreatePage(_ids.DataSource, new JsonObject { ["Name"] = NotionValue.Title($"{i}") })).ToList();
        var page = await _client.CreatePageAsync(source, Title("p"), default);
        _notion.Workspace.EditPage(page.Id, new JsonObject { ["Links"] = NotionValue.Relation(targets) });
        var links = await _client.GetPropertyAsync(page.Id, schema.Properties["Links"].Id, default);
        Assert.Equal(targets, links.Select(l => l.GetProperty("relation").GetProperty("id").GetGuid()));
        Assert.Single(await _client.GetPropertyAsync(page.Id, schema.Properties["More"].Id, default));

        await _client.UpdatePageAsync(page.Id, new Dictionary<string, JsonNode?> { ["More"] = new JsonObject { ["checkbox"] = true } }, default);
        Assert.True((await _client.TrashPageAsync(page.Id, inTrash: true, default)).InTrash);
        Assert.True((await _client.GetPageAsync(page.Id, default)).Value.InTrash);
        Assert.False((await _client.TrashPageAsync(page.Id, inTrash: false, default)).InTrash);
        Assert.Contains((await _client.SearchAsync("Made", "data_source", null, default)).Results, r => r.GetProperty("id").GetGuid() == source);
    }

    [Fact]
    public async Task R13_The_log_has_a_line_for_each_request_and_no_secret()
    {
        await _client.GetMeAsync(default);
        Assert.Matches(@"^Notion GET /v1/users/me 200 \d+ ms [0-9a-f-]{36}$", Assert.Single(_log));
        Assert.DoesNotContain(_notion.Token, _log[0], StringComparison.Ordinal);
    }

    public async ValueTask DisposeAsync()
    {
        _client.Dispose();
        await _notion.DisposeAsync();
    }

    private static Dictionary<string, JsonNode?> Title(string text) => new() { ["Name"] = NotionValue.Title(text) };
}

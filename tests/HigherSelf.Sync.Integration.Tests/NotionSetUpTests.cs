using System.Text.Json.Nodes;
using HigherSelf.Sync.Engine.Catalog;
using HigherSelf.Sync.Engine.Configuration;
using HigherSelf.Sync.Engine.Errors;
using HigherSelf.Sync.Engine.Notion;
using HigherSelf.Sync.Engine.Notion.Schema;
using HigherSelf.Sync.Engine.Reporting;
using HigherSelf.Sync.Sandbox.Notion;

namespace HigherSelf.Sync.Integration.Tests;

/// <summary>The Notion side is set up, against the offline Notion.</summary>
public sealed class NotionSetUpTests : IAsyncLifetime
{
    private static readonly DatabaseCatalog Catalog = Pair.ShippedCatalog;

    private readonly OfflineNotion _notion = OfflineNotion.Start(new OfflineNotionOptions { RequestsPerMinute = null });
    private readonly NotionClient _client;
    private readonly Guid _home;

    public NotionSetUpTests()
    {
        var options = new NotionOptions { Token = new Secret(_notion.Token), BaseUrl = _notion.Url, RequestsPerMinute = 100_000, RetryDelay = TimeSpan.FromMilliseconds(1) };
        _client = new NotionClient(options, new RequestPacer(TimeProvider.System, options.RequestsPerMinute), TimeProvider.System);
        _home = _notion.Workspace.CreateLoosePage("Home");
    }

    public ValueTask InitializeAsync() => ValueTask.CompletedTask;

    public async ValueTask DisposeAsync()
    {
        _client.Dispose();
        await _notion.DisposeAsync();
    }

    [Fact]
    public async Task From_an_empty_page_every_database_is_made_as_the_catalog_says_and_a_second_time_changes_nothing()
    {
        var first = await RunAsync();

        Assert.Equal(Catalog.Databases.Select(d => (d.Table, NotionSetUpStatus.Created)), first.Results.Select(r => (r.Database, r.Status)));
        Assert.Equal(16, first.Ids.Select(i => i.NotionId).Distinct().Count());
        await AssertWholeAsync(first);
        var twoWay = 0;
        foreach (var (database, id) in first.Ids)
        {
            var schema = await SchemaAsync(id);
            Assert.Equal(schema.Properties.Keys.Where(p => schema.Properties[p].PropertyType != PropertyType.Title).Order(), database.Mirrored.Where(f => f.Type != PropertyType.Title).Select(f => f.Property!).Append("Supabase ID").Order());
            twoWay += schema.Properties.Values.Count(p => p.SyncedPropertyName is not null);
            Assert.All(database.Mirrored.Where(f => f.Options.Count > 0), f => Assert.Equal(f.Options, Options(schema.Properties[f.Property!])));
        }

        Assert.Equal(Pairs * 2, twoWay);

        _notion.Requests.Reset();
        var second = await RunAsync();
        Assert.All(second.Results, r => Assert.Equal(NotionSetUpStatus.Unchanged, r.Status));
        Assert.Equal(first.Ids, second.Ids);
        Assert.DoesNotContain(_notion.Requests.All, r => r.Method != "GET");
    }

    [Fact]
    public async Task Stopped_after_any_request_the_next_time_goes_on_and_makes_nothing_twice()
    {
        var whole = await RunAsync();
        var requests = _notion.Requests.Count;
        Assert.True(requests > 25);
        for (var stop = 1; stop <= requests; stop++)
        {
            await using var again = new NotionSetUpTests();
            var seen = 0;
            again._notion.Faults.Next(new Fault(FaultKind.TokenBlocked), 1_000, (_, _) => ++seen > stop);
            if (stop < requests)
            {
                await Assert.ThrowsAsync<NotionException>(() => again.RunAsync());
            }

            again._notion.Faults.Clear();
            var resumed = await again.RunAsync();

            Assert.Empty(resumed.Errors);
            Assert.Equal(16, (await again._client.GetChildDatabasesAsync(again._home, default)).Count);
            await again.AssertWholeAsync(resumed);
            Assert.Equal(await DescribeAsync(whole), await again.DescribeAsync(resumed));
        }
    }

    [Theory]
    [InlineData(FaultKind.UnavailableAfterCommit)]
    [InlineData(FaultKind.GatewayTimeoutAfterCommit)]
    [InlineData(FaultKind.DroppedAfterCommit)]
    public async Task A_write_whose_answer_is_lost_is_looked_for_and_not_made_again(FaultKind kind)
    {
        _notion.Faults.Next(new Fault(kind), 1_000, (method, _) => method != "GET");

        var set = await RunAsync();

        Assert.Empty(set.Errors);
        Assert.All(set.Results, r => Assert.Equal(NotionSetUpStatus.Created, r.Status));
        Assert.Equal(16, (await _client.GetChildDatabasesAsync(_home, default)).Count);
        await AssertWholeAsync(set);
    }

    [Fact]
    public async Task A_write_that_was_not_saved_is_the_error_of_one_database_and_the_next_time_makes_it()
    {
        _notion.Faults.Next(new Fault(FaultKind.Dropped), 1, (method, path) => method == "POST" && path.EndsWith("/databases", StringComparison.Ordinal));

        var set = await RunAsync();

        var failed = Assert.Single(set.Results, r => r.Status == NotionSetUpStatus.Failed);
        Assert.Equal(("agent_communication_patterns", "NotionUnavailable", null), (failed.Database, failed.ErrorId, failed.NotionId));
        Assert.Contains(set.Results.Single(r => r.Database == "agents").Notes, n => n.Contains("waits for agent_communication_patterns", StringComparison.Ordinal));
        var next = await RunAsync();
        Assert.Equal(
            [("agent_communication_patterns", NotionSetUpStatus.Created), ("agents", NotionSetUpStatus.Extended)],
            next.Results.Where(r => r.Status != NotionSetUpStatus.Unchanged).Select(r => (r.Database, r.Status)));
        await AssertWholeAsync(next);
    }

    [Fact]
    public async Task What_is_there_keeps_its_properties_its_pages_and_its_other_options_and_gets_what_it_lacks()
    {
        var own = _notion.Workspace.CreateDatabase("Our tasks", new JsonObject
        {
            ["Task"] = NotionProperty.Of("title"),
            ["Status"] = NotionProperty.Select("Ours"),
            ["Priority"] = NotionProperty.Of("number"),
            ["Mine"] = NotionProperty.Of("checkbox"),
        });
        var page = _notion.Workspace.CreatePage(own.DataSource, new JsonObject { ["Task"] = NotionValue.Title("T"), ["Status"] = NotionValue.Select("Ours") });
        var before = await SchemaAsync(own.Database);

        var set = await RunAsync(("tasks", own.Database));

        var result = set.Results.Single(r => r.Database == "tasks");
        Assert.Equal((NotionSetUpStatus.Extended, own.Database), (result.Status, result.NotionId));
        Assert.StartsWith("'Priority' is number and should be select", Assert.Single(result.Notes), StringComparison.Ordinal);
        var after = await SchemaAsync(own.Database);
        Assert.All(before.Properties, p => Assert.Equal((p.Value.Id, p.Value.Type), (after.Properties[p.Key].Id, after.Properties[p.Key].Type)));
        Assert.Equal(["Ours"], Options(after.Properties["Status"]));
        Assert.Equal(after.Properties.Keys.Except(before.Properties.Keys).Order(), result.Added.Order());
        Assert.DoesNotContain(await _client.GetChildDatabasesAsync(_home, default), b => b.ChildDatabase!.Title == "Master Tasks Database");
        Assert.Equal("Ours", (await _client.GetPageAsync(page, default)).Value.Properties.Single(v => v.Name == "Status").Json.GetProperty("select").GetProperty("name").GetString());
        Assert.Equal(NotionSetUpStatus.Unchanged, (await RunAsync(("tasks", own.Database))).Results.Single(r => r.Database == "tasks").Status);
    }

    [Fact]
    public async Task Two_databases_with_the_title_are_named_and_neither_is_taken_and_an_id_decides()
    {
        var title = new JsonObject { ["Name"] = NotionProperty.Of("title") };
        var one = _notion.Workspace.CreateDatabase("Master Tasks Database", title.DeepClone().AsObject(), _home, isShared: null).Database;
        var other = _notion.Workspace.CreateDatabase("Master Tasks Database", title.DeepClone().AsObject(), _home, isShared: null).Database;

        var set = await RunAsync();

        var error = Assert.Single(set.Errors);
        Assert.Equal((ErrorId.NotionDatabaseAmbiguous, "tasks"), (error.Id, error.Target));
        Assert.Contains(one.ToString(), error.Message, StringComparison.Ordinal);
        Assert.Contains(other.ToString(), error.Message, StringComparison.Ordinal);
        Assert.Equal(15, set.Results.Count(r => r.Status == NotionSetUpStatus.Created));
        Assert.Equal(["Name"], (await SchemaAsync(one)).Properties.Keys);

        var decided = await RunAsync(("tasks", other));
        Assert.Empty(decided.Errors);
        Assert.Equal(["Name"], (await SchemaAsync(one)).Properties.Keys);
        await AssertWholeAsync(decided);
    }

    [Fact]
    public async Task A_configured_database_that_cannot_be_read_is_told_of_and_no_other_is_made_in_its_place()
    {
        var trashed = _notion.Workspace.CreateDatabase("A", new JsonObject { ["Name"] = NotionProperty.Of("title") }).Database;
        _notion.Workspace.TrashDatabase(trashed);

        var set = await RunAsync(("tasks", Guid.NewGuid()), ("agents", trashed));

        Assert.Equal([("agents", ErrorId.NotionNotShared), ("tasks", ErrorId.NotionNotShared)], set.Errors.Select(e => (e.Target!, e.Id)));
        Assert.Contains("trash", set.Errors[0].Message, StringComparison.Ordinal);
        Assert.Equal(14, (await _client.GetChildDatabasesAsync(_home, default)).Count);
    }

    [Fact]
    public async Task A_database_in_the_trash_that_bears_the_title_is_none_of_them()
    {
        var properties = new JsonObject { ["Name"] = NotionProperty.Of("title") };
        _notion.Workspace.TrashDatabase(_notion.Workspace.CreateDatabase("Master Tasks Database", properties, _home, isShared: null).Database);

        Assert.All((await RunAsync()).Results, r => Assert.Equal(NotionSetUpStatus.Created, r.Status));
    }

    [Fact]
    public async Task A_page_that_is_not_shared_ends_it_before_anything_is_made()
    {
        var setUp = new NotionSetUp(_client, Catalog.Databases, Guid.NewGuid(), new Dictionary<string, Guid>());
        var error = await Assert.ThrowsAsync<SyncException>(() => setUp.LookAsync(default));
        Assert.Equal(ErrorId.NotionNotShared, error.Id);
        Assert.StartsWith("-ParentPage", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Without_the_right_to_make_content_every_database_says_so()
    {
        _notion.Workspace.Capabilities = TokenCapabilities.ReadContent;
        var set = await RunAsync();
        Assert.Equal(16, set.Errors.Count);
        Assert.All(set.Errors, e => Assert.Equal(ErrorId.NotionForbidden, e.Id));
    }

    private static int Pairs { get; } = Catalog.Databases.Sum(d => d.Mirrored.Count(f => f.Type == PropertyType.Relation && HasWayBack(d, f))) / 2;

    private static bool HasWayBack(Database database, Field field)
    {
        int Relations(string from, string? to) => Catalog.Find(from)!.Mirrored.Count(f => f.Type == PropertyType.Relation && f.Target == to);
        return field.Target is { } target && target != database.Table && Relations(database.Table, target) == 1 && Relations(target, database.Table) == 1;
    }

    private async Task<NotionSetUp> RunAsync(params (string Table, Guid Id)[] configured)
    {
        var setUp = new NotionSetUp(_client, Catalog.Databases, _home, configured.ToDictionary(c => c.Table, c => c.Id));
        var plan = await setUp.LookAsync(default);
        await setUp.MakeAsync(plan.Changes, default);
        await setUp.RelateAsync(plan.Changes, default);
        return setUp;
    }

    /// <summary>Every field has its property, as a sync sees it.</summary>
    private async Task AssertWholeAsync(NotionSetUp set)
    {
        foreach (var (database, id) in set.Ids.Where(i => !set.Results.Single(r => r.Database == i.Database.Table).Notes.Any(n => n.Contains("should be", StringComparison.Ordinal))))
        {
            var outcome = PropertyBinder.Bind(database, id, await SchemaAsync(id));
            Assert.True(outcome.Findings.Count == 0, $"{database}: {string.Join(", ", outcome.Findings.Select(f => f.Field))}");
            Assert.NotNull(outcome.Binding.SupabaseIdProperty);
        }
    }

    private async Task<NotionDataSource> SchemaAsync(Guid database) =>
        await _client.GetDataSourceAsync((await _client.GetDatabaseAsync(database, default)).DataSources[0].Id, default);

    private async Task<string> DescribeAsync(NotionSetUp set)
    {
        var lines = new List<string>();
        foreach (var (database, id) in set.Ids)
        {
            lines.AddRange((await SchemaAsync(id)).Properties.Values.Select(p => $"{database}.{p.Name}: {p.Type} {p.SyncedPropertyName}"));
        }

        return string.Join('\n', lines.Order(StringComparer.Ordinal));
    }

    private static IEnumerable<string> Options(NotionPropertySchema property) =>
        property.Other![property.Type].GetProperty("options").EnumerateArray().Select(o => o.GetProperty("name").GetString()!);
}

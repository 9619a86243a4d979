using HigherSelf.Sync.Engine.Catalog;
using HigherSelf.Sync.Engine.Configuration;
using HigherSelf.Sync.Engine.Notion;
using HigherSelf.Sync.Engine.Reporting;
using HigherSelf.Sync.Engine.Supabase;
using HigherSelf.Sync.Engine.Supabase.Schema;
using HigherSelf.Sync.Engine.Sync;
using HigherSelf.Sync.Sandbox.Notion;
using HigherSelf.Sync.Sandbox.Seeding;
using Microsoft.Extensions.Time.Testing;
using Npgsql;

namespace HigherSelf.Sync.Integration.Tests;

/// <summary>An offline Notion and an offline Supabase with the engine between them, on the real parts.</summary>
public sealed class Pair : IAsyncDisposable
{
    private readonly NotionClient _notionClient;
    private readonly SupabaseClient _supabaseClient;
    private readonly RunningSupabase _running;

    private Pair(RunningSupabase running, OfflineNotion notion, FakeTimeProvider notionTime, DatabaseCatalog catalog, int? requestsPerMinute)
    {
        _running = running;
        Notion = notion;
        NotionTime = notionTime;
        Catalog = catalog;
        var options = new NotionOptions
        {
            Token = new Secret(notion.Token),
            BaseUrl = notion.Url,
            RequestsPerMinute = requestsPerMinute ?? 100_000,
            RetryDelay = TimeSpan.FromMilliseconds(5),
        };
        _notionClient = new NotionClient(options, new RequestPacer(new SkippingTime(notionTime), options.RequestsPerMinute), TimeProvider.System);
        _supabaseClient = new SupabaseClient(
            new SupabaseOptions { Url = running.Supabase.Url, Key = new Secret(running.Supabase.SecretKey), RetryDelay = TimeSpan.FromMilliseconds(20) },
            TimeProvider.System);
        Pages = new NotionPageSide(_notionClient);
        Rows = new SupabaseRowSide(_supabaseClient);
    }

    public OfflineNotion Notion { get; }

    /// <summary>Notion's clock; it stands still until a test moves it.</summary>
    public FakeTimeProvider NotionTime { get; }

    public DatabaseCatalog Catalog { get; }

    public IReadOnlyDictionary<string, DatabaseIds> Ids { get; private set; } = new Dictionary<string, DatabaseIds>();

    public IPageSide Pages { get; }

    public IRowSide Rows { get; }

    public NotionClient NotionClient => _notionClient;

    public SupabaseClient SupabaseClient => _supabaseClient;

    public NpgsqlDataSource Sql => _running.Sql;

    public IReadOnlyDictionary<string, Guid> NotionIds => Ids.ToDictionary(i => i.Key, i => i.Value.Database);

    /// <summary>What leads another process to this pair, by environment variable.</summary>
    public IReadOnlyDictionary<string, string> Settings => new Dictionary<string, string>(
        Catalog.Databases.Select(d => KeyValuePair.Create(d.IdVariable, Ids[d.Table].Database.ToString())))
    {
        [SettingName.NotionToken] = Notion.Token,
        [SettingName.NotionUrl] = Notion.Url.ToString(),
        [SettingName.NotionBudget] = "100000",
        [SettingName.SupabaseUrl] = _running.Supabase.Url.ToString(),
        [SettingName.SupabaseKey] = _running.Supabase.SecretKey,
    };

    /// <summary>The shipped catalog.</summary>
    public static DatabaseCatalog ShippedCatalog => DatabaseCatalog.Load(Path.Combine(Repository.Root, "module", "databases"));

    /// <summary>Both sides set up and bound; the Notion databases are there and empty.</summary>
    public static async Task<Pair> CreateAsync(
        RunningSupabase running, DatabaseCatalog? catalog = null, OfflineNotionOptions? options = null, int? requestsPerMinute = null)
    {
        await running.EmptyAsync();
        var time = new FakeTimeProvider(new DateTimeOffset(2026, 11, 22, 10, 0, 30, TimeSpan.Zero));
        var notion = OfflineNotion.Start((options ?? new OfflineNotionOptions()) with { TimeProvider = time, RequestsPerMinute = requestsPerMinute });
        var pair = new Pair(running, notion, time, catalog ?? ShippedCatalog, requestsPerMinute);
        pair.Ids = CatalogDatabases.Create(notion.Workspace, pair.Catalog);
        await pair.SetUpAsync();
        return pair;
    }

    /// <summary>Applies the migrations and binds the databases.</summary>
    public async Task SetUpAsync()
    {
        var setUp = new SetUp(Catalog, new SyncEnvironment());
        await new MigrationRunner(new Secret(_running.Supabase.DatabaseUrl), TimeProvider.System).ApplyAsync(setUp.Migrations, default);
        await setUp.WaitForApiAsync(_supabaseClient, default);
        var errors = await setUp.BindAsync(Pages, Rows, Catalog.Databases, NotionIds, default);
        Assert.Empty(errors);
    }

    public int Fill() => LifelikeRecords.Fill(Notion.Workspace, Catalog, Ids, NotionTime.GetUtcNow());

    public Database Database(string table) => Catalog.Find(table)!;

    /// <summary>Runs a sync both ways and gives its results by table.</summary>
    public Task<Dictionary<string, HSSyncResult>> SyncBothAsync(Func<SyncRequest, SyncRequest>? change = null) =>
        SyncAsync(r => (change?.Invoke(r) ?? r) with { Direction = SyncDirection.Bidirectional });

    /// <summary>Runs a sync from Notion to Supabase and gives its results by table.</summary>
    public async Task<Dictionary<string, HSSyncResult>> SyncAsync(Func<SyncRequest, SyncRequest>? change = null)
    {
        var request = new SyncRequest { Databases = Catalog.Databases, Direction = SyncDirection.NotionToSupabase };
        var service = new DatabaseSyncService(Pages, Rows, Catalog, NotionIds, new SyncEnvironment());
        var results = new Dictionary<string, HSSyncResult>();
        await foreach (var result in service.SyncAsync(change?.Invoke(request) ?? request, default))
        {
            results.Add(result.Database, result);
        }

        return results;
    }

    /// <summary>Every difference between the two sides, read by the product's own comparison.</summary>
    public async Task<List<HSDifference>> CompareAsync()
    {
        var comparison = new DatabaseComparison(Pages, Rows, new SyncEnvironment());
        var differences = new List<HSDifference>();
        foreach (var database in Catalog.Databases)
        {
            await foreach (var difference in comparison.CompareAsync(database, NotionIds[database.Table], default))
            {
                differences.Add(difference);
            }
        }

        return differences;
    }

    /// <summary>One value by SQL, read past the API that wrote it.</summary>
    public async Task<T> ScalarAsync<T>(string sql, params object[] arguments)
    {
        await using var command = Sql.CreateCommand(sql);
        foreach (var argument in arguments)
        {
            command.Parameters.Add(new NpgsqlParameter { Value = argument });
        }

        var value = await command.ExecuteScalarAsync();
        return value is T typed ? typed : throw new InvalidOperationException($"{sql} gave {value ?? "nothing"}.");
    }

    public async Task ExecuteAsync(string sql, params object[] arguments)
    {
        await using var command = Sql.CreateCommand(sql);
        foreach (var argument in arguments)
        {
            command.Parameters.Add(new NpgsqlParameter { Value = argument });
        }

        await command.ExecuteNonQueryAsync();
    }

    /// <summary>Waits until some statement waits for a lock.</summary>
    public async Task WaitForBlockedAsync()
    {
        while (await ScalarAsync<long>("select count(*) from pg_stat_activity where wait_event_type = 'Lock'") == 0)
        {
            await Task.Yield();
        }
    }

    public async ValueTask DisposeAsync()
    {
        _notionClient.Dispose();
        _supabaseClient.Dispose();
        await Notion.DisposeAsync();
    }
}

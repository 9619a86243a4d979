using System.Globalization;
using HigherSelf.Sync.Engine.Catalog;
using HigherSelf.Sync.Engine.Configuration;
using HigherSelf.Sync.Engine.Notion.Properties;
using HigherSelf.Sync.Engine.Notion;
using HigherSelf.Sync.Engine.Records;
using HigherSelf.Sync.Sandbox.Notion;
using HigherSelf.Sync.Sandbox.Seeding;
using HigherSelf.Sync.Sandbox.Supabase;
using Npgsql;

namespace HigherSelf.Sync.Sandbox;

/// <summary>An offline Notion and an offline Supabase side by side, with the databases of a catalog in the former.</summary>
public sealed class OfflinePair : IAsyncDisposable
{
    private readonly DatabaseCatalog _catalog;
    private readonly int? _requestsPerMinute;

    private OfflinePair(DatabaseCatalog catalog, OfflineNotion notion, int? requestsPerMinute, OfflineSupabase supabase, bool withDatabases)
    {
        _catalog = catalog;
        _requestsPerMinute = requestsPerMinute;
        Notion = notion;
        Supabase = supabase;
        Databases = withDatabases ? CatalogDatabases.Create(notion.Workspace, catalog) : new Dictionary<string, DatabaseIds>();
    }

    /// <summary>What this pair is known by in this process.</summary>
    public Guid Id { get; } = Guid.NewGuid();

    public OfflineNotion Notion { get; }

    public OfflineSupabase Supabase { get; }

    /// <summary>The ids of the databases in Notion, by table.</summary>
    public IReadOnlyDictionary<string, DatabaseIds> Databases { get; }

    /// <summary>How many pages were made at the start.</summary>
    public int Pages { get; private set; }

    /// <summary>The settings that lead to this pair, by the names of their environment variables.</summary>
    public IReadOnlyDictionary<string, string> Settings
    {
        get
        {
            var settings = new SortedDictionary<string, string>(StringComparer.Ordinal)
            {
                [SettingName.NotionUrl] = Notion.Url.ToString().TrimEnd('/'),
                [SettingName.NotionToken] = Notion.Token,
                [SettingName.SupabaseUrl] = Supabase.Url.ToString().TrimEnd('/'),
                [SettingName.SupabaseKey] = Supabase.SecretKey,
                [SettingName.DatabaseUrl] = Supabase.DatabaseUrl,
            };
            if (_requestsPerMinute is { } budget)
            {
                settings[SettingName.NotionBudget] = budget.ToString(CultureInfo.InvariantCulture);
            }

            foreach (var database in _catalog.Databases.Where(d => Databases.ContainsKey(d.Table)))
            {
                settings[database.IdVariable] = Databases[database.Table].Database.ToString("D");
            }

            return settings;
        }
    }

    /// <summary>Starts both, creates the databases, and fills them if asked to.</summary>
    /// <param name="catalog">The databases.</param>
    /// <param name="withRecords">Whether lifelike records are made: about 1,300 pages.</param>
    /// <param name="notion">How the offline Notion behaves.</param>
    /// <param name="supabase">How the offline Supabase is started.</param>
    /// <param name="cancellationToken">Stops the start.</param>
    /// <param name="withDatabases">Whether the databases are made; without them, Notion is empty.</param>
    /// <exception cref="SandboxException">Node.js, npm or PostgreSQL is missing, or one of the parts failed.</exception>
    public static async Task<OfflinePair> StartAsync(
        DatabaseCatalog catalog, bool withRecords, OfflineNotionOptions notion, OfflineSupabaseOptions supabase, CancellationToken cancellationToken, bool withDatabases = true)
    {
        var offlineSupabase = await OfflineSupabase.StartAsync(supabase, cancellationToken).ConfigureAwait(false);
        var pair = new OfflinePair(catalog, OfflineNotion.Start(notion), notion.RequestsPerMinute, offlineSupabase, withDatabases);
        if (withRecords && withDatabases)
        {
            pair.Pages = LifelikeRecords.Fill(pair.Notion.Workspace, catalog, pair.Databases, notion.TimeProvider.GetUtcNow());
        }

        return pair;
    }

    /// <summary>The pages of a database, in the order of their creation.</summary>
    public IReadOnlyList<Guid> PagesOf(string table) => Notion.Workspace.PageIds(Databases[table].DataSource);

    /// <summary>Edits a page as a person does in Notion.</summary>
    /// <param name="table">The database.</param>
    /// <param name="page">The page.</param>
    /// <param name="values">The new values, by column; the other properties keep theirs.</param>
    public void EditPage(string table, Guid page, IReadOnlyDictionary<string, FieldValue> values)
    {
        var properties = new System.Text.Json.Nodes.JsonObject();
        foreach (var (column, value) in values)
        {
            var field = Find(table).Mirrored.FirstOrDefault(f => f.Column == column)
                ?? throw new ArgumentException($"{table} has no mirrored column {column}.", nameof(values));
            properties[field.Property!] = PropertyEncoder.Encode(new BoundProperty(field, field.Property!, field.Property!, field.Type), value);
        }

        Notion.Workspace.EditPage(page, properties);
    }

    /// <summary>Runs SQL in Supabase, as a program that works with its database does.</summary>
    public void ExecuteSql(string sql)
    {
        using var connection = new NpgsqlConnection(Engine.Supabase.Schema.DatabaseUrl.Parse(new Secret(Supabase.DatabaseUrl)).ConnectionString);
        connection.Open();
        using var command = new NpgsqlCommand(sql, connection);
        command.ExecuteNonQuery();
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        await Notion.DisposeAsync().ConfigureAwait(false);
        await Supabase.DisposeAsync().ConfigureAwait(false);
    }

    private Database Find(string table) => _catalog.Find(table) ?? throw new ArgumentException($"There is no database {table}.", nameof(table));
}

using System.Text.Json.Nodes;
using HigherSelf.Sync.Engine.Configuration;
using HigherSelf.Sync.Engine.Supabase.Schema;
using Npgsql;

namespace HigherSelf.Sync.Integration.Tests;

/// <summary>A way into the test database: a connection, or the Management API, whose stub carries the SQL out on the same database.</summary>
internal sealed class SetUpAccess : IDisposable
{
    private readonly ManagementApiAccess? _managed;
    private readonly NpgsqlDataSource? _database;

    public SetUpAccess(RunningSupabase running, MigrationWay way, TimeProvider? time = null, int retries = 6, TimeSpan? lockTimeout = null)
    {
        if (way == MigrationWay.ManagementApi)
        {
            _database = NpgsqlDataSource.Create(running.Supabase.ConnectionString + ";Include Error Detail=true;Pooling=false");
            Api = new StubManagementApi(sql => RunAsync(_database, sql));
            _managed = new ManagementApiAccess(OptionsFor(Api) with { Retries = retries }, time ?? TimeProvider.System);
        }

        IDatabaseAccess access = _managed is null ? new ConnectionAccess(new Secret(running.Supabase.DatabaseUrl)) : _managed;
        Access = access;
        Runner = new MigrationRunner(access, TimeProvider.System) { LockTimeout = lockTimeout ?? TimeSpan.FromMilliseconds(100) };
    }

    public static TheoryData<MigrationWay> Ways => [MigrationWay.Connection, MigrationWay.ManagementApi];

    public MigrationRunner Runner { get; }

    public IDatabaseAccess Access { get; }

    /// <summary>The stub, where the way leads through it.</summary>
    public StubManagementApi? Api { get; }

    public static ManagementApiOptions OptionsFor(StubManagementApi api) => new()
    {
        Url = api.Url,
        Token = new Secret(StubManagementApi.Token),
        Project = StubManagementApi.Project,
        RetryDelay = TimeSpan.FromMilliseconds(1),
    };

    public void Dispose()
    {
        _managed?.Dispose();
        Api?.Dispose();
        _database?.Dispose();
        Assert.Empty(Api?.Complaints ?? []);
    }

    /// <summary>All statements in one implicit transaction on a connection of their own; the rows of the last one that has any.</summary>
    private static async Task<string> RunAsync(NpgsqlDataSource database, string sql)
    {
        try
        {
            await using var command = database.CreateCommand(sql);
            await using var reader = await command.ExecuteReaderAsync();
            var rows = new JsonArray();
            do
            {
                var found = new JsonArray();
                while (await reader.ReadAsync())
                {
                    found.Add(new JsonObject(Enumerable.Range(0, reader.FieldCount)
                        .Select(i => KeyValuePair.Create(reader.GetName(i), (JsonNode?)JsonValue.Create(reader.GetValue(i)?.ToString())))));
                }

                rows = found.Count > 0 ? found : rows;
            }
            while (await reader.NextResultAsync());
            return rows.ToJsonString();
        }
        catch (PostgresException e)
        {
            // As the API words it, with position, details and context behind the message.
            var detail = e.Detail is null ? "" : $"\nDETAIL:  {e.Detail}";
            var hint = e.Hint is null ? "" : $"\nHINT:  {e.Hint}";
            var context = e.Where is null ? "" : $"\nCONTEXT:  {e.Where}";
            throw new StubSqlException($"Failed to run sql query: ERROR:  {e.SqlState}: {e.MessageText}\nLINE 1: select ...\n        ^{detail}{hint}{context}\n");
        }
    }
}

using System.Net.Http.Json;
using HigherSelf.Sync.Sandbox.Supabase;
using Npgsql;

namespace HigherSelf.Sync.Sandbox.Tests.Supabase;

/// <summary>One offline Supabase for all tests of the collection; each test makes tables of its own.</summary>
public sealed class RunningSupabase : IAsyncLifetime
{
    private readonly HttpClient _http = new(new SocketsHttpHandler { UseProxy = false });

    public OfflineSupabase Supabase { get; private set; } = null!;

    public NpgsqlDataSource Database { get; private set; } = null!;

    public async ValueTask InitializeAsync()
    {
        Supabase = await OfflineSupabase.StartAsync(new OfflineSupabaseOptions(), TestContext.Current.CancellationToken);
        Database = NpgsqlDataSource.Create(Supabase.ConnectionString);
    }

    public async ValueTask DisposeAsync()
    {
        _http.Dispose();
        await Database.DisposeAsync();
        await Supabase.DisposeAsync();
    }

    /// <summary>Runs statements as the role postgres, as a migration does, and lets the Data API notice them.</summary>
    public async Task MigrateAsync(string sql)
    {
        await ExecuteAsync(sql);
        await Supabase.RefreshSchemaAsync();
    }

    public async Task ExecuteAsync(string sql)
    {
        await using var command = Database.CreateCommand(sql);
        await command.ExecuteNonQueryAsync();
    }

    public async Task<T> QueryAsync<T>(string sql)
    {
        await using var command = Database.CreateCommand(sql);
        return (T)(await command.ExecuteScalarAsync())!;
    }

    public Task<Answer> GetAsync(string path, string? key) => SendAsync(HttpMethod.Get, path, key, null);

    public Task<Answer> PostAsync(string path, string? key, object body) => SendAsync(HttpMethod.Post, path, key, body);

    private async Task<Answer> SendAsync(HttpMethod method, string path, string? key, object? body)
    {
        using var request = new HttpRequestMessage(method, new Uri(Supabase.Url, path));
        if (key is not null)
        {
            request.Headers.Add("apikey", key);
        }

        request.Content = body is null ? null : JsonContent.Create(body);
        using var response = await _http.SendAsync(request);
        return new Answer((int)response.StatusCode, await response.Content.ReadAsStringAsync());
    }
}

public sealed record Answer(int Status, string Body);

[CollectionDefinition(Name)]
public sealed class SupabaseTests : ICollectionFixture<RunningSupabase>
{
    public const string Name = "a running offline Supabase";
}

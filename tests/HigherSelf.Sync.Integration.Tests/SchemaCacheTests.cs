using System.Net;
using System.Net.Sockets;
using System.Text;
using System.Text.Json;
using HigherSelf.Sync.Engine.Configuration;
using HigherSelf.Sync.Engine.Errors;
using HigherSelf.Sync.Engine.Supabase;
using HigherSelf.Sync.Engine.Supabase.Schema;
using HigherSelf.Sync.Engine.Sync;
using Microsoft.Extensions.Time.Testing;

namespace HigherSelf.Sync.Integration.Tests;

/// <summary>The REST API of a hosted project learns of new functions some time after they were made.</summary>
public sealed class SchemaCacheTests : IDisposable
{
    private const string Unknown = """{"code":"PGRST202","message":"Could not find the function public.hs_sync_status(request) in the schema cache","details":null,"hint":null}""";

    private readonly HttpListener _api = new();
    private readonly SupabaseClient _client;
    private readonly Queue<(int Status, string Body)> _answers = new();
    private int _requests;

    public SchemaCacheTests()
    {
        int port;
        using (var probe = new TcpListener(IPAddress.Loopback, 0))
        {
            probe.Start();
            port = ((IPEndPoint)probe.LocalEndpoint).Port;
        }

        _api.Prefixes.Add($"http://127.0.0.1:{port}/");
        _api.Start();
        _ = ServeAsync();
        _client = new SupabaseClient(new SupabaseOptions { Url = new Uri($"http://127.0.0.1:{port}"), Key = new Secret("sb_secret_x"), RetryDelay = TimeSpan.FromMilliseconds(1) }, TimeProvider.System);
    }

    [Fact]
    public async Task It_is_waited_for_until_it_knows_the_functions_of_this_version()
    {
        _answers.Enqueue((404, Unknown));
        _answers.Enqueue((503, """{"code":"PGRST002","message":"Could not query the database for the schema cache. Retrying.","details":null,"hint":null}"""));
        _answers.Enqueue((200, Status(Migrations.FunctionsVersion - 1)));
        _answers.Enqueue((404, Unknown));
        _answers.Enqueue((200, Status(Migrations.FunctionsVersion)));
        await WaitAsync();
        Assert.Equal((0, 5), (_answers.Count, _requests));
    }

    [Fact]
    public async Task One_that_never_learns_of_them_is_told_of()
    {
        var error = await Assert.ThrowsAnyAsync<SyncException>(WaitAsync);
        Assert.Equal(ErrorId.SupabaseSchemaMissing, error.Id);

        // A look every 250 ms for 15 s, and the first one.
        Assert.Equal(61, _requests);
    }

    [Fact]
    public async Task A_wrong_key_is_not_waited_for()
    {
        _answers.Enqueue((401, """{"message":"Invalid API key"}"""));
        Assert.Equal(ErrorId.SupabaseUnauthorized, (await Assert.ThrowsAnyAsync<SyncException>(WaitAsync)).Id);
        Assert.Equal(1, _requests);
    }

    public void Dispose()
    {
        _client.Dispose();
        _api.Close();
    }

    private static string Status(int version) => JsonSerializer.Serialize(JsonSerializer.Serialize(
        new { ok = new { version, databases = Array.Empty<string>(), now = "2026-11-22T10:00:00+00:00" } }));

    private Task WaitAsync() =>
        new SetUp(SmallCatalog.Create(), new SyncEnvironment { Time = new SkippingTime(new FakeTimeProvider()) }).WaitForApiAsync(_client, default);

    private async Task ServeAsync()
    {
        try
        {
            while (true)
            {
                var context = await _api.GetContextAsync();
                _requests++;
                var (status, body) = _answers.TryDequeue(out var answer) ? answer : (404, Unknown);
                context.Response.StatusCode = status;
                context.Response.ContentType = "application/json";
                await context.Response.OutputStream.WriteAsync(Encoding.UTF8.GetBytes(body));
                context.Response.Close();
            }
        }
        catch (Exception e) when (e is HttpListenerException or ObjectDisposedException)
        {
            // The test is over.
        }
    }
}

using System.Collections.Specialized;
using System.Net;
using System.Net.Sockets;
using System.Text;
using HigherSelf.Sync.Engine.Configuration;
using HigherSelf.Sync.Engine.Errors;
using HigherSelf.Sync.Engine.Supabase;

namespace HigherSelf.Sync.Engine.Tests.Supabase;

public sealed class SupabaseClientTests : IDisposable
{
    private readonly HttpListener _server = new();
    private readonly Uri _url;
    private readonly List<NameValueCollection> _headers = [];
    private readonly Queue<(int Status, string Body)> _answers = new();

    public SupabaseClientTests()
    {
        using (var probe = new TcpListener(IPAddress.Loopback, 0))
        {
            probe.Start();
            _url = new Uri($"http://127.0.0.1:{((IPEndPoint)probe.LocalEndpoint).Port}/");
        }

        _server.Prefixes.Add(_url.ToString());
        _server.Start();
        _ = ServeAsync();
    }

    [Fact]
    public async Task A_secret_key_goes_into_apikey_alone()
    {
        _answers.Enqueue((200, "[]"));
        await CallAsync("sb_secret_abc");
        Assert.Equal("sb_secret_abc", _headers[0]["apikey"]);
        Assert.Null(_headers[0]["Authorization"]);
        Assert.DoesNotContain("Mozilla", _headers[0]["User-Agent"], StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_legacy_key_goes_into_both_headers()
    {
        _answers.Enqueue((200, "[]"));
        await CallAsync("eyJabc.def.ghi");
        Assert.Equal("eyJabc.def.ghi", _headers[0]["apikey"]);
        Assert.Equal("Bearer eyJabc.def.ghi", _headers[0]["Authorization"]);
    }

    [Theory]
    [InlineData(500, "40P01")]
    [InlineData(500, "40001")]
    [InlineData(503, "08006")]
    [InlineData(503, "53300")]
    [InlineData(500, "57P01")]
    [InlineData(503, "PGRST001")]
    [InlineData(503, "PGRST002")]
    [InlineData(429, null)]
    [InlineData(502, null)]
    [InlineData(522, null)]
    public async Task What_may_pass_is_tried_again(int status, string? code)
    {
        _answers.Enqueue((status, code is null ? "<html>" : $$"""{"code":"{{code}}","message":"m","details":null,"hint":null}"""));
        _answers.Enqueue((200, "[]"));
        await CallAsync("sb_secret_x");
        Assert.Equal(2, _headers.Count);
    }

    [Theory]
    [InlineData(403, "42501", ErrorId.SupabaseForbidden)]
    [InlineData(401, null, ErrorId.SupabaseUnauthorized)]
    [InlineData(404, "42P01", ErrorId.SupabaseSchemaMissing)]
    [InlineData(404, "PGRST202", ErrorId.SupabaseSchemaMissing)]
    [InlineData(404, "PGRST205", ErrorId.SupabaseSchemaMissing)]
    [InlineData(409, "23505", ErrorId.SupabaseRejected)]
    [InlineData(400, "22P02", ErrorId.SupabaseRejected)]
    [InlineData(405, "25006", ErrorId.SupabaseForbidden)]
    [InlineData(500, "57014", ErrorId.SupabaseUnavailable)]
    [InlineData(404, null, ErrorId.SupabaseUnreachable)]
    public async Task What_stays_wrong_is_told_at_once_by_its_code(int status, string? code, ErrorId id)
    {
        _answers.Enqueue((status, code is null ? """{"message":"m"}""" : $$"""{"code":"{{code}}","message":"m","details":"d","hint":"h"}"""));
        var error = await Assert.ThrowsAsync<SupabaseException>(() => CallAsync("sb_secret_x"));
        Assert.Equal((id, status, code), (error.Id, error.Status, error.Code));
        Assert.StartsWith("m", error.Said, StringComparison.Ordinal);
        Assert.Single(_headers);
    }

    [Fact]
    public async Task An_answer_that_is_no_json_is_no_supabase()
    {
        _answers.Enqueue((200, "<html>hello</html>"));
        Assert.Equal(ErrorId.SupabaseUnreachable, (await Assert.ThrowsAsync<SyncException>(() => CallAsync("sb_secret_x"))).Id);
    }

    public void Dispose() => _server.Close();

    private async Task CallAsync(string key)
    {
        using var client = new SupabaseClient(
            new SupabaseOptions { Url = _url, Key = new Secret(key), Retries = 2, RetryDelay = TimeSpan.FromMilliseconds(1) }, TimeProvider.System);
        await client.SelectAsync("t", "select=*", default);
    }

    private async Task ServeAsync()
    {
        while (_server.IsListening)
        {
            HttpListenerContext context;
            try
            {
                context = await _server.GetContextAsync();
            }
            catch (Exception e) when (e is HttpListenerException or ObjectDisposedException or InvalidOperationException)
            {
                return;
            }

            _headers.Add(context.Request.Headers);
            var (status, body) = _answers.Dequeue();
            context.Response.StatusCode = status;
            context.Response.Close(Encoding.UTF8.GetBytes(body), willBlock: true);
        }
    }
}

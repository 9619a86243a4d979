using System.Net.Http.Headers;
using System.Text.Json;
using System.Text.Json.Serialization;
using HigherSelf.Sync.Engine.Errors;
using Microsoft.Extensions.Logging;
using Polly;
using Polly.Retry;
using Polly.Timeout;

namespace HigherSelf.Sync.Engine.Supabase;

/// <summary>
/// The REST API of a Supabase project (PostgREST): functions and rows. Every call raises <see cref="SupabaseException"/> for an error answer and
/// <see cref="SyncException"/> with <see cref="ErrorId.SupabaseUnreachable"/> when none comes.
/// </summary>
public sealed class SupabaseClient : IDisposable
{
    private readonly HttpClient _http;
    private readonly SupabaseOptions _options;
    private readonly TimeProvider _time;
    private readonly ILogger _logger;
    private readonly ResiliencePipeline _retry;
    private readonly ResiliencePipeline _timeout;
    private readonly bool _ownsHttp;

    /// <param name="options">Address and key.</param>
    /// <param name="time">The clock.</param>
    /// <param name="log">Gets one debug line a request.</param>
    public SupabaseClient(SupabaseOptions options, TimeProvider time, EngineLog? log = null)
    {
        _options = options;
        _time = time;
        _logger = (log ?? EngineLog.None).Logger;
        _http = HttpDefaults.Create(options.Url);
        _ownsHttp = true;
        Counter = new RequestCounter();

        var key = options.Key.Reveal();
        _http.DefaultRequestHeaders.Add("apikey", key);
        if (!key.StartsWith("sb_", StringComparison.Ordinal))
        {
            // A legacy key is a JWT and goes into both headers; a new one is none and belongs in apikey alone.
            _http.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", key);
        }

        _retry = BuildRetry();
        _timeout = new ResiliencePipelineBuilder { TimeProvider = time }.AddTimeout(options.Timeout).Build();
    }

    private SupabaseClient(SupabaseClient shared, RequestCounter counter)
    {
        (_http, _options, _time, _logger, _retry, _timeout) = (shared._http, shared._options, shared._time, shared._logger, shared._retry, shared._timeout);
        Counter = counter;
    }

    /// <summary>What this client has sent.</summary>
    public RequestCounter Counter { get; }

    /// <summary>The same client, counting for another piece of work.</summary>
    public SupabaseClient CountedBy(RequestCounter counter) => new(this, counter);

    /// <summary>
    /// Calls one of this module's functions, which take JSON as text and answer {"ok": ...} or {"error": ...}. All of them may be called twice.
    /// </summary>
    /// <param name="function">Its name: "hs_sync_open".</param>
    /// <param name="request">The JSON, as UTF-8.</param>
    /// <param name="cancellationToken">Ends the waiting.</param>
    /// <returns>What stands under "ok".</returns>
    public async Task<JsonElement> CallAsync(string function, ReadOnlyMemory<byte> request, CancellationToken cancellationToken)
    {
        var path = $"/rest/v1/rpc/{function}";
        var body = WrapText(request.Span);
        return await SendAsync(HttpMethod.Post, path, body, content => Unwrap(path, content), cancellationToken).ConfigureAwait(false);
    }

    /// <summary>Reads rows: GET /rest/v1/{table}?{query}.</summary>
    /// <param name="table">The table.</param>
    /// <param name="query">In PostgREST's form, without the question mark: "select=id&amp;limit=1".</param>
    /// <param name="cancellationToken">Ends the waiting.</param>
    public async Task<JsonElement> SelectAsync(string table, string query, CancellationToken cancellationToken) =>
        await SendAsync(HttpMethod.Get, $"/rest/v1/{table}?{query}", null, content => Parse(content), cancellationToken).ConfigureAwait(false);

    /// <inheritdoc/>
    public void Dispose()
    {
        if (_ownsHttp)
        {
            _http.Dispose();
        }
    }

    private async Task<T> SendAsync<T>(HttpMethod method, string path, byte[]? body, Func<byte[], T> read, CancellationToken cancellationToken)
    {
        try
        {
            return await _retry.ExecuteAsync(
                async token => await _timeout.ExecuteAsync(
                    async inTime => await AttemptAsync(method, path, body, read, inTime).ConfigureAwait(false), token).ConfigureAwait(false),
                cancellationToken).ConfigureAwait(false);
        }
        catch (Exception e) when (e is HttpRequestException or IOException or TimeoutRejectedException)
        {
            throw new SyncException(ErrorId.SupabaseUnreachable, $"Supabase gave no answer to {method} {path} at {_options.Url.Host}: {e.Message}",
                "Check SUPABASE_URL and the network, and whether the project is paused, and run again.", "Supabase", e);
        }
    }

    private async Task<T> AttemptAsync<T>(HttpMethod method, string path, byte[]? body, Func<byte[], T> read, CancellationToken cancellationToken)
    {
        using var request = new HttpRequestMessage(method, path);
        if (body is not null)
        {
            request.Content = new ByteArrayContent(body);
            request.Content.Headers.ContentType = new MediaTypeHeaderValue("application/json");
        }

        Counter.Add();
        var started = _time.GetTimestamp();
        using var response = await _http.SendAsync(request, HttpCompletionOption.ResponseContentRead, cancellationToken).ConfigureAwait(false);
        Telemetry.SupabaseAnswered((int)response.StatusCode);
        Log.SupabaseAnswered(_logger, method, path, (int)response.StatusCode, (long)_time.GetElapsedTime(started).TotalMilliseconds);

        var content = await response.Content.ReadAsByteArrayAsync(cancellationToken).ConfigureAwait(false);
        if (!response.IsSuccessStatusCode)
        {
            throw SupabaseException.From($"{method} {path}", (int)response.StatusCode, TryReadError(content));
        }

        try
        {
            return read(content);
        }
        catch (JsonException e)
        {
            throw new SyncException(ErrorId.SupabaseUnreachable, $"What answered {method} {path} at {_options.Url.Host} is not the REST API of Supabase: {e.Message}",
                "Check SUPABASE_URL.", "Supabase", e);
        }
    }

    private static SupabaseError? TryReadError(byte[] content)
    {
        try
        {
            return JsonSerializer.Deserialize(content, SupabaseJson.Default.SupabaseError);
        }
        catch (JsonException)
        {
            // A gateway answers with HTML: the status is all there is.
            return null;
        }
    }

    /// <summary>The request as the text argument that the functions take.</summary>
    private static byte[] WrapText(ReadOnlySpan<byte> request)
    {
        var text = JsonEncodedText.Encode(request, System.Text.Encodings.Web.JavaScriptEncoder.UnsafeRelaxedJsonEscaping);
        return [.. "{\"request\":\""u8, .. text.EncodedUtf8Bytes, .. "\"}"u8];
    }

    private static JsonElement Unwrap(string path, byte[] content)
    {
        var text = JsonSerializer.Deserialize(content, SupabaseJson.Default.String) ?? throw new JsonException("null is no answer of a function.");
        var answer = Parse(System.Text.Encoding.UTF8.GetBytes(text));
        if (answer.TryGetProperty("error", out var error))
        {
            throw SupabaseException.From($"POST {path}", 200, new SupabaseError(
                error.GetProperty("sqlstate").GetString(), error.GetProperty("message").GetString(), null, null));
        }

        return answer.GetProperty("ok");
    }

    private static JsonElement Parse(byte[] content)
    {
        var reader = new Utf8JsonReader(content, new JsonReaderOptions { MaxDepth = 300 });
        return JsonElement.ParseValue(ref reader);
    }

    private ResiliencePipeline BuildRetry() => _options.Retries == 0 ? ResiliencePipeline.Empty : new ResiliencePipelineBuilder { TimeProvider = _time }
        .AddRetry(new RetryStrategyOptions
        {
            MaxRetryAttempts = _options.Retries,
            Delay = _options.RetryDelay,
            MaxDelay = TimeSpan.FromSeconds(30),
            BackoffType = DelayBackoffType.Exponential,
            UseJitter = true,
            ShouldHandle = arguments => ValueTask.FromResult(arguments.Outcome.Exception
                is SupabaseException { IsTransient: true } or HttpRequestException or IOException or TimeoutRejectedException),
            OnRetry = arguments =>
            {
                Log.SupabaseRetry(_logger, arguments.AttemptNumber + 1, arguments.Outcome.Exception?.Message ?? "");
                return ValueTask.CompletedTask;
            },
        })
        .Build();
}

/// <summary>How the answers of PostgREST are read; generated at compile time.</summary>
[JsonSourceGenerationOptions(PropertyNameCaseInsensitive = true)]
[JsonSerializable(typeof(SupabaseError))]
[JsonSerializable(typeof(string))]
internal sealed partial class SupabaseJson : JsonSerializerContext;

using System.Net.Http.Headers;
using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using HigherSelf.Sync.Engine.Errors;
using Microsoft.Extensions.Logging;
using Polly;
using Polly.CircuitBreaker;
using Polly.Retry;
using Polly.Timeout;

namespace HigherSelf.Sync.Engine.Notion;

/// <summary>Sends one request to Notion: paced, timed, tried again where that is safe, and its answer read or its error raised.</summary>
internal sealed class NotionHttp : IDisposable
{
    private static readonly ResiliencePropertyKey<Effect> EffectOf = new("effect");

    private readonly HttpClient _http;
    private readonly NotionOptions _options;
    private readonly RequestPacer _pacer;
    private readonly TimeProvider _time;
    private readonly ILogger _logger;
    private readonly ResiliencePipeline _retry;
    private readonly ResiliencePipeline _attempt;

    public NotionHttp(NotionOptions options, RequestPacer pacer, TimeProvider time, ILogger logger)
    {
        _options = options;
        _pacer = pacer;
        _time = time;
        _logger = logger;
        _http = HttpDefaults.Create(options.BaseUrl);
        _http.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", options.Token.Reveal());
        _http.DefaultRequestHeaders.Add("Notion-Version", NotionOptions.Version);
        _retry = BuildRetry();
        _attempt = BuildAttempt();
    }

    /// <summary>The budget that this client shares.</summary>
    public RequestPacer Pacer => _pacer;

    /// <summary>Sends a request and reads its answer.</summary>
    /// <param name="method">GET, POST, PATCH or DELETE.</param>
    /// <param name="path">From /v1 on, with the query.</param>
    /// <param name="body">The JSON body, or null.</param>
    /// <param name="effect">What the request does there, which decides when it may be sent again (R8).</param>
    /// <param name="answer">How the answer is read.</param>
    /// <param name="counter">Counts each attempt.</param>
    /// <param name="cancellationToken">Ends the waiting and the request.</param>
    /// <exception cref="NotionException">Notion answered with an error.</exception>
    /// <exception cref="SyncException"><see cref="ErrorId.NotionUnreachable"/>: no answer came.</exception>
    public async Task<NotionAnswer<T>> SendAsync<T>(
        HttpMethod method, string path, byte[]? body, Effect effect, JsonTypeInfo<T> answer, RequestCounter counter, CancellationToken cancellationToken)
    {
        var context = ResilienceContextPool.Shared.Get(cancellationToken);
        context.Properties.Set(EffectOf, effect);
        try
        {
            return await _retry.ExecuteAsync(
                async (c, request) =>
                {
                    using var place = await _pacer.EnterAsync(c.CancellationToken).ConfigureAwait(false);
                    counter.Add();
                    return await _attempt.ExecuteAsync(
                        token => AttemptAsync(request.method, request.path, request.body, request.answer, token),
                        c.CancellationToken).ConfigureAwait(false);
                },
                context,
                (method, path, body, answer)).ConfigureAwait(false);
        }
        catch (Exception e) when (e is HttpRequestException or IOException or TimeoutRejectedException or BrokenCircuitException)
        {
            throw new SyncException(ErrorId.NotionUnreachable, $"Notion gave no answer to {method} {path} at {_options.BaseUrl.Host}: {e.Message}",
                "Check the network, the proxy settings and status.notion.com, and run again.", "Notion", e);
        }
        finally
        {
            ResilienceContextPool.Shared.Return(context);
        }
    }

    public void Dispose() => _http.Dispose();

    private async ValueTask<NotionAnswer<T>> AttemptAsync<T>(
        HttpMethod method, string path, byte[]? body, JsonTypeInfo<T> answer, CancellationToken cancellationToken)
    {
        using var request = new HttpRequestMessage(method, path);
        if (body is not null)
        {
            request.Content = new ByteArrayContent(body);
            request.Content.Headers.ContentType = new MediaTypeHeaderValue("application/json");
        }

        var started = _time.GetTimestamp();
        using var response = await _http.SendAsync(request, HttpCompletionOption.ResponseContentRead, cancellationToken).ConfigureAwait(false);
        var requestId = response.Headers.TryGetValues("x-notion-request-id", out var ids) ? ids.FirstOrDefault() : null;
        Telemetry.NotionAnswered((int)response.StatusCode);
        Log.NotionAnswered(_logger, method, path, (int)response.StatusCode, (long)_time.GetElapsedTime(started).TotalMilliseconds, requestId);

        var content = await response.Content.ReadAsByteArrayAsync(cancellationToken).ConfigureAwait(false);
        if (!response.IsSuccessStatusCode)
        {
            throw ErrorOf($"{method} {path}", response, content);
        }

        try
        {
            var value = JsonSerializer.Deserialize(content, answer) ?? throw new JsonException("null is no answer.");
            return new NotionAnswer<T>(value, response.Headers.Date);
        }
        catch (JsonException e)
        {
            throw NotionException.Unreadable($"{method} {path}", (int)response.StatusCode, e);
        }
    }

    private NotionException ErrorOf(string request, HttpResponseMessage response, byte[] content)
    {
        NotionError? error = null;
        try
        {
            error = JsonSerializer.Deserialize(content, NotionJson.Default.NotionError);
        }
        catch (JsonException)
        {
            // An HTML page of the edge in front of the API: the status is all there is.
        }

        var exception = NotionException.From(request, response, error, RetryAfterOf(response));
        if (exception.IsRateLimited)
        {
            _pacer.Pause(exception.RetryAfter ?? _options.RetryDelay);
        }

        return exception;
    }

    private TimeSpan? RetryAfterOf(HttpResponseMessage response) => response.Headers.RetryAfter switch
    {
        { Delta: { } delta } => delta,
        { Date: { } date } => date - (response.Headers.Date ?? _time.GetUtcNow()),
        _ => null,
    };

    private ResiliencePipeline BuildRetry() => _options.Retries == 0 ? ResiliencePipeline.Empty : new ResiliencePipelineBuilder { TimeProvider = _time }
        .AddRetry(new RetryStrategyOptions
        {
            MaxRetryAttempts = _options.Retries,
            Delay = _options.RetryDelay,
            MaxDelay = TimeSpan.FromMinutes(1),
            BackoffType = DelayBackoffType.Exponential,
            UseJitter = true,
            ShouldHandle = arguments => ValueTask.FromResult(
                arguments.Outcome.Exception is { } e && MayRepeat(e, arguments.Context.Properties.GetValue(EffectOf, Effect.Creates))),
            // The pacer holds everybody back for as long as Notion asked; the retry has nothing to add to that.
            DelayGenerator = arguments => ValueTask.FromResult<TimeSpan?>(
                arguments.Outcome.Exception is NotionException { IsRateLimited: true, RetryAfter: not null } ? TimeSpan.Zero : null),
            OnRetry = arguments =>
            {
                Log.NotionRetry(_logger, arguments.AttemptNumber + 1, arguments.Outcome.Exception?.Message ?? "");
                return ValueTask.CompletedTask;
            },
        })
        .Build();

    private ResiliencePipeline BuildAttempt() => new ResiliencePipelineBuilder { TimeProvider = _time }
        .AddCircuitBreaker(new CircuitBreakerStrategyOptions
        {
            // Only an outage opens it: then all workers wait together in place of hammering one by one.
            FailureRatio = 0.9,
            MinimumThroughput = 20,
            SamplingDuration = TimeSpan.FromSeconds(30),
            BreakDuration = TimeSpan.FromSeconds(10),
            ShouldHandle = arguments => ValueTask.FromResult(
                arguments.Outcome.Exception is HttpRequestException or IOException or TimeoutRejectedException or NotionException { IsServerError: true }),
        })
        .AddTimeout(_options.Timeout)
        .Build();

    private static bool MayRepeat(Exception exception, Effect effect) => exception switch
    {
        NotionException { IsBlocked: true } => false,
        NotionException { IsRateLimited: true } => true,
        NotionException { IsServerError: true } => effect == Effect.None,
        // Nothing was saved; but of a creation one had better make sure.
        NotionException { Code: "conflict_error" } => effect != Effect.Creates,
        NotionException => false,
        // The circuit refused before anything was sent.
        BrokenCircuitException => true,
        HttpRequestException or IOException or TimeoutRejectedException => effect == Effect.None,
        _ => false,
    };
}

/// <summary>What a request does to Notion.</summary>
internal enum Effect
{
    /// <summary>Nothing: a read, a query and a search by POST too. It is sent again after any trouble that may pass.</summary>
    None,

    /// <summary>It sets values. It is sent again only after an answer which says that nothing was saved.</summary>
    Sets,

    /// <summary>It makes something. It is sent again only after an answer which says that it was not even looked at.</summary>
    Creates,
}

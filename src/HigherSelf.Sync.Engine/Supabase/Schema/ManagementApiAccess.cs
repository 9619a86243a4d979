using System.Net.Http.Headers;
using System.Text.Json;
using System.Text.Json.Serialization;
using System.Text.RegularExpressions;
using HigherSelf.Sync.Engine.Errors;
using Microsoft.Extensions.Logging;
using Polly;
using Polly.Retry;
using Polly.Timeout;

namespace HigherSelf.Sync.Engine.Supabase.Schema;

/// <summary>
/// The Management API of Supabase: POST /v1/projects/{ref}/database/query. It runs the text of a request as PostgreSQL takes it, several statements
/// as one transaction, and gives the rows of the last one that has any. All that is sent may be sent twice.
/// </summary>
public sealed partial class ManagementApiAccess : IDatabaseAccess, IDisposable
{
    private const string Detail = "DETAIL:";

    private readonly ManagementApiOptions _options;
    private readonly TimeProvider _time;
    private readonly ILogger _logger;
    private readonly HttpClient _http;
    private readonly ResiliencePipeline _attempts;

    /// <param name="options">Address, token and project.</param>
    /// <param name="time">The clock.</param>
    /// <param name="log">Gets one debug line a request.</param>
    public ManagementApiAccess(ManagementApiOptions options, TimeProvider time, EngineLog? log = null)
    {
        _options = options;
        _time = time;
        _logger = (log ?? EngineLog.None).Logger;
        _http = HttpDefaults.Create(options.Url);
        _http.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", options.Token.Reveal());
        _attempts = BuildAttempts();
    }

    private string Path => $"/v1/projects/{Uri.EscapeDataString(_options.Project)}/database/query";

    /// <inheritdoc/>
    public async Task<string> RunAsync(string sql, CancellationToken cancellationToken)
    {
        var body = JsonSerializer.SerializeToUtf8Bytes(new ManagementQuery(sql), ManagementJson.Default.ManagementQuery);
        try
        {
            return await _attempts.ExecuteAsync(async inTime => await AttemptAsync(body, inTime).ConfigureAwait(false), cancellationToken).ConfigureAwait(false);
        }
        catch (Exception e) when (e is HttpRequestException or IOException or TimeoutRejectedException)
        {
            throw new SyncException(ErrorId.SupabaseUnreachable, $"The Management API of Supabase gave no answer at {_options.Url.Host}: {e.Message}",
                "Check the network, then status.supabase.com, and run it again; that is safe at any time.", "Supabase", e);
        }
    }

    /// <inheritdoc/>
    public void Dispose() => _http.Dispose();

    private async Task<string> AttemptAsync(byte[] body, CancellationToken cancellationToken)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, Path);
        request.Content = new ByteArrayContent(body);
        request.Content.Headers.ContentType = new MediaTypeHeaderValue("application/json");
        var started = _time.GetTimestamp();
        using var response = await _http.SendAsync(request, HttpCompletionOption.ResponseContentRead, cancellationToken).ConfigureAwait(false);
        Log.SupabaseAnswered(_logger, HttpMethod.Post, Path, (int)response.StatusCode, (long)_time.GetElapsedTime(started).TotalMilliseconds);
        var content = await response.Content.ReadAsByteArrayAsync(cancellationToken).ConfigureAwait(false);
        return response.IsSuccessStatusCode ? ReadAnswer(content) : throw ReadError(response, content);
    }

    private string ReadAnswer(byte[] content)
    {
        try
        {
            return JsonSerializer.Deserialize(content, ManagementJson.Default.ListManagementRow) is [.., { Answer: { } answer }]
                ? answer
                : throw new JsonException("there is no row with an answer.");
        }
        catch (JsonException e)
        {
            throw new SyncException(ErrorId.SupabaseUnreachable, $"What answered at {_options.Url.Host} is not the Management API of Supabase: {e.Message}",
                "Look for a proxy that changes answers.", "Supabase", e);
        }
    }

    /// <summary>An error of the database stands in the text of a message: "Failed to run sql query: ERROR:  42P01: relation ... does not exist".</summary>
    private Exception ReadError(HttpResponseMessage response, byte[] content)
    {
        var said = ReadMessage(content);
        return said is not null && SqlError().Match(said) is { Success: true } error
            ? new SqlException(error.Groups["state"].Value, WithoutPosition(error.Groups["said"].Value))
            : ManagementApiException.From((int)response.StatusCode, said, RetryAfter(response), _options.Project);
    }

    /// <summary>Message and details, without hints and the lines that point into the text of the SQL.</summary>
    private static string WithoutPosition(string said)
    {
        var lines = said.Split('\n').Select(l => l.Trim()).Where(l => l.Length > 0).ToList();
        var message = lines.TakeWhile(l => !Label().IsMatch(l));
        var details = lines.Where(l => l.StartsWith(Detail, StringComparison.Ordinal)).Select(l => l[Detail.Length..].Trim()).Where(l => l.Length > 0);
        return string.Join(": ", details.Prepend(string.Join(' ', message)));
    }

    private static string? ReadMessage(byte[] content)
    {
        try
        {
            return JsonSerializer.Deserialize(content, ManagementJson.Default.ManagementError)?.Message;
        }
        catch (JsonException)
        {
            // A gateway answers with HTML: the status is all there is.
            return null;
        }
    }

    private TimeSpan? RetryAfter(HttpResponseMessage response) =>
        response.Headers.RetryAfter?.Delta ?? (response.Headers.RetryAfter?.Date is { } date && date > _time.GetUtcNow() ? date - _time.GetUtcNow() : null);

    private ResiliencePipeline BuildAttempts()
    {
        var pipeline = new ResiliencePipelineBuilder { TimeProvider = _time };
        if (_options.Retries > 0)
        {
            pipeline.AddRetry(new RetryStrategyOptions
            {
                MaxRetryAttempts = _options.Retries,
                Delay = _options.RetryDelay,
                MaxDelay = TimeSpan.FromSeconds(30),
                BackoffType = DelayBackoffType.Exponential,
                UseJitter = true,
                ShouldHandle = arguments => ValueTask.FromResult(arguments.Outcome.Exception
                    is ManagementApiException { IsTransient: true } or HttpRequestException or IOException or TimeoutRejectedException),
                DelayGenerator = arguments => ValueTask.FromResult((arguments.Outcome.Exception as ManagementApiException)?.RetryAfter),
                OnRetry = arguments =>
                {
                    Log.SupabaseRetry(_logger, arguments.AttemptNumber + 1, arguments.Outcome.Exception?.Message ?? "");
                    return ValueTask.CompletedTask;
                },
            });
        }

        return pipeline.AddTimeout(_options.Timeout).Build();
    }

    [GeneratedRegex(@"ERROR:\s+(?<state>[0-9A-Z]{5}):\s+(?<said>.*)$", RegexOptions.Singleline | RegexOptions.ExplicitCapture)]
    private static partial Regex SqlError();

    [GeneratedRegex("^(DETAIL:|HINT:|LINE [0-9]+:|QUERY:|CONTEXT:)")]
    private static partial Regex Label();
}

/// <summary>The body of a request.</summary>
internal sealed record ManagementQuery(string Query);

/// <summary>A row of an answer.</summary>
internal sealed record ManagementRow(string? Answer);

/// <summary>The body of an error.</summary>
internal sealed record ManagementError(string? Message);

/// <summary>How requests and answers of the Management API are written and read; generated at compile time.</summary>
[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase)]
[JsonSerializable(typeof(ManagementQuery))]
[JsonSerializable(typeof(List<ManagementRow>))]
[JsonSerializable(typeof(ManagementError))]
internal sealed partial class ManagementJson : JsonSerializerContext;

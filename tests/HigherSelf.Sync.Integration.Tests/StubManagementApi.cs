using System.Collections.Concurrent;
using System.Net;
using System.Net.Sockets;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace HigherSelf.Sync.Integration.Tests;

/// <summary>
/// The Management API of Supabase on loopback, as far as it is used: POST /v1/projects/{ref}/database/query. It refuses every request that is not
/// exactly as documented, and has the SQL carried out by whoever starts it.
/// </summary>
public sealed class StubManagementApi : IDisposable
{
    public const string Token = "sbp_0123456789abcdef0123456789abcdef01234567";

    public const string Project = "abcdefghijklmnopqrst";

    private readonly HttpListener _listener = new();
    private readonly Func<string, Task<string>> _run;

    /// <param name="run">Carries SQL out and gives the rows as JSON; for an error of the database it throws <see cref="StubSqlException"/>.</param>
    public StubManagementApi(Func<string, Task<string>> run)
    {
        _run = run;
        using (var probe = new TcpListener(IPAddress.Loopback, 0))
        {
            probe.Start();
            Url = new Uri($"http://127.0.0.1:{((IPEndPoint)probe.LocalEndpoint).Port}/");
        }

        _listener.Prefixes.Add(Url.ToString());
        _listener.Start();
        _ = ServeAsync();
    }

    public Uri Url { get; }

    /// <summary>The SQL of every request that was well-formed, whatever was answered.</summary>
    public ConcurrentQueue<string> Queries { get; } = new();

    /// <summary>What was wrong with requests.</summary>
    public ConcurrentQueue<string> Complaints { get; } = new();

    /// <summary>Answers that are given in place of the database's, one a request.</summary>
    public ConcurrentQueue<StubAnswer> Answers { get; } = new();

    public void Dispose() => _listener.Close();

    private async Task ServeAsync()
    {
        while (true)
        {
            HttpListenerContext context;
            try
            {
                context = await _listener.GetContextAsync();
            }
            catch (Exception e) when (e is HttpListenerException or ObjectDisposedException)
            {
                return;
            }

            StubAnswer answer;
            try
            {
                answer = await AnswerAsync(context.Request);
            }
            catch (Exception e)
            {
                // Nobody waits for this task: what goes wrong in it is for the test to see.
                Complaints.Enqueue(e.ToString());
                answer = new StubAnswer(418, Error(e.Message));
            }

            context.Response.StatusCode = answer.Status;
            context.Response.ContentType = answer.Body.StartsWith('<') ? "text/html" : "application/json; charset=utf-8";
            if (answer.RetryAfter is { } seconds)
            {
                context.Response.AddHeader("Retry-After", seconds);
            }

            await context.Response.OutputStream.WriteAsync(Encoding.UTF8.GetBytes(answer.Body));
            context.Response.Close();
        }
    }

    private async Task<StubAnswer> AnswerAsync(HttpListenerRequest request)
    {
        using var reader = new StreamReader(request.InputStream, Encoding.UTF8);
        var body = await reader.ReadToEndAsync();
        if (Complaint(request, body) is { } complaint)
        {
            Complaints.Enqueue(complaint);
            return new StubAnswer(complaint.StartsWith("Authorization", StringComparison.Ordinal) ? 401 : 400, Error(complaint));
        }

        var sql = JsonNode.Parse(body)!["query"]!.GetValue<string>();
        Queries.Enqueue(sql);
        if (Answers.TryDequeue(out var given))
        {
            if (given.AfterRunning)
            {
                await _run(sql);
            }

            return given;
        }

        try
        {
            return new StubAnswer(201, await _run(sql));
        }
        catch (StubSqlException e)
        {
            return new StubAnswer(400, Error(e.Message));
        }
    }

    private static string? Complaint(HttpListenerRequest request, string body)
    {
        if (request.Headers["Authorization"] != $"Bearer {Token}")
        {
            return "Authorization is not that of the token";
        }

        if (request.HttpMethod != "POST" || request.RawUrl != $"/v1/projects/{Project}/database/query")
        {
            return $"{request.HttpMethod} {request.RawUrl} is not the request";
        }

        if (request.ContentType != "application/json")
        {
            return $"the content type is {request.ContentType}";
        }

        try
        {
            return JsonNode.Parse(body) is JsonObject { Count: 1 } query && query["query"] is JsonValue sql && sql.GetValueKind() == JsonValueKind.String
                ? null
                : "the body is not {\"query\": \"...\"}";
        }
        catch (JsonException)
        {
            return "the body is no JSON";
        }
    }

    private static string Error(string message) => new JsonObject { ["message"] = message }.ToJsonString();
}

/// <summary>An answer of the stub.</summary>
/// <param name="Status">The status.</param>
/// <param name="Body">The body.</param>
/// <param name="RetryAfter">The header Retry-After.</param>
/// <param name="AfterRunning">True if the SQL is carried out first, as when only the answer gets lost.</param>
public sealed record StubAnswer(int Status, string Body, string? RetryAfter = null, bool AfterRunning = false);

/// <summary>An error of the database, with the message that the API makes of it.</summary>
public sealed class StubSqlException(string message) : Exception(message);

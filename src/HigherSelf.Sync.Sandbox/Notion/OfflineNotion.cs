using System.Globalization;
using System.Net;
using System.Net.Sockets;
using System.Security.Cryptography;
using HigherSelf.Sync.Sandbox.Notion.Endpoints;
using HigherSelf.Sync.Sandbox.Notion.Http;
using HigherSelf.Sync.Sandbox.Notion.Model;
using HigherSelf.Sync.Sandbox.Notion.Queries;

namespace HigherSelf.Sync.Sandbox.Notion;

/// <summary>
/// A Notion on this machine: the public REST API over HTTP on loopback, in this process, with the real one's limits,
/// truncations and errors. Versions 2025-09-03 and 2026-03-11 are spoken. Clients need its <see cref="Url"/> in place of
/// <c>https://api.notion.com</c>, and its <see cref="Token"/>; Notion's own client works against it unchanged.
/// </summary>
public sealed class OfflineNotion : IAsyncDisposable
{
    private const int Servers = 64;
    private const int PortAttempts = 20;
    private const string TokenAlphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789";
    private readonly HttpListener listener;
    private readonly CancellationTokenSource stopping = new();
    private readonly OfflineNotionOptions options;
    private readonly Cursors cursors;
    private readonly ApiPipeline pipeline;
    private readonly SandboxControl? control;
    private readonly Task serving;

    private OfflineNotion(OfflineNotionOptions options, HttpListener listener, Uri url)
    {
        this.options = options;
        this.listener = listener;
        Url = url;
        Token = options.Token ?? $"ntn_{RandomNumberGenerator.GetString(TokenAlphabet, 46)}";
        Workspace = NotionWorkspace.Open(options);
        cursors = new Cursors(new IdSource(options.Seed + 1));
        pipeline = new ApiPipeline(Workspace, new Router(cursors, options.QueryResultCap, url), Faults, Requests, options, Token);
        control = options.ControlEndpoint ? new SandboxControl(Faults, Token) : null;
        serving = Task.WhenAll(Enumerable.Range(0, Servers).Select(_ => ServeAsync()));
    }

    /// <summary>Where it listens, e.g. <c>http://127.0.0.1:40001/</c>; clients append <c>v1/...</c>.</summary>
    public Uri Url { get; }

    /// <summary>The bearer token that it accepts.</summary>
    public string Token { get; }

    /// <summary>What is in it: to be filled before a test, and to be edited as people would.</summary>
    public NotionWorkspace Workspace { get; }

    /// <summary>The requests that it got.</summary>
    public RequestLog Requests { get; } = new();

    /// <summary>What goes wrong.</summary>
    public FaultPlan Faults { get; } = new();

    /// <summary>Starts to listen on a free port of 127.0.0.1.</summary>
    public static OfflineNotion Start(OfflineNotionOptions options)
    {
        ArgumentNullException.ThrowIfNull(options);
        for (var attempt = 1; ; attempt++)
        {
            var url = new Uri($"http://127.0.0.1:{FreePort()}/");
            var listener = new HttpListener();
            listener.Prefixes.Add(url.ToString());
            try
            {
                listener.Start();
                return new OfflineNotion(options, listener, url);
            }
            catch (HttpListenerException) when (attempt < PortAttempts)
            {
                // Somebody else took the port in between.
                listener.Close();
            }
        }
    }

    /// <summary>Lets all cursors die, as Notion does at times in the middle of a walk.</summary>
    public void ForgetCursors()
    {
        using var turn = Workspace.Enter(out _);
        cursors.Forget();
    }

    /// <summary>Stops listening, lets running requests end, and saves the state if there is a file for it.</summary>
    public async ValueTask DisposeAsync()
    {
        if (stopping.IsCancellationRequested)
        {
            return;
        }

        await stopping.CancelAsync().ConfigureAwait(false);
        listener.Stop();
        await serving.ConfigureAwait(false);
        listener.Close();
        stopping.Dispose();
        Workspace.Save(options.StateFile);
    }

    private static int FreePort()
    {
        using var probe = new TcpListener(IPAddress.Loopback, 0);
        probe.Start();
        return ((IPEndPoint)probe.LocalEndpoint).Port;
    }

    private async Task ServeAsync()
    {
        // Leave the constructor's thread at once.
        await Task.Yield();
        while (!stopping.IsCancellationRequested)
        {
            HttpListenerContext context;
            try
            {
                context = await listener.GetContextAsync().ConfigureAwait(false);
            }
            catch (Exception stopped) when (stopped is HttpListenerException or ObjectDisposedException or InvalidOperationException)
            {
                return;
            }

            try
            {
                await ServeAsync(context).ConfigureAwait(false);
            }
            catch (Exception gone) when (gone is HttpListenerException or IOException or ObjectDisposedException or OperationCanceledException)
            {
                // The client went away, or we are stopping.
                context.Response.Abort();
            }
        }
    }

    private async Task ServeAsync(HttpListenerContext context)
    {
        var request = await IncomingRequest.ReadAsync(context.Request, stopping.Token).ConfigureAwait(false);
        var answer = control is not null && SandboxControl.IsMeant(request)
            ? control.Answer(request)
            : await pipeline.AnswerAsync(request, stopping.Token).ConfigureAwait(false);
        var response = context.Response;
        if (answer is null)
        {
            response.Abort();
            return;
        }

        response.StatusCode = answer.Status;
        response.ContentType = answer.ContentType;
        response.Headers["Date"] = options.TimeProvider.GetUtcNow().ToString("R", CultureInfo.InvariantCulture);
        if (answer.RequestId is { } requestId)
        {
            response.Headers["x-notion-request-id"] = requestId.ToString();
        }

        if (answer.RetryAfter is { } retryAfter)
        {
            response.Headers["Retry-After"] = retryAfter;
        }

        response.ContentLength64 = answer.Body.Length;
        await response.OutputStream.WriteAsync(answer.Body, stopping.Token).ConfigureAwait(false);
        response.Close();
    }
}

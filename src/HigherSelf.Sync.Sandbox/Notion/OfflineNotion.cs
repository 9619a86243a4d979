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
    private const int TokenLength = 46;
    private const string TokenAlphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789";
    private readonly string? _stateFile;
    private readonly LoopbackServer _server;
    private readonly Cursors _cursors;
    private readonly ApiPipeline _pipeline;
    private readonly SandboxControl? _control;

    private OfflineNotion(OfflineNotionOptions options)
    {
        _stateFile = options.StateFile;
        Workspace = NotionWorkspace.Open(options);
        Token = options.Token ?? $"ntn_{RandomNumberGenerator.GetString(TokenAlphabet, TokenLength)}";
        _server = new LoopbackServer(options.TimeProvider);
        _cursors = new Cursors(new IdSource(options.Seed + 1));
        var router = new Router(_cursors, options.QueryResultCap, Url);
        _pipeline = new ApiPipeline(Workspace, router, Faults, Requests, options, Token);
        _control = options.ControlEndpoint ? new SandboxControl(Faults, Token) : null;
        _server.Serve(AnswerAsync);
    }

    /// <summary>Where it listens, e.g. <c>http://127.0.0.1:40001/</c>; clients append <c>v1/...</c>.</summary>
    public Uri Url => _server.Url;

    /// <summary>The bearer token that it accepts.</summary>
    public string Token { get; }

    /// <summary>What is in it: to be filled before a test, and to be edited as people would.</summary>
    public NotionWorkspace Workspace { get; }

    /// <summary>The requests that it got.</summary>
    public RequestLog Requests { get; } = new();

    /// <summary>What goes wrong.</summary>
    public FaultPlan Faults { get; } = new();

    /// <summary>Starts to listen on a free port of 127.0.0.1.</summary>
    /// <exception cref="InvalidDataException">The state file is none of this version.</exception>
    public static OfflineNotion Start(OfflineNotionOptions options)
    {
        ArgumentNullException.ThrowIfNull(options);
        return new OfflineNotion(options);
    }

    /// <summary>Lets all cursors die, as Notion does at times in the middle of a walk.</summary>
    public void ForgetCursors()
    {
        using var turn = Workspace.Enter(out _);
        _cursors.Forget();
    }

    /// <summary>Stops listening, ends what is under way, and saves the state if there is a file for it.</summary>
    public async ValueTask DisposeAsync()
    {
        await _server.DisposeAsync().ConfigureAwait(false);
        Workspace.Save(_stateFile);
    }

    private Task<Answer?> AnswerAsync(IncomingRequest request, CancellationToken cancellation) =>
        _control is not null && SandboxControl.IsMeant(request)
            ? Task.FromResult<Answer?>(_control.Answer(request))
            : _pipeline.AnswerAsync(request, cancellation);
}

using System.Text.Json;
using HigherSelf.Sync.Sandbox.Notion.Endpoints;
using HigherSelf.Sync.Sandbox.Notion.Model;
using HigherSelf.Sync.Sandbox.Notion.Values;
using HigherSelf.Sync.Sandbox.Notion.Wire;

namespace HigherSelf.Sync.Sandbox.Notion.Http;

/// <summary>
/// The way of a request: is there such a call, is the token good, is there budget left, does it go wrong; then the answer.
/// </summary>
internal sealed class ApiPipeline(
    NotionWorkspace workspace,
    Router router,
    FaultPlan faults,
    RequestLog log,
    OfflineNotionOptions options,
    string token)
{
    private static readonly JsonElement NoBody = JsonSerializer.SerializeToElement(new { });
    private readonly RateWindow _window = new(options.RequestsPerMinute, options.TimeProvider);
    private readonly Lock _requestIdGate = new();
    private readonly IdSource _requestIds = new(~options.Seed);

    /// <summary>The answer, or null when the connection is to be cut without one.</summary>
    public async Task<Answer?> AnswerAsync(IncomingRequest incoming, CancellationToken cancellation)
    {
        var requestId = NextRequestId();
        Answer? answer;
        try
        {
            answer = await PassAsync(incoming, requestId, cancellation).ConfigureAwait(false);
        }
        catch (ApiException error)
        {
            answer = Answer.Error(requestId, error);
        }

        log.Add(new LoggedRequest(incoming.Method, incoming.Path, answer?.Status ?? 0));
        return answer;
    }

    private async Task<Answer?> PassAsync(IncomingRequest incoming, Guid requestId, CancellationToken cancellation)
    {
        var (route, parameters) = router.Find(incoming.Method, incoming.Path);
        if (incoming.Authorization != $"Bearer {token}")
        {
            throw ApiException.Unauthorized();
        }

        if (!_window.TryEnter(out var retryAfter))
        {
            throw ApiException.RateLimited("public_api_request_rate_limit", retryAfter);
        }

        var fault = faults.Draw(incoming.Method, incoming.Path, route.IsWrite);
        if (fault is { Kind: FaultKind.Slow })
        {
            await Task.Delay(fault.Delay, options.TimeProvider, cancellation).ConfigureAwait(false);
        }
        else if (fault is { IsAfterCommit: false })
        {
            return Failed(fault);
        }

        var version = ApiVersions.Parse(incoming.Version);
        using var body = ParseBody(incoming);
        var answer = Run(route, parameters, incoming, version, body?.RootElement ?? NoBody, requestId, out var committed);
        return fault switch
        {
            { Kind: FaultKind.DroppedAfterCommit } => null,
            { Kind: FaultKind.GatewayTimeoutAfterCommit } => throw ApiException.GatewayTimeout(),
            { Kind: FaultKind.UnavailableAfterCommit } when route.IsWrite => throw ApiException.SavedButUnavailable(committed),
            { Kind: FaultKind.UnavailableAfterCommit } => throw ApiException.Unavailable(),
            _ => answer,
        };
    }

    private Answer Run(
        Route route,
        Dictionary<string, string> parameters,
        IncomingRequest incoming,
        ApiVersion version,
        JsonElement body,
        Guid requestId,
        out Guid? committed)
    {
        using var turn = workspace.Enter(out var state);
        if (!state.Capabilities.HasFlag(route.Needs))
        {
            throw ApiException.Restricted();
        }

        var request = new ApiRequest
        {
            State = state,
            View = new AnswerView(state, version, options.RelationPageLimit, isToken: true),
            Parameters = parameters,
            Query = incoming.Query,
            Body = BodyNode.Root(body),
        };
        var answer = Answer.Ok(requestId, json => route.Answer(request, json));
        committed = request.Committed;
        return answer;
    }

    private static JsonDocument? ParseBody(IncomingRequest incoming)
    {
        if (incoming.IsTooLarge)
        {
            throw ApiException.Validation($"Request body too large: {incoming.Body.Length} bytes. The limit is {Limits.Payload} bytes.");
        }

        if (incoming.Body.IsEmpty)
        {
            return null;
        }

        JsonDocument body;
        try
        {
            body = JsonDocument.Parse(incoming.Body);
        }
        catch (JsonException)
        {
            throw ApiException.InvalidJson();
        }

        BodyNode.Root(body.RootElement).Require(JsonValueKind.Object, "an object");
        return body;
    }

    private static Answer? Failed(Fault fault) => fault.Kind switch
    {
        FaultKind.Dropped => null,
        FaultKind.BadGateway => Answer.BadGateway(),
        FaultKind.RateLimited => throw ApiException.RateLimited("public_api_request_rate_limit", fault.RetryAfterSeconds),
        FaultKind.TokenBlocked => throw ApiException.RateLimited("public_api_request_blocked", null),
        FaultKind.Overloaded => throw ApiException.Overloaded(fault.RetryAfterSeconds),
        FaultKind.InternalError => throw ApiException.InternalError(),
        FaultKind.Unavailable => throw ApiException.Unavailable(),
        FaultKind.GatewayTimeout => throw ApiException.GatewayTimeout(),
        FaultKind.Conflict => throw ApiException.Conflict(),
        _ => throw new InvalidOperationException($"{fault.Kind} does not happen before the commit."),
    };

    private Guid NextRequestId()
    {
        lock (_requestIdGate)
        {
            return _requestIds.Next();
        }
    }
}

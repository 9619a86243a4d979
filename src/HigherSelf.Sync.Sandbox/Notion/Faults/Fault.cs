namespace HigherSelf.Sync.Sandbox.Notion;

/// <summary>The kinds of trouble that the real service makes, and that the offline one makes on demand.</summary>
public enum FaultKind
{
    /// <summary>429 <c>rate_limited</c> with <c>Retry-After</c>.</summary>
    RateLimited,

    /// <summary>429 with the reason <c>public_api_request_blocked</c>: the token is blocked, and no retry will help.</summary>
    TokenBlocked,

    /// <summary>529 <c>service_overload</c> with <c>Retry-After</c>.</summary>
    Overloaded,

    /// <summary>500 <c>internal_server_error</c>; nothing was saved.</summary>
    InternalError,

    /// <summary>502 with an HTML body from the proxy in front of Notion; nothing was saved.</summary>
    BadGateway,

    /// <summary>503 <c>service_unavailable</c>; nothing was saved.</summary>
    Unavailable,

    /// <summary>503 after the write was saved, with <c>retry_guidance</c> and for a create <c>committed_resource_id</c>.</summary>
    UnavailableAfterCommit,

    /// <summary>504 <c>gateway_timeout</c>; nothing was saved.</summary>
    GatewayTimeout,

    /// <summary>504 <c>gateway_timeout</c> after the write was saved.</summary>
    GatewayTimeoutAfterCommit,

    /// <summary>409 <c>conflict_error</c>; nothing was saved.</summary>
    Conflict,

    /// <summary>The connection is cut before anything happens.</summary>
    Dropped,

    /// <summary>The write is saved and the connection cut before the answer.</summary>
    DroppedAfterCommit,

    /// <summary>The request is served, after a while.</summary>
    Slow,
}

/// <summary>One fault to inject.</summary>
/// <param name="Kind">What happens.</param>
public sealed record Fault(FaultKind Kind)
{
    /// <summary>The <c>Retry-After</c> of <see cref="FaultKind.RateLimited"/> and <see cref="FaultKind.Overloaded"/>.</summary>
    public int RetryAfterSeconds { get; init; } = 1;

    /// <summary>For <see cref="FaultKind.Slow"/>: how long the answer takes, by the injected clock.</summary>
    public TimeSpan Delay { get; init; } = TimeSpan.FromSeconds(1);

    /// <summary>Whether the request takes effect before it goes wrong.</summary>
    public bool IsAfterCommit =>
        Kind is FaultKind.UnavailableAfterCommit or FaultKind.GatewayTimeoutAfterCommit or FaultKind.DroppedAfterCommit;

    /// <summary>Whether it can befall writes only.</summary>
    public bool NeedsWrite => IsAfterCommit || Kind == FaultKind.Conflict;
}

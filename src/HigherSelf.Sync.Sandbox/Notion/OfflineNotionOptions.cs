namespace HigherSelf.Sync.Sandbox.Notion;

/// <summary>How an offline Notion behaves. The defaults are those of the real service.</summary>
public sealed record OfflineNotionOptions
{
    /// <summary>The clock of the workspace, the rate window and injected delays.</summary>
    public TimeProvider TimeProvider { get; init; } = TimeProvider.System;

    /// <summary>The bearer token that is accepted; a random one when not given.</summary>
    public string? Token { get; init; }

    /// <summary>The requests that a token may make in any 60 seconds: 180, or 600 on business plans; null for no limit.</summary>
    public int? RequestsPerMinute { get; init; } = 180;

    /// <summary>How many results a query gives at most, however it is walked.</summary>
    public int QueryResultCap { get; init; } = 10_000;

    /// <summary>How many relations, and people, a page shows before the list is cut.</summary>
    public int RelationPageLimit { get; init; } = 25;

    /// <summary>A file that is read at the start, if it exists, and written at the end; null keeps the state in memory only.</summary>
    public string? StateFile { get; init; }

    /// <summary>Decides all ids: the same seed and the same actions give the same ids.</summary>
    public int Seed { get; init; } = 1;

    /// <summary>The name of the integration, as it stands in <c>users/me</c> and in error messages.</summary>
    public string IntegrationName { get; init; } = "HigherSelf Sync";

    /// <summary>
    /// Whether a change of a two-way relation counts as an edit of the pages on its other side. The documentation does not
    /// say; both are worth trying.
    /// </summary>
    public bool BackLinksMoveEditedTime { get; init; } = true;

    /// <summary>
    /// Opens <c>/_sandbox/faults</c>, by which a client in another process orders faults. Off by default, as the real
    /// service has no such thing.
    /// </summary>
    public bool ControlEndpoint { get; init; }
}

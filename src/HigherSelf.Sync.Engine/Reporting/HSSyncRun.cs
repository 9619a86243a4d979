namespace HigherSelf.Sync.Engine.Reporting;

/// <summary>A run, as it was recorded.</summary>
public sealed record HSSyncRun
{
    public required Guid RunId { get; init; }

    /// <summary>Which way records went.</summary>
    public required string Direction { get; init; }

    /// <summary>"Running" until it has ended; one that was killed stays so.</summary>
    public required string Status { get; init; }

    public required DateTimeOffset StartedAt { get; init; }

    /// <summary>Null while it runs, and of one that was killed.</summary>
    public DateTimeOffset? EndedAt { get; init; }

    /// <summary>Who ran it: user, machine, process.</summary>
    public required string Holder { get; init; }

    public int Created { get; init; }

    public int Updated { get; init; }

    public int Deleted { get; init; }

    public int Conflicts { get; init; }

    public int Failed { get; init; }

    /// <summary>What came of each database; empty until the run has ended.</summary>
    public IReadOnlyList<HSSyncResult> Results { get; init; } = [];
}

namespace HigherSelf.Sync.Engine.Reporting;

/// <summary>A run in a report.</summary>
public sealed record ReportRun
{
    public required Guid RunId { get; init; }

    /// <summary>Which way records went.</summary>
    public required string Direction { get; init; }

    /// <summary>The worst of its databases; "Running" for one that has not ended, or was killed.</summary>
    public required string Status { get; init; }

    /// <summary>Null if only its results are known.</summary>
    public DateTimeOffset? StartedAt { get; init; }

    /// <summary>Null if it has not ended, or if only its results are known.</summary>
    public DateTimeOffset? EndedAt { get; init; }

    /// <summary>Who ran it; null if only its results are known.</summary>
    public string? Holder { get; init; }

    /// <summary>What came of each database, by name.</summary>
    public required IReadOnlyList<HSSyncResult> Results { get; init; }

    /// <summary>From beginning to end; of a run of which only results are known, as long as the longest of them took.</summary>
    public TimeSpan Duration => EndedAt - StartedAt ?? (Results.Count == 0 ? TimeSpan.Zero : Results.Max(r => r.Duration));

    /// <summary>False if it is under way, or was killed.</summary>
    public bool HasEnded => Status != "Running";

    /// <summary>True if it was stopped before its end, although none of the databases that it came to has failed (R14).</summary>
    public bool WasStopped => Status == nameof(SyncStatus.Failed) && Results.All(r => r.Status != SyncStatus.Failed);

    /// <summary>Its figures.</summary>
    public ReportTotals Totals => ReportTotals.Of(Results);

    /// <summary>A run as it was recorded.</summary>
    public static ReportRun Of(HSSyncRun run) => new()
    {
        RunId = run.RunId,
        Direction = run.Direction,
        Status = run.Status,
        StartedAt = run.StartedAt,
        EndedAt = run.EndedAt,
        Holder = run.Holder,
        Results = ByName(run.Results),
    };

    /// <summary>A run of which only results are at hand.</summary>
    /// <param name="results">One at least.</param>
    /// <param name="recorded">What was recorded of it, if that is known.</param>
    public static ReportRun Of(IReadOnlyList<HSSyncResult> results, HSSyncRun? recorded) => new()
    {
        RunId = results[0].RunId,
        Direction = results[0].Direction.ToString(),
        Status = WorstOf(results).ToString()!,
        StartedAt = recorded?.StartedAt,
        EndedAt = recorded?.EndedAt,
        Holder = recorded?.Holder,
        Results = ByName(results),
    };

    /// <summary>The status that says most about a number of results; null if there are none.</summary>
    public static SyncStatus? WorstOf(IReadOnlyCollection<HSSyncResult> results)
    {
        SyncStatus[] fromWorst = [SyncStatus.Failed, SyncStatus.Halted, SyncStatus.Partial, SyncStatus.Skipped, SyncStatus.Succeeded];
        return results.Count == 0 ? null : fromWorst.First(s => results.Any(r => r.Status == s));
    }

    private static List<HSSyncResult> ByName(IEnumerable<HSSyncResult> results) => [.. results.OrderBy(r => r.Database, StringComparer.Ordinal)];
}

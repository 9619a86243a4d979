namespace HigherSelf.Sync.Engine.Reporting;

/// <summary>A database in a report: how it stands, and its figures over all runs of the report.</summary>
public sealed record ReportDatabase
{
    /// <summary>The database, by its table.</summary>
    public required string Name { get; init; }

    /// <summary>What came of it last. A run that left it to another one counts only if there is nothing else.</summary>
    public required HSSyncResult Last { get; init; }

    /// <summary>How many runs it was in.</summary>
    public required int Runs { get; init; }

    /// <summary>In how many of them it succeeded.</summary>
    public required int Succeeded { get; init; }

    /// <summary>Its figures.</summary>
    public required ReportTotals Totals { get; init; }

    /// <summary>The time that it took, over all runs.</summary>
    public required TimeSpan Duration { get; init; }

    /// <summary>The records that were written at each point of the report's timeline.</summary>
    public required IReadOnlyList<int> Trend { get; init; }

    /// <summary>The databases of a number of runs, by name.</summary>
    /// <param name="runs">The oldest first.</param>
    /// <param name="timeline">What their trends are drawn along.</param>
    public static IReadOnlyList<ReportDatabase> Of(IReadOnlyList<ReportRun> runs, ReportTimeline timeline) =>
    [
        .. runs.SelectMany(r => r.Results).GroupBy(r => r.Database, StringComparer.Ordinal).OrderBy(g => g.Key, StringComparer.Ordinal).Select(g =>
        {
            var results = g.ToList();
            return new ReportDatabase
            {
                Name = g.Key,
                Last = results.FindLast(r => r.Status != SyncStatus.Skipped) ?? results[^1],
                Runs = results.Count,
                Succeeded = results.Count(r => r.Status == SyncStatus.Succeeded),
                Totals = ReportTotals.Of(results),
                Duration = TimeSpan.FromTicks(results.Sum(r => r.Duration.Ticks)),
                Trend = [.. timeline.Points.Select(p => ReportTotals.Of([.. p.Runs.SelectMany(r => r.Results).Where(r => r.Database == g.Key)]).Changes)],
            };
        }),
    ];
}

using HigherSelf.Sync.Engine.Catalog;
using HigherSelf.Sync.Engine.Errors;
using HigherSelf.Sync.Engine.Reporting;

namespace HigherSelf.Sync.Engine.Sync;

/// <summary>Gathers what a report tells.</summary>
public sealed class ReportReader
{
    private const int MostRuns = 10_000;

    /// <summary>So many runs are looked back at for the changes over time.</summary>
    private const int Earlier = 40;

    /// <summary>What earlier runs did; null where Supabase is not configured.</summary>
    public SyncHistory? History { get; init; }

    /// <summary>The databases of the catalog.</summary>
    public required IReadOnlyList<Database> Databases { get; init; }

    /// <summary>Where a person finds what a report names.</summary>
    public required ReportLinks Links { get; init; }

    /// <summary>The requests that may be sent to Notion in any 60 seconds.</summary>
    public required int RequestsPerMinute { get; init; }

    /// <summary>The clock.</summary>
    public TimeProvider Time { get; init; } = TimeProvider.System;

    /// <summary>A report of the runs that Supabase has recorded.</summary>
    /// <param name="since">Only runs that began at or after this.</param>
    /// <param name="last">Only so many of them, the last ones.</param>
    /// <param name="cancellationToken">Ends the waiting.</param>
    public async Task<SyncReport> ReadHistoryAsync(DateTimeOffset? since, int? last, CancellationToken cancellationToken)
    {
        var runs = await History!.ReadRunsAsync(since, null, last ?? MostRuns, cancellationToken).ConfigureAwait(false);
        var failures = await History.ReadFailuresAsync(Databases, cancellationToken).ConfigureAwait(false);
        var conflicts = await History.ReadConflictsAsync(Databases, onlyOpen: true, cancellationToken).ConfigureAwait(false);
        return Report(InOrder(runs.Select(ReportRun.Of)), [], failures, conflicts, null, runs);
    }

    /// <summary>A report of what came through the pipeline: results, or runs, or both.</summary>
    /// <param name="results">Results of databases.</param>
    /// <param name="runs">Runs as they were recorded.</param>
    /// <param name="withHistory">True if the report is to tell what is still open, and how it went before. Where that cannot be read, a note says so.</param>
    /// <param name="cancellationToken">Ends the waiting.</param>
    public async Task<SyncReport> ReadAsync(
        IReadOnlyList<HSSyncResult> results, IReadOnlyList<HSSyncRun> runs, bool withHistory, CancellationToken cancellationToken)
    {
        List<ReportRun> Given(IReadOnlyList<HSSyncRun> recorded) => InOrder(
            results.GroupBy(r => r.RunId).Select(g => ReportRun.Of([.. g], recorded.FirstOrDefault(r => r.RunId == g.Key))).Concat(runs.Select(ReportRun.Of)));

        if (!withHistory)
        {
            return Report(Given([]), [], [], [], null);
        }

        if (ReasonWithoutHistory(results) is { } reason)
        {
            return Report(Given([]), [], [], [], NoteOf(reason));
        }

        try
        {
            var names = results.Concat(runs.SelectMany(r => r.Results)).Select(r => r.Database).ToHashSet(StringComparer.Ordinal);
            List<Database> databases = [.. Databases.Where(d => names.Contains(d.Table))];
            var recorded = await History!.ReadRunsAsync(null, null, Earlier, cancellationToken).ConfigureAwait(false);
            var failures = await History.ReadFailuresAsync(databases, cancellationToken).ConfigureAwait(false);
            var conflicts = await History.ReadConflictsAsync(databases, onlyOpen: true, cancellationToken).ConfigureAwait(false);
            return Report(Given(recorded), results.Count == 0 ? [] : InOrder(recorded.Select(ReportRun.Of)), failures, conflicts, null);
        }
        catch (SyncException e)
        {
            return Report(Given([]), [], [], [], NoteOf(e.Cause));
        }
    }

    /// <summary>Why Supabase need not be asked: the run itself was just refused by it, and each asking is tried for a while.</summary>
    private string? ReasonWithoutHistory(IReadOnlyList<HSSyncResult> results) =>
        History is null ? "Supabase is not configured." : results.FirstOrDefault(r => r.ErrorId?.StartsWith("Supabase", StringComparison.Ordinal) == true)?.Error;

    private static string NoteOf(string reason) => $"Earlier runs, open conflicts and failures are not in this report: {reason}";

    private static List<ReportRun> InOrder(IEnumerable<ReportRun> runs) => [.. runs.OrderBy(r => r.StartedAt ?? DateTimeOffset.MaxValue)];

    private SyncReport Report(
        IReadOnlyList<ReportRun> runs, IReadOnlyList<ReportRun> earlier, IReadOnlyList<HSSyncFailure> failures, IReadOnlyList<HSConflict> conflicts, string? note,
        IReadOnlyList<HSSyncRun>? recorded = null) =>
        new()
        {
            MadeAt = Time.GetUtcNow(),
            Runs = runs,
            Recorded = recorded ?? [],
            Earlier = earlier,
            Failures = failures,
            Conflicts = conflicts,
            Links = Links,
            RequestsPerMinute = RequestsPerMinute,
            Note = note,
        };
}

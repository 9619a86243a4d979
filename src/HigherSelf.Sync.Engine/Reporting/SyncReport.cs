namespace HigherSelf.Sync.Engine.Reporting;

/// <summary>What a report tells, whatever form it has.</summary>
public sealed class SyncReport
{
    private ReportTimeline? _timeline;
    private IReadOnlyList<ReportDatabase>? _databases;

    /// <summary>When it was made.</summary>
    public required DateTimeOffset MadeAt { get; init; }

    /// <summary>The runs that it is about, the oldest first.</summary>
    public required IReadOnlyList<ReportRun> Runs { get; init; }

    /// <summary>The runs as they were recorded, the newest first, where the report is made from those.</summary>
    public IReadOnlyList<HSSyncRun> Recorded { get; init; } = [];

    /// <summary>Earlier runs, for the changes over time.</summary>
    public IReadOnlyList<ReportRun> Earlier { get; init; } = [];

    /// <summary>The records that could not be synced, as they stand now.</summary>
    public IReadOnlyList<HSSyncFailure> Failures { get; init; } = [];

    /// <summary>The conflicts that nobody has resolved.</summary>
    public IReadOnlyList<HSConflict> Conflicts { get; init; } = [];

    /// <summary>Where a person finds what it names.</summary>
    public ReportLinks Links { get; init; } = new((Uri?)null);

    /// <summary>The requests that may be sent to Notion in any 60 seconds.</summary>
    public required int RequestsPerMinute { get; init; }

    /// <summary>What is missing in it, and why, as a sentence; null if nothing is.</summary>
    public string? Note { get; init; }

    /// <summary>The runs along time, earlier ones among them.</summary>
    public ReportTimeline Timeline => _timeline ??= ReportTimeline.Of(Earlier.Concat(Runs).DistinctBy(r => r.RunId));

    /// <summary>The databases, by name.</summary>
    public IReadOnlyList<ReportDatabase> Databases => _databases ??= ReportDatabase.Of(Runs, Timeline);

    /// <summary>The figures of all its runs.</summary>
    public ReportTotals Totals => ReportTotals.Of([.. Runs.SelectMany(r => r.Results)]);

    /// <summary>The time that its runs took.</summary>
    public TimeSpan Duration => TimeSpan.FromTicks(Runs.Sum(r => r.Duration.Ticks));

    /// <summary>When its first run began.</summary>
    public DateTimeOffset? From => Runs.Min(r => r.StartedAt);

    /// <summary>When its last run ended.</summary>
    public DateTimeOffset? Until => Runs.Max(r => r.EndedAt ?? r.StartedAt);

    /// <summary>The run of which the most is expected: the last one that is not under way.</summary>
    public ReportRun? LastRun => Runs.LastOrDefault(r => r.HasEnded);

    /// <summary>How it stands: the worst of what came of each database last. Null if there was nothing.</summary>
    public SyncStatus? Status => ReportRun.WorstOf([.. Databases.Select(d => d.Last)]) switch
    {
        SyncStatus.Succeeded or SyncStatus.Skipped or null when LastRun is { WasStopped: true } => SyncStatus.Partial,
        var worst => worst,
    };

    /// <summary>How it stands, as a sentence.</summary>
    public string Headline
    {
        get
        {
            var all = Databases.Count;
            var these = Databases.Count(d => d.Last.Status == Status);
            return Status switch
            {
                null => "Nothing was synced.",
                SyncStatus.Succeeded => all == 1 ? $"{Databases[0].Name} was synced." : $"All {all} databases were synced.",
                SyncStatus.Partial when these == 0 => "The last run was stopped before its end.",
                SyncStatus.Partial => $"{Count(these, all)} synced but for some records.",
                SyncStatus.Failed => $"{Count(these, all)} not synced.",
                SyncStatus.Halted => $"{Count(these, all)} halted by a guard.",
                _ => $"{Count(these, all)} left to another run.",
            };
        }
    }

    /// <summary>What share of Notion's budget a run has used: 1 is all that may be sent in the time that it took, and in a minute at least.</summary>
    public double BudgetShare(ReportRun run) => run.Totals.NotionRequests / Allowed(run);

    /// <summary>The requests that the runs together may have sent to Notion.</summary>
    public int Allowance => (int)Math.Round(Runs.Sum(Allowed));

    private double Allowed(ReportRun run) => RequestsPerMinute * Math.Max(1, run.Duration.TotalMinutes);

    private static string Count(int some, int all) => all == 1 ? "The database was" : some == all ? $"All {all} databases were" : $"{some} of {all} databases {(some == 1 ? "was" : "were")}";
}

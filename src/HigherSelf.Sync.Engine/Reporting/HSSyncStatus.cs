namespace HigherSelf.Sync.Engine.Reporting;

/// <summary>How a database stands between runs.</summary>
public sealed record HSSyncStatus
{
    /// <summary>The database, by its table.</summary>
    public required string Database { get; init; }

    /// <summary>False if Initialize-HSSupabase has not made its table yet.</summary>
    public required bool IsSetUp { get; init; }

    /// <summary>When a run of it last succeeded; null if none did in the last 90 days.</summary>
    public DateTimeOffset? LastSuccess { get; init; }

    /// <summary>How its last run ended; null if none has. Runs that left it to another one do not count.</summary>
    public SyncStatus? LastStatus { get; init; }

    /// <summary>How old the watermark is: every edit of a page before that has been seen. Null before the first sync.</summary>
    public TimeSpan? Freshness { get; init; }

    /// <summary>Rows that somebody has changed, and that no run has carried yet.</summary>
    public required int SupabaseBacklog { get; init; }

    /// <summary>Pages that are known to differ from their rows, or that are tried again. What was edited in Notion since the watermark is not among them.</summary>
    public required int NotionBacklog { get; init; }

    /// <summary>Records of either side that could not be synced.</summary>
    public required int Failures { get; init; }

    /// <summary>Conflicts that nobody has resolved.</summary>
    public required int Conflicts { get; init; }

    /// <summary>When every page was last read.</summary>
    public DateTimeOffset? LastFullScan { get; init; }

    /// <summary>From when on the next run reads every page; now, if one is owed.</summary>
    public required DateTimeOffset NextFullScan { get; init; }

    /// <summary>Who is syncing it now: user, machine, process. Null if nobody is.</summary>
    public string? HeldBy { get; init; }

    /// <summary>When that hold ends by itself, if it is not renewed.</summary>
    public DateTimeOffset? HeldUntil { get; init; }
}

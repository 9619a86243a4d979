namespace HigherSelf.Sync.Engine.Reporting;

/// <summary>A bar of the timeline.</summary>
/// <param name="At">When it begins.</param>
/// <param name="Runs">The runs in it; none is a time in which nothing ran.</param>
public sealed record ReportPoint(DateTimeOffset At, IReadOnlyList<ReportRun> Runs)
{
    /// <summary>Its figures.</summary>
    public ReportTotals Totals { get; } = ReportTotals.Of([.. Runs.SelectMany(r => r.Results)]);

    /// <summary>True if a run in it did not end well.</summary>
    public bool HasTrouble { get; } = Runs.Any(r => r.Status is not (nameof(SyncStatus.Succeeded) or nameof(SyncStatus.Skipped)));
}

/// <summary>Runs along time: one bar a run while they are few, otherwise one for each hour, day or week.</summary>
public sealed record ReportTimeline
{
    /// <summary>As many bars as can be told apart on a phone.</summary>
    private const int MostBars = 48;

    private static readonly TimeSpan[] Widths =
        [TimeSpan.FromHours(1), TimeSpan.FromHours(3), TimeSpan.FromHours(6), TimeSpan.FromDays(1), TimeSpan.FromDays(7), TimeSpan.FromDays(28)];

    /// <summary>The bars, the oldest first.</summary>
    public required IReadOnlyList<ReportPoint> Points { get; init; }

    /// <summary>How long a bar is; null if each is one run.</summary>
    public TimeSpan? Width { get; init; }

    /// <summary>Puts runs in order of time. Those whose time is not known are left out.</summary>
    public static ReportTimeline Of(IEnumerable<ReportRun> runs)
    {
        var inOrder = runs.Where(r => r.StartedAt is not null).OrderBy(r => r.StartedAt).ToList();
        if (inOrder.Count <= MostBars)
        {
            return new ReportTimeline { Points = [.. inOrder.Select(r => new ReportPoint(r.StartedAt!.Value, [r]))] };
        }

        var (first, last) = (inOrder[0].StartedAt!.Value, inOrder[^1].StartedAt!.Value);
        var width = Widths.FirstOrDefault(w => (last - first) / w < MostBars - 1, Widths[^1]);
        var start = first.UtcTicks - (first.UtcTicks % width.Ticks);
        var byBar = inOrder.ToLookup(r => (r.StartedAt!.Value.UtcTicks - start) / width.Ticks);
        var bars = (last.UtcTicks - start) / width.Ticks;
        return new ReportTimeline
        {
            Width = width,
            Points = [.. Enumerable.Range(0, (int)bars + 1).Select(b => new ReportPoint(new DateTimeOffset(start + (b * width.Ticks), TimeSpan.Zero), [.. byBar[b]]))],
        };
    }
}

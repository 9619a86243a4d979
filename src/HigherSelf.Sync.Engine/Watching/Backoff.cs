namespace HigherSelf.Sync.Engine.Watching;

/// <summary>How long a watch waits after cycles that failed as a whole.</summary>
public static class Backoff
{
    /// <summary>The largest part by which a pause is made longer, so that several machines do not come back in the same moment.</summary>
    public const double Jitter = 0.1;

    /// <summary>The pause: as long as between two cycles after the first failure, and twice the last one after each further one, up to a bound.</summary>
    /// <param name="failures">How many cycles in a row have failed, one at least.</param>
    /// <param name="every">The distance of two cycles.</param>
    /// <param name="longest">The bound; a longer <paramref name="every"/> goes before it.</param>
    /// <param name="draw">A random number from 0 up to 1.</param>
    /// <returns>A time that is never shorter than <paramref name="every"/>, and longer than the bound by the jitter at the most.</returns>
    public static TimeSpan After(int failures, TimeSpan every, TimeSpan longest, double draw)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(failures, 1);
        var bound = longest > every ? longest : every;

        // In double, and never beyond the bound: a service may be away for weeks.
        var seconds = Math.Min(bound.TotalSeconds, every.TotalSeconds * Math.Pow(2, failures - 1));
        return TimeSpan.FromSeconds(seconds * (1 + (Jitter * draw)));
    }
}

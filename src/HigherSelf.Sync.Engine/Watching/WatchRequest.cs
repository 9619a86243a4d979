using HigherSelf.Sync.Engine.Errors;

namespace HigherSelf.Sync.Engine.Watching;

/// <summary>How a watch goes on.</summary>
public sealed record WatchRequest
{
    private static readonly TimeSpan Shortest = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan Longest = TimeSpan.FromDays(1);

    /// <summary>From the beginning of one cycle to that of the next; one that takes longer is followed at once.</summary>
    public required TimeSpan Every { get; init; }

    /// <summary>The bound of the pause after cycles that failed as a whole.</summary>
    public TimeSpan LongestPause { get; init; } = TimeSpan.FromMinutes(15);

    /// <summary>So many cycles; null for as many as there are until it is stopped.</summary>
    public int? MaxCycles { get; init; }

    /// <exception cref="SyncException"><see cref="ErrorId.ConfigurationInvalid"/>: <see cref="Every"/> is no distance for a watch.</exception>
    public void Check()
    {
        if (Every < Shortest || Every > Longest)
        {
            throw new SyncException(ErrorId.ConfigurationInvalid, $"-Every: {Every} is not between {Shortest} and {Longest}.",
                "Give a time such as 00:05:00; for less than once a day take a scheduled task.", "Every");
        }
    }
}

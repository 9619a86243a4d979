namespace HigherSelf.Sync.Simulation;

/// <summary>Virtual time. Each service, and the machine that runs the sync, is off by some hours from the true one.</summary>
internal sealed class SimClock(TimeSpan notionSkew, TimeSpan supabaseSkew, TimeSpan runnerSkew) : TimeProvider
{
    private static readonly DateTimeOffset Start = new(2026, 3, 1, 12, 0, 0, TimeSpan.Zero);

    /// <summary>How much time has gone by.</summary>
    public TimeSpan Elapsed { get; private set; }

    public DateTimeOffset NotionNow => Start + Elapsed + notionSkew;

    public DateTimeOffset SupabaseNow => Start + Elapsed + supabaseSkew;

    public override long TimestampFrequency => TimeSpan.TicksPerSecond;

    public void Advance(TimeSpan time) => Elapsed += time;

    public override DateTimeOffset GetUtcNow() => Start + Elapsed + runnerSkew;

    public override long GetTimestamp() => Elapsed.Ticks + 1;

    /// <summary>No timer ever fires: the engine waits for nothing but its ports.</summary>
    public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period) => new NoTimer();

    private sealed class NoTimer : ITimer
    {
        public bool Change(TimeSpan dueTime, TimeSpan period) => true;

        public void Dispose()
        {
        }

        public ValueTask DisposeAsync() => ValueTask.CompletedTask;
    }
}

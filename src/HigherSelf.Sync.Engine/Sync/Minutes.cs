namespace HigherSelf.Sync.Engine.Sync;

/// <summary>Notion's times are whole minutes.</summary>
internal static class Minutes
{
    /// <summary>The beginning of the minute that a time is in.</summary>
    public static DateTimeOffset FloorToMinute(this DateTimeOffset time) => new(time.UtcTicks - (time.UtcTicks % TimeSpan.TicksPerMinute), TimeSpan.Zero);
}

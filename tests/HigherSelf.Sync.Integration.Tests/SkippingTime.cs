using Microsoft.Extensions.Time.Testing;

namespace HigherSelf.Sync.Integration.Tests;

/// <summary>A clock of which whoever waits has his time at once: it moves the clock that he goes by, and everybody else's with it.</summary>
internal sealed class SkippingTime(FakeTimeProvider time) : TimeProvider
{
    public override long TimestampFrequency => time.TimestampFrequency;

    public override TimeZoneInfo LocalTimeZone => time.LocalTimeZone;

    public override DateTimeOffset GetUtcNow() => time.GetUtcNow();

    public override long GetTimestamp() => time.GetTimestamp();

    public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period)
    {
        time.Advance(dueTime);
        return System.CreateTimer(callback, state, TimeSpan.Zero, period);
    }
}

using Microsoft.Extensions.Time.Testing;

namespace HigherSelf.Sync.Engine.Tests.Watching;

/// <summary>A clock that moves on by itself when somebody waits, and notes for how long.</summary>
internal sealed class PassingTime : TimeProvider
{
    private readonly FakeTimeProvider _time = new(new DateTimeOffset(2026, 11, 22, 10, 0, 0, TimeSpan.Zero));

    /// <summary>Every wait so far, in seconds.</summary>
    public List<double> Pauses { get; } = [];

    /// <summary>Done when somebody begins to wait.</summary>
    public Action OnPause { get; set; } = () => { };

    public override long TimestampFrequency => _time.TimestampFrequency;

    public override DateTimeOffset GetUtcNow() => _time.GetUtcNow();

    public override long GetTimestamp() => _time.GetTimestamp();

    public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period)
    {
        Pauses.Add(dueTime.TotalSeconds);
        OnPause();
        _time.Advance(dueTime);
        return _time.CreateTimer(callback, state, TimeSpan.Zero, period);
    }

    public void Advance(TimeSpan time) => _time.Advance(time);
}

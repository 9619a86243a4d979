using CsCheck;
using HigherSelf.Sync.Engine.Watching;

namespace HigherSelf.Sync.Engine.Tests.Watching;

public sealed class BackoffTests
{
    private static readonly TimeSpan Bound = TimeSpan.FromMinutes(15);

    [Theory]
    [InlineData(1, 60)]
    [InlineData(2, 120)]
    [InlineData(3, 240)]
    [InlineData(4, 480)]
    [InlineData(5, 900)]
    [InlineData(6, 900)]
    [InlineData(100_000, 900)]
    public void The_pause_doubles_with_each_failure_up_to_the_bound(int failures, int seconds) =>
        Assert.Equal(TimeSpan.FromSeconds(seconds), Backoff.After(failures, TimeSpan.FromMinutes(1), Bound, 0));

    [Fact]
    public void Who_comes_seldom_anyway_does_not_come_more_often_because_of_a_failure() =>
        Assert.Equal(TimeSpan.FromHours(6), Backoff.After(3, TimeSpan.FromHours(6), Bound, 0));

    [Fact]
    public void The_jitter_only_makes_it_longer_and_by_a_tenth_at_the_most() =>
        Gen.Select(Gen.Int[1, 1_000_000], Gen.Int[1, 86_400], Gen.Double[0, 1]).Sample((failures, every, draw) =>
        {
            var distance = TimeSpan.FromSeconds(every);
            var regular = Backoff.After(failures, distance, Bound, 0);
            var pause = Backoff.After(failures, distance, Bound, draw);
            Assert.InRange(regular, distance, distance > Bound ? distance : Bound);
            Assert.InRange(pause, regular, regular * (1 + Backoff.Jitter) + TimeSpan.FromTicks(1));
        });
}

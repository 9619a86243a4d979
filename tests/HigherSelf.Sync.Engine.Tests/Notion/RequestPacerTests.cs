using HigherSelf.Sync.Engine.Notion;
using Microsoft.Extensions.Time.Testing;

namespace HigherSelf.Sync.Engine.Tests.Notion;

/// <summary>R11: the budget is a window, spent as fast as it may be, never beyond.</summary>
public sealed class RequestPacerTests
{
    private readonly FakeTimeProvider _time = new(new DateTimeOffset(2026, 11, 22, 10, 0, 0, TimeSpan.Zero));

    [Fact]
    public async Task The_whole_budget_can_be_spent_at_once_and_not_one_request_more()
    {
        var pacer = new RequestPacer(_time, 180);
        for (var i = 0; i < 180; i++)
        {
            (await Enter(pacer)).Dispose();
        }

        Assert.Equal(0, pacer.Available);
        var next = pacer.EnterAsync(default).AsTask();
        _time.Advance(TimeSpan.FromSeconds(59.9));
        Assert.False(next.IsCompleted);
        _time.Advance(TimeSpan.FromSeconds(0.1));
        await next.WaitAsync(TimeSpan.FromSeconds(10));
    }

    [Fact]
    public async Task A_place_is_free_again_a_window_after_its_answer_and_not_after_its_request()
    {
        var pacer = new RequestPacer(_time, 1);
        var place = await Enter(pacer);
        _time.Advance(TimeSpan.FromSeconds(50));
        place.Dispose();
        var next = pacer.EnterAsync(default).AsTask();
        _time.Advance(TimeSpan.FromSeconds(59));
        Assert.False(next.IsCompleted);
        _time.Advance(TimeSpan.FromSeconds(1));
        await next.WaitAsync(TimeSpan.FromSeconds(10));
    }

    [Fact]
    public async Task Retry_after_holds_back_every_worker()
    {
        var pacer = new RequestPacer(_time, 180);
        pacer.Pause(TimeSpan.FromSeconds(7));
        pacer.Pause(TimeSpan.FromSeconds(3));
        var workers = Enumerable.Range(0, 5).Select(_ => pacer.EnterAsync(default).AsTask()).ToList();
        _time.Advance(TimeSpan.FromSeconds(6.9));
        Assert.DoesNotContain(workers, w => w.IsCompleted);
        _time.Advance(TimeSpan.FromSeconds(0.1));
        await Task.WhenAll(workers).WaitAsync(TimeSpan.FromSeconds(10));
    }

    [Fact]
    public async Task In_no_window_are_there_more_requests_than_the_budget()
    {
        var pacer = new RequestPacer(_time, 10);
        var sent = new List<DateTimeOffset>();
        var worker = Task.Run(async () =>
        {
            for (var i = 0; i < 100; i++)
            {
                using var place = await pacer.EnterAsync(default);
                lock (sent)
                {
                    sent.Add(_time.GetUtcNow());
                }
            }
        });
        while (!worker.IsCompleted)
        {
            _time.Advance(TimeSpan.FromSeconds(1));
            await Task.Yield();
        }

        await worker;
        Assert.Equal(100, sent.Count);
        Assert.All(sent, start => Assert.InRange(sent.Count(s => s >= start && s < start + RequestPacer.Window), 1, 10));
    }

    [Fact]
    public async Task Who_stops_waiting_takes_no_place()
    {
        var pacer = new RequestPacer(_time, 1);
        (await Enter(pacer)).Dispose();
        using var stop = new CancellationTokenSource();
        var waiting = pacer.EnterAsync(stop.Token).AsTask();
        await stop.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => waiting);
        _time.Advance(RequestPacer.Window);
        (await Enter(pacer)).Dispose();
    }

    private static async Task<RequestPacer.Place> Enter(RequestPacer pacer) => await pacer.EnterAsync(default).AsTask().WaitAsync(TimeSpan.FromSeconds(10));
}

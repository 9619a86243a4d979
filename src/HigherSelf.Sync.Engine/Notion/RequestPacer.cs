using System.Diagnostics.CodeAnalysis;

namespace HigherSelf.Sync.Engine.Notion;

/// <summary>
/// Notion's request budget as Notion counts it: so many requests in any 60 seconds, which may be spent at once (R11). One pacer serves
/// all workers of a token. A request holds its place in the window until 60 seconds after its answer came, because only then is it sure that
/// Notion's own window has let go of it.
/// </summary>
[SuppressMessage("Design", "CA1001", Justification = "The semaphores hold no handle: nobody asks for their wait handles.")]
public sealed class RequestPacer
{
    /// <summary>The window that Notion counts in (https://developers.notion.com/reference/request-limits).</summary>
    public static readonly TimeSpan Window = TimeSpan.FromSeconds(60);

    private readonly TimeProvider _time;

    /// <summary>Times are counted from here, so that a clock that is set right in between changes nothing.</summary>
    private readonly long _started;
    private readonly Lock _lock = new();

    /// <summary>When each place that was given back may be taken again, the earliest first: answers come in any order, but time only goes on.</summary>
    private readonly Queue<TimeSpan> _returnedPlaces = new();

    /// <summary>Those who wait, in the order in which they came; the first one watches the clock.</summary>
    private readonly SemaphoreSlim _turn = new(1, 1);

    private readonly SemaphoreSlim _returned = new(0);
    private int _unusedPlaces;
    private TimeSpan _pausedUntil;

    /// <param name="time">The clock.</param>
    /// <param name="requestsPerWindow">The budget: 180 requests in 60 seconds, or 600 on the larger plans.</param>
    public RequestPacer(TimeProvider time, int requestsPerWindow)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(requestsPerWindow, 1);
        _time = time;
        _started = time.GetTimestamp();
        RequestsPerWindow = requestsPerWindow;
        _unusedPlaces = requestsPerWindow;
    }

    /// <summary>The budget.</summary>
    public int RequestsPerWindow { get; }

    /// <summary>How many requests could be sent now without waiting.</summary>
    public int Available
    {
        get
        {
            lock (_lock)
            {
                var now = Now;
                return now < _pausedUntil ? 0 : _unusedPlaces + _returnedPlaces.TakeWhile(free => free <= now).Count();
            }
        }
    }

    /// <summary>
    /// Waits for a place in the window; the request is sent while the place is held, and the place is disposed when its answer has come.
    /// </summary>
    public async ValueTask<Place> EnterAsync(CancellationToken cancellationToken)
    {
        await _turn.WaitAsync(cancellationToken).ConfigureAwait(false);
        try
        {
            while (true)
            {
                var wait = TryTake();
                if (wait == TimeSpan.Zero)
                {
                    return new Place(this);
                }

                if (wait is { } delay)
                {
                    await Task.Delay(delay, _time, cancellationToken).ConfigureAwait(false);
                }
                else
                {
                    await _returned.WaitAsync(cancellationToken).ConfigureAwait(false);
                }
            }
        }
        finally
        {
            _turn.Release();
        }
    }

    /// <summary>
    /// Holds back every worker: Notion has answered 429 or 529, so somebody else spends the same budget, and knows better than this pacer.
    /// </summary>
    /// <param name="retryAfter">How long Notion asks to wait.</param>
    public void Pause(TimeSpan retryAfter)
    {
        lock (_lock)
        {
            var until = Now + retryAfter;
            if (until > _pausedUntil)
            {
                _pausedUntil = until;
            }
        }
    }

    private TimeSpan Now => _time.GetElapsedTime(_started);

    /// <summary>Zero if a place was taken; how long to wait for one; null if every place is held by a request under way.</summary>
    private TimeSpan? TryTake()
    {
        lock (_lock)
        {
            var now = Now;
            if (_pausedUntil > now)
            {
                return _pausedUntil - now;
            }

            if (_unusedPlaces > 0)
            {
                _unusedPlaces--;
                return TimeSpan.Zero;
            }

            if (!_returnedPlaces.TryPeek(out var free))
            {
                return null;
            }

            if (free > now)
            {
                return free - now;
            }

            _returnedPlaces.Dequeue();
            return TimeSpan.Zero;
        }
    }

    private void Return()
    {
        lock (_lock)
        {
            _returnedPlaces.Enqueue(Now + Window);
            if (_returnedPlaces.Count == 1)
            {
                _returned.Release();
            }
        }
    }

    /// <summary>A place in the window, held while a request is under way.</summary>
    public readonly struct Place : IDisposable
    {
        private readonly RequestPacer _pacer;

        internal Place(RequestPacer pacer) => _pacer = pacer;

        /// <summary>The answer has come; the place is free again 60 seconds from now.</summary>
        public void Dispose() => _pacer.Return();
    }
}

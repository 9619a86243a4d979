namespace HigherSelf.Sync.Sandbox.Notion.Http;

/// <summary>
/// The budget of a token: no more than so many requests in any 60 seconds, spent as fast as one likes (Notion's page on
/// request limits). A refused request costs nothing.
/// </summary>
internal sealed class RateWindow(int? requestsPerMinute, TimeProvider clock)
{
    private static readonly TimeSpan Length = TimeSpan.FromMinutes(1);
    private readonly Lock _gate = new();
    private readonly Queue<long> _accepted = [];

    /// <summary>Takes one request out of the budget; false, and the whole seconds to wait, when none is left.</summary>
    public bool TryEnter(out int retryAfterSeconds)
    {
        retryAfterSeconds = 0;
        if (requestsPerMinute is not { } limit)
        {
            return true;
        }

        lock (_gate)
        {
            var now = clock.GetTimestamp();
            while (_accepted.TryPeek(out var oldest) && clock.GetElapsedTime(oldest, now) >= Length)
            {
                _accepted.Dequeue();
            }

            if (_accepted.Count < limit)
            {
                _accepted.Enqueue(now);
                return true;
            }

            var wait = _accepted.TryPeek(out var first) ? Length - clock.GetElapsedTime(first, now) : Length;
            retryAfterSeconds = Math.Max(1, (int)Math.Ceiling(wait.TotalSeconds));
            return false;
        }
    }
}

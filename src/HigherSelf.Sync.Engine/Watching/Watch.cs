using HigherSelf.Sync.Engine.Errors;
using HigherSelf.Sync.Engine.Reporting;

namespace HigherSelf.Sync.Engine.Watching;

/// <summary>
/// Runs one cycle after the other until it is stopped. A cycle that fails as a whole is followed by the next at growing distance; an error that cannot
/// pass by itself ends the watch.
/// </summary>
/// <param name="cycle">Runs a cycle; closes it, too, when it is cancelled.</param>
/// <param name="request">How it goes on.</param>
/// <param name="time">The clock.</param>
/// <param name="draw">Gives random numbers from 0 up to 1.</param>
/// <param name="file">Where the heartbeat is kept; null for nowhere.</param>
public sealed class Watch(
    Func<CancellationToken, IAsyncEnumerable<HSSyncResult>> cycle, WatchRequest request, TimeProvider time, Func<double> draw, HeartbeatFile? file = null)
{
    private static readonly SyncStatus[] FromWorst = [SyncStatus.Failed, SyncStatus.Halted, SyncStatus.Partial, SyncStatus.Skipped, SyncStatus.Succeeded];

    private bool _fileIsBroken;

    /// <summary>Watches.</summary>
    /// <exception cref="SyncException">An error that cannot pass by itself.</exception>
    /// <exception cref="OperationCanceledException">It was stopped; the cycle under way has been closed.</exception>
    public async Task RunAsync(IWatchListener listener, CancellationToken cancellationToken)
    {
        request.Check();
        var failures = 0;
        var number = 1;
        file?.Write(Sign(number, WatchStatus.Running));
        try
        {
            for (; ; number++)
            {
                cancellationToken.ThrowIfCancellationRequested();
                var started = time.GetTimestamp();
                Beat(listener, Sign(number, WatchStatus.Running));
                var (status, error) = await RunCycleAsync(listener, number, cancellationToken).ConfigureAwait(false);

                failures = status == WatchStatus.Failed ? failures + 1 : 0;
                if (number == request.MaxCycles)
                {
                    Beat(listener, Sign(number, status) with { Error = error });
                    return;
                }

                var pause = failures > 0
                    ? Backoff.After(failures, request.Every, request.LongestPause, draw())
                    : TimeSpan.FromTicks(Math.Max(0, (request.Every - time.GetElapsedTime(started)).Ticks));
                Beat(listener, Sign(number, status) with { Error = error, NextRun = time.GetUtcNow() + pause });
                await Task.Delay(pause, time, cancellationToken).ConfigureAwait(false);
            }
        }
        catch (Exception e)
        {
            Beat(listener, Sign(number, WatchStatus.Stopped) with { Error = (e as SyncException)?.Id });
            throw;
        }
    }

    private async Task<(WatchStatus Status, ErrorId? Error)> RunCycleAsync(IWatchListener listener, int number, CancellationToken cancellationToken)
    {
        var results = new List<HSSyncResult>();
        try
        {
            await foreach (var result in cycle(cancellationToken).WithCancellation(cancellationToken).ConfigureAwait(false))
            {
                results.Add(result);
                listener.Result(result);

                // A first sync may take an hour, and is alive all the time.
                Beat(listener, Sign(number, WatchStatus.Running));
            }

            return StatusOf(results);
        }
        catch (SyncException e) when (e.Id.MayPass())
        {
            listener.Trouble(e);
            return (WatchStatus.Failed, e.Id);
        }
    }

    /// <summary>Failed only if no database was synced: then the cause is likely the same for all of them.</summary>
    private static (WatchStatus Status, ErrorId? Error) StatusOf(List<HSSyncResult> results)
    {
        var worst = Array.Find(FromWorst, s => results.Exists(r => r.Status == s));
        ErrorId? error = Enum.TryParse<ErrorId>(results.Find(r => r.Status == worst)?.ErrorId, out var id) ? id : null;
        return results.Count == 0 ? (WatchStatus.Succeeded, null) : (worst switch
        {
            SyncStatus.Failed => results.TrueForAll(r => r.Status == SyncStatus.Failed) ? WatchStatus.Failed : WatchStatus.Partial,
            SyncStatus.Halted => WatchStatus.Halted,
            SyncStatus.Partial => WatchStatus.Partial,
            SyncStatus.Skipped => WatchStatus.Skipped,
            _ => WatchStatus.Succeeded,
        }, error);
    }

    private Heartbeat Sign(int number, WatchStatus status) => new() { Time = time.GetUtcNow(), Cycle = number, Status = status };

    private void Beat(IWatchListener listener, Heartbeat heartbeat)
    {
        listener.Beat(heartbeat);
        try
        {
            file?.Write(heartbeat);
            _fileIsBroken = false;
        }
        catch (SyncException e)
        {
            // A full disk is no reason to stop syncing; who reads the file sees that it has become old.
            if (!_fileIsBroken)
            {
                listener.Trouble(e);
            }

            _fileIsBroken = true;
        }
    }
}

using System.Collections.Concurrent;
using System.Runtime.CompilerServices;
using System.Threading.Channels;
using HigherSelf.Sync.Engine.Catalog;
using HigherSelf.Sync.Engine.Errors;
using HigherSelf.Sync.Engine.Reporting;

namespace HigherSelf.Sync.Engine.Sync;

/// <summary>One run: opened once, its databases carried several at once, and closed in any case.</summary>
internal sealed class RunOfDatabases(
    IPageSide pages, IRowSide rows, SyncRequest request, IReadOnlyDictionary<string, Guid> notionIds, SyncEnvironment environment,
    SyncSteps steps)
{
    /// <summary>A run that is stopped does not wait longer for Supabase to hear of it; its leases end by themselves.</summary>
    private static readonly TimeSpan LongestClose = TimeSpan.FromSeconds(20);

    private readonly SyncRun _run = new(environment.NewId(), request.Direction, environment.Holder, request.DryRun);
    private readonly ReturningTargets _returning = new();
    private readonly ConcurrentQueue<HSSyncResult> _results = new();
    private readonly ConcurrentDictionary<string, Watermark> _watermarks = new(StringComparer.Ordinal);

    public async IAsyncEnumerable<HSSyncResult> RunAsync([EnumeratorCancellation] CancellationToken cancellationToken)
    {
        CheckIds();
        var states = await OpenAsync(cancellationToken).ConfigureAwait(false);

        var done = Channel.CreateUnbounded<HSSyncResult>();
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        var working = WorkAsync(states, done.Writer, stop.Token);
        try
        {
            await foreach (var result in done.Reader.ReadAllAsync(CancellationToken.None).ConfigureAwait(false))
            {
                yield return result;
            }

            await working.ConfigureAwait(false);
        }
        finally
        {
            // Also reached when the caller stops listening: the databases under way come to their next chunk and end.
            await stop.CancelAsync().ConfigureAwait(false);
            await working.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            await CloseAsync(working.IsCompletedSuccessfully, cancellationToken).ConfigureAwait(false);
        }
    }

    private void CheckIds()
    {
        var missing = request.Databases.Where(d => !notionIds.ContainsKey(d.Table)).ToList();
        if (missing.Count > 0)
        {
            throw new SyncException(ErrorId.ConfigurationMissing, $"The Notion database id of {string.Join(", ", missing)} is not given.",
                $"Set {string.Join(", ", missing.Select(d => d.IdVariable))}.", missing[0].Table);
        }
    }

    private async Task<IReadOnlyDictionary<string, DatabaseState>> OpenAsync(CancellationToken cancellationToken)
    {
        using var scope = environment.Log.Of(_run.Id, null);
        try
        {
            Log.RunBegan(environment.Log.Logger, _run.Id, request.Databases.Count);
            return await rows.OpenAsync(_run, request.Databases, cancellationToken).ConfigureAwait(false);
        }
        catch (OperationCanceledException)
        {
            // Supabase may have taken the leases for this run already.
            await CloseAsync(isComplete: false, cancellationToken).ConfigureAwait(false);
            throw;
        }
    }

    private async Task WorkAsync(IReadOnlyDictionary<string, DatabaseState> states, ChannelWriter<HSSyncResult> done, CancellationToken cancellationToken)
    {
        var waiting = new ConcurrentQueue<RunOfDatabase>();
        try
        {
            var databases = DatabaseCatalog.TargetsFirst(request.Databases);
            var options = new ParallelOptions { MaxDegreeOfParallelism = request.DatabasesAtOnce, CancellationToken = cancellationToken };
            if (request.DatabasesAtOnce == 1)
            {
                foreach (var database in databases)
                {
                    cancellationToken.ThrowIfCancellationRequested();
                    await WorkAsync(database, states, waiting, done, cancellationToken).ConfigureAwait(false);
                }
            }
            else
            {
                await Parallel.ForEachAsync(
                    databases, options, async (database, token) => await WorkAsync(database, states, waiting, done, token).ConfigureAwait(false)).ConfigureAwait(false);
            }

            // Rows of one database point to rows of another, which have their pages by now.
            while (waiting.TryPeek(out var one))
            {
                cancellationToken.ThrowIfCancellationRequested();
                await one.RunWaitingAsync(cancellationToken).ConfigureAwait(false);
                waiting.TryDequeue(out _);
                await TellAsync(one, done).ConfigureAwait(false);
            }
        }
        finally
        {
            foreach (var one in waiting)
            {
                await TellAsync(one, done).ConfigureAwait(false);
            }

            done.Complete();
        }
    }

    private async Task WorkAsync(
        Database database, IReadOnlyDictionary<string, DatabaseState> states, ConcurrentQueue<RunOfDatabase> waiting, ChannelWriter<HSSyncResult> done,
        CancellationToken cancellationToken)
    {
        var one = new RunOfDatabase(pages, rows, database, notionIds[database.Table], states.GetValueOrDefault(database.Table), _run, request, environment, _returning, steps);
        await one.RunAsync(cancellationToken).ConfigureAwait(false);
        if (one.OpenWatermark is { } watermark)
        {
            _watermarks[database.Table] = watermark;
        }

        if (one.HasWaiting)
        {
            waiting.Enqueue(one);
        }
        else
        {
            await TellAsync(one, done).ConfigureAwait(false);
        }
    }

    private async Task TellAsync(RunOfDatabase one, ChannelWriter<HSSyncResult> done)
    {
        var result = one.End();
        _results.Enqueue(result);
        await done.WriteAsync(result, CancellationToken.None).ConfigureAwait(false);
    }

    private async Task CloseAsync(bool isComplete, CancellationToken cancellationToken)
    {
        List<HSSyncResult> results = [.. _results];
        if (_run.DryRun)
        {
            return;
        }

        using var scope = environment.Log.Of(_run.Id, null);
        var status = !isComplete ? SyncStatus.Failed : results.Count == 0 ? SyncStatus.Succeeded : Worst(results);
        using var limit = new CancellationTokenSource(isComplete ? Timeout.InfiniteTimeSpan : LongestClose, environment.Time);
        using var stopping = cancellationToken.Register(() => limit.CancelAfter(LongestClose));
        try
        {
            var resolved = await rows.CloseAsync(_run, new RunEnding(status, results, _watermarks), limit.Token).ConfigureAwait(false);
            Log.RunEnded(environment.Log.Logger, _run.Id, status.ToString(), resolved);
        }
        catch (Exception e) when (!isComplete && e is SyncException or OperationCanceledException)
        {
            // What stopped the run is being told already; its record stays "Running" and its leases expire.
            Log.RunNotClosed(environment.Log.Logger, _run.Id, e.Message);
        }
    }

    private static SyncStatus Worst(List<HSSyncResult> results)
    {
        SyncStatus[] fromWorst = [SyncStatus.Failed, SyncStatus.Halted, SyncStatus.Partial, SyncStatus.Skipped];
        return Array.Find(fromWorst, s => results.Exists(r => r.Status == s));
    }
}

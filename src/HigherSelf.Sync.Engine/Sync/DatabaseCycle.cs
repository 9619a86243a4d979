using HigherSelf.Sync.Engine.Catalog;
using HigherSelf.Sync.Engine.Errors;
using HigherSelf.Sync.Engine.Records;

namespace HigherSelf.Sync.Engine.Sync;

/// <summary>
/// Carries one database: first what pages say, a chunk at a time, then the rows that somebody has changed, and at the end the deletes. An exchange
/// writes what was decided and looks at what comes next, so that each chunk costs one request.
/// </summary>
internal sealed class DatabaseCycle
{
    /// <summary>A lease lasts five minutes; while reading takes long, it is renewed in time.</summary>
    private static readonly TimeSpan LongestSilence = TimeSpan.FromMinutes(2);

    private readonly CycleContext _context;
    private readonly Carrier _carrier;
    private readonly Planner _planner;
    private readonly Freshness _freshness;
    private readonly RowIntake _rowIntake;
    private PageChunks? _chunks;

    public DatabaseCycle(CycleContext context)
    {
        _context = context;
        _planner = new Planner(context.Request.Policy);
        _freshness = new Freshness(context);
        _carrier = new Carrier(context, _planner, _freshness);
        _rowIntake = new RowIntake(context, _planner);
    }

    /// <summary>The fields whose property is gone or of another type.</summary>
    public IReadOnlyCollection<UnreadField> SchemaFindings => _chunks?.SchemaFindings ?? [];

    /// <summary>True if a page has a property that was not there when the database was bound.</summary>
    public bool HasNewProperty => _chunks?.HasNewProperty is true;

    /// <summary>Relations that look empty because what they point to cannot be read.</summary>
    public IReadOnlyCollection<Field> Unproven => _carrier.Unproven;

    /// <summary>Rows that got no page because the database has no property "Supabase ID".</summary>
    public int CreatesHalted => _carrier.CreatesHalted;

    /// <summary>Why the deletes were not carried out; null if nothing stopped them.</summary>
    public SyncException? Halted => _carrier.Deletes.Halted;

    /// <summary>Up to where the database has been read, if no exchange has noted it; the end of the run does.</summary>
    public Watermark? OpenWatermark { get; private set; }

    /// <summary>Carries every page of a window, those whose retry is due, and every row that somebody has changed.</summary>
    public async Task RunAsync(PageWindow window, CancellationToken cancellationToken)
    {
        var state = _context.State;
        var missing = window is { IsFull: true, MovesWatermark: true } && _context.WritesRows && !state.IsEmpty ? new MissingPages(_context, _carrier.Deletes) : null;
        var hasRowPhase = _context.WritesPages && state.IsDirty;
        _chunks = new PageChunks(_context, missing);

        var single = _context.WritesPages ? state.Retry.Union(state.Pending).ToList() : state.Retry;
        var batches = new PageSource(_context.Pages, _context.Binding).ReadAsync(single, window, _context.Environment.ReadAhead, cancellationToken);
        await CarryPagesAsync(batches, () => missing is null && !hasRowPhase ? MarkOf(window) : null, cancellationToken).ConfigureAwait(false);
        if (missing is not null)
        {
            await _carrier.DrainAsync(null, cancellationToken).ConfigureAwait(false);
            await CarryMovedAsync(await missing.FindAsync(cancellationToken).ConfigureAwait(false), cancellationToken).ConfigureAwait(false);
        }

        if (hasRowPhase)
        {
            // Rows that the pages have settled are no changes any more.
            await _carrier.DrainAsync(null, cancellationToken).ConfigureAwait(false);
            await CarryRowsAsync(window, cancellationToken).ConfigureAwait(false);
        }

        await EndAsync(() => MarkOf(window), cancellationToken).ConfigureAwait(false);
    }

    /// <summary>Carries one page, which was read already.</summary>
    public async Task RunPageAsync(PageBatch batch, CancellationToken cancellationToken)
    {
        _carrier.Retry(batch.Pages.Select(p => p.Id));
        _chunks = new PageChunks(_context, null);
        await CarryPagesAsync(One(batch), () => null, cancellationToken).ConfigureAwait(false);
        await EndAsync(() => null, cancellationToken).ConfigureAwait(false);
    }

    /// <summary>Carries one row.</summary>
    /// <returns>False if there is none, and never was.</returns>
    public async Task<bool> RunRowAsync(Guid rowId, CancellationToken cancellationToken)
    {
        var seen = await _carrier.ExchangeAsync([], [rowId], null, cancellationToken).ConfigureAwait(false);
        if (seen is not [{ } row] || (row.Row is null && row.Link is null))
        {
            return false;
        }

        await _carrier.TakeAsync(await _rowIntake.DecideAsync(seen, mayPresume: false, cancellationToken).ConfigureAwait(false), cancellationToken).ConfigureAwait(false);
        await EndAsync(() => null, cancellationToken).ConfigureAwait(false);
        return true;
    }

    /// <summary>True if a relation waits for the page of another row.</summary>
    public bool HasWaiting => !_context.Run.DryRun && _context.WaitingRows.Count > 0;

    /// <summary>The second pass of relations: rows whose relations wait are decided on once more, now that the other databases have made their pages.</summary>
    public async Task RunWaitingAsync(CancellationToken cancellationToken)
    {
        var waiting = _context.WaitingRows.ToList();
        _context.WaitingRows.Clear();
        _context.HandledRows.ExceptWith(waiting);
        _carrier.BeginSecondPass();
        foreach (var chunk in waiting.Chunk(Carrier.PageWritesAtOnce))
        {
            var seen = await _carrier.ExchangeAsync([], chunk, null, cancellationToken).ConfigureAwait(false);
            await _carrier.TakeAsync(await _rowIntake.DecideAsync(seen, mayPresume: true, cancellationToken).ConfigureAwait(false), cancellationToken).ConfigureAwait(false);
            await _carrier.DrainAsync(null, cancellationToken).ConfigureAwait(false);
        }
    }

    private Watermark? MarkOf(PageWindow window) =>
        window.MovesWatermark && _context.WritesRows && !_context.HasHeldBack && _chunks?.AsOf is { } asOf ? new Watermark(asOf.FloorToMinute(), window.IsFull && _carrier.Deletes.Halted is null) : null;

    private async Task CarryPagesAsync(IAsyncEnumerable<PageBatch> batches, Func<Watermark?> lastWatermark, CancellationToken cancellationToken)
    {
        var startedAt = _context.Environment.Time.GetTimestamp();
        await foreach (var (pages, isLast) in _chunks!.ReadAsync(batches, () => RenewLeaseAsync(cancellationToken), cancellationToken).ConfigureAwait(false))
        {
            if (_context.State.IsEmpty && _context.WritesRows)
            {
                // Nothing is there that a page could belong to: no look is needed before the first write.
                foreach (var page in pages)
                {
                    await _carrier.CarryNewAsync(page, cancellationToken).ConfigureAwait(false);
                }

                await _carrier.ExchangeAsync([], [], isLast ? lastWatermark() : null, cancellationToken).ConfigureAwait(false);
            }
            else
            {
                await _carrier.ExchangeAsync(pages, [], null, cancellationToken).ConfigureAwait(false);
            }

            _freshness.Begin(_chunks.AsOf, startedAt);
            await _carrier.WritePagesAsync(Carrier.PageWritesAtOnce, cancellationToken).ConfigureAwait(false);
        }

        _freshness.Begin(_chunks.AsOf, startedAt);
    }

    private async Task RenewLeaseAsync(CancellationToken cancellationToken)
    {
        if (!_context.Run.DryRun && _context.Environment.Time.GetElapsedTime(_carrier.LastExchange) > LongestSilence)
        {
            await _carrier.ExchangeAsync([], [], null, cancellationToken).ConfigureAwait(false);
        }
    }

    private async Task CarryMovedAsync(IReadOnlyList<(Guid PageId, Guid RowId)> moved, CancellationToken cancellationToken)
    {
        foreach (var chunk in moved.Chunk(_context.Request.ChunkSize))
        {
            foreach (var seen in await _carrier.ExchangeAsync([], [.. chunk.Select(c => c.RowId)], null, cancellationToken).ConfigureAwait(false))
            {
                if (seen is { Row: { } row, Link: { } link } && _context.WritesRows && _context.Request.Policy.Deletes == DeletePolicy.Propagate)
                {
                    _carrier.Deletes.AddMoved(new DecidedRecord(null, link, row, new Decision(DecisionKind.DeleteRow, "The page was moved to another database.")));
                }
            }
        }
    }

    private async Task CarryRowsAsync(PageWindow window, CancellationToken cancellationToken)
    {
        await foreach (var rows in _context.Rows.ReadChangesAsync(_context.Run, _context.Database, cancellationToken).ConfigureAwait(false))
        {
            // Whoever asks for what was edited since a time means rows, too.
            var asked = window.Since is null || window.EditedFrom is null ? rows : [.. rows.Where(r => r.Row is null || r.Row.EditedAt >= window.EditedFrom)];
            foreach (var chunk in asked.Chunk(Carrier.PageWritesAtOnce))
            {
                await _carrier.TakeAsync(await _rowIntake.DecideAsync(chunk, mayPresume: true, cancellationToken).ConfigureAwait(false), cancellationToken).ConfigureAwait(false);
                await _carrier.Deletes.CheckAsync(cancellationToken).ConfigureAwait(false);
                await _carrier.WritePagesAsync(Carrier.PageWritesAtOnce, cancellationToken).ConfigureAwait(false);
            }
        }
    }

    private async Task EndAsync(Func<Watermark?> mark, CancellationToken cancellationToken)
    {
        await _carrier.DrainAsync(null, cancellationToken, leave: true).ConfigureAwait(false);
        await _carrier.Deletes.RunAsync(cancellationToken).ConfigureAwait(false);
        var watermark = mark();
        await _carrier.DrainAsync(watermark, cancellationToken).ConfigureAwait(false);
        if (!_carrier.IsWatermarkNoted && !_context.HasHeldBack)
        {
            OpenWatermark = watermark;
        }
    }

    private static async IAsyncEnumerable<PageBatch> One(PageBatch batch)
    {
        await Task.CompletedTask.ConfigureAwait(false);
        yield return batch;
    }
}

using HigherSelf.Sync.Engine.Catalog;
using HigherSelf.Sync.Engine.Errors;
using HigherSelf.Sync.Engine.Records;
using HigherSelf.Sync.Engine.Reporting;

namespace HigherSelf.Sync.Engine.Sync;

/// <summary>
/// Carries one database: first what pages say, a chunk at a time, then the rows that somebody has changed, and at the end the deletes. An exchange
/// writes what was decided and looks at what comes next, so that each chunk costs one request.
/// </summary>
internal sealed class DatabaseCycle
{
    /// <summary>A record that has moved under every one of so many attempts waits for the next cycle.</summary>
    private const int MostAttempts = 5;

    /// <summary>So many records are written to Notion after one look at what was edited there meanwhile.</summary>
    private const int PageWritesAtOnce = 100;

    /// <summary>A lease lasts five minutes; while reading takes long, it is renewed in time.</summary>
    private static readonly TimeSpan LongestSilence = TimeSpan.FromMinutes(2);

    private readonly CycleContext _context;
    private readonly ExchangeLine _line;
    private readonly Planner _planner;
    private readonly Freshness _freshness;
    private readonly PageWriter _writer;
    private readonly DeleteGuard _deletes;
    private readonly RowIntake _rowIntake;
    private readonly UnprovenRelations _unproven;
    private readonly OrderedDictionary<Guid, DecidedRecord> _pageWork = [];
    private readonly Dictionary<Guid, int> _attempts = [];
    private readonly HashSet<Guid> _retried;
    private PageChunks? _chunks;
    private bool _watermarkNoted;
    private long _lastExchange;

    public DatabaseCycle(CycleContext context)
    {
        _context = context;
        _line = new ExchangeLine(context.Rows, context.Environment.NewId);
        _planner = new Planner(context.Request.Policy);
        _freshness = new Freshness(context);
        _writer = new PageWriter(context, _freshness, token => ExchangeAsync([], [], null, token));
        _deletes = new DeleteGuard(context, _writer, _freshness, (ids, token) => ExchangeAsync([], ids, null, token));
        _rowIntake = new RowIntake(context, _planner);
        _unproven = new UnprovenRelations(context);
        _retried = [.. context.State.Retry];
        _lastExchange = context.Environment.Time.GetTimestamp();
    }

    /// <summary>The fields whose property is gone or of another type.</summary>
    public IReadOnlyCollection<UnreadField> SchemaFindings => _chunks?.SchemaFindings ?? [];

    /// <summary>Relations that look empty because what they point to cannot be read.</summary>
    public IReadOnlyCollection<Field> Unproven => _unproven.Found;

    /// <summary>Rows that got no page because the database has no property "Supabase ID".</summary>
    public int CreatesHalted => _writer.CreatesHalted;

    /// <summary>Why the deletes were not carried out; null if nothing stopped them.</summary>
    public SyncException? Halted => _deletes.Halted;

    /// <summary>Up to where the database has been read, if no exchange has noted it; the end of the run does.</summary>
    public Watermark? OpenWatermark { get; private set; }

    /// <summary>Carries every page of a window, those whose retry is due, and every row that somebody has changed.</summary>
    public async Task RunAsync(PageWindow window, CancellationToken cancellationToken)
    {
        var state = _context.State;
        var missing = window is { IsFull: true, MovesWatermark: true } && _context.WritesRows && !state.IsEmpty ? new MissingPages(_context, _deletes) : null;
        var hasRowPhase = _context.WritesPages && state.IsDirty;
        _chunks = new PageChunks(_context, missing);

        var single = _context.WritesPages ? state.Retry.Union(state.Pending).ToList() : state.Retry;
        var batches = new PageSource(_context.Pages, _context.Binding).ReadAsync(single, window, _context.Environment.ReadAhead, cancellationToken);
        await CarryPagesAsync(batches, () => missing is null && !hasRowPhase ? MarkOf(window) : null, cancellationToken).ConfigureAwait(false);
        if (missing is not null)
        {
            await DrainAsync(null, cancellationToken).ConfigureAwait(false);
            await CarryMovedAsync(await missing.FindAsync(cancellationToken).ConfigureAwait(false), cancellationToken).ConfigureAwait(false);
        }

        if (hasRowPhase)
        {
            // Rows that the pages have settled are no changes any more.
            await DrainAsync(null, cancellationToken).ConfigureAwait(false);
            await CarryRowsAsync(window, cancellationToken).ConfigureAwait(false);
        }

        await EndAsync(() => MarkOf(window), cancellationToken).ConfigureAwait(false);
    }

    /// <summary>Carries one page, which was read already.</summary>
    public async Task RunPageAsync(PageBatch batch, CancellationToken cancellationToken)
    {
        _retried.UnionWith(batch.Pages.Select(p => p.Id));
        _chunks = new PageChunks(_context, null);
        await CarryPagesAsync(One(batch), () => null, cancellationToken).ConfigureAwait(false);
        await EndAsync(() => null, cancellationToken).ConfigureAwait(false);
    }

    /// <summary>Carries one row.</summary>
    /// <returns>False if there is none, and never was.</returns>
    public async Task<bool> RunRowAsync(Guid rowId, CancellationToken cancellationToken)
    {
        var seen = await ExchangeAsync([], [rowId], null, cancellationToken).ConfigureAwait(false);
        if (seen is not [{ } row] || (row.Row is null && row.Link is null))
        {
            return false;
        }

        Take(await _rowIntake.DecideAsync(seen, mayPresume: false, cancellationToken).ConfigureAwait(false));
        await EndAsync(() => null, cancellationToken).ConfigureAwait(false);
        return true;
    }

    private Watermark? MarkOf(PageWindow window) =>
        window.MovesWatermark && _context.WritesRows && _chunks?.AsOf is { } asOf ? new Watermark(asOf.FloorToMinute(), window.IsFull && _deletes.Halted is null) : null;

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
                    Carry(new DecidedRecord(page, null, null, _planner.Decide(page, null, null)));
                }

                await ExchangeAsync([], [], isLast ? lastWatermark() : null, cancellationToken).ConfigureAwait(false);
            }
            else
            {
                await ExchangeAsync(pages, [], null, cancellationToken).ConfigureAwait(false);
            }

            _freshness.Begin(_chunks.AsOf, startedAt);
            await WritePagesAsync(PageWritesAtOnce, cancellationToken).ConfigureAwait(false);
        }

        _freshness.Begin(_chunks.AsOf, startedAt);
    }

    private async Task RenewLeaseAsync(CancellationToken cancellationToken)
    {
        if (!_context.Run.DryRun && _context.Environment.Time.GetElapsedTime(_lastExchange) > LongestSilence)
        {
            await ExchangeAsync([], [], null, cancellationToken).ConfigureAwait(false);
        }
    }

    private async Task CarryMovedAsync(IReadOnlyList<(Guid PageId, Guid RowId)> moved, CancellationToken cancellationToken)
    {
        foreach (var chunk in moved.Chunk(_context.Request.ChunkSize))
        {
            foreach (var seen in await ExchangeAsync([], [.. chunk.Select(c => c.RowId)], null, cancellationToken).ConfigureAwait(false))
            {
                if (seen is { Row: { } row, Link: { } link } && _context.WritesRows && _context.Request.Policy.Deletes == DeletePolicy.Propagate)
                {
                    _deletes.AddMoved(new DecidedRecord(null, link, row, new Decision(DecisionKind.DeleteRow, "The page was moved to another database.")));
                }
            }
        }
    }

    private async Task CarryRowsAsync(PageWindow window, CancellationToken cancellationToken)
    {
        await foreach (var rows in _context.Rows.ReadChangesAsync(_context.Run, _context.Database, cancellationToken).ConfigureAwait(false))
        {
            // Whoever asks for what was edited since a time means rows, too.
            var asked = window.MovesWatermark || window.EditedFrom is null ? rows : [.. rows.Where(r => r.Row is null || r.Row.EditedAt >= window.EditedFrom)];
            foreach (var chunk in asked.Chunk(PageWritesAtOnce))
            {
                Take(await _rowIntake.DecideAsync(chunk, mayPresume: true, cancellationToken).ConfigureAwait(false));
                await _deletes.CheckAsync(cancellationToken).ConfigureAwait(false);
                await WritePagesAsync(PageWritesAtOnce, cancellationToken).ConfigureAwait(false);
            }
        }
    }

    private async Task EndAsync(Func<Watermark?> mark, CancellationToken cancellationToken)
    {
        await DrainAsync(null, cancellationToken, leave: true).ConfigureAwait(false);
        await _deletes.RunAsync(cancellationToken).ConfigureAwait(false);
        var watermark = mark();
        await DrainAsync(watermark, cancellationToken).ConfigureAwait(false);
        if (!_watermarkNoted)
        {
            OpenWatermark = watermark;
        }
    }

    /// <summary>Works until nothing is left.</summary>
    /// <param name="watermark">Goes with the last exchange.</param>
    /// <param name="cancellationToken">Stops it.</param>
    /// <param name="leave">True if what only has to be sent may stay in the outbox.</param>
    private async Task DrainAsync(Watermark? watermark, CancellationToken cancellationToken, bool leave = false)
    {
        while (_pageWork.Count > 0 || _context.LookAgain.Count > 0 || (!leave && !_context.Outbox.IsEmpty))
        {
            await WritePagesAsync(1, cancellationToken).ConfigureAwait(false);
            if (_context.LookAgain.Count > 0 || !_context.Outbox.IsEmpty)
            {
                await ExchangeAsync([], [], watermark, cancellationToken).ConfigureAwait(false);
            }
        }
    }

    private async Task WritePagesAsync(int atLeast, CancellationToken cancellationToken)
    {
        if (_pageWork.Count >= atLeast)
        {
            var work = _pageWork.Values.ToArray();
            _pageWork.Clear();
            foreach (var chunk in work.Chunk(PageWritesAtOnce))
            {
                await _writer.WriteAsync(chunk, cancellationToken).ConfigureAwait(false);
            }
        }
    }

    /// <summary>Sends the outbox, looks at pages and at what has moved, and decides; gives the rows that were asked for.</summary>
    private async Task<IReadOnlyList<RowSighting>> ExchangeAsync(
        IReadOnlyList<Page> look, IReadOnlyList<Guid> lookRows, Watermark? watermark, CancellationToken cancellationToken)
    {
        var known = new Dictionary<Guid, Page>(_context.LookAgain);
        _context.LookAgain.Clear();
        foreach (var page in look)
        {
            known[page.Id] = page;
        }

        foreach (var pageId in known.Keys)
        {
            _context.Outbox.Forget(pageId);
        }

        var exchange = _context.Outbox.Take(
            _context.Environment.NewId(), _context.Run, _context.Database, [.. known.Values], lookRows, known.Count + _pageWork.Count == 0 ? watermark : null);
        var answer = await _line.SendAsync(exchange, cancellationToken).ConfigureAwait(false);
        _lastExchange = _context.Environment.Time.GetTimestamp();

        var written = exchange.Writes.ToDictionary(w => w.Page.Id);
        foreach (var outcome in _context.Run.DryRun ? exchange.Writes.Where(w => !w.Anyway).Select(Foresee) : answer.Outcomes)
        {
            Note(outcome, written[outcome.PageId]);
        }

        foreach (var outcome in answer.Deleted)
        {
            await NoteAsync(outcome, exchange.Deletes.First(d => d.RowId == outcome.RowId), cancellationToken).ConfigureAwait(false);
        }

        _watermarkNoted |= exchange.Watermark is not null && _context.LookAgain.Count == 0;
        _context.Environment.Observer.Progress(_context.Database, _context.Tally.Read, _context.Tally.Settled);
        await DecideAsync(known, answer.Seen, cancellationToken).ConfigureAwait(false);
        return answer.SeenRows;
    }

    private async Task DecideAsync(Dictionary<Guid, Page> known, IReadOnlyList<Sighting> seen, CancellationToken cancellationToken)
    {
        var claimed = new HashSet<Guid>();
        var ambiguous = seen.Where(s => s.IsMatched).GroupBy(s => s.Row!.Id).Where(g => g.Count() > 1).Select(g => g.Key).ToHashSet();
        foreach (var sighting in seen)
        {
            var page = await _unproven.WithoutAsync(known[sighting.PageId], sighting.Link, sighting.Row, cancellationToken).ConfigureAwait(false);
            if (sighting.Elsewhere is { } elsewhere)
            {
                _context.Fail(page.Id, $"'{page.Record.Title}' was moved here from {elsewhere}, which still has its row");
                continue;
            }

            // A copy of a page names the row of the page that it was copied from: the first one has it.
            // A match counts only if it is the only one.
            var row = sighting is { Link: null, Row: { } found } && (!claimed.Add(found.Id) || (sighting.IsMatched && ambiguous.Contains(found.Id))) ? null : sighting.Row;
            var link = sighting.IsIntended ? LinkOfIntended(page) : sighting.Link;
            Carry(new DecidedRecord(page, link, row, _planner.Decide(page, link, row)));
        }
    }

    /// <summary>
    /// A page that the sync has made for a row, which was deleted before that could be noted: both sides agreed on what it is. Where no page may be deleted it is
    /// a page like any other.
    /// </summary>
    private Link? LinkOfIntended(Page page)
    {
        _context.Outbox.RemoveIntent(page.SupabaseId!.Value);
        return _context.WritesPages ? new Link { PageId = page.Id, RowId = page.SupabaseId.Value, Base = page.Record } : null;
    }

    /// <summary>Takes decisions on rows whose pages were not read.</summary>
    private void Take(IReadOnlyList<DecidedRecord> records)
    {
        foreach (var record in records)
        {
            if (record.Decision.Kind != DecisionKind.Nothing)
            {
                Carry(record);
            }
            else if (_context.WritesRows && record is { Page: { } page, Row: { } row })
            {
                // It holds the same in another form (no text for null, say): with one form it is no change any more.
                _context.Outbox.Add(new RowWrite { Page = page, Row = row, Values = [.. page.Record.Known().Where(k => k.Field.IsWritable)] });
            }
        }
    }

    /// <summary>Hands what is this direction's of a decision to whoever carries it out.</summary>
    private void Carry(DecidedRecord record)
    {
        var (page, decision) = (record.Page, record.Decision);
        if (page is not null && decision.Conflict.Count > 0)
        {
            _context.CountConflict(page.Id);
        }

        if (decision.Kind is not (DecisionKind.Nothing or DecisionKind.CreateRow) && (record.Row?.Id ?? record.Link?.RowId) is { } rowId)
        {
            // Whatever comes of it: nobody may take the page for unedited any more.
            _context.HandledRows.Add(rowId);
        }

        switch (decision.Kind)
        {
            case DecisionKind.TrashPage when _context.WritesPages:
            case DecisionKind.DeleteRow when _context.WritesRows:
                _deletes.Add(record);
                break;
            case DecisionKind.Forget when _context.WritesRows:
                _context.Outbox.Add(new RowDelete(page!.Id, record.Link!.RowId, null));
                _context.Tally.Unchanged++;
                break;
            case DecisionKind.CreatePage or DecisionKind.PageAgain when _context.WritesPages:
            case DecisionKind.Write when decision.ToPage.Count > 0 && _context.WritesPages:
                // A page that was read twice is written once, by the later decision.
                _pageWork[page?.Id ?? record.Row!.Id] = record;
                break;
            case DecisionKind.CreateRow or DecisionKind.RowAgain or DecisionKind.Agree when _context.WritesRows:
            case DecisionKind.Write when decision.ToRow.Count > 0 && _context.WritesRows:
                WriteRow(record);
                break;
            default:
                Leave(record);
                break;
        }
    }

    private void WriteRow(DecidedRecord record)
    {
        var (page, row, decision) = (record.Page!, record.Row, record.Decision);
        _context.Outbox.Add(new RowWrite
        {
            Page = page,
            Row = row,
            Again = row is null ? record.Link?.RowId : null,
            Values = [.. decision.ToRow.Select(f => (f, page.Record[f]!))],
            Reason = decision.Reason,
        });
        if (decision is { Conflict.Count: > 0, Winner: Side.Notion })
        {
            _context.Outbox.Add(PageWriter.NoteOf(record));
        }
        else if (decision.Conflict.Count > 0)
        {
            // The page has edits that nobody has settled: they must not be forgotten once the watermark has passed them.
            _context.Outbox.AddPending(page.Id);
        }
    }

    /// <summary>Nothing is to be done, or nothing that this direction may do.</summary>
    private void Leave(DecidedRecord record)
    {
        _context.Tally.Unchanged++;
        if (record.Page is not { } page)
        {
            return;
        }

        if (record.Decision.Conflict.Count == 0 && !record.HasUnnotedExtras)
        {
            // What another direction has to do for it is still to be done.
            if (_retried.Contains(page.Id) && record.Decision.Kind is (DecisionKind.Nothing or DecisionKind.Hold))
            {
                _context.Outbox.Settle(page.Id);
            }

            return;
        }

        _context.Outbox.AddPending(page.Id);
        if (record.Decision is { Kind: DecisionKind.Hold, Conflict.Count: > 0 })
        {
            _context.Outbox.Add(PageWriter.NoteOf(record));
        }
    }

    private void Note(WriteOutcome outcome, RowWrite write)
    {
        switch (outcome.State)
        {
            case WriteState.Failed:
                // The exchange itself has noted it for the next cycle.
                _context.Tally.Fail($"'{write.Page.Record.Title}': {outcome.Reason}");
                break;
            case var _ when write.Anyway:
                // It was counted when Notion took it.
                break;
            case WriteState.Created:
                _context.Tally.Created++;
                break;
            case WriteState.Updated:
                _context.Tally.Updated++;
                break;
            case WriteState.Unchanged:
                _context.Tally.Unchanged++;
                break;
            case WriteState.Stale when MayTryAgain(outcome.PageId):
                _context.LookAgain[outcome.PageId] = write.Page;
                break;
            case WriteState.Stale:
                _context.Fail(outcome.PageId, $"'{write.Page.Record.Title}': its row keeps changing while it is being written");
                break;
        }
    }

    private async Task NoteAsync(DeleteOutcome outcome, RowDelete delete, CancellationToken cancellationToken)
    {
        if (outcome.IsDone)
        {
            _context.Tally.Deleted += delete.Version is null ? 0 : 1;
            return;
        }

        // The row was edited meanwhile: the page is looked at again, and the edit beats the delete.
        var batch = await _context.Pages.ReadPageAsync(_context.Binding, outcome.PageId, cancellationToken).ConfigureAwait(false);
        if (batch.Pages is [var page] && MayTryAgain(page.Id))
        {
            _context.LookAgain[page.Id] = page;
        }
        else
        {
            _context.Fail(outcome.PageId, "its row was changed while it was to be deleted");
        }
    }

    private bool MayTryAgain(Guid pageId)
    {
        var attempts = _attempts[pageId] = _attempts.GetValueOrDefault(pageId) + 1;
        return attempts < MostAttempts;
    }

    private WriteOutcome Foresee(RowWrite write)
    {
        var changes = write.Changes.ToList();
        var state = write.Row is null ? WriteState.Created : changes.Count > 0 ? WriteState.Updated : WriteState.Unchanged;
        if (state != WriteState.Unchanged)
        {
            _context.Plan(
                write.Row is not null ? "Update row" : write.Again is null ? "Create row" : "Restore row",
                write.Page.Id, write.Row?.Id ?? write.Again, write.Page.Record.Title, changes, write.Reason);
        }

        return new WriteOutcome(write.Page.Id, state);
    }

    private static async IAsyncEnumerable<PageBatch> One(PageBatch batch)
    {
        await Task.CompletedTask.ConfigureAwait(false);
        yield return batch;
    }
}

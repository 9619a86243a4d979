using HigherSelf.Sync.Engine.Catalog;
using HigherSelf.Sync.Engine.Records;
using HigherSelf.Sync.Engine.Reporting;

namespace HigherSelf.Sync.Engine.Sync;

/// <summary>
/// Sends the outbox with one exchange after the other, decides on what each of them looked at, and hands the decisions to whoever carries them out: the
/// outbox for rows, <see cref="PageWriter"/> for pages, <see cref="DeleteGuard"/> for deletes.
/// </summary>
internal sealed class Carrier
{
    /// <summary>So many records are written to Notion after one look at what was edited there meanwhile.</summary>
    public const int PageWritesAtOnce = 100;

    /// <summary>A record that has moved under every one of so many attempts waits for the next cycle.</summary>
    private const int MostAttempts = 5;

    private readonly CycleContext _context;
    private readonly Planner _planner;
    private readonly ExchangeLine _line;
    private readonly PageWriter _writer;
    private readonly UnprovenRelations _unproven;
    private readonly OrderedDictionary<Guid, DecidedRecord> _pageWork = [];
    private readonly Dictionary<Guid, int> _attempts = [];
    private readonly HashSet<Guid> _retried;

    public Carrier(CycleContext context, Planner planner, Freshness freshness)
    {
        _context = context;
        _planner = planner;
        _line = new ExchangeLine(context.Rows, context.Environment.NewId);
        _writer = new PageWriter(context, freshness, token => ExchangeAsync([], [], null, token));
        _unproven = new UnprovenRelations(context);
        _retried = [.. context.State.Retry];
        Deletes = new DeleteGuard(context, _writer, freshness, (ids, token) => ExchangeAsync([], ids, null, token));
        LastExchange = context.Environment.Time.GetTimestamp();
    }

    /// <summary>Gathers deletes.</summary>
    public DeleteGuard Deletes { get; }

    /// <summary>Relations that look empty because what they point to cannot be read.</summary>
    public IReadOnlyCollection<Field> Unproven => _unproven.Found;

    /// <summary>Rows that got no page because the database has no property "Supabase ID".</summary>
    public int CreatesHalted => _writer.CreatesHalted;

    /// <summary>When the last exchange was, as a timestamp of this machine.</summary>
    public long LastExchange { get; private set; }

    /// <summary>True if an exchange has noted up to where the database was read.</summary>
    public bool IsWatermarkNoted { get; private set; }

    /// <summary>From now on relations are written that waited for pages which the run has made since.</summary>
    public void BeginSecondPass() => _writer.BeginSecondPass();

    /// <summary>Has pages treated as such that are tried again: settled, even if there is nothing to do for them.</summary>
    public void Retry(IEnumerable<Guid> pageIds) => _retried.UnionWith(pageIds);

    /// <summary>Works until nothing is left.</summary>
    /// <param name="watermark">Goes with the last exchange.</param>
    /// <param name="cancellationToken">Stops it.</param>
    /// <param name="leave">True if what only has to be sent may stay in the outbox.</param>
    public async Task DrainAsync(Watermark? watermark, CancellationToken cancellationToken, bool leave = false)
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

    /// <summary>Writes to Notion what was decided, if it is so much at least.</summary>
    public async Task WritePagesAsync(int atLeast, CancellationToken cancellationToken)
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
    public async Task<IReadOnlyList<RowSighting>> ExchangeAsync(
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
            _context.Environment.NewId(), _context.Run, _context.Database, [.. known.Values], lookRows, known.Count + _pageWork.Count == 0 && !_context.HasHeldBack ? watermark : null);
        var answer = await _line.SendAsync(exchange, cancellationToken).ConfigureAwait(false);
        LastExchange = _context.Environment.Time.GetTimestamp();

        var written = exchange.Writes.ToDictionary(w => w.Page.Id);
        foreach (var outcome in _context.Run.DryRun ? exchange.Writes.Where(w => !w.Anyway).Select(Foresee) : answer.Outcomes)
        {
            await NoteAsync(outcome, written[outcome.PageId], cancellationToken).ConfigureAwait(false);
        }

        foreach (var outcome in answer.Deleted)
        {
            await NoteAsync(outcome, exchange.Deletes.First(d => d.RowId == outcome.RowId), cancellationToken).ConfigureAwait(false);
        }

        IsWatermarkNoted |= exchange.Watermark is not null && _context.LookAgain.Count == 0;
        _context.Environment.Observer.Progress(_context.Database, _context.Tally.Read, _context.Tally.Settled);
        await DecideAsync(known, answer.Seen, cancellationToken).ConfigureAwait(false);
        return answer.SeenRows;
    }

    private async Task DecideAsync(Dictionary<Guid, Page> known, IReadOnlyList<Sighting> seen, CancellationToken cancellationToken)
    {
        _unproven.Begin();
        var claimed = new HashSet<Guid>();
        var ambiguous = seen.Where(s => s.IsMatched).GroupBy(s => s.Row!.Id).Where(g => g.Count() > 1).Select(g => g.Key).ToHashSet();
        foreach (var sighting in seen)
        {
            if (!await IncludesAsync(known[sighting.PageId], sighting.Link, sighting.Row, cancellationToken).ConfigureAwait(false))
            {
                continue;
            }

            var read = _context.Returning.AddTo(known[sighting.PageId], sighting.Link);
            var page = await _unproven.WithoutAsync(read, sighting.Link, sighting.Row, cancellationToken).ConfigureAwait(false);
            if (sighting.Elsewhere is { } elsewhere)
            {
                _context.Fail(page.Id, $"'{page.Record.Title}' was moved here from {elsewhere}, which still has its row");
                continue;
            }

            // A copy of a page names the row of the page that it was copied from: the first one has it.
            // A match counts only if it is the only one.
            var row = sighting is { Link: null, Row: { } found } && (!claimed.Add(found.Id) || (sighting.IsMatched && ambiguous.Contains(found.Id))) ? null : sighting.Row;
            var link = sighting.IsIntended ? LinkOfIntended(page) : sighting.Link;
            await CarryAsync(new DecidedRecord(page, link, row, _planner.Decide(page, link, row)), cancellationToken).ConfigureAwait(false);
        }
    }

    /// <summary>Decides on a page where there is neither a row nor a link, so that nothing has to be looked at.</summary>
    public async Task CarryNewAsync(Page page, CancellationToken cancellationToken)
    {
        if (await IncludesAsync(page, null, null, cancellationToken).ConfigureAwait(false))
        {
            await CarryAsync(new DecidedRecord(page, null, null, _planner.Decide(page, null, null)), cancellationToken).ConfigureAwait(false);
        }
    }

    /// <summary>False for a record that the run does not look at: nothing is done for it, and nobody takes its page for unedited.</summary>
    private async ValueTask<bool> IncludesAsync(Page page, Link? link, Row? row, CancellationToken cancellationToken)
    {
        var includes = await _context.IncludesAsync(page, link, row, cancellationToken).ConfigureAwait(false);
        if (!includes)
        {
            _pageWork.Remove(page.Id);
            Deletes.Forget(page.Id);
            if ((row?.Id ?? link?.RowId) is { } rowId)
            {
                _context.HandledRows.Add(rowId);
            }
        }

        return includes;
    }

    /// <summary>
    /// A page that the sync has made for a row, which was deleted before that could be noted: both sides agreed on what it is. Where no page may be deleted, the
    /// row comes back for it.
    /// </summary>
    private Link LinkOfIntended(Page page) => new()
    {
        PageId = page.Id,
        RowId = page.SupabaseId!.Value,
        Base = page.Record,
        IsDeleted = !_context.WritesPages,
    };

    /// <summary>Takes decisions on rows whose pages were not read.</summary>
    public async Task TakeAsync(IReadOnlyList<DecidedRecord> records, CancellationToken cancellationToken)
    {
        foreach (var record in records)
        {
            if (record.Decision.Kind != DecisionKind.Nothing)
            {
                await CarryAsync(record, cancellationToken).ConfigureAwait(false);
            }
            else if (_context.WritesRows && record is { Page: { } page, Row: { } row })
            {
                // It holds the same in another form (no text for null, say): with one form it is no change any more.
                _context.Outbox.Add(new RowWrite { Page = page, Row = row, Values = [.. page.Record.Known().Where(k => k.Field.IsWritable)] });
            }
        }
    }

    /// <summary>Hands what is this direction's of a decision to whoever carries it out.</summary>
    private async Task CarryAsync(DecidedRecord decided, CancellationToken cancellationToken)
    {
        var record = await _context.ReviewAsync(decided, cancellationToken).ConfigureAwait(false);
        Carry(record);
        if (record.Page is { } page)
        {
            _context.FailUntransformed(page);
        }
    }

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

        if (page is not null)
        {
            // A page that was read twice is decided on twice: the later decision counts.
            _pageWork.Remove(page.Id);
            Deletes.Forget(page.Id);
        }

        switch (decision.Kind)
        {
            case DecisionKind.TrashPage when _context.WritesPages && page?.WhyUntransformed is null:
            case DecisionKind.DeleteRow when _context.WritesRows:
                Deletes.Add(record);
                break;
            case DecisionKind.Forget when _context.WritesRows:
                _context.Outbox.Add(new RowDelete(page!.Id, record.Link!.RowId, null));
                _context.Tally.Unchanged++;
                break;
            case DecisionKind.CreatePage or DecisionKind.PageAgain when _context.WritesPages:
            case DecisionKind.Write when decision.ToPage.Count > 0 && _context.WritesPages:
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
        else if (decision.Conflict.Count > 0 || (decision.ToPage.Count > 0 && record.HasUnnotedExtras))
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

    private async ValueTask NoteAsync(WriteOutcome outcome, RowWrite write, CancellationToken cancellationToken)
    {
        switch (outcome.State)
        {
            case WriteState.Failed:
                // The exchange itself has noted it for the next cycle.
                _context.CountFailure($"'{write.Page.Record.Title}': {outcome.Reason}");
                break;
            case var _ when write.Anyway:
                // It was counted when Notion took it.
                break;
            case WriteState.Created:
                _context.Tally.Created++;
                await _context.NoteCarriedAsync(
                    Side.Supabase, write.Again is null ? JournalAction.Create : JournalAction.Restore, outcome.PageId, outcome.RowId, write.Page.Record, cancellationToken).ConfigureAwait(false);
                break;
            case WriteState.Updated:
                _context.Tally.Updated++;
                await _context.NoteCarriedAsync(Side.Supabase, JournalAction.Update, outcome.PageId, outcome.RowId, write.Page.Record, cancellationToken).ConfigureAwait(false);
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
            if (delete.Values is { } values)
            {
                await _context.NoteCarriedAsync(Side.Supabase, JournalAction.Delete, outcome.PageId, outcome.RowId, values, cancellationToken).ConfigureAwait(false);
            }

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
}

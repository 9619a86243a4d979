using HigherSelf.Sync.Engine.Catalog;
using HigherSelf.Sync.Engine.Records;
using HigherSelf.Sync.Engine.Reporting;

namespace HigherSelf.Sync.Engine.Sync;

/// <summary>Carries decisions out in Notion, and puts what came of them into the outbox.</summary>
/// <param name="context">The cycle.</param>
/// <param name="freshness">What is known of Notion.</param>
/// <param name="exchange">Sends the outbox.</param>
internal sealed class PageWriter(CycleContext context, Freshness freshness, Func<CancellationToken, Task> exchange)
{
    /// <summary>So many writes are noted in Supabase at once: a run that is killed has so many to find out about.</summary>
    private const int WritesAnExchange = 25;

    /// <summary>Pages to which, in this cycle, the part of a relation was written that has pages already.</summary>
    private readonly HashSet<Guid> _inPart = [];

    private bool _isSecondPass;
    private int _unsaid;

    /// <summary>Rows that got no page because the database has no property "Supabase ID".</summary>
    public int CreatesHalted { get; private set; }

    /// <summary>From now on relations are written that waited for pages which the run has made since.</summary>
    public void BeginSecondPass()
    {
        _isSecondPass = true;
        _inPart.Clear();
    }

    /// <summary>Carries out what was decided.</summary>
    public async Task WriteAsync(IReadOnlyList<DecidedRecord> records, CancellationToken cancellationToken)
    {
        var due = await TakeFreshAsync(records.Where(MayWrite).ToList(), cancellationToken).ConfigureAwait(false);
        if (context.Run.DryRun)
        {
            due.ForEach(Foresee);
            return;
        }

        var writes = new Queue<PageWrite>(due.Select(Prepare));
        await AnnounceAsync(writes, cancellationToken).ConfigureAwait(false);
        while (writes.Count > 0)
        {
            if (freshness.IsStale)
            {
                var fresh = (await TakeFreshAsync(writes.Select(w => w.Record).ToList(), cancellationToken).ConfigureAwait(false)).ToHashSet();
                writes = new Queue<PageWrite>(writes.Where(w => fresh.Contains(w.Record)));
                if (writes.Count == 0)
                {
                    break;
                }
            }

            var write = writes.Dequeue();
            freshness.NoteWrite(await WriteAsync(write, cancellationToken).ConfigureAwait(false));
            if (++_unsaid >= WritesAnExchange)
            {
                _unsaid = 0;
                await exchange(cancellationToken).ConfigureAwait(false);
            }
        }
    }

    /// <summary>Puts a page into Notion's trash whose row was deleted.</summary>
    public async Task TrashAsync(DecidedRecord record, CancellationToken cancellationToken)
    {
        var pageId = record.Page!.Id;
        if (context.Run.DryRun)
        {
            Foresee(record);
            return;
        }

        try
        {
            freshness.NoteWrite(await context.Pages.TrashAsync(context.Binding, pageId, inTrash: true, cancellationToken).ConfigureAwait(false));
            context.Outbox.Add(new JournalEntry(JournalAction.Delete, pageId, record.Link!.RowId, [], []));
            NoteDeleted(record.Link);
            context.Tally.Deleted++;
            await context.NoteCarriedAsync(Side.Notion, JournalAction.Delete, pageId, record.Link.RowId, record.Page.Record, cancellationToken).ConfigureAwait(false);
        }
        catch (PageWriteException e) when (e.Outcome == PageWriteOutcome.InTrash)
        {
            NoteDeleted(record.Link!);
        }
        catch (PageWriteException e)
        {
            FailWrite(record, e, $"'{record.Title}': its page could not be put into the trash: {e.Message}");
        }
    }

    /// <summary>Neither side has it any more; until this is noted, the intent of a page that was made for a row tells whose it was.</summary>
    private void NoteDeleted(Link link)
    {
        context.Outbox.Add(new RowDelete(link.PageId, link.RowId, null));
        context.Outbox.RemoveIntent(link.RowId);
    }

    /// <summary>False for rows that need a page in a database that could not tell later whose it is (R8).</summary>
    private bool MayWrite(DecidedRecord record)
    {
        var mayWrite = record.Decision.Kind != DecisionKind.CreatePage || context.Binding.SupabaseIdProperty is not null;
        CreatesHalted += mayWrite ? 0 : 1;
        return mayWrite;
    }

    /// <summary>Those whose pages nobody has edited since they were decided on; the others are decided anew.</summary>
    private async Task<List<DecidedRecord>> TakeFreshAsync(List<DecidedRecord> records, CancellationToken cancellationToken)
    {
        var edited = await freshness.RefreshAsync(records.Where(r => r.Page is not null).Select(r => r.Page!.Id).ToHashSet(), cancellationToken).ConfigureAwait(false);
        var fresh = new List<DecidedRecord>(records.Count);
        foreach (var record in records)
        {
            if (record.Page is not { } page || !edited.TryGetValue(page.Id, out var now) || (now is not null && !Freshness.IsOther(now, page)))
            {
                fresh.Add(record);
            }
            else if (now is not null)
            {
                context.LookAgain[page.Id] = now;
            }
        }

        return fresh;
    }

    /// <summary>
    /// Notes which pages are about to be made (R8), and what is about to be overwritten (R2), before the first request goes out: whatever happens then,
    /// it can be found again.
    /// </summary>
    private async Task AnnounceAsync(IEnumerable<PageWrite> writes, CancellationToken cancellationToken)
    {
        foreach (var (record, changes, _) in writes)
        {
            if (record.Decision.Kind == DecisionKind.CreatePage)
            {
                context.Outbox.AddIntent(record.Row!.Id);
            }
            else if (record.Decision.Kind == DecisionKind.Write && changes.Count > 0)
            {
                context.Outbox.Add(new JournalEntry(
                    JournalAction.Update, record.Page!.Id, record.Row!.Id,
                    [.. changes.Select(c => (c.Field, record.Page.Record[c.Field] ?? FieldValue.Empty))],
                    [.. changes.Select(c => (c.Field, c.Value))])
                {
                    Raw = [.. changes.Where(c => c.Field.ToSupabase is not null && record.Page.Extras.ContainsKey(c.Field)).Select(c => (c.Field, record.Page.Extras[c.Field]))],
                });
            }
        }

        if (!context.Outbox.IsEmpty)
        {
            await exchange(cancellationToken).ConfigureAwait(false);
        }
    }

    /// <summary>Carries one write out; gives the page as it is then, or null if that is not known.</summary>
    private Task<Page?> WriteAsync(PageWrite write, CancellationToken cancellationToken) => write.Record.Decision.Kind switch
    {
        DecisionKind.CreatePage => CreateAsync(write, cancellationToken),
        DecisionKind.PageAgain => RestoreAsync(write.Record, cancellationToken),
        _ => UpdateAsync(write, cancellationToken),
    };

    private async Task<Page?> UpdateAsync(PageWrite write, CancellationToken cancellationToken)
    {
        var (record, changes, waiting) = write;
        var (page, row) = (record.Page!, record.Row!);
        if (changes.Count == 0)
        {
            // All that is left waits for the pages of other rows.
            NoteWaiting(row, waiting);
            if (record.Decision.ToRow.Count > 0)
            {
                context.Outbox.Add(new RowWrite { Page = page, Row = row, Values = [.. record.Decision.ToRow.Select(f => (f, page.Record[f]!))] });
            }

            return page;
        }

        try
        {
            var now = await context.Pages.UpdateAsync(context.Binding, page.Id, changes, cancellationToken).ConfigureAwait(false);
            var values = Agreed(changes, now, row);
            context.Outbox.Add(new RowWrite { Page = now, Row = row, Anyway = true, Waiting = waiting, Values = values });
            NoteWaiting(row, waiting);
            if (waiting.Count > 0)
            {
                _inPart.Add(page.Id);
            }

            if (record.Decision.Conflict.Count > 0)
            {
                context.Outbox.Add(NoteOf(record));
            }

            if (record.Decision.ToRow.Except(changes.Select(c => c.Field)).Any())
            {
                // Our own write is nobody's edit.
                context.LookAgain[page.Id] = now with { EditedAt = page.EditedAt };
            }

            // What is written once its targets have pages belongs to a record that was counted before.
            context.Tally.Updated += _isSecondPass ? 0 : 1;
            await context.NoteCarriedAsync(Side.Notion, JournalAction.Update, page.Id, row.Id, now.Record, cancellationToken).ConfigureAwait(false);
            return now;
        }
        catch (PageWriteException e) when (e.Outcome == PageWriteOutcome.InTrash)
        {
            await LookAtAsync(page.Id, record, cancellationToken).ConfigureAwait(false);
        }
        catch (PageWriteException e)
        {
            FailWrite(record, e, $"'{record.Title}' could not be written to Notion: {e.Message}");
        }

        return null;
    }

    /// <summary>Notes a failure of the row; and that the page has to be read first, if it is not known to be as both sides last agreed.</summary>
    private void FailWrite(DecidedRecord record, PageWriteException e, string reason)
    {
        if (e.Outcome == PageWriteOutcome.Doubtful || record.Decision.Conflict.Count > 0 || record.Decision.ToRow.Count > 0 || record.HasUnnotedExtras)
        {
            context.Outbox.AddPending(record.Page!.Id);
        }

        context.Fail(new RecordFailure(record.Link?.RowId ?? record.Row!.Id, reason, Side.Supabase));
    }

    private async Task<Page?> CreateAsync(PageWrite write, CancellationToken cancellationToken)
    {
        var (record, changes, waiting) = write;
        var row = record.Row!;
        try
        {
            var page = await CreateOnceAsync(row.Id, changes, cancellationToken).ConfigureAwait(false);
            var known = page.Record.Known().Select(k => new FieldChange(k.Field, k.Value)).Where(k => changes.All(c => c.Field != k.Field) && !record.LeftOut.Contains(k.Field.Column));
            NoteWaiting(row, waiting);
            context.Outbox.Add(new JournalEntry(JournalAction.Create, page.Id, row.Id, [], []));
            context.Outbox.Add(new RowWrite { Page = page, Row = row, Anyway = true, Waiting = waiting, Values = Agreed([.. changes, .. known], page, row) });
            context.Tally.Created++;
            await context.NoteCarriedAsync(Side.Notion, JournalAction.Create, page.Id, row.Id, page.Record, cancellationToken).ConfigureAwait(false);
            return page;
        }
        catch (PageWriteException e) when (e.Outcome == PageWriteOutcome.Doubtful)
        {
            // The intent stays: before another try the page is looked for.
            context.Fail(new RecordFailure(row.Id, $"'{record.Title}': nobody knows whether its page was made: {e.Message}", Side.Supabase, RowIntake.DoubtLasts));
        }
        catch (PageWriteException e)
        {
            context.Outbox.RemoveIntent(row.Id);
            context.Fail(new RecordFailure(row.Id, $"'{record.Title}' could not be made in Notion: {e.Message}", Side.Supabase));
        }

        return null;
    }

    /// <summary>Makes a page; one that was made although the answer is an error is taken as it is.</summary>
    private async Task<Page> CreateOnceAsync(Guid rowId, IReadOnlyList<FieldChange> changes, CancellationToken cancellationToken)
    {
        try
        {
            return await context.Pages.CreateAsync(context.Binding, rowId, changes, cancellationToken).ConfigureAwait(false);
        }
        catch (PageWriteException e) when (e.CommittedPageId is { } made)
        {
            var batch = await context.Pages.ReadPageAsync(context.Binding, made, cancellationToken).ConfigureAwait(false);
            return batch.Pages.Count == 1 ? batch.Pages[0] : throw new PageWriteException(PageWriteOutcome.Doubtful, e.Message, innerException: e);
        }
    }

    private async Task<Page?> RestoreAsync(DecidedRecord record, CancellationToken cancellationToken)
    {
        var page = record.Page!;
        try
        {
            var now = await context.Pages.TrashAsync(context.Binding, page.Id, inTrash: false, cancellationToken).ConfigureAwait(false);
            context.Returning.NoteRestored(page.Id);
            context.Outbox.Add(new JournalEntry(JournalAction.Restore, page.Id, record.Row!.Id, [], []));
            context.LookAgain[page.Id] = now;
            context.Tally.Updated++;
            await context.NoteCarriedAsync(Side.Notion, JournalAction.Restore, page.Id, record.Row.Id, now.Record, cancellationToken).ConfigureAwait(false);
            return now;
        }
        catch (PageWriteException e)
        {
            FailWrite(record, e, $"'{record.Title}': its page could not be taken out of the trash: {e.Message}");
        }

        return null;
    }

    /// <summary>The page was trashed since it was read: what it is now is decided on.</summary>
    private async Task LookAtAsync(Guid pageId, DecidedRecord record, CancellationToken cancellationToken)
    {
        var batch = await context.Pages.ReadPageAsync(context.Binding, pageId, cancellationToken).ConfigureAwait(false);
        if (batch.Pages is [{ InTrash: true } page])
        {
            context.LookAgain[pageId] = page;
        }
        else
        {
            context.Fail(pageId, $"'{record.Title}': its page is archived in Notion and takes no edits");
        }
    }

    /// <summary>A row that could be written, but for relations that wait, has a second pass; one that failed is tried again in the next cycle.</summary>
    private void NoteWaiting(Row row, IReadOnlyList<Field> waiting)
    {
        if (waiting.Count > 0)
        {
            context.WaitingRows.Add(row.Id);
        }
    }

    /// <summary>What is written of a row. A relation to a row without a page waits for it.</summary>
    private PageWrite Prepare(DecidedRecord record)
    {
        var waiting = new List<Field>();
        var changes = new List<FieldChange>();
        foreach (var field in record.Decision.ToPage)
        {
            var value = record.Row!.Record[field]!;
            if (value is FieldValue.References references && references.Targets.Any(t => t.IsRow))
            {
                value = FieldValue.OfReferences([.. references.Targets.Where(t => !t.IsRow)]);
                waiting.Add(field);
            }

            changes.Add(new FieldChange(field, value, context.Request.HandBack.GetValueOrDefault(field.Column) ?? record.Page?.Extras.GetValueOrDefault(field)));
        }

        // Of the part that can be written, Notion may show less (a target in the trash, say): that is no reason to write it again and again.
        changes.RemoveAll(c => waiting.Contains(c.Field) && record.Page is { } page && (c.Value == page.Record[c.Field] || _inPart.Contains(page.Id)));
        return new PageWrite(record, changes, waiting);
    }

    /// <summary>What both sides agree on after a write: what Notion made of it and, with it, what Notion derives.</summary>
    private static List<(Field Field, FieldValue Value)> Agreed(IReadOnlyList<FieldChange> changes, Page now, Row row) =>
    [
        .. changes.Select(c => (c.Field, now.Record[c.Field] ?? c.Value)),
        .. now.Record.Known().Where(k => !k.Field.IsWritable && k.Value != row.Record[k.Field] && changes.All(c => c.Field != k.Field)),
    ];

    /// <summary>A write to come.</summary>
    /// <param name="Record">What was decided.</param>
    /// <param name="Changes">The values that are sent.</param>
    /// <param name="Waiting">Relations of which a part waits for the pages of other rows.</param>
    private sealed record PageWrite(DecidedRecord Record, IReadOnlyList<FieldChange> Changes, IReadOnlyList<Field> Waiting);

    internal static ConflictNote NoteOf(DecidedRecord record) => new(
        record.Page!.Id, record.Row!.Id, record.Decision.Winner,
        [.. record.Decision.Conflict.Select(f => (f, record.Page.Record[f]!, record.Row.Record[f]!))]);

    private void Foresee(DecidedRecord record)
    {
        var action = record.Decision.Kind switch
        {
            DecisionKind.CreatePage => "Create page",
            DecisionKind.PageAgain => "Restore page",
            DecisionKind.TrashPage => "Trash page",
            _ => "Update page",
        };
        _ = record.Decision.Kind switch
        {
            DecisionKind.CreatePage => context.Tally.Created++,
            DecisionKind.TrashPage => context.Tally.Deleted++,
            _ => context.Tally.Updated++,
        };
        context.Plan(action, record.Page?.Id, record.Row?.Id ?? record.Link?.RowId, record.Title, record.Decision.ToPage, record.Decision.Reason);
    }
}

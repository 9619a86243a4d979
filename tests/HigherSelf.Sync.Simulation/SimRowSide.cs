using HigherSelf.Sync.Engine;
using HigherSelf.Sync.Engine.Catalog;
using HigherSelf.Sync.Engine.Errors;
using HigherSelf.Sync.Engine.Notion;
using HigherSelf.Sync.Engine.Records;
using HigherSelf.Sync.Engine.Reporting;
using HigherSelf.Sync.Engine.Sync;
using Record = HigherSelf.Sync.Engine.Records.Record;

namespace HigherSelf.Sync.Simulation;

/// <summary>Supabase behind the engine's port: what the functions in Supabase/Schema/sql do, in memory.</summary>
internal sealed class SimRowSide(World world, Runner runner) : IRowSide
{
    private static readonly TimeSpan LeaseLasts = TimeSpan.FromMinutes(5);

    private SupabaseWorld Supabase => world.Supabase;

    private StateOfSync State => world.State;

    private DateTimeOffset Now => world.Clock.SupabaseNow;

    public IRowSide CountedBy(RequestCounter counter) => this;

    public Task<IReadOnlyDictionary<string, DatabaseState>> OpenAsync(SyncRun run, IReadOnlyList<Database> databases, CancellationToken cancellationToken) =>
        Task.FromResult(runner.Rows<IReadOnlyDictionary<string, DatabaseState>>("open", () => databases.ToDictionary(d => d.Table, d => Open(run, d))));

    public Task BindAsync(IReadOnlyList<DataSourceBinding> bindings, CancellationToken cancellationToken) =>
        Task.FromResult(runner.Rows("bind", () => 0));

    public Task<ExchangeAnswer> ExchangeAsync(Exchange exchange, CancellationToken cancellationToken) => Task.FromResult(runner.Rows(
        $"exchange {exchange.Database} writes [{string.Join(" ", exchange.Writes.Select(Show))}] deletes {exchange.Deletes.Count} pending {exchange.Pending.Count} looks at {exchange.Look.Count}"
        + (exchange.Watermark is null ? "" : " watermark"),
        () => Exchange(exchange)));

    public async IAsyncEnumerable<IReadOnlyList<RowSighting>> ReadChangesAsync(
        SyncRun run, Database database, [System.Runtime.CompilerServices.EnumeratorCancellation] CancellationToken cancellationToken)
    {
        await Task.CompletedTask;
        yield return runner.Rows<IReadOnlyList<RowSighting>>($"changes {database}", () =>
        {
            var ids = Supabase.Dirty.Where(d => d.Value.Database == database).Select(d => d.Key)
                .Where(id => !State.Failures.TryGetValue(id, out var failure) || failure.NextAt <= Now).Order().ToList();
            ForgetDirty(ids);
            return [.. ids.Where(Supabase.Dirty.ContainsKey).Select(LookAtRow)];
        });
    }

    public async IAsyncEnumerable<IReadOnlyList<(Guid PageId, Guid RowId)>> ReadLinksAsync(
        Database database, [System.Runtime.CompilerServices.EnumeratorCancellation] CancellationToken cancellationToken)
    {
        await Task.CompletedTask;
        yield return runner.Rows<IReadOnlyList<(Guid, Guid)>>(
            $"links {database}", () => [.. Supabase.Links.Where(l => l.Database == database && !l.IsDeleted).Select(l => (l.PageId, l.RowId))]);
    }

    public Task<int> CountLinksAsync(Database database, CancellationToken cancellationToken) =>
        Task.FromResult(runner.Rows($"count {database}", () => Supabase.Links.Count(l => l.Database == database && !l.IsDeleted)));

    public Task<int> CloseAsync(SyncRun run, RunEnding ending, CancellationToken cancellationToken) => Task.FromResult(runner.Rows("close", () =>
    {
        foreach (var (table, mark) in ending.Watermarks)
        {
            var database = SimCatalog.Catalog.Find(table)!;
            if (State.Leases.TryGetValue(database, out var lease) && lease.Run == run.Id)
            {
                Move(database, mark);
            }
        }

        var resolved = Resolve();
        foreach (var database in State.Leases.Where(l => l.Value.Run == run.Id).Select(l => l.Key).ToList())
        {
            State.Leases.Remove(database);
        }

        return resolved;
    }));

    public IAsyncEnumerable<IReadOnlyList<RowSighting>> ReadRowsAsync(Database database, CancellationToken cancellationToken) => throw new NotSupportedException();

    /// <summary>A row as the engine sees it.</summary>
    public Row ShowRow(SimRow row)
    {
        var link = Supabase.LinkOfRow(row.Id);
        var record = new Record(row.Database);
        foreach (var field in row.Database.Mirrored)
        {
            record[field] = field.Type switch
            {
                PropertyType.Relation => RefsOf(field, row[field], link),
                PropertyType.Checkbox when row[field] is FieldValue.None => FieldValue.OfBoolean(false),
                _ => row[field],
            };
        }

        var editedAt = Supabase.Dirty.TryGetValue(row.Id, out var dirty) ? dirty.EditedAt : row.UpdatedAt;
        runner.ShownRows[row.Id] = editedAt;
        return new Row
        {
            Id = row.Id,
            Record = record,
            Version = row.Version.ToString(System.Globalization.CultureInfo.InvariantCulture),
            EditedAt = editedAt,
        };
    }

    private DatabaseState Open(SyncRun run, Database database)
    {
        if (!State.Leases.TryGetValue(database, out var lease) || lease.Until < Now || lease.Run == run.Id)
        {
            State.Leases[database] = lease = (run.Id, run.Holder, Now + LeaseLasts);
        }

        var mark = State.Watermarks.TryGetValue(database, out var known) ? known : ((DateTimeOffset Through, DateTimeOffset? FullAt)?)null;
        bool IsDue(Guid id) => !State.Failures.TryGetValue(id, out var failure) || failure.NextAt <= Now;
        return new DatabaseState
        {
            Binding = SimCatalog.BindingOf(database),
            NeedsFull = !State.HasRead.Contains(database),
            Through = mark?.Through,
            FullScanAt = mark?.FullAt,
            Now = Now,
            IsEmpty = !Supabase.Rows.Values.Any(r => r.Database == database) && !Supabase.Links.Exists(l => l.Database == database),
            IsDirty = Supabase.Dirty.Values.Any(d => d.Database == database),
            Retry = [.. State.Failures.Where(f => f.Value.Database == database && f.Value.Side == Side.Notion && f.Value.NextAt <= Now).Select(f => f.Key).Order()],
            Pending = [.. Supabase.Links.Where(l => l.Database == database && l.IsPending && IsDue(l.PageId) && IsDue(l.RowId)).Select(l => l.PageId).Order()],
            HeldBy = lease.Run == run.Id ? null : new LeaseHolder(lease.Holder, lease.Until),
        };
    }

    private ExchangeAnswer Exchange(Exchange asked)
    {
        var database = asked.Database;
        if (!State.Leases.TryGetValue(database, out var lease) || lease.Run != asked.RunId)
        {
            throw new SyncException(ErrorId.LeaseHeld, "the lease has passed to another run.", "Wait.", "Supabase");
        }

        State.Leases[database] = lease with { Until = Now + LeaseLasts };
        var outcomes = Apply(database, asked.Writes);
        var deleted = asked.Deletes.Select(Delete).ToList();
        foreach (var link in Supabase.Links.Where(l => l.Database == database && asked.Pending.Contains(l.PageId)))
        {
            link.IsPending = true;
        }

        asked.Intend.ToList().ForEach(id => State.Intents[id] = (database, Now));
        asked.Unintend.ToList().ForEach(id => State.Intents.Remove(id));
        foreach (var entry in asked.Journal)
        {
            Supabase.Journal.Add(new JournalLine(Side.Notion, entry.Action, entry.PageId, entry.RowId, entry.Before.ToDictionary(b => b.Field, b => b.Value), world.Clock.Elapsed));
        }

        bool IsOff(Guid page) => outcomes.Exists(o => o.PageId == page && o.State is WriteState.Stale or WriteState.Failed && !asked.Writes.First(w => w.Page.Id == page).Anyway);
        foreach (var conflict in asked.Conflicts.Where(c => !IsOff(c.PageId)))
        {
            Supabase.Conflicts.Add(conflict);
            if (conflict.Winner is not null && runner.DecidedOn.TryGetValue(conflict.PageId, out var page) && runner.ShownRows.TryGetValue(conflict.RowId, out var row))
            {
                Model.CheckWinner(world, conflict, page, row);
            }

            if (conflict.Winner is null)
            {
                State.OpenConflicts.Add(conflict.RowId);
            }
        }

        foreach (var failure in asked.Failures.Concat(outcomes.Where(o => o.State == WriteState.Failed).Select(o => new RecordFailure(o.PageId, o.Reason!))))
        {
            var before = State.Failures.GetValueOrDefault(failure.RecordId);
            var distance = before.Attempts == 0 ? TimeSpan.Zero : TimeSpan.FromMinutes(Math.Min(1440, Math.Pow(2, Math.Min(before.Attempts, 11))));
            State.Failures[failure.RecordId] = (database, failure.Side, before.Attempts + 1, Now + (distance > failure.Wait ? distance : failure.Wait));
        }

        asked.Settled.ToList().ForEach(id => State.Failures.Remove(id));
        if (asked.Watermark is { } mark && !outcomes.Exists(o => o.State == WriteState.Stale && !asked.Writes.First(w => w.Page.Id == o.PageId).Anyway))
        {
            Move(database, mark);
        }

        return new ExchangeAnswer(outcomes, deleted, [.. asked.Look.Select(p => LookAt(database, p))], [.. asked.LookRows.Select(LookAtRow)]);
    }

    private List<WriteOutcome> Apply(Database database, IReadOnlyList<RowWrite> writes)
    {
        // New links first, so that records of one chunk can point to each other.
        var made = new Dictionary<Guid, Guid>();
        foreach (var write in writes.Where(w => w.Row is null && w.Again is null && Supabase.LinkOfPage(w.Page.Id) is null && !Supabase.Rows.Values.Any(r => r.PageId == w.Page.Id)))
        {
            made[write.Page.Id] = world.NewId();
            Supabase.Links.Add(new SimLink { Database = database, RowId = made[write.Page.Id], PageId = write.Page.Id });
        }

        return [.. writes.Select(w => Apply(database, w, made))];
    }

    private WriteOutcome Apply(Database database, RowWrite write, Dictionary<Guid, Guid> made)
    {
        var set = new Dictionary<Field, FieldValue>();
        var missing = new List<(Field Field, Guid Page)>();
        foreach (var (field, value) in write.Values)
        {
            // A share that comes and goes between two requests cannot be told.
            if (value is FieldValue.None && field.Target == SimCatalog.Groups.Table && !world.Notion.GroupsAreShared && runner.ProvenAt < runner.LookedAt.GetValueOrDefault(write.Page.Id) && !write.Anyway && write.Row?.Record[field] is FieldValue.References
                && world.Notion.Pages.Find(p => p.Id == write.Page.Id)?.Values.GetValueOrDefault(field) is FieldValue.References)
            {
                world.Violations.Add($"R5: {field} of page {write.Page.Id.ToString("N")[^4..]} was taken for empty, and is only not shared");
            }

            set[field] = field.Type == PropertyType.Relation ? RowsOf(field, Pages(value), missing) : value;
        }

        var isNew = write.Row is null && write.Again is null;
        SimRow? row;
        Dictionary<Field, FieldValue> before = [];
        var isWritten = false;
        if (isNew)
        {
            if (!made.TryGetValue(write.Page.Id, out var id))
            {
                return new WriteOutcome(write.Page.Id, WriteState.Stale);
            }

            row = new SimRow(id, database) { PageId = write.Page.Id };
            set.ToList().ForEach(s => row.Values[s.Key] = s.Value);
            Supabase.Insert(row, byPerson: false);
            isWritten = true;
        }
        else if (write.Again is { } again)
        {
            if (Supabase.Rows.ContainsKey(again))
            {
                return new WriteOutcome(write.Page.Id, WriteState.Stale);
            }

            row = new SimRow(again, database) { PageId = write.Page.Id };
            set.ToList().ForEach(s => row.Values[s.Key] = s.Value);
            Supabase.DeletedByPerson.Remove(again);
            Supabase.Insert(row, byPerson: false);
            isWritten = true;
        }
        else
        {
            row = Supabase.Rows.GetValueOrDefault(write.Row!.Id);
            isWritten = row is not null && row.Version.ToString(System.Globalization.CultureInfo.InvariantCulture) == write.Row.Version;
            if (row is not null && (isWritten || write.Anyway))
            {
                before = new Dictionary<Field, FieldValue>(row.Values);
                var changed = isWritten ? set.Where(s => row[s.Key] != s.Value && !write.Waiting.Contains(s.Key)).ToList() : [];
                changed.ForEach(s => row.Values[s.Key] = s.Value);
                if (changed.Count > 0 || row.PageId != write.Page.Id)
                {
                    row.PageId = write.Page.Id;
                    Supabase.Touch(row, byPerson: false);
                }
            }
        }

        var rowId = row?.Id ?? write.Row!.Id;
        if (!isWritten && !write.Anyway)
        {
            return new WriteOutcome(write.Page.Id, WriteState.Stale, rowId);
        }

        var link = Supabase.LinkOfRow(rowId);
        if (link is null || link.PageId != write.Page.Id)
        {
            var renewed = new SimLink { Database = database, RowId = rowId, PageId = write.Page.Id, Base = link?.Base ?? [], Refs = link?.Refs ?? [], Extras = link?.Extras ?? [], RowIsDeleted = link?.RowIsDeleted ?? row is null };
            Supabase.Links.RemoveAll(l => l == link);
            if (Supabase.LinkOfPage(write.Page.Id) is not null)
            {
                throw new InvalidOperationException("a page has two links");
            }

            Supabase.Links.Add(link = renewed);
        }

        foreach (var (field, value) in set)
        {
            link.Base[field] = value;
            link.Extras.Remove(field);
            if (write.Page.Extras.TryGetValue(field, out var extra))
            {
                link.Extras[field] = extra;
            }
        }

        foreach (var (field, value) in write.Values.Where(v => v.Field.Type == PropertyType.Relation))
        {
            link.Refs[field] = Pages(value);
        }

        (link.IsPending, link.IsDeleted, link.RowIsDeleted, link.RowHasReturned) = (false, false, row is null && link.RowIsDeleted, false);
        State.Waiting.RemoveWhere(w => w.Database == database && w.Row == rowId && set.ContainsKey(w.Field));
        missing.ForEach(m => State.Waiting.Add((m.Page, database, rowId, m.Field)));
        State.Failures.Remove(write.Page.Id);
        State.Failures.Remove(rowId);
        State.Intents.Remove(rowId);
        State.OpenConflicts.Remove(rowId);

        var overwritten = isWritten && !isNew && write.Again is null ? set.Where(s => (before.GetValueOrDefault(s.Key) ?? FieldValue.Empty) != row![s.Key]).ToList() : [];
        if (isWritten && (isNew || write.Again is not null || overwritten.Count > 0))
        {
            Supabase.Journal.Add(new JournalLine(
                Side.Supabase, isNew || write.Again is not null ? JournalAction.Create : JournalAction.Update, write.Page.Id, rowId,
                overwritten.ToDictionary(o => o.Key, o => before.GetValueOrDefault(o.Key) ?? FieldValue.Empty), world.Clock.Elapsed));
        }

        ForgetDirty([rowId]);
        var state = !isWritten ? WriteState.Stale : isNew || write.Again is not null ? WriteState.Created : overwritten.Count > 0 ? WriteState.Updated : WriteState.Unchanged;
        return new WriteOutcome(write.Page.Id, state, rowId);
    }

    private DeleteOutcome Delete(RowDelete delete)
    {
        var row = Supabase.Rows.GetValueOrDefault(delete.RowId);
        if (row?.Version.ToString(System.Globalization.CultureInfo.InvariantCulture) != delete.Version)
        {
            return new DeleteOutcome(delete.PageId, delete.RowId, false);
        }

        if (row is not null)
        {
            if (world.Notion.Pages.Find(p => p.Id == delete.PageId) is not { WasTrashed: true })
            {
                world.Violations.Add($"R7: row {row.Id.ToString("N")[^4..]} was deleted, and nobody has trashed its page");
            }

            if (world.Notion.Find(delete.PageId) is { IsInTrash: false } back && runner.LookedAt.GetValueOrDefault(delete.PageId) > back.RestoredAt)
            {
                world.Violations.Add($"R7: row {row.Id.ToString("N")[^4..]} was deleted, and its page was seen restored");
            }

            if (!delete.IsMoved && Supabase.LinkOfRow(row.Id) is { } agreed && row.Database.Mirrored.Any(f => f.IsWritable && f.Type != PropertyType.Relation && agreed.Base.TryGetValue(f, out var b) && b != row[f]))
            {
                world.Violations.Add($"R7: row {row.Id.ToString("N")[^4..]} was deleted, and it had been edited");
            }

            Supabase.Journal.Add(new JournalLine(Side.Supabase, JournalAction.Delete, delete.PageId, row.Id, row.Values, world.Clock.Elapsed));
            Supabase.Delete(row, byPerson: false);
        }

        if (Supabase.LinkOfRow(delete.RowId) is { } link)
        {
            (link.IsDeleted, link.IsPending) = (true, false);
            if (delete.IsMoved)
            {
                Supabase.Links.Remove(link);
            }
        }

        State.Waiting.RemoveWhere(w => w.Row == delete.RowId);
        State.Failures.Remove(delete.RowId);
        State.Failures.Remove(delete.PageId);
        ForgetDirty([delete.RowId]);
        return new DeleteOutcome(delete.PageId, delete.RowId, true);
    }

    private Sighting LookAt(Database database, Page page)
    {
        if (world.Notion.Pages.Exists(p => p.Id == page.Id && p.WasEditedBySync))
        {
            // Its time is that of the sync's own write: what came to it otherwise (a target that went to the trash) has none.
            runner.DecidedOn.Remove(page.Id);
        }
        else if (runner.ShownPages.TryGetValue(page.Id, out var editedAt))
        {
            runner.DecidedOn[page.Id] = editedAt;
        }

        var link = Supabase.Links.Find(l => l.PageId == page.Id && l.Database == database);
        var row = link is not null
            ? Supabase.Rows.GetValueOrDefault(link.RowId)
            : Supabase.Rows.Values.FirstOrDefault(r => r.PageId == page.Id && r.Database == database)
                ?? (page.SupabaseId is { } id && Supabase.Rows.TryGetValue(id, out var named) && named.Database == database && Supabase.LinkOfRow(id) is null ? named : null);
        return new Sighting(page.Id, ShowLink(link), row is null ? null : ShowRow(row), false, Supabase.Links.Find(l => l.PageId == page.Id && l.Database != database)?.Database.Table,
            link is null && row is null && page.SupabaseId is { } made && State.Intents.ContainsKey(made));
    }

    private RowSighting LookAtRow(Guid id)
    {
        var link = Supabase.LinkOfRow(id);
        var row = Supabase.Rows.GetValueOrDefault(id);
        return new RowSighting(id, link?.PageId ?? row?.PageId, ShowLink(link), row is null ? null : ShowRow(row), State.Intents.TryGetValue(id, out var intent) ? intent.At : null);
    }

    private Link? ShowLink(SimLink? link)
    {
        if (link is null)
        {
            return null;
        }

        var record = new Record(link.Database);
        foreach (var (field, value) in link.Base)
        {
            record[field] = field.Type == PropertyType.Relation ? FieldValue.OfReferences([.. link.Refs.GetValueOrDefault(field, []).Select(p => new Reference(p))]) : value;
        }

        return new Link
        {
            PageId = link.PageId,
            RowId = link.RowId,
            Base = record,
            Extras = new Dictionary<Field, string>(link.Extras),
            IsDeleted = link.IsDeleted,
            IsPending = link.IsPending,
            RowHasReturned = link.RowHasReturned,
            Returning = [.. link.Refs.Values.SelectMany(p => p).Where(p => Supabase.LinkOfPage(p) is { IsDeleted: true, RowHasReturned: true })],
        };
    }

    private FieldValue RefsOf(Field field, FieldValue value, SimLink? link)
    {
        if (link is not null && link.Refs.TryGetValue(field, out var refs) && link.Base.GetValueOrDefault(field) == value)
        {
            return FieldValue.OfReferences([.. refs.Select(p => new Reference(p))]);
        }

        var targets = new List<Reference>();
        foreach (var target in value is FieldValue.References references ? references.Targets : [])
        {
            var linked = Supabase.LinkOfRow(target.Id);
            if (linked is { IsDeleted: false })
            {
                targets.Add(new Reference(linked.PageId));
            }
            else if ((linked is null || linked.RowHasReturned) && Supabase.Dirty.ContainsKey(target.Id))
            {
                targets.Add(new Reference(target.Id, IsRow: true));
            }
        }

        if (!field.IsForeignKey && link is not null)
        {
            targets.AddRange(link.Refs.GetValueOrDefault(field, []).Where(p => Supabase.LinkOfPage(p) is not { } l || l.Database.Table != field.Target).Select(p => new Reference(p)));
        }

        return FieldValue.OfReferences(targets);
    }

    private FieldValue RowsOf(Field field, IReadOnlyList<Guid> pages, List<(Field, Guid)>? missing)
    {
        var rows = new List<Reference>();
        foreach (var page in pages)
        {
            if (Supabase.LinkOfPage(page) is { RowIsDeleted: false, IsDeleted: false } link && link.Database.Table == field.Target)
            {
                rows.Add(new Reference(link.RowId, IsRow: true));
            }
            else
            {
                missing?.Add((field, page));
            }
        }

        return FieldValue.OfReferences(field.IsForeignKey ? [.. rows.Take(1)] : rows);
    }

    private int Resolve()
    {
        var due = State.Waiting.Where(w => Supabase.LinkOfPage(w.Page) is { RowIsDeleted: false, IsDeleted: false } link && link.Database.Table == w.Field.Target)
            .Select(w => (w.Row, w.Field)).Distinct().OrderBy(d => d.Row).ThenBy(d => d.Field.Column, StringComparer.Ordinal).ToList();
        foreach (var (id, field) in due)
        {
            var link = Supabase.LinkOfRow(id)!;
            State.Waiting.RemoveWhere(w => w.Row == id && w.Field == field);
            var missing = new List<(Field, Guid)>();
            var value = RowsOf(field, link.Refs.GetValueOrDefault(field, []), missing);
            missing.ForEach(m => State.Waiting.Add((m.Item2, link.Database, id, field)));
            if (Supabase.Rows.TryGetValue(id, out var row) && row[field] == link.Base.GetValueOrDefault(field) && row[field] != value)
            {
                Supabase.Journal.Add(new JournalLine(Side.Supabase, JournalAction.Update, link.PageId, id, new Dictionary<Field, FieldValue> { [field] = row[field] }, world.Clock.Elapsed));
                row.Values[field] = value;
                link.Base[field] = value;
                Supabase.Touch(row, byPerson: false);
            }
        }

        return due.Count;
    }

    private void ForgetDirty(IReadOnlyList<Guid> ids)
    {
        foreach (var id in ids)
        {
            var link = Supabase.LinkOfRow(id);
            var isSettled = Supabase.Rows.TryGetValue(id, out var row)
                ? link is { IsDeleted: false, RowHasReturned: false } && row.Database.Mirrored.All(f => row[f] == (link.Base.GetValueOrDefault(f) ?? FieldValue.Empty))
                : link is null or { IsDeleted: true };
            if (isSettled)
            {
                Supabase.Dirty.Remove(id);
                if (State.Failures.TryGetValue(id, out var failure) && failure.Side == Side.Supabase)
                {
                    State.Failures.Remove(id);
                }
            }
        }
    }

    private void Move(Database database, Watermark mark)
    {
        var before = State.Watermarks.TryGetValue(database, out var known) ? known : (DateTimeOffset.MinValue, null);
        State.Watermarks[database] = (mark.Through > before.Item1 ? mark.Through : before.Item1, mark.IsFull ? Now : before.Item2);
        if (mark.IsFull)
        {
            State.HasRead.Add(database);
        }
    }

    private static IReadOnlyList<Guid> Pages(FieldValue value) => value is FieldValue.References references ? [.. references.Targets.Select(t => t.Id)] : [];

    private static string Show(RowWrite write) =>
        $"{(write.Row is null ? write.Again is null ? "new" : "again" : write.Anyway ? "note" : "row")} {write.Page.Id.ToString("N")[^4..]}: {string.Join(",", write.Values.Select(v => $"{v.Field}={v.Value}"))}";
}

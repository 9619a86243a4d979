using HigherSelf.Sync.Engine.Catalog;
using HigherSelf.Sync.Engine.Records;
using HigherSelf.Sync.Engine.Reporting;
using HigherSelf.Sync.Engine.Sync;

namespace HigherSelf.Sync.Simulation;

/// <summary>A row as the table has it; relations as references to rows.</summary>
internal sealed class SimRow(Guid id, Database database)
{
    public Guid Id => id;

    public Database Database => database;

    public Dictionary<Field, FieldValue> Values { get; private init; } = [];

    public Guid? PageId { get; set; }

    public long Version { get; set; }

    public DateTimeOffset UpdatedAt { get; set; }

    public FieldValue this[Field field] => Values.GetValueOrDefault(field) ?? FieldValue.Empty;

    public SimRow Copy() => new(id, database) { Values = new Dictionary<Field, FieldValue>(Values), PageId = PageId, Version = Version, UpdatedAt = UpdatedAt };
}

/// <summary>A link as hs_sync.links has it.</summary>
internal sealed class SimLink
{
    public required Database Database { get; init; }

    public required Guid RowId { get; init; }

    public required Guid PageId { get; init; }

    /// <summary>In the form of the row.</summary>
    public Dictionary<Field, FieldValue> Base { get; init; } = [];

    /// <summary>What relations pointed to, as pages.</summary>
    public Dictionary<Field, IReadOnlyList<Guid>> Refs { get; init; } = [];

    public Dictionary<Field, string> Extras { get; init; } = [];

    public bool IsPending { get; set; }

    public bool RowIsDeleted { get; set; }

    public bool RowHasReturned { get; set; }

    public bool IsDeleted { get; set; }
}

/// <summary>Something that the sync has written.</summary>
internal sealed record JournalLine(Side Side, JournalAction Action, Guid? PageId, Guid? RowId, IReadOnlyDictionary<Field, FieldValue> Before, TimeSpan At);

/// <summary>Supabase's side of the world: the tables, and the state of the sync as its functions keep it.</summary>
/// <param name="clock">The clock.</param>
/// <param name="newId">Makes ids.</param>
internal sealed class SupabaseWorld(SimClock clock, Func<Guid> newId)
{
    private long _version;

    public Dictionary<Guid, SimRow> Rows { get; } = [];

    public List<SimLink> Links { get; } = [];

    /// <summary>Rows that somebody has changed since both sides agreed, and when.</summary>
    public Dictionary<Guid, (Database Database, DateTimeOffset EditedAt)> Dirty { get; } = [];

    public List<PersonEdit> Edits { get; } = [];

    public List<JournalLine> Journal { get; } = [];

    public List<ConflictNote> Conflicts { get; } = [];

    /// <summary>Rows that were deleted, as they were.</summary>
    public Dictionary<Guid, SimRow> Graveyard { get; } = [];

    /// <summary>Rows that a person has deleted.</summary>
    public HashSet<Guid> DeletedByPerson { get; } = [];

    /// <summary>When a person has put a row back, in true time.</summary>
    public Dictionary<Guid, TimeSpan> RestoredAt { get; } = [];

    /// <summary>A person does something; nothing if there is no record to do it with.</summary>
    public void Do(PersonAct act)
    {
        var live = Rows.Values.Where(r => r.Database == act.Database).OrderBy(r => r.Id).ToList();
        var picked = live.Count > 0 ? live[act.Index % live.Count] : null;
        switch (act.Kind)
        {
            case ActKind.Create or ActKind.Duplicate:
                var row = new SimRow(newId(), act.Database);
                Insert(row, byPerson: true);
                Edit(row, act.Database.TitleField, FieldValue.OfText($"v{act.Value}"));
                break;
            case ActKind.Edit or ActKind.RenameOption when picked is not null:
                var fields = picked.Database.Mirrored.Where(f => f.IsWritable || act.Value % 11 == 0).ToList();
                var field = fields[act.Field % fields.Count];
                Edit(picked, field, ValueFor(act, field));
                break;
            case ActKind.Delete or ActKind.Vanish when picked is not null:
                // Whoever deletes a record wants none of its values any more.
                Edits.RemoveAll(e => e.Record == picked.Id);
                DeletedByPerson.Add(picked.Id);
                Delete(picked, byPerson: true);
                break;
            case ActKind.Restore when Graveyard.Values.Where(r => r.Database == act.Database).OrderBy(r => r.Id).ToList() is { Count: > 0 } dead:
                var back = dead[act.Index % dead.Count];
                DeletedByPerson.Remove(back.Id);
                RestoredAt[back.Id] = clock.Elapsed;
                Insert(back.Copy(), byPerson: true);
                break;
        }
    }

    public SimLink? LinkOfRow(Guid rowId) => Links.Find(l => l.RowId == rowId);

    public SimLink? LinkOfPage(Guid pageId) => Links.Find(l => l.PageId == pageId);

    /// <summary>What the triggers do.</summary>
    public void Insert(SimRow row, bool byPerson)
    {
        // A page has one row at the most; who puts a row back may have lost its place to another.
        if (row.PageId is { } page && Rows.Values.Any(r => r.PageId == page))
        {
            row.PageId = null;
        }

        foreach (var field in row.Database.Mirrored.Where(f => f.IsForeignKey))
        {
            if (row[field] is FieldValue.References { Targets: [var target] } && !Rows.ContainsKey(target.Id))
            {
                row.Values[field] = FieldValue.Empty;
            }
        }

        foreach (var field in row.Database.Mirrored.Where(f => f.Type == PropertyType.Checkbox))
        {
            row.Values.TryAdd(field, FieldValue.OfBoolean(false));
        }

        Rows[row.Id] = row;
        Graveyard.Remove(row.Id);
        if (LinkOfRow(row.Id) is { } link)
        {
            (link.RowIsDeleted, link.RowHasReturned) = (false, byPerson);
        }

        Touch(row, byPerson);
    }

    public void Delete(SimRow row, bool byPerson)
    {
        Rows.Remove(row.Id);
        Graveyard[row.Id] = row.Copy();
        if (LinkOfRow(row.Id) is { } link)
        {
            (link.RowIsDeleted, link.RowHasReturned) = (true, false);
        }

        if (byPerson)
        {
            Dirty[row.Id] = (row.Database, clock.SupabaseNow);
        }

        // ON DELETE SET NULL: nobody's edit, and yet a change.
        foreach (var pointing in Rows.Values.ToList())
        {
            foreach (var field in pointing.Database.Mirrored.Where(f => f.IsForeignKey && pointing[f] is FieldValue.References { Targets: [var t] } && t.Id == row.Id))
            {
                pointing.Values[field] = FieldValue.Empty;
                Touch(pointing, byPerson: true);
            }
        }
    }

    public void Touch(SimRow row, bool byPerson)
    {
        row.Version = ++_version;
        var now = clock.SupabaseNow;
        row.UpdatedAt = now > row.UpdatedAt ? now : row.UpdatedAt.AddTicks(10);
        if (byPerson)
        {
            Dirty[row.Id] = (row.Database, row.UpdatedAt);
        }
    }

    private void Edit(SimRow row, Field field, FieldValue value)
    {
        if (row[field] == value)
        {
            return;
        }

        row.Values[field] = value;
        Touch(row, byPerson: true);
        if (field.IsWritable)
        {
            Edits.Add(new PersonEdit(Side.Supabase, row.Id, field, value, clock.Elapsed));
        }
    }

    private FieldValue ValueFor(PersonAct act, Field field)
    {
        if (field.Type == PropertyType.Relation)
        {
            var targets = Rows.Values.Where(r => r.Database.Table == field.Target).OrderBy(r => r.Id).ToList();
            var chosen = targets.Where((_, i) => ((act.Value >> (i % 3)) & 1) == 1).Take(field.IsForeignKey ? 1 : 3);
            return FieldValue.OfReferences([.. chosen.Select(t => new Reference(t.Id, IsRow: true))]);
        }

        return field.Type switch
        {
            PropertyType.Checkbox => FieldValue.OfBoolean(act.Value % 2 == 0),
            PropertyType.LastEditedTime => FieldValue.OfInstant(clock.SupabaseNow),
            _ => act.Value % 7 == 0 ? FieldValue.Empty : FieldValue.OfText($"v{act.Value}"),
        };
    }
}

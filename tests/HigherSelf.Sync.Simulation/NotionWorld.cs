using HigherSelf.Sync.Engine.Catalog;
using HigherSelf.Sync.Engine.Records;
using HigherSelf.Sync.Engine.Reporting;
using Record = HigherSelf.Sync.Engine.Records.Record;

namespace HigherSelf.Sync.Simulation;

/// <summary>A page as Notion has it.</summary>
internal sealed class SimPage(Guid id, Database database)
{
    public Guid Id => id;

    public Database Database => database;

    /// <summary>What can be written; relations as references to pages.</summary>
    public Dictionary<Field, FieldValue> Values { get; } = [];

    /// <summary>What a value has beside what a column can hold, as the end of a date.</summary>
    public Dictionary<Field, string> Extras { get; } = [];

    public Guid? SupabaseId { get; set; }

    public bool IsInTrash { get; set; }

    public bool WasTrashed { get; set; }

    /// <summary>When a person took it out of the trash, in true time.</summary>
    public TimeSpan? RestoredAt { get; set; }

    /// <summary>Deleted for good, or not shared: nobody can tell.</summary>
    public bool IsGone { get; set; }

    /// <summary>By Notion's clock, not cut down.</summary>
    public DateTimeOffset EditedAt { get; set; }

    /// <summary>True if <see cref="EditedAt"/> tells of a write of the sync, and so nothing of when a person edited it.</summary>
    public bool WasEditedBySync { get; set; }

    public DateTimeOffset CreatedAt { get; init; }

    /// <summary>True if its option got another name, which is no edit that Notion tells of, and the sync has not seen it since.</summary>
    public bool HasUnseenName { get; set; }

    /// <summary>When a person wrote a field last, in true time.</summary>
    public Dictionary<Field, TimeSpan> EditedByPerson { get; } = [];
}

/// <summary>Notion's side of the world.</summary>
/// <param name="clock">The clock.</param>
/// <param name="newId">Makes ids.</param>
internal sealed class NotionWorld(SimClock clock, Func<Guid> newId)
{
    /// <summary>In the order of their creation.</summary>
    public List<SimPage> Pages { get; } = [];

    public bool GroupsAreShared { get; set; } = true;

    /// <summary>Every edit of a person.</summary>
    public List<PersonEdit> Edits { get; } = [];

    public SimPage? Find(Guid id) => Pages.Find(p => p.Id == id && !p.IsGone && (p.Database == SimCatalog.Items || GroupsAreShared));

    /// <summary>A page as the API shows it.</summary>
    public Page Show(SimPage page)
    {
        var record = new Record(page.Database);
        foreach (var field in page.Database.Mirrored)
        {
            record[field] = ValueOf(page, field);
        }

        return new Page
        {
            Id = page.Id,
            Record = record,
            EditedAt = Floor(page.EditedAt),
            InTrash = page.IsInTrash,
            SupabaseId = page.SupabaseId,
            Extras = new Dictionary<Field, string>(page.Extras),
        };
    }

    public FieldValue ValueOf(SimPage page, Field field)
    {
        if (field.Type == PropertyType.LastEditedTime)
        {
            return FieldValue.OfInstant(Floor(page.EditedAt));
        }

        var value = page.Values.GetValueOrDefault(field) ?? (field.Type == PropertyType.Checkbox ? FieldValue.OfBoolean(false) : FieldValue.Empty);
        return value is FieldValue.References references
            ? FieldValue.OfReferences([.. references.Targets.Where(t => Find(t.Id) is { IsInTrash: false })])
            : value;
    }

    /// <summary>Makes a page; of a person, or of the sync for a row.</summary>
    public SimPage Create(Database database, Guid? supabaseId)
    {
        var page = new SimPage(newId(), database) { CreatedAt = clock.NotionNow, EditedAt = clock.NotionNow, SupabaseId = supabaseId };
        Pages.Add(page);
        return page;
    }

    /// <summary>Writes a value, as whoever.</summary>
    public void Write(SimPage page, Field field, FieldValue value)
    {
        page.Values[field] = value;
        page.EditedAt = clock.NotionNow;
    }

    /// <summary>A person does something; nothing if there is no record to do it with.</summary>
    public void Do(PersonAct act)
    {
        var live = Pages.Where(p => p.Database == act.Database && Find(p.Id) is not null).ToList();
        SimPage? Pick(Func<SimPage, bool> which) => live.Where(which).ToList() is { Count: > 0 } some ? some[act.Index % some.Count] : null;
        switch (act.Kind)
        {
            case ActKind.Create:
                var made = Create(act.Database, null);
                Edit(made, made.Database.TitleField, FieldValue.OfText($"v{act.Value}"));
                break;
            case ActKind.Edit when Pick(p => !p.IsInTrash) is { } page:
                var fields = page.Database.Mirrored.Where(f => f.IsWritable).ToList();
                var field = fields[act.Field % fields.Count];
                if (field.Type == PropertyType.RichText && act.Value % 3 == 0)
                {
                    // Nothing that a column could hold.
                    page.Extras[field] = $"x{act.Value}";
                    (page.EditedAt, page.WasEditedBySync, page.EditedByPerson[field]) = (clock.NotionNow, false, clock.Elapsed);
                }
                else
                {
                    Edit(page, field, ValueFor(act, field));
                }

                break;
            case ActKind.Delete when Pick(p => !p.IsInTrash) is { } page:
                (page.IsInTrash, page.WasTrashed, page.EditedAt) = (true, true, clock.NotionNow);
                break;
            case ActKind.Restore when Pick(p => p.IsInTrash) is { } page:
                (page.IsInTrash, page.RestoredAt, page.EditedAt) = (false, clock.Elapsed, clock.NotionNow);
                break;
            case ActKind.Vanish when Pick(_ => true) is { } page:
                page.IsGone = true;
                break;
            case ActKind.RenameOption when Pick(p => !p.IsInTrash && p.Values.ContainsKey(SimCatalog.Items.Mirrored[2])) is { } page:
                Rename(page.Values[SimCatalog.Items.Mirrored[2]], FieldValue.OfText($"v{act.Value}"));
                break;
            case ActKind.Duplicate when Pick(p => !p.IsInTrash) is { } page:
                var copy = Create(page.Database, page.SupabaseId);
                foreach (var (copied, value) in page.Values)
                {
                    Edit(copy, copied, value);
                }

                break;
            case ActKind.Share:
                GroupsAreShared = !GroupsAreShared;
                break;
        }
    }

    private void Edit(SimPage page, Field field, FieldValue value)
    {
        Write(page, field, value);
        page.WasEditedBySync = false;
        page.EditedByPerson[field] = clock.Elapsed;
        Edits.Add(new PersonEdit(Side.Notion, page.Id, field, value, clock.Elapsed));
    }

    private void Rename(FieldValue from, FieldValue to)
    {
        var status = SimCatalog.Items.Mirrored[2];
        foreach (var page in Pages.Where(p => p.Values.GetValueOrDefault(status) == from))
        {
            page.Values[status] = to;
            page.HasUnseenName = true;
            Edits.Add(new PersonEdit(Side.Notion, page.Id, status, to, clock.Elapsed));
        }
    }

    private FieldValue ValueFor(PersonAct act, Field field)
    {
        if (field.Type == PropertyType.Relation)
        {
            var targets = Pages.Where(p => p.Database.Table == field.Target && Find(p.Id) is { IsInTrash: false }).ToList();
            var chosen = targets.Where((_, i) => ((act.Value >> (i % 3)) & 1) == 1).Take(field.IsForeignKey ? 1 : 3);
            return FieldValue.OfReferences([.. chosen.Select(t => new Reference(t.Id))]);
        }

        return field.Type == PropertyType.Checkbox ? FieldValue.OfBoolean(act.Value % 2 == 0) : act.Value % 7 == 0 ? FieldValue.Empty : FieldValue.OfText($"v{act.Value}");
    }

    private static DateTimeOffset Floor(DateTimeOffset time) => new(time.UtcTicks - (time.UtcTicks % TimeSpan.TicksPerMinute), TimeSpan.Zero);
}

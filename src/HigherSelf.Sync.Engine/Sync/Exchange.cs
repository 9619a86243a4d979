using HigherSelf.Sync.Engine.Catalog;
using HigherSelf.Sync.Engine.Records;
using HigherSelf.Sync.Engine.Reporting;

namespace HigherSelf.Sync.Engine.Sync;

/// <summary>
/// One step of a run in one database, done whole or not at all: what came of one chunk, and a look at the records of the next.
/// </summary>
public sealed record Exchange
{
    /// <summary>An exchange that is asked again with the same id is not done again, but gets the same answer.</summary>
    public required Guid Id { get; init; }

    public required Guid RunId { get; init; }

    public required Database Database { get; init; }

    /// <summary>True if nothing may be written, not even state.</summary>
    public bool DryRun { get; init; }

    public IReadOnlyList<RowWrite> Writes { get; init; } = [];

    public IReadOnlyList<RowDelete> Deletes { get; init; } = [];

    /// <summary>Pages that were seen to differ from the base, which is not settled by these writes: they have to be read again.</summary>
    public IReadOnlyList<Guid> Pending { get; init; } = [];

    /// <summary>Rows for which a page is about to be made.</summary>
    public IReadOnlyList<Guid> Intend { get; init; } = [];

    /// <summary>Rows for which none was made after all.</summary>
    public IReadOnlyList<Guid> Unintend { get; init; } = [];

    /// <summary>What was written into Notion.</summary>
    public IReadOnlyList<JournalEntry> Journal { get; init; } = [];

    /// <summary>Records that both sides had changed.</summary>
    public IReadOnlyList<ConflictNote> Conflicts { get; init; } = [];

    /// <summary>Records that could not be synced, to be tried again.</summary>
    public IReadOnlyCollection<RecordFailure> Failures { get; init; } = [];

    /// <summary>Records whose earlier failure has no object any more.</summary>
    public IReadOnlyCollection<Guid> Settled { get; init; } = [];

    /// <summary>Pages whose link and row are to be given, as they are after the writes.</summary>
    public IReadOnlyList<Page> Look { get; init; } = [];

    /// <summary>Rows that are to be given with their links, as they are after the writes.</summary>
    public IReadOnlyList<Guid> LookRows { get; init; } = [];

    /// <summary>True if a row is to be given as it really is, and not as the base knows it; see <see cref="DatabaseComparison"/>.</summary>
    public bool Really { get; init; }

    /// <summary>Up to where the database has been read once these writes are done.</summary>
    public Watermark? Watermark { get; init; }
}

/// <summary>A row to be written, or to be made if there is none; and what both sides agree on then.</summary>
public sealed record RowWrite
{
    public required Page Page { get; init; }

    /// <summary>The row as it was looked at: it is left alone unless it still has this <see cref="Row.Version"/>. Null to make one.</summary>
    public Row? Row { get; init; }

    /// <summary>The id that a deleted row comes back with.</summary>
    public Guid? Again { get; init; }

    /// <summary>True if the page has these values already, so that they are agreed on even if the row has moved on.</summary>
    public bool Anyway { get; init; }

    /// <summary>Fields of which the row keeps what it has: it only is noted what is agreed on, because the rest waits for the pages of other rows.</summary>
    public IReadOnlyList<Field> Waiting { get; init; } = [];

    /// <summary>The values that both sides agree on from now on.</summary>
    public required IReadOnlyList<(Field Field, FieldValue Value)> Values { get; init; }

    /// <summary>Why, as a sentence for the user.</summary>
    public string Reason { get; init; } = "";

    /// <summary>The fields that change by it; none if both sides are equal and it only has to be noted.</summary>
    public IEnumerable<Field> Changes => Values.Where(v => Row?.Record[v.Field] != v.Value).Select(v => v.Field);
}

/// <summary>A row to be deleted because its page is gone; or, without the row, a record that neither side has any more.</summary>
/// <param name="PageId">Its page.</param>
/// <param name="RowId">Its id.</param>
/// <param name="Version">As it was looked at; null if it is gone already.</param>
/// <param name="IsMoved">True if the page lives on in another database, where it will have another row.</param>
public sealed record RowDelete(Guid PageId, Guid RowId, string? Version, bool IsMoved = false)
{
    /// <summary>What the row was, if it is known.</summary>
    public Record? Values { get; init; }
}

/// <summary>Something that was written into Notion.</summary>
/// <param name="Action">What was done.</param>
/// <param name="PageId">The page.</param>
/// <param name="RowId">Its row.</param>
/// <param name="Before">The values that were there before, for an update.</param>
/// <param name="After">The values that came in their place, for an update.</param>
public sealed record JournalEntry(
    JournalAction Action, Guid PageId, Guid RowId, IReadOnlyList<(Field Field, FieldValue Value)> Before, IReadOnlyList<(Field Field, FieldValue Value)> After)
{
    /// <summary>What stood in Notion before, as JSON, where a transform shows something else.</summary>
    public IReadOnlyList<(Field Field, string Value)> Raw { get; init; } = [];
}

/// <summary>What was done to a record on one side.</summary>
public enum JournalAction
{
    Create,
    Update,
    Delete,
    Restore,
}

/// <summary>A record that both sides had changed differently.</summary>
/// <param name="PageId">Its page.</param>
/// <param name="RowId">Its row.</param>
/// <param name="Winner">Whose values were taken; null if a person decides.</param>
/// <param name="Fields">What each side had.</param>
public sealed record ConflictNote(Guid PageId, Guid RowId, Side? Winner, IReadOnlyList<(Field Field, FieldValue OnPage, FieldValue OnRow)> Fields);

/// <summary>A record that could not be synced.</summary>
/// <param name="RecordId">Its page or, if it has none, its row.</param>
/// <param name="Reason">Why, for the user.</param>
/// <param name="Side">Which of the two the id is.</param>
/// <param name="Wait">How long the first retry waits at the least; nothing means until the next cycle.</param>
public sealed record RecordFailure(Guid RecordId, string Reason, Side Side = Side.Notion, TimeSpan Wait = default);

/// <summary>Up to where a database has been read.</summary>
/// <param name="Through">Every edit before this minute has been seen, by Notion's clock.</param>
/// <param name="IsFull">True if every page was looked at.</param>
public sealed record Watermark(DateTimeOffset Through, bool IsFull);

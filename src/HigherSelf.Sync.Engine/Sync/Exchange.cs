using HigherSelf.Sync.Engine.Catalog;
using HigherSelf.Sync.Engine.Records;

namespace HigherSelf.Sync.Engine.Sync;

/// <summary>
/// One step of a run in one database, done whole or not at all: the writes of one chunk, and a look at the pages of the next.
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

    /// <summary>Records that could not be read, to be tried again.</summary>
    public IReadOnlyList<RecordFailure> Failures { get; init; } = [];

    /// <summary>Records whose earlier failure has no object any more.</summary>
    public IReadOnlyList<Guid> Settled { get; init; } = [];

    /// <summary>Pages whose link and row are to be given.</summary>
    public IReadOnlyList<Page> Look { get; init; } = [];

    /// <summary>Up to where the database has been read once these writes are done.</summary>
    public Watermark? Watermark { get; init; }
}

/// <summary>A row to be written, or to be made if there is none.</summary>
public sealed record RowWrite
{
    public required Page Page { get; init; }

    /// <summary>The row as it was looked at: it is left alone unless it still has this <see cref="Row.Version"/>. Null to make one.</summary>
    public Row? Row { get; init; }

    /// <summary>The values that both sides agree on from now on.</summary>
    public required IReadOnlyList<(Field Field, FieldValue Value)> Values { get; init; }

    /// <summary>True if the row had other edits, which lose.</summary>
    public bool IsConflict { get; init; }

    /// <summary>The fields that change by it; none if both sides are equal and it only has to be noted.</summary>
    public IEnumerable<Field> Changes => Values.Where(v => Row?.Record[v.Field] != v.Value).Select(v => v.Field);
}

/// <summary>A record that could not be synced.</summary>
public sealed record RecordFailure(Guid PageId, string Reason);

/// <summary>Up to where a database has been read.</summary>
/// <param name="Through">Every edit before this minute has been seen, by Notion's clock.</param>
/// <param name="IsFull">True if every page was looked at.</param>
public sealed record Watermark(DateTimeOffset Through, bool IsFull);

/// <summary>What came of an exchange.</summary>
public sealed record ExchangeAnswer(IReadOnlyList<WriteOutcome> Outcomes, IReadOnlyList<Sighting> Seen);

/// <summary>What came of a write.</summary>
public sealed record WriteOutcome
{
    public required Guid PageId { get; init; }

    public required WriteState State { get; init; }

    /// <summary>The columns that changed.</summary>
    public IReadOnlyList<string> Columns { get; init; } = [];

    /// <summary>Why it failed.</summary>
    public string? Reason { get; init; }
}

/// <summary>What came of a write.</summary>
public enum WriteState
{
    Created,
    Updated,

    /// <summary>The row was so already; both sides have been noted to agree.</summary>
    Unchanged,

    /// <summary>The row has moved meanwhile and was left alone: look at it and decide again.</summary>
    Stale,

    /// <summary>The database could not hold the record.</summary>
    Failed,
}

/// <summary>What Supabase knows of a page.</summary>
public sealed record Sighting(Guid PageId, Link? Link, Row? Row);

/// <summary>What the state holds of a database when a run begins.</summary>
public sealed record DatabaseState
{
    /// <summary>The binding to Notion, or null.</summary>
    public Notion.DataSourceBinding? Binding { get; init; }

    /// <summary>Up to where it has been read, or null.</summary>
    public DateTimeOffset? Through { get; init; }

    /// <summary>True if there is neither a row with a page nor a link, so that no page needs a look.</summary>
    public bool IsEmpty { get; init; }

    /// <summary>Pages whose sync failed and is due again.</summary>
    public IReadOnlyList<Guid> Retry { get; init; } = [];

    /// <summary>Who else holds the database, and until when; null if this run does.</summary>
    public LeaseHolder? HeldBy { get; init; }
}

/// <summary>Another run.</summary>
public sealed record LeaseHolder(string Holder, DateTimeOffset Until);

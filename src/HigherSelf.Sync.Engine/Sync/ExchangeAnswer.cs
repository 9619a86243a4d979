using HigherSelf.Sync.Engine.Records;

namespace HigherSelf.Sync.Engine.Sync;

/// <summary>What came of an exchange.</summary>
/// <param name="Outcomes">Of each write.</param>
/// <param name="Deleted">Of each delete.</param>
/// <param name="Seen">What is known of the pages that were asked for.</param>
/// <param name="SeenRows">What is known of the rows that were asked for.</param>
public sealed record ExchangeAnswer(
    IReadOnlyList<WriteOutcome> Outcomes, IReadOnlyList<DeleteOutcome> Deleted, IReadOnlyList<Sighting> Seen, IReadOnlyList<RowSighting> SeenRows);

/// <summary>What came of a write.</summary>
/// <param name="PageId">The page.</param>
/// <param name="State">What came of it.</param>
/// <param name="RowId">The row; null if there is none.</param>
/// <param name="Reason">Why it failed.</param>
public sealed record WriteOutcome(Guid PageId, WriteState State, Guid? RowId = null, string? Reason = null);

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

/// <summary>What came of a delete.</summary>
/// <param name="PageId">The page.</param>
/// <param name="RowId">The row.</param>
/// <param name="IsDone">False if the row has moved meanwhile and was left alone.</param>
public sealed record DeleteOutcome(Guid PageId, Guid RowId, bool IsDone);

/// <summary>What Supabase knows of a page.</summary>
/// <param name="PageId">The page.</param>
/// <param name="Link">What both sides last agreed on; null if they never met.</param>
/// <param name="Row">Its row, or the one that belongs to it; null if there is none.</param>
/// <param name="IsMatched">True if the row was found by the match field alone.</param>
/// <param name="Elsewhere">The table of another database that the page is still linked in; null for none.</param>
/// <param name="IsIntended">True if the sync made the page for a row that is gone by now, and did not come to note it.</param>
public sealed record Sighting(Guid PageId, Link? Link, Row? Row, bool IsMatched = false, string? Elsewhere = null, bool IsIntended = false);

/// <summary>What Supabase knows of a row.</summary>
/// <param name="RowId">The row.</param>
/// <param name="PageId">The page that it belongs to, by its link or by its own word; null for none.</param>
/// <param name="Link">What both sides last agreed on; null if they never met.</param>
/// <param name="Row">The row; null if it is gone.</param>
/// <param name="IntendedAt">When a page was about to be made for it; null if none was.</param>
public sealed record RowSighting(Guid RowId, Guid? PageId, Link? Link, Row? Row, DateTimeOffset? IntendedAt);

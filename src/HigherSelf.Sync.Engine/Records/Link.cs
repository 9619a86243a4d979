using HigherSelf.Sync.Engine.Catalog;

namespace HigherSelf.Sync.Engine.Records;

/// <summary>A page and a row that belong together.</summary>
public sealed record Link
{
    public required Guid PageId { get; init; }

    public required Guid RowId { get; init; }

    /// <summary>The record as both sides last agreed.</summary>
    public required Record Base { get; init; }

    /// <summary>What the page's values had beside what the columns hold, when both sides last agreed; see <see cref="Page.Extras"/>.</summary>
    public IReadOnlyDictionary<Field, string> Extras { get; init; } = new Dictionary<Field, string>();

    /// <summary>True if both sides agreed that the record is deleted. Should one of them come back, this is what it was.</summary>
    public bool IsDeleted { get; init; }

    /// <summary>True if the row was deleted, and somebody has put it back.</summary>
    public bool RowHasReturned { get; init; }

    /// <summary>Pages that the base points to and that are in the trash, although somebody has put their rows back: they are about to come out of it.</summary>
    public IReadOnlyCollection<Guid> Returning { get; init; } = [];

    /// <summary>True if the page was seen to differ from the base, and that was not settled: it has to be read before anything is decided.</summary>
    public bool IsPending { get; init; }
}

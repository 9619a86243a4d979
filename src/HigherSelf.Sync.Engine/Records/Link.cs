namespace HigherSelf.Sync.Engine.Records;

/// <summary>A page and a row that belong together.</summary>
public sealed record Link
{
    public required Guid PageId { get; init; }

    public required Guid RowId { get; init; }

    /// <summary>The record as both sides last agreed.</summary>
    public required Record Base { get; init; }
}

namespace HigherSelf.Sync.Engine.Records;

/// <summary>A row as the sync sees it.</summary>
public sealed record Row
{
    public required Guid Id { get; init; }

    public required Record Record { get; init; }

    /// <summary>
    /// The row's updated_at exactly as the database wrote it: the row is only written if it still is this.
    /// </summary>
    public required string Version { get; init; }

    /// <summary>The same as an instant, to compare edits of both sides.</summary>
    public required DateTimeOffset UpdatedAt { get; init; }
}

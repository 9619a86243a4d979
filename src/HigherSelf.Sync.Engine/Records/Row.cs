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

    /// <summary>When somebody other than the sync wrote into it last, to compare edits of both sides.</summary>
    public required DateTimeOffset EditedAt { get; init; }
}

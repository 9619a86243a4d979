namespace HigherSelf.Sync.Engine.Reporting;

/// <summary>A record that could not be synced, and when it is tried again.</summary>
public sealed record HSSyncFailure
{
    /// <summary>The database, by its table.</summary>
    public required string Database { get; init; }

    public Guid? NotionPageId { get; init; }

    public Guid? SupabaseId { get; init; }

    /// <summary>Why, as a sentence.</summary>
    public required string Reason { get; init; }

    public required int Attempts { get; init; }

    public required DateTimeOffset FirstAt { get; init; }

    public required DateTimeOffset LastAt { get; init; }

    /// <summary>Before this it is not tried again.</summary>
    public required DateTimeOffset NextAt { get; init; }

    public required Guid RunId { get; init; }
}

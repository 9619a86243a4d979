namespace HigherSelf.Sync.Engine.Reporting;

/// <summary>Something that a sync would do.</summary>
public sealed record HSPlannedChange
{
    /// <summary>The database, by its table.</summary>
    public required string Database { get; init; }

    /// <summary>"Create row", "Update page", ...: what and where.</summary>
    public required string Action { get; init; }

    /// <summary>The title of the record.</summary>
    public required string Title { get; init; }

    /// <summary>Null if it is to be made.</summary>
    public Guid? NotionPageId { get; init; }

    /// <summary>Null if it is to be made.</summary>
    public Guid? SupabaseId { get; init; }

    /// <summary>The columns that change.</summary>
    public IReadOnlyList<string> Fields { get; init; } = [];

    /// <summary>Why, as a sentence.</summary>
    public required string Reason { get; init; }
}

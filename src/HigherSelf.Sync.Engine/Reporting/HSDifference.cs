namespace HigherSelf.Sync.Engine.Reporting;

/// <summary>How two sides differ.</summary>
public enum DifferenceKind
{
    /// <summary>A page without a row.</summary>
    MissingInSupabase,

    /// <summary>A row without a page.</summary>
    MissingInNotion,

    /// <summary>A field with another value on each side.</summary>
    ValueDiffers,

    /// <summary>A value that could not be read.</summary>
    Unreadable,
}

/// <summary>One difference between a Notion database and its table.</summary>
public sealed record HSDifference
{
    /// <summary>The database, by its table.</summary>
    public required string Database { get; init; }

    /// <summary>The page id, or the row id of a row without a page.</summary>
    public required Guid Key { get; init; }

    /// <summary>The column; null if the record as a whole is missing on one side.</summary>
    public string? Field { get; init; }

    public object? NotionValue { get; init; }

    public object? SupabaseValue { get; init; }

    public required DifferenceKind Kind { get; init; }
}

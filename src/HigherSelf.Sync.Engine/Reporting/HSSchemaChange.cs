namespace HigherSelf.Sync.Engine.Reporting;

/// <summary>Something that was done to bring the catalog, Notion and Supabase together.</summary>
public sealed record HSSchemaChange
{
    /// <summary>The database, by its table.</summary>
    public required string Database { get; init; }

    /// <summary>The column, or the property that it is about; null if it is about the database as a whole.</summary>
    public string? Field { get; init; }

    /// <summary>Where it was done.</summary>
    public required SchemaPlace Where { get; init; }

    /// <summary>What was done: "Add field", "Add property", "Add column" ...</summary>
    public required string Action { get; init; }

    /// <summary>More about it.</summary>
    public required string Detail { get; init; }
}

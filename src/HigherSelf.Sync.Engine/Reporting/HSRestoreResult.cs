namespace HigherSelf.Sync.Engine.Reporting;

/// <summary>What a restore did to the rows of one database.</summary>
public sealed record HSRestoreResult
{
    /// <summary>The database, by its table.</summary>
    public required string Database { get; init; }

    /// <summary>Rows that were gone and are back.</summary>
    public int Restored { get; init; }

    /// <summary>Rows that differed and have the values of the backup.</summary>
    public int Changed { get; init; }

    /// <summary>Rows that were not in the backup and were taken away.</summary>
    public int Removed { get; init; }

    /// <summary>Rows that were as in the backup.</summary>
    public int Unchanged { get; init; }

    /// <summary>Rows that could not be put back.</summary>
    public int Failed { get; init; }

    /// <summary>The file that holds what the rows were before; null if nothing was changed.</summary>
    public string? Notes { get; init; }

    public TimeSpan Duration { get; init; }
}

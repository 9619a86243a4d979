namespace HigherSelf.Sync.Engine.Reporting;

/// <summary>A database in a backup.</summary>
public sealed record HSBackup
{
    /// <summary>The database, by its table.</summary>
    public required string Database { get; init; }

    /// <summary>Pages of Notion; null if only Supabase was read.</summary>
    public int? Pages { get; init; }

    /// <summary>Rows of Supabase; null if only Notion was read.</summary>
    public int? Rows { get; init; }

    /// <summary>Pages that could not be read, or not all of them.</summary>
    public int Unreadable { get; init; }

    /// <summary>The folder of the backup; Restore-HSDatabase takes it from the pipeline.</summary>
    public required string Path { get; init; }

    public TimeSpan Duration { get; init; }
}

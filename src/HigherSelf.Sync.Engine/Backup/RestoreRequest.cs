using HigherSelf.Sync.Engine.Catalog;

namespace HigherSelf.Sync.Engine.Backup;

/// <summary>What is to be put back.</summary>
public sealed record RestoreRequest
{
    /// <summary>The databases, of each of which the backup holds the rows.</summary>
    public required IReadOnlyList<Database> Databases { get; init; }

    /// <summary>The rows that are meant, by id; null for all of them.</summary>
    public IReadOnlySet<Guid>? Only { get; init; }

    /// <summary>True if rows that are not in the backup are taken away.</summary>
    public bool RemoveOthers { get; init; }

    /// <summary>True if nothing is to be done: every change is refused when it is asked about.</summary>
    public bool DryRun { get; init; }
}

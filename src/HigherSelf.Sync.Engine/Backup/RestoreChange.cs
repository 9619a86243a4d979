namespace HigherSelf.Sync.Engine.Backup;

/// <summary>What a restore does to a row.</summary>
public enum RestoreAction
{
    /// <summary>It is gone and comes back.</summary>
    Restore,

    /// <summary>It differs and gets the values of the backup.</summary>
    Change,

    /// <summary>It is not in the backup and is taken away.</summary>
    Remove,
}

/// <summary>A change that a restore is about to make.</summary>
public sealed record RestoreChange
{
    /// <summary>The database, by its table.</summary>
    public required string Database { get; init; }

    /// <summary>The row.</summary>
    public required Guid Id { get; init; }

    public required RestoreAction Action { get; init; }

    /// <summary>What the columns hold before, as JSON: those that differ, or all of them of a row that goes.</summary>
    public IReadOnlyDictionary<string, string> Before { get; init; } = new Dictionary<string, string>();

    /// <summary>What they are to hold, as JSON.</summary>
    public IReadOnlyDictionary<string, string> After { get; init; } = new Dictionary<string, string>();

    /// <summary>The row's updated_at before; null if it was not there.</summary>
    internal string? Version { get; init; }

    /// <summary>The values to give, as JSON; null to take the row away.</summary>
    internal string? Values { get; init; }

    /// <summary>"Change (notes, status)".</summary>
    public override string ToString() => Action == RestoreAction.Change ? $"{Action} ({string.Join(", ", After.Keys.Order(StringComparer.Ordinal))})" : Action.ToString();
}

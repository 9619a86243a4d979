namespace HigherSelf.Sync;

/// <summary>A migration as users see it.</summary>
public sealed class HSMigration
{
    internal HSMigration(string name, bool applied)
    {
        Name = name;
        Applied = applied;
    }

    /// <summary>The name that it is recorded under in supabase_migrations.schema_migrations.</summary>
    public string Name { get; }

    /// <summary>True if it was applied now; false if the database had it already.</summary>
    public bool Applied { get; }
}

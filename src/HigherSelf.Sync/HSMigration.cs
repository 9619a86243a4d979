namespace HigherSelf.Sync;

/// <summary>A migration as users see it.</summary>
public sealed class HSMigration
{
    internal HSMigration(string name, bool applied, string? path = null, bool written = false)
    {
        Name = name;
        Applied = applied;
        Path = path;
        Written = written;
    }

    /// <summary>The name that it is recorded under in supabase_migrations.schema_migrations.</summary>
    public string Name { get; }

    /// <summary>True if it was applied now; false if the database had it already, or if it is in a file.</summary>
    public bool Applied { get; }

    /// <summary>The file that it is in, with -Via Script.</summary>
    public string? Path { get; }

    /// <summary>True if that file was written now; false if it was there already.</summary>
    public bool Written { get; }
}

namespace HigherSelf.Sync.Engine.Supabase.Schema;

/// <summary>How migrations come into the database of a project.</summary>
public enum MigrationWay
{
    /// <summary>Through a connection to PostgreSQL.</summary>
    Connection,

    /// <summary>Through the Management API of Supabase, over HTTPS.</summary>
    ManagementApi,

    /// <summary>As files, which `supabase db push` applies.</summary>
    Script,
}

using System.Security.Cryptography;
using System.Text;

namespace HigherSelf.Sync.Engine.Supabase.Schema;

/// <summary>
/// A piece of the schema as SQL that may be run over an older or damaged version of itself. It is recorded in supabase_migrations.schema_migrations like
/// the Supabase CLI records its own, under a name that ends with the hash of its text: a new text is always applied, and the same one only again if
/// something of it is missing.
/// </summary>
public sealed record Migration
{
    /// <param name="purpose">What it makes: "hs_sync_state".</param>
    /// <param name="sql">The SQL.</param>
    /// <param name="isThere">A query that gives true if all that it makes is there.</param>
    public Migration(string purpose, string sql, string isThere)
    {
        Sql = sql.ReplaceLineEndings("\n");
        IsThere = isThere;
        Name = $"{purpose}_{Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(Sql)))[..8]}";
    }

    /// <summary>The name that it is recorded under: "hs_sync_state_0f3a9c11".</summary>
    public string Name { get; }

    /// <summary>The SQL, to be run in one transaction.</summary>
    public string Sql { get; }

    /// <summary>A query that gives true if all that it makes is there.</summary>
    public string IsThere { get; }

    /// <summary>The file name that the Supabase CLI expects.</summary>
    /// <param name="version">When it is first applied: yyyyMMddHHmmss.</param>
    public string FileName(string version) => $"{version}_{Name}.sql";
}

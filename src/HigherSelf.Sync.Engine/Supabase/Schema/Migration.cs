using System.Security.Cryptography;
using System.Text;

namespace HigherSelf.Sync.Engine.Supabase.Schema;

/// <summary>
/// A piece of the schema as SQL that may be run over an older or damaged version of itself. It is recorded in supabase_migrations.schema_migrations like
/// the Supabase CLI records its own, under a name that ends with the hash of its text: a text is applied unless it was the
/// last one of its purpose and all that it makes is there.
/// </summary>
public sealed record Migration
{
    /// <param name="purpose">What it makes: "hs_sync_state"; a later version of it has the same.</param>
    /// <param name="sql">The SQL.</param>
    /// <param name="isThere">A query that gives true if all that it makes is there.</param>
    public Migration(string purpose, string sql, string isThere)
    {
        Purpose = purpose;
        Sql = sql.ReplaceLineEndings("\n");
        IsThere = isThere;
        Name = $"{purpose}_{Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(Sql)))[..8]}";
    }

    /// <summary>What it makes: "hs_sync_state".</summary>
    public string Purpose { get; }

    /// <summary>The name that it is recorded under: "hs_sync_state_0f3a9c11".</summary>
    public string Name { get; }

    /// <summary>The SQL, to be run in one transaction.</summary>
    public string Sql { get; }

    /// <summary>A query that gives true if all that it makes is there.</summary>
    public string IsThere { get; }
}

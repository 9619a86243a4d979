using HigherSelf.Sync.Engine.Errors;

namespace HigherSelf.Sync.Engine.Supabase.Schema;

/// <summary>A way to run the SQL of set-up in the database of a project.</summary>
public interface IDatabaseAccess
{
    /// <summary>Runs SQL, all of it in one transaction that is kept whole or not at all.</summary>
    /// <param name="sql">Statements; the last one gives one row with a text column named answer.</param>
    /// <param name="cancellationToken">Ends the waiting.</param>
    /// <returns>What stands in that column.</returns>
    /// <exception cref="SqlException">The database refused the SQL; nothing of it was kept.</exception>
    /// <exception cref="SyncException">The database could not be reached, or not with these settings.</exception>
    Task<string> RunAsync(string sql, CancellationToken cancellationToken);
}

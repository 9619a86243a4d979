using System.Globalization;
using System.Text.Json;
using HigherSelf.Sync.Engine.Catalog;
using HigherSelf.Sync.Engine.Configuration;
using HigherSelf.Sync.Engine.Errors;
using Npgsql;

namespace HigherSelf.Sync.Engine.Supabase.Schema;

/// <summary>
/// Applies migrations, all that are needed in one transaction, and records them as the Supabase CLI does, so that `supabase migration list` stays
/// right. It does the same whichever way the SQL goes.
/// </summary>
/// <param name="access">The way into the database.</param>
/// <param name="time">The clock that new versions are named after.</param>
public sealed class MigrationRunner(IDatabaseAccess access, TimeProvider time)
{
    /// <summary>What the migrations raise when a table that exists already cannot be the mirror.</summary>
    private const string UnfitTable = "HS004";

    /// <summary>A runner on a connection to the database.</summary>
    /// <param name="databaseUrl">A postgres:// URL; TLS is required unless it leads to this machine.</param>
    /// <param name="time">The clock that new versions are named after.</param>
    /// <exception cref="SyncException"><see cref="ErrorId.ConfigurationInvalid"/>: the URL is none of PostgreSQL.</exception>
    public MigrationRunner(Secret databaseUrl, TimeProvider time)
        : this(new ConnectionAccess(databaseUrl), time)
    {
    }

    /// <summary>How long a statement waits for what somebody else holds; the tables are in use while it waits.</summary>
    public TimeSpan LockTimeout { get; init; } = TimeSpan.FromSeconds(4);

    /// <summary>The migrations that the database does not have yet.</summary>
    public async Task<IReadOnlyList<Migration>> FindMissingAsync(IReadOnlyList<Migration> migrations, CancellationToken cancellationToken)
    {
        var missing = await AskAsync(MigrationSql.FindMissing(migrations), migrations, cancellationToken).ConfigureAwait(false);
        return Named(missing, migrations);
    }

    /// <summary>Applies those that the database does not have yet, all of them or none, and gives them.</summary>
    /// <exception cref="SyncException"><see cref="ErrorId.SupabaseMigrationFailed"/>: one failed, and nothing was changed.</exception>
    public async Task<IReadOnlyList<Migration>> ApplyAsync(IReadOnlyList<Migration> migrations, CancellationToken cancellationToken) => migrations.Count == 0
        ? []
        : Named(await AskAsync(MigrationSql.Apply(migrations, Now(), LockTimeout), migrations, cancellationToken).ConfigureAwait(false), migrations);

    /// <summary>What a reset would drop.</summary>
    public async Task<MirrorContent> LookAsync(DatabaseCatalog catalog, CancellationToken cancellationToken) =>
        MirrorContent.Read(await AskAsync(ResetSql.Look(catalog), [], cancellationToken).ConfigureAwait(false));

    /// <summary>Drops the mirror and the state and makes them anew, in one transaction.</summary>
    /// <returns>The migrations, all of which were applied.</returns>
    /// <exception cref="SyncException"><see cref="ErrorId.SupabaseMigrationFailed"/>: it failed, and nothing was dropped.</exception>
    public async Task<IReadOnlyList<Migration>> ResetAsync(DatabaseCatalog catalog, IReadOnlyList<Migration> migrations, CancellationToken cancellationToken)
    {
        var sql = MigrationSql.Apply(migrations, Now(), LockTimeout, ResetSql.Drop(catalog));
        return Named(await AskAsync(sql, migrations, cancellationToken, "The reset").ConfigureAwait(false), migrations);
    }

    private string Now() => time.GetUtcNow().UtcDateTime.ToString("yyyyMMddHHmmss", CultureInfo.InvariantCulture);

    private async Task<JsonElement> AskAsync(string sql, IReadOnlyList<Migration> migrations, CancellationToken cancellationToken, string what = "Set-up")
    {
        try
        {
            using var answer = JsonDocument.Parse(await access.RunAsync(sql, cancellationToken).ConfigureAwait(false));
            return answer.RootElement.Clone();
        }
        catch (SqlException e)
        {
            throw Explain(e, migrations, what);
        }
    }

    private static IReadOnlyList<Migration> Named(JsonElement names, IReadOnlyList<Migration> migrations)
    {
        var named = names.EnumerateArray().Select(n => n.GetString()).ToHashSet(StringComparer.Ordinal);
        return [.. migrations.Where(m => named.Contains(m.Name))];
    }

    private static SyncException Explain(SqlException e, IReadOnlyList<Migration> migrations, string what)
    {
        var failed = migrations.FirstOrDefault(m => e.Said.StartsWith(m.Name + ": ", StringComparison.Ordinal));
        var said = (failed is null ? e.Said : e.Said[(failed.Name.Length + 2)..]).TrimEnd('.');
        var name = failed is null ? what : $"The migration {failed.Name}";
        return new SyncException(ErrorId.SupabaseMigrationFailed,
            e.SqlState switch
            {
                UnfitTable => $"A table is in the way: {said}.",
                PostgresErrorCodes.WrongObjectType or PostgresErrorCodes.InvalidFunctionDefinition or PostgresErrorCodes.DuplicateFunction =>
                    $"Something with a name of this module is in the way: {said} ({e.SqlState}).",
                _ => $"{name} failed: {said} ({e.SqlState}).",
            },
            "Nothing was changed. " + e.SqlState switch
            {
                UnfitTable => "Rename or alter what is in the way, or change the catalog file, and run it again.",
                PostgresErrorCodes.WrongObjectType or PostgresErrorCodes.InvalidFunctionDefinition or PostgresErrorCodes.DuplicateFunction =>
                    "Rename it or drop it, and run it again.",
                PostgresErrorCodes.LockNotAvailable => "Something else holds a table; run it again in a moment.",
                PostgresErrorCodes.DependentObjectsStillExist => "Drop or move what depends on it, and run it again.",
                PostgresErrorCodes.InsufficientPrivilege => "Take a user, or a token, that owns the tables and may create schemas: postgres of the project.",
                _ => "Mend the cause and run it again.",
            },
            failed?.Name, e);
    }
}

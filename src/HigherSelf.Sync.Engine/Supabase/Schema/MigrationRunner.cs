using System.Globalization;
using HigherSelf.Sync.Engine.Configuration;
using HigherSelf.Sync.Engine.Errors;
using Npgsql;

namespace HigherSelf.Sync.Engine.Supabase.Schema;

/// <summary>
/// Applies migrations through a connection to the database (SUPABASE_DB_URL), each in a transaction of its own, and records them as the Supabase CLI
/// does, so that `supabase migration list` stays right.
/// </summary>
public sealed class MigrationRunner
{
    /// <summary>Any number, the same for every runner: two of them take turns.</summary>
    private const long RunnersLock = 0x48_53_59_4E_43;

    /// <summary>What the migrations raise when a table that exists already cannot be the mirror.</summary>
    private const string UnfitTable = "HS004";

    private readonly TimeProvider _time;
    private readonly NpgsqlConnectionStringBuilder _connection;

    /// <param name="databaseUrl">A postgres:// URL; TLS is required unless it leads to this machine.</param>
    /// <param name="time">The clock that new versions are named after.</param>
    /// <exception cref="SyncException"><see cref="ErrorId.ConfigurationInvalid"/>: the URL is none of PostgreSQL.</exception>
    public MigrationRunner(Secret databaseUrl, TimeProvider time)
    {
        _time = time;
        _connection = DatabaseUrl.Parse(databaseUrl);
    }

    /// <summary>The migrations that the database does not have yet.</summary>
    public async Task<IReadOnlyList<Migration>> FindMissingAsync(IReadOnlyList<Migration> migrations, CancellationToken cancellationToken)
    {
        var connection = await OpenAsync(cancellationToken).ConfigureAwait(false);
        await using var closing = connection.ConfigureAwait(false);
        var missing = new List<Migration>();
        foreach (var migration in migrations)
        {
            if (!await IsAppliedAsync(connection, migration, cancellationToken).ConfigureAwait(false))
            {
                missing.Add(migration);
            }
        }

        return missing;
    }

    /// <summary>Applies those that the database does not have yet, and gives them.</summary>
    /// <exception cref="SyncException"><see cref="ErrorId.SupabaseMigrationFailed"/>: one failed, and left nothing behind.</exception>
    public async Task<IReadOnlyList<Migration>> ApplyAsync(IReadOnlyList<Migration> migrations, CancellationToken cancellationToken)
    {
        var connection = await OpenAsync(cancellationToken).ConfigureAwait(false);
        await using var closing = connection.ConfigureAwait(false);
        await ExecuteAsync(connection, "set lock_timeout = '4s'", cancellationToken).ConfigureAwait(false);
        var applied = new List<Migration>();
        foreach (var migration in migrations)
        {
            var transaction = await connection.BeginTransactionAsync(cancellationToken).ConfigureAwait(false);
            await using var undoing = transaction.ConfigureAwait(false);
            try
            {
                await ExecuteAsync(connection, $"select pg_advisory_xact_lock({RunnersLock})", cancellationToken).ConfigureAwait(false);
                if (await IsAppliedAsync(connection, migration, cancellationToken).ConfigureAwait(false))
                {
                    continue;
                }

                await ExecuteAsync(connection, migration.Sql, cancellationToken).ConfigureAwait(false);
                await NoteAppliedAsync(connection, migration, cancellationToken).ConfigureAwait(false);
                var recorded = await ReadRecordedAsync(connection, cancellationToken).ConfigureAwait(false);
                if (!recorded.Names.Contains(migration.Name))
                {
                    await RecordAsync(connection, NextVersion(recorded.LastVersion), migration, cancellationToken).ConfigureAwait(false);
                }

                await transaction.CommitAsync(cancellationToken).ConfigureAwait(false);
                applied.Add(migration);
            }
            catch (PostgresException e)
            {
                throw new SyncException(ErrorId.SupabaseMigrationFailed,
                    e.SqlState == UnfitTable
                        ? $"A table is in the way: {e.MessageText}."
                        : $"The migration {migration.Name} failed: {e.MessageText} ({e.SqlState}{At(e)}).",
                    e.SqlState switch
                    {
                        UnfitTable => "Rename or alter what is in the way, or change the catalog file, and run it again. Nothing was changed.",
                        PostgresErrorCodes.LockNotAvailable => "Something else holds a table; run it again in a moment. Nothing was changed.",
                        _ => "Nothing of it was kept; mend the cause and run it again.",
                    },
                    migration.Name, e);
            }
        }

        return applied;
    }

    private static string At(PostgresException e) => e.Where is { Length: > 0 } where ? ", " + where.Split('\n')[0] : "";

    private async Task<NpgsqlConnection> OpenAsync(CancellationToken cancellationToken)
    {
        var connection = new NpgsqlConnection(_connection.ConnectionString);
        try
        {
            await connection.OpenAsync(cancellationToken).ConfigureAwait(false);
            return connection;
        }
        catch (Exception e) when (e is NpgsqlException or System.Net.Sockets.SocketException or TimeoutException)
        {
            await connection.DisposeAsync().ConfigureAwait(false);
            throw e is PostgresException { SqlState: PostgresErrorCodes.InvalidPassword or PostgresErrorCodes.InvalidAuthorizationSpecification }
                ? new SyncException(ErrorId.SupabaseUnauthorized, $"The database at {_connection.Host} does not accept the user or password of SUPABASE_DB_URL.",
                    "Copy the connection string again from the project's dashboard: Connect > Session pooler.", "SUPABASE_DB_URL", e)
                : new SyncException(ErrorId.SupabaseUnreachable, $"The database at {_connection.Host}:{_connection.Port} cannot be reached: {e.Message}",
                    "Check SUPABASE_DB_URL; the direct host of a project speaks IPv6 only, so take the session pooler's (Connect > Session pooler).", "SUPABASE_DB_URL", e);
        }
    }

    private static async Task<(HashSet<string> Names, string? LastVersion)> ReadRecordedAsync(NpgsqlConnection connection, CancellationToken cancellationToken)
    {
        using (var exists = new NpgsqlCommand("select to_regclass('supabase_migrations.schema_migrations') is not null", connection))
        {
            if (await exists.ExecuteScalarAsync(cancellationToken).ConfigureAwait(false) is not true)
            {
                return ([], null);
            }
        }

        var names = new HashSet<string>(StringComparer.Ordinal);
        string? last = null;
        using var command = new NpgsqlCommand(
            "select version, to_jsonb(m) ->> 'name' from supabase_migrations.schema_migrations m order by version", connection);
        var reader = await command.ExecuteReaderAsync(cancellationToken).ConfigureAwait(false);
        await using var closing = reader.ConfigureAwait(false);
        while (await reader.ReadAsync(cancellationToken).ConfigureAwait(false))
        {
            last = reader.GetString(0);
            if (!await reader.IsDBNullAsync(1, cancellationToken).ConfigureAwait(false))
            {
                names.Add(reader.GetString(1));
            }
        }

        return (names, last);
    }

    /// <summary>True if this text was the last one of its purpose, and everything that it makes is there.</summary>
    private static async Task<bool> IsAppliedAsync(NpgsqlConnection connection, Migration migration, CancellationToken cancellationToken)
    {
        using (var exists = new NpgsqlCommand("select to_regclass('hs_sync.applied') is not null", connection))
        {
            if (await exists.ExecuteScalarAsync(cancellationToken).ConfigureAwait(false) is not true)
            {
                return false;
            }
        }

        using (var last = new NpgsqlCommand("select exists (select from hs_sync.applied where purpose = $1 and name = $2)", connection))
        {
            last.Parameters.Add(new NpgsqlParameter { Value = migration.Purpose });
            last.Parameters.Add(new NpgsqlParameter { Value = migration.Name });
            if (await last.ExecuteScalarAsync(cancellationToken).ConfigureAwait(false) is not true)
            {
                return false;
            }
        }

        using var isThere = new NpgsqlCommand(migration.IsThere, connection);
        return await isThere.ExecuteScalarAsync(cancellationToken).ConfigureAwait(false) is true;
    }

    private static async Task NoteAppliedAsync(NpgsqlConnection connection, Migration migration, CancellationToken cancellationToken)
    {
        using var command = new NpgsqlCommand(
            "insert into hs_sync.applied (purpose, name) values ($1, $2) on conflict (purpose) do update set name = excluded.name", connection);
        command.Parameters.Add(new NpgsqlParameter { Value = migration.Purpose });
        command.Parameters.Add(new NpgsqlParameter { Value = migration.Name });
        await command.ExecuteNonQueryAsync(cancellationToken).ConfigureAwait(false);
    }

    private static async Task RecordAsync(NpgsqlConnection connection, string version, Migration migration, CancellationToken cancellationToken)
    {
        await ExecuteAsync(connection,
            """
            create schema if not exists supabase_migrations;
            create table if not exists supabase_migrations.schema_migrations (version text not null primary key);
            alter table supabase_migrations.schema_migrations add column if not exists statements text[];
            alter table supabase_migrations.schema_migrations add column if not exists name text;
            """, cancellationToken).ConfigureAwait(false);
        using var command = new NpgsqlCommand(
            "insert into supabase_migrations.schema_migrations (version, name, statements) values ($1, $2, $3)", connection);
        command.Parameters.Add(new NpgsqlParameter { Value = version });
        command.Parameters.Add(new NpgsqlParameter { Value = migration.Name });
        command.Parameters.Add(new NpgsqlParameter { Value = new[] { migration.Sql } });
        await command.ExecuteNonQueryAsync(cancellationToken).ConfigureAwait(false);
    }

    /// <summary>The moment as yyyyMMddHHmmss, and always after the last version that is recorded.</summary>
    private string NextVersion(string? last)
    {
        var now = _time.GetUtcNow().UtcDateTime.ToString("yyyyMMddHHmmss", CultureInfo.InvariantCulture);
        return last is null || string.CompareOrdinal(now, last) > 0 || !long.TryParse(last, CultureInfo.InvariantCulture, out var number)
            ? now
            : (number + 1).ToString(CultureInfo.InvariantCulture);
    }

    private static async Task ExecuteAsync(NpgsqlConnection connection, string sql, CancellationToken cancellationToken)
    {
        using var command = new NpgsqlCommand(sql, connection) { CommandTimeout = 120 };
        await command.ExecuteNonQueryAsync(cancellationToken).ConfigureAwait(false);
    }
}

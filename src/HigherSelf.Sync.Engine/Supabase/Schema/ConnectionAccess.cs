using HigherSelf.Sync.Engine.Configuration;
using HigherSelf.Sync.Engine.Errors;
using Npgsql;

namespace HigherSelf.Sync.Engine.Supabase.Schema;

/// <summary>
/// A connection to PostgreSQL (SUPABASE_DB_URL). Each request has a connection of its own, and nothing is set for longer than a transaction: poolers
/// give every transaction to another server.
/// </summary>
public sealed class ConnectionAccess : IDatabaseAccess
{
    /// <summary>In seconds; hosted projects end a statement of the owner after two minutes.</summary>
    private const int LongestStatement = 120;

    private readonly NpgsqlConnectionStringBuilder _connection;

    /// <param name="databaseUrl">A postgres:// URL; TLS is required unless it leads to this machine.</param>
    /// <exception cref="SyncException"><see cref="ErrorId.ConfigurationInvalid"/>: the URL is none of PostgreSQL.</exception>
    public ConnectionAccess(Secret databaseUrl)
    {
        _connection = DatabaseUrl.Parse(databaseUrl);

        // Set-up is about the schema, and the details name what stands in the way.
        _connection.IncludeErrorDetail = true;
    }

    /// <inheritdoc/>
    public async Task<string> RunAsync(string sql, CancellationToken cancellationToken)
    {
        var connection = await OpenAsync(cancellationToken).ConfigureAwait(false);
        await using var closing = connection.ConfigureAwait(false);
        try
        {
            var transaction = await connection.BeginTransactionAsync(cancellationToken).ConfigureAwait(false);
            await using var undoing = transaction.ConfigureAwait(false);
            var answer = await ReadAnswerAsync(connection, sql, cancellationToken).ConfigureAwait(false);
            await transaction.CommitAsync(cancellationToken).ConfigureAwait(false);
            return answer;
        }
        catch (PostgresException e)
        {
            throw new SqlException(e.SqlState, string.IsNullOrEmpty(e.Detail) ? e.MessageText : $"{e.MessageText}: {e.Detail}", e);
        }
        catch (Exception e) when (e is NpgsqlException or TimeoutException or IOException)
        {
            throw Unreachable(e);
        }
    }

    private static async Task<string> ReadAnswerAsync(NpgsqlConnection connection, string sql, CancellationToken cancellationToken)
    {
        using var command = new NpgsqlCommand(sql, connection) { CommandTimeout = LongestStatement };
        var reader = await command.ExecuteReaderAsync(cancellationToken).ConfigureAwait(false);
        await using var closing = reader.ConfigureAwait(false);
        string? answer = null;
        do
        {
            while (await reader.ReadAsync(cancellationToken).ConfigureAwait(false))
            {
                answer = reader.GetName(0) == "answer" ? reader.GetString(0) : answer;
            }
        }
        while (await reader.NextResultAsync(cancellationToken).ConfigureAwait(false));
        return answer ?? throw new InvalidOperationException("The SQL gives no answer.");
    }

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
                : Unreachable(e);
        }
    }

    private SyncException Unreachable(Exception e) => new(
        ErrorId.SupabaseUnreachable, $"The database at {_connection.Host}:{_connection.Port} cannot be reached: {e.Message}",
        "Check SUPABASE_DB_URL; the direct host of a project speaks IPv6 only, so take the session pooler's (Connect > Session pooler).", "SUPABASE_DB_URL", e);
}

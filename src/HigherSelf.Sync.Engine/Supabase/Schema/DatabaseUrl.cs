using HigherSelf.Sync.Engine.Configuration;
using HigherSelf.Sync.Engine.Errors;
using Npgsql;

namespace HigherSelf.Sync.Engine.Supabase.Schema;

/// <summary>The connection string that Supabase shows to its users, as Npgsql takes it.</summary>
public static class DatabaseUrl
{
    /// <summary>Reads postgres://user:password@host:port/database?sslmode=...</summary>
    /// <exception cref="SyncException"><see cref="ErrorId.ConfigurationInvalid"/>; the message does not repeat the URL, which holds a password.</exception>
    public static NpgsqlConnectionStringBuilder Parse(Secret url)
    {
        if (!Uri.TryCreate(url.Reveal(), UriKind.Absolute, out var parsed) || parsed.Scheme is not ("postgres" or "postgresql") || parsed.Host.Length == 0)
        {
            throw Invalid("is no postgres:// URL");
        }

        var login = parsed.UserInfo.Split(':', 2);
        if (login[0].Length == 0)
        {
            throw Invalid("names no user");
        }

        if (login.Length > 1 && login[1] is "[YOUR-PASSWORD]" or "%5BYOUR-PASSWORD%5D")
        {
            throw Invalid("still has the placeholder [YOUR-PASSWORD] in it");
        }

        var port = parsed.Port > 0 ? parsed.Port : 5432;
        return new NpgsqlConnectionStringBuilder
        {
            Host = parsed.IdnHost.Trim('[', ']'),
            Port = port,
            Username = Uri.UnescapeDataString(login[0]),
            Password = login.Length > 1 ? Uri.UnescapeDataString(login[1]) : null,
            Database = parsed.AbsolutePath.Trim('/') is { Length: > 0 } name ? Uri.UnescapeDataString(name) : "postgres",
            SslMode = SslModeOf(parsed),
            ApplicationName = "HigherSelf.Sync",
            Pooling = false,
            Timeout = 15,
            // The transaction pooler forgets prepared statements between two statements.
            MaxAutoPrepare = 0,
        };
    }

    /// <summary>The id of the hosted project that it leads to; null for any other database.</summary>
    /// <exception cref="SyncException">As <see cref="Parse"/>.</exception>
    public static string? ProjectOf(Secret url)
    {
        var parsed = Parse(url);
        return ProjectId.OfUser(parsed.Username!) ?? ProjectId.OfHost(parsed.Host!);
    }

    /// <summary>What the URL asks for, but never less than TLS off this machine (R13).</summary>
    private static SslMode SslModeOf(Uri url)
    {
        var asked = url.Query.TrimStart('?').Split('&').FirstOrDefault(p => p.StartsWith("sslmode=", StringComparison.OrdinalIgnoreCase))?["sslmode=".Length..];
        var mode = asked?.ToLowerInvariant() switch
        {
            "verify-full" => SslMode.VerifyFull,
            "verify-ca" => SslMode.VerifyCA,
            "require" => SslMode.Require,
            "disable" => SslMode.Disable,
            _ => SslMode.Prefer,
        };
        return url.IsLoopback || mode >= SslMode.Require ? mode : SslMode.Require;
    }

    private static SyncException Invalid(string reason) =>
        new(ErrorId.ConfigurationInvalid, $"SUPABASE_DB_URL {reason}.",
            "Copy the connection string from the project's dashboard, Connect > Session pooler: postgresql://postgres.<ref>:<password>@<host>:5432/postgres.", "SUPABASE_DB_URL");
}

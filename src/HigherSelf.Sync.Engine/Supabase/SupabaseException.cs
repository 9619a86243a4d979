using HigherSelf.Sync.Engine.Errors;

namespace HigherSelf.Sync.Engine.Supabase;

/// <summary>
/// An error answer of Supabase: of PostgREST (https://docs.postgrest.org/en/stable/references/errors.html), of PostgreSQL behind it, or of one of
/// this module's functions.
/// </summary>
public sealed class SupabaseException : SyncException
{
    private SupabaseException(ErrorId id, string cause, string nextStep)
        : base(id, cause, nextStep, "Supabase")
    {
    }

    /// <summary>The HTTP status; 200 for an error that a function of this module told of.</summary>
    public int Status { get; private init; }

    /// <summary>A SQLSTATE ("40P01"), a code of PostgREST ("PGRST202"), or null: a gateway gives none.</summary>
    public string? Code { get; private init; }

    /// <summary>What the server said.</summary>
    public string Said { get; private init; } = "";

    /// <summary>True if the same request may succeed a moment later.</summary>
    public bool IsTransient => (Status, Code) switch
    {
        (_, "40001" or "40P01" or "55P03" or "53300" or "53400") => true,
        (_, "PGRST000" or "PGRST001" or "PGRST002" or "PGRST003") => true,
        (_, { Length: 5 } state) when IsSqlState(state) => state[..2] is "08" or "53" || state.StartsWith("57P0", StringComparison.Ordinal),
        (429 or 502 or 503 or 504 or (>= 520 and <= 524), _) => true,
        // A server error without a code of the database is one of the service before it.
        (500, _) => true,
        _ => false,
    };

    /// <summary>The statement took longer than the role may (8 s on hosted projects): a smaller chunk may pass.</summary>
    public bool IsTooLarge => Code is "57014" || Status == 413;

    internal static SupabaseException From(string request, int status, SupabaseError? error)
    {
        var code = string.IsNullOrEmpty(error?.Code) ? null : error.Code;
        var said = string.Join(" ", new[] { error?.Message, error?.Details, error?.Hint }.Where(s => !string.IsNullOrEmpty(s)));
        var (id, nextStep) = Classify(status, code);
        return new SupabaseException(id, $"Supabase answered {request} with {(status == 200 ? "the error" : status)}{(code is null ? "" : $" {code}")}: {(said.Length == 0 ? "no reason given" : said)}", nextStep)
        {
            Status = status,
            Code = code,
            Said = said,
        };
    }

    private static bool IsSqlState(string code) => code.All(c => char.IsAsciiDigit(c) || char.IsAsciiLetterUpper(c));

    private static (ErrorId Id, string NextStep) Classify(int status, string? code) => (status, code) switch
    {
        (_, "42501") => (ErrorId.SupabaseForbidden,
            "Use the secret key (sb_secret_...) or the service_role key in SUPABASE_API_KEY; if it is one, run Initialize-HSSupabase, which grants what it needs."),
        (_, "42P01" or "42883" or "3F000" or "42703" or "PGRST202" or "PGRST205" or "PGRST204") => (ErrorId.SupabaseSchemaMissing,
            "Run Initialize-HSSupabase; it creates what is missing and leaves the rest as it is."),
        (_, "HS001") => (ErrorId.LeaseHeld, "Another run has taken the database over; run again when it has ended."),
        (_, "HS002") => (ErrorId.SupabaseSchemaOutdated, "Run Initialize-HSSupabase with this version of the module."),
        (_, "25006") => (ErrorId.SupabaseForbidden, "The database is read-only now; look at the project's dashboard (disk full, restoring or paused)."),
        (401, _) => (ErrorId.SupabaseUnauthorized, "Check SUPABASE_API_KEY against Project Settings > API Keys of the project in SUPABASE_URL."),
        (403, _) => (ErrorId.SupabaseForbidden, "Use the secret key (sb_secret_...) or the service_role key in SUPABASE_API_KEY."),
        (404, null) => (ErrorId.SupabaseUnreachable, "Check SUPABASE_URL: it is the project's URL, such as https://abcdefghijklmnopqrst.supabase.co."),
        _ when code is "57014" || status is 429 or >= 500 => (ErrorId.SupabaseUnavailable, "Run again in a few minutes; see the project's dashboard and status.supabase.com."),
        _ => (ErrorId.SupabaseRejected, "Read what Supabase said; the value or the schema does not allow this request."),
    };
}

/// <summary>The body of an error answer.</summary>
internal sealed record SupabaseError(string? Code, string? Message, string? Details, string? Hint);

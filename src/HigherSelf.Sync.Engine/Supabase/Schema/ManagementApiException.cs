using HigherSelf.Sync.Engine.Errors;

namespace HigherSelf.Sync.Engine.Supabase.Schema;

/// <summary>An answer of the Management API that is no answer of the database (https://supabase.com/docs/reference/api/introduction).</summary>
internal sealed class ManagementApiException : SyncException
{
    /// <summary>Nobody waits longer than this because the API says so.</summary>
    private static readonly TimeSpan LongestWait = TimeSpan.FromMinutes(2);

    private ManagementApiException(ErrorId id, string cause, string nextStep, string target)
        : base(id, cause, nextStep, target)
    {
    }

    /// <summary>True if the same request may succeed a moment later.</summary>
    public bool IsTransient { get; private init; }

    /// <summary>The wait that the API asks for.</summary>
    public TimeSpan? RetryAfter { get; private init; }

    public static ManagementApiException From(int status, string? said, TimeSpan? retryAfter, string project)
    {
        var (id, nextStep, target) = status switch
        {
            401 => (ErrorId.SupabaseUnauthorized, "Make a new token at supabase.com/dashboard/account/tokens, and set SUPABASE_ACCESS_TOKEN.", "SUPABASE_ACCESS_TOKEN"),
            403 => (ErrorId.SupabaseForbidden,
                $"The token in SUPABASE_ACCESS_TOKEN may not write to the database of {project}: give it that permission (database, write), or take the token of a member of the project's organization.",
                "SUPABASE_ACCESS_TOKEN"),
            404 => (ErrorId.ConfigurationInvalid, $"Check SUPABASE_PROJECT_ID: the token in SUPABASE_ACCESS_TOKEN sees no project {project}.", "SUPABASE_PROJECT_ID"),
            429 or >= 500 => (ErrorId.SupabaseUnavailable, "Run again in a few minutes; see the project's dashboard and status.supabase.com. Nothing was changed, or all of it: running it again is safe.", "Supabase"),
            _ => (ErrorId.SupabaseRejected, "Read what Supabase said; see whether the project is paused, in its dashboard. -Via Connection is another way.", "Supabase"),
        };
        return new ManagementApiException(id, $"The Management API of Supabase answered with {status}: {(string.IsNullOrWhiteSpace(said) ? "no reason given" : said)}", nextStep, target)
        {
            IsTransient = (status == 429 || status >= 500) && (retryAfter is null || retryAfter <= LongestWait),
            RetryAfter = retryAfter,
        };
    }
}

using HigherSelf.Sync.Engine.Configuration;

namespace HigherSelf.Sync.Engine.Supabase.Schema;

/// <summary>How the Management API of Supabase is reached.</summary>
public sealed record ManagementApiOptions
{
    /// <summary>Where it is for everybody.</summary>
    public static Uri PublicUrl { get; } = new("https://api.supabase.com/");

    /// <summary>Where it is.</summary>
    public Uri Url { get; init; } = PublicUrl;

    /// <summary>A personal access token (sbp_...) that may write to the database.</summary>
    public required Secret Token { get; init; }

    /// <summary>The id of the project.</summary>
    public required string Project { get; init; }

    /// <summary>One attempt takes no longer; the API itself ends a query after 60 seconds.</summary>
    public TimeSpan Timeout { get; init; } = TimeSpan.FromSeconds(70);

    /// <summary>How often a request is tried again. All of them together outlast the minute for which the API shuts out whoever asks too much.</summary>
    public int Retries { get; init; } = 6;

    /// <summary>The wait before the first retry, unless the API names one; it doubles, with jitter, up to 30 seconds.</summary>
    public TimeSpan RetryDelay { get; init; } = TimeSpan.FromSeconds(1);
}

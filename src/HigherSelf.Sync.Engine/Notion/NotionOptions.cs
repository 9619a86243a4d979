using HigherSelf.Sync.Engine.Configuration;

namespace HigherSelf.Sync.Engine.Notion;

/// <summary>How Notion is reached.</summary>
public sealed record NotionOptions
{
    /// <summary>The version of the API that this client speaks.</summary>
    public const string Version = "2026-03-11";

    /// <summary>The budget of the Free and Plus plans, in requests a minute.</summary>
    public const int SmallestBudget = 180;

    /// <summary>Where Notion is, for everybody but the sandbox.</summary>
    public static readonly Uri PublicUrl = new("https://api.notion.com");

    public required Secret Token { get; init; }

    /// <summary>Without the /v1.</summary>
    public Uri BaseUrl { get; init; } = PublicUrl;

    /// <summary>Requests in 60 seconds: 180, or 600 on Business and Enterprise plans.</summary>
    public int RequestsPerMinute { get; init; } = SmallestBudget;

    /// <summary>One attempt takes no longer; Notion itself gives up after 60 seconds.</summary>
    public TimeSpan Timeout { get; init; } = TimeSpan.FromSeconds(70);

    /// <summary>How often a request is tried again.</summary>
    public int Retries { get; init; } = 6;

    /// <summary>The wait before the first retry; it doubles, with jitter, up to a minute.</summary>
    public TimeSpan RetryDelay { get; init; } = TimeSpan.FromSeconds(1);
}

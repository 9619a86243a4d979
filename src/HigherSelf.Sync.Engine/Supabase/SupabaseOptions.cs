using HigherSelf.Sync.Engine.Configuration;

namespace HigherSelf.Sync.Engine.Supabase;

/// <summary>How Supabase is reached.</summary>
public sealed record SupabaseOptions
{
    /// <summary>The project's URL: https://&lt;ref&gt;.supabase.co.</summary>
    public required Uri Url { get; init; }

    /// <summary>A secret key (sb_secret_...) or the service_role key (a JWT).</summary>
    public required Secret Key { get; init; }

    /// <summary>One attempt takes no longer; the gateway itself gives up after 60 seconds.</summary>
    public TimeSpan Timeout { get; init; } = TimeSpan.FromSeconds(70);

    /// <summary>How often a request is tried again.</summary>
    public int Retries { get; init; } = 6;

    /// <summary>The wait before the first retry; it doubles, with jitter, up to 30 seconds.</summary>
    public TimeSpan RetryDelay { get; init; } = TimeSpan.FromMilliseconds(500);
}

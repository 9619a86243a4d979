namespace HigherSelf.Sync.Sandbox.Supabase;

/// <summary>How to start an <see cref="OfflineSupabase"/>. The defaults fit; each is for machines or tests that differ.</summary>
public sealed record OfflineSupabaseOptions
{
    /// <summary>Node.js, 20 or newer: a command or a full path. Default: the environment variable HS_NODE, else "node".</summary>
    public string? Node { get; init; }

    /// <summary>
    /// Where the installed npm packages are kept, about 200 MB for each version. Default: the environment variable
    /// HS_SANDBOX_CACHE, else the user's cache folder, or /var/cache/higherself-sync for root.
    /// </summary>
    public string? CacheDirectory { get; init; }

    /// <summary>
    /// The folder of PostgreSQL's initdb, postgres and pg_ctl, 15 or newer. Default: those of the installed packages,
    /// or where this platform has no package, those of the system.
    /// </summary>
    public string? PostgresDirectory { get; init; }

    /// <summary>
    /// Where the data live while it runs; for root, it must be open to other accounts. Default: the system's temporary folder.
    /// </summary>
    public string? TemporaryDirectory { get; init; }

    /// <summary>Told what takes long, in a sentence for the user: once, when packages have to be installed.</summary>
    public Action<string>? Progress { get; init; }

    /// <summary>The clock of the limits on starting and stopping.</summary>
    public TimeProvider TimeProvider { get; init; } = TimeProvider.System;
}

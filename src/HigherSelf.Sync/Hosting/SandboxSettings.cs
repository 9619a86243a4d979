using System.Collections.Concurrent;
using HigherSelf.Sync.Sandbox;

namespace HigherSelf.Sync.Hosting;

/// <summary>A sandbox of this process, and the settings that it has replaced.</summary>
/// <param name="Pair">The sandbox.</param>
internal sealed record RunningSandbox(OfflinePair Pair)
{
    /// <summary>The environment variables as they were before, by name.</summary>
    public ConcurrentDictionary<string, string?> Replaced { get; } = new(StringComparer.Ordinal);
}

/// <summary>The settings of a sandbox as environment variables of this process.</summary>
internal static class SandboxSettings
{
    /// <summary>Sets them, and keeps what they replace.</summary>
    public static void Apply(RunningSandbox sandbox)
    {
        foreach (var (name, value) in sandbox.Pair.Settings)
        {
            sandbox.Replaced[name] = Environment.GetEnvironmentVariable(name);
            Environment.SetEnvironmentVariable(name, value);
        }
    }

    /// <summary>Puts back what was there before, wherever it still leads to this sandbox; also for sandboxes that were started later.</summary>
    public static void Remove(RunningSandbox sandbox)
    {
        foreach (var (name, before) in sandbox.Replaced)
        {
            var own = sandbox.Pair.Settings[name];
            if (Environment.GetEnvironmentVariable(name) == own)
            {
                Environment.SetEnvironmentVariable(name, before);
            }

            foreach (var later in ProcessWide.Sandboxes.Values)
            {
                later.Replaced.TryUpdate(name, before, own);
            }
        }
    }
}

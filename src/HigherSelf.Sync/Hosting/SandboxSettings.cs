using HigherSelf.Sync.Sandbox;

namespace HigherSelf.Sync.Hosting;

/// <summary>The settings of a sandbox as environment variables of this process.</summary>
internal static class SandboxSettings
{
    /// <summary>Sets them; those of an earlier sandbox are replaced.</summary>
    public static void Apply(OfflinePair pair)
    {
        foreach (var (name, value) in pair.Settings)
        {
            Environment.SetEnvironmentVariable(name, value);
        }
    }

    /// <summary>Takes those away that still lead to this sandbox.</summary>
    public static void Remove(OfflinePair pair)
    {
        foreach (var (name, value) in pair.Settings)
        {
            if (Environment.GetEnvironmentVariable(name) == value)
            {
                Environment.SetEnvironmentVariable(name, null);
            }
        }
    }
}

using System.Text.RegularExpressions;
using HigherSelf.Sync.Module.Tests.Module;

namespace HigherSelf.Sync.Module.Tests.Unattended;

/// <summary>The ready files of samples/.</summary>
internal static partial class Samples
{
    /// <summary>The files for unattended runs, by their path in samples/.</summary>
    public static readonly string[] Files =
    [
        "sync.ps1", "cron/higherself-sync", "systemd/higherself-sync.service", "systemd/higherself-sync.timer", "systemd/higherself-watch.service",
        "windows/Register-SyncTask.ps1", "docker/Dockerfile", "docker/Dockerfile.dockerignore", "docker/compose.yaml", "github/sync.yml",
    ];

    public static string PathOf(string file) => Path.Combine(BuiltModule.Root, "samples", file);

    public static string Text(string file) => File.ReadAllText(PathOf(file));

    /// <summary>The lines that are no comment.</summary>
    public static string[] Lines(string file) => [.. File.ReadLines(PathOf(file)).Select(l => l.Trim()).Where(l => l.Length > 0 && l[0] != '#')];

    /// <summary>The parameters that sync.ps1 is called with in a file.</summary>
    public static IEnumerable<string> ParametersIn(string file) => Lines(file).Select(l => l.Replace("\", \"", " ", StringComparison.Ordinal))
        .Where(l => l.Contains("-File", StringComparison.Ordinal) || l.StartsWith("CMD [", StringComparison.Ordinal))
        .SelectMany(l => Parameter().Matches(l[Math.Max(0, l.IndexOf("-File", StringComparison.Ordinal) + 5)..].Split('|', '>')[0])).Select(m => m.Groups[1].Value);

    [GeneratedRegex(@"(?<![\w-])-([A-Z]\w+)")]
    private static partial Regex Parameter();
}

namespace HigherSelf.Sync.Host;

/// <summary>Finds the manifest of the module that hs is made for.</summary>
internal static class ModuleLocator
{
    private const string Name = "HigherSelf.Sync";

    /// <summary>The manifest to import; null when there is none. A manifest that is named but missing is returned as it is.</summary>
    /// <param name="named">The value of HS_MODULE.</param>
    /// <param name="hostFolder">The folder of hs itself: the folders above it may hold a build.</param>
    /// <param name="modulePath">The value of PSModulePath.</param>
    public static string? Find(string? named, string hostFolder, string? modulePath) =>
        !string.IsNullOrEmpty(named) ? Path.GetFullPath(named)
        : Above(hostFolder).Select(folder => Path.Combine(folder, "out"))
            .Concat((modulePath ?? "").Split(Path.PathSeparator, StringSplitOptions.RemoveEmptyEntries))
            .Select(Newest)
            .FirstOrDefault(manifest => manifest is not null);

    private static IEnumerable<string> Above(string folder)
    {
        for (var above = new DirectoryInfo(folder).Parent; above is not null; above = above.Parent)
        {
            yield return above.FullName;
        }
    }

    private static string? Newest(string modules)
    {
        var module = new DirectoryInfo(Path.Combine(modules, Name));
        return !module.Exists ? null : module.EnumerateDirectories()
            .Select(folder => (Version: Version.TryParse(folder.Name, out var version) ? version : null, folder.FullName))
            .Where(candidate => candidate.Version is not null)
            .OrderByDescending(candidate => candidate.Version)
            .Select(candidate => candidate.FullName)
            .Append(module.FullName)
            .Select(folder => Path.Combine(folder, $"{Name}.psd1"))
            .FirstOrDefault(File.Exists);
    }
}

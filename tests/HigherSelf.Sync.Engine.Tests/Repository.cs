namespace HigherSelf.Sync.Engine.Tests;

internal static class Repository
{
    /// <summary>The folder with the solution.</summary>
    public static string Root { get; } = Find();

    /// <summary>The shipped catalog files.</summary>
    public static string CatalogFolder => Path.Combine(Root, "module", "databases");

    private static string Find()
    {
        var folder = AppContext.BaseDirectory;
        while (!File.Exists(Path.Combine(folder, "HigherSelf.Sync.sln")))
        {
            folder = Path.GetDirectoryName(folder) ?? throw new InvalidOperationException("The tests run outside the repository.");
        }

        return folder;
    }
}

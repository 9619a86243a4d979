namespace HigherSelf.Sync.Hosting;

/// <summary>The folder that the module was imported from.</summary>
internal static class ModuleFolder
{
    /// <summary>Its full path.</summary>
    public static string Path { get; } = System.IO.Path.GetDirectoryName(typeof(ModuleFolder).Assembly.Location)!;

    /// <summary>The catalog that ships with the module.</summary>
    public static string Catalog => System.IO.Path.Combine(Path, "databases");
}

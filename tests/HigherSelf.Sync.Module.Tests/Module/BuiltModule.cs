using System.Management.Automation.Language;

namespace HigherSelf.Sync.Module.Tests.Module;

/// <summary>The module as it is built into out/, never this project's own copy of anything.</summary>
internal static class BuiltModule
{
    /// <summary>The folder with the solution.</summary>
    public static string Root { get; } = FindRoot();

    /// <summary>The manifest in the sources.</summary>
    public static string SourceManifest => Path.Combine(Root, "module", "HigherSelf.Sync.psd1");

    /// <summary>The manifest that is imported.</summary>
    public static string Manifest => Path.Combine(Folder, "HigherSelf.Sync.psd1");

    /// <summary>The folder of the built module.</summary>
    public static string Folder => Path.Combine(Root, "out", "HigherSelf.Sync", Version);

    /// <summary>The version that the manifest names.</summary>
    public static string Version { get; } = ReadManifest("ModuleVersion");

    private static string ReadManifest(string key)
    {
        var ast = Parser.ParseFile(SourceManifest, out _, out var errors);
        Assert.Empty(errors);
        var table = (HashtableAst)ast.Find(a => a is HashtableAst, searchNestedScriptBlocks: true)!;
        var pair = table.KeyValuePairs.Single(p => ((StringConstantExpressionAst)p.Item1).Value == key);
        return (string)((CommandExpressionAst)((PipelineAst)pair.Item2).PipelineElements[0]).Expression.SafeGetValue();
    }

    private static string FindRoot()
    {
        var folder = AppContext.BaseDirectory;
        while (!File.Exists(Path.Combine(folder, "HigherSelf.Sync.sln")))
        {
            folder = Path.GetDirectoryName(folder) ?? throw new InvalidOperationException("The tests run outside the repository.");
        }

        return folder;
    }
}

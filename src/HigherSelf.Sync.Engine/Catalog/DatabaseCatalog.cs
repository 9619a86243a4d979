using System.Text.RegularExpressions;
using HigherSelf.Sync.Engine.Errors;
using HigherSelf.Sync.Engine.Transforms;

namespace HigherSelf.Sync.Engine.Catalog;

/// <summary>All databases that this installation knows, read from JSON files.</summary>
public sealed class DatabaseCatalog
{
    private readonly Dictionary<string, Database> _byName;

    private DatabaseCatalog(IReadOnlyList<Database> databases)
    {
        Databases = databases;
        _byName = databases.ToDictionary(d => d.Table, StringComparer.OrdinalIgnoreCase);
    }

    /// <summary>The databases, by table name.</summary>
    public IReadOnlyList<Database> Databases { get; }

    /// <summary>
    /// Reads every *.json of a folder, except the JSON schema.
    /// </summary>
    /// <param name="folder">The files that ship.</param>
    /// <param name="own">A folder of the user's own, or null; a file of it takes the place of one that ships and has the same table.</param>
    /// <param name="transforms">The transforms that the files can name; those that come with the engine if it is null.</param>
    /// <exception cref="SyncException"><see cref="ErrorId.CatalogInvalid"/> with file, line and reason.</exception>
    public static DatabaseCatalog Load(string folder, string? own = null, TransformSet? transforms = null)
    {
        var shipped = ReadAll(folder, transforms ?? TransformSet.BuiltIn);
        var owned = own is null ? [] : ReadAll(own, transforms ?? TransformSet.BuiltIn);
        var replaced = owned.Select(f => f.Database.Table).ToHashSet(StringComparer.Ordinal);
        return Create([.. shipped.Where(f => !replaced.Contains(f.Database.Table)), .. owned]);
    }

    /// <summary>Reads catalog files that are already in memory.</summary>
    /// <param name="files">Path (for messages, and for the files that it names) and content of each file.</param>
    /// <param name="transforms">The transforms that the files can name; those that come with the engine if it is null.</param>
    /// <exception cref="SyncException"><see cref="ErrorId.CatalogInvalid"/> with file, line and reason.</exception>
    public static DatabaseCatalog Create(IEnumerable<(string File, byte[] Json)> files, TransformSet? transforms = null) =>
        Create([.. files.Select(f => CatalogReader.Read(f.File, f.Json, transforms ?? TransformSet.BuiltIn))]);

    /// <summary>This catalog with other files, each in place of the one of the same table, or beside the others.</summary>
    /// <param name="files">Path and content of each file.</param>
    /// <param name="transforms">The transforms that the files can name; those that come with the engine if it is null.</param>
    /// <exception cref="SyncException"><see cref="ErrorId.CatalogInvalid"/> with file, line and reason.</exception>
    public DatabaseCatalog With(IEnumerable<(string File, byte[] Json)> files, TransformSet? transforms = null)
    {
        var read = files.Select(f => CatalogReader.Read(f.File, f.Json, transforms ?? TransformSet.BuiltIn)).ToList();
        var replaced = read.Select(f => f.Database.Table).ToHashSet(StringComparer.Ordinal);
        var kept = Databases.Where(d => !replaced.Contains(d.Table)).Select(d => CatalogReader.Read(d.SourceFile, d.Source.ToArray(), transforms ?? TransformSet.BuiltIn));
        return Create([.. kept, .. read]);
    }

    /// <summary>The database with this table name, or null.</summary>
    public Database? Find(string table) => _byName.GetValueOrDefault(table);

    /// <summary>
    /// The databases whose table, Notion title or model name fits any of the patterns (* and ? are wildcards), in catalog order.
    /// </summary>
    /// <exception cref="SyncException"><see cref="ErrorId.DatabaseUnknown"/> for a pattern without wildcards that fits nothing.</exception>
    public IReadOnlyList<Database> Select(IEnumerable<string> patterns)
    {
        var chosen = new HashSet<Database>();
        foreach (var pattern in patterns)
        {
            var expression = new Regex(
                "^" + Regex.Escape(pattern).Replace("\\*", ".*", StringComparison.Ordinal).Replace("\\?", ".", StringComparison.Ordinal) + "$",
                RegexOptions.IgnoreCase | RegexOptions.CultureInvariant);
            var fitting = Databases.Where(d => expression.IsMatch(d.Table) || expression.IsMatch(d.Title) || expression.IsMatch(d.Model)).ToList();
            if (fitting.Count == 0 && pattern.IndexOfAny(['*', '?']) < 0)
            {
                throw new SyncException(ErrorId.DatabaseUnknown, $"{pattern}: no database of the catalog has this name.",
                    $"Take one of: {string.Join(", ", Databases.Select(d => d.Table))}.", pattern);
            }

            chosen.UnionWith(fitting);
        }

        return [.. Databases.Where(chosen.Contains)];
    }

    /// <summary>
    /// The databases in an order in which a relation's target comes before the database that points to it, as far as cycles allow;
    /// so most relations find their row at once.
    /// </summary>
    public static IReadOnlyList<Database> TargetsFirst(IReadOnlyList<Database> databases)
    {
        var remaining = databases.ToDictionary(d => d.Table, StringComparer.Ordinal);
        var ordered = new List<Database>(databases.Count);
        while (remaining.Count > 0)
        {
            var next = remaining.Values
                .OrderBy(d => d.Mirrored.Count(f => f.Target is { } t && t != d.Table && remaining.ContainsKey(t)))
                .ThenBy(d => d.Table, StringComparer.Ordinal)
                .First();
            remaining.Remove(next.Table);
            ordered.Add(next);
        }

        return ordered;
    }

    private static DatabaseCatalog Create(IReadOnlyList<CatalogFile> files)
    {
        CatalogRules.Check(files);
        return new DatabaseCatalog([.. files.Select(f => f.Database).OrderBy(d => d.Table, StringComparer.Ordinal)]);
    }

    private static List<CatalogFile> ReadAll(string folder, TransformSet transforms)
    {
        if (!Directory.Exists(folder))
        {
            throw new SyncException(ErrorId.CatalogInvalid, $"{folder}: the catalog folder does not exist.",
                "Install the module again, or name the folder that holds the catalog files.", folder);
        }

        return [.. Directory.EnumerateFiles(folder, "*.json")
            .Where(f => !f.EndsWith(".schema.json", StringComparison.OrdinalIgnoreCase))
            .Order(StringComparer.Ordinal)
            .Select(f => CatalogReader.Read(f, File.ReadAllBytes(f), transforms))];
    }
}

using System.Reflection;
using HigherSelf.Sync.Engine.Catalog;

namespace HigherSelf.Sync.Engine.Supabase.Schema;

/// <summary>All migrations for a catalog, in the order in which they are applied.</summary>
public static class Migrations
{
    /// <summary>The version of the functions that this engine calls; hs_sync.version() says which ones a database has.</summary>
    public const int FunctionsVersion = 1;

    /// <summary>The migrations for a catalog.</summary>
    public static IReadOnlyList<Migration> For(DatabaseCatalog catalog) =>
    [
        new Migration("hs_sync_state", Resource("state.sql")),
        new Migration("hs_sync_tables", TableSql.Write(catalog)),
        new Migration("hs_sync_functions", Resource("functions.sql")),
    ];

    private static string Resource(string name)
    {
        using var stream = Assembly.GetExecutingAssembly().GetManifestResourceStream(name)
            ?? throw new InvalidOperationException($"The resource {name} is not in the assembly.");
        using var reader = new StreamReader(stream);
        return reader.ReadToEnd();
    }
}

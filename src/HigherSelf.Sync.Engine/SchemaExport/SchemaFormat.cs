using HigherSelf.Sync.Engine.Catalog;
using HigherSelf.Sync.Engine.Supabase.Schema;

namespace HigherSelf.Sync.Engine.SchemaExport;

/// <summary>What the tables of a catalog can be written as.</summary>
public enum SchemaFormat
{
    /// <summary>The tables as set-up makes them.</summary>
    Sql,

    /// <summary>The whole catalog, with everything that its files leave to be concluded.</summary>
    Json,

    /// <summary>A diagram of tables and relations.</summary>
    Mermaid,

    /// <summary>A record for each row.</summary>
    CSharp,

    /// <summary>The types that Supabase's client takes.</summary>
    TypeScript,
}

/// <summary>Writes a catalog for other programs.</summary>
public static class SchemaFormats
{
    /// <summary>The text, ending with a line break. The same catalog gives the same text.</summary>
    public static string Write(this SchemaFormat format, DatabaseCatalog catalog) => format switch
    {
        SchemaFormat.Sql => TableSql.Write(catalog),
        SchemaFormat.Json => CatalogJson.Write(catalog),
        SchemaFormat.Mermaid => MermaidSchema.Write(catalog),
        SchemaFormat.CSharp => CSharpSchema.Write(catalog),
        SchemaFormat.TypeScript => TypeScriptSchema.Write(catalog),
        _ => throw new ArgumentOutOfRangeException(nameof(format), format, "No such format."),
    };
}

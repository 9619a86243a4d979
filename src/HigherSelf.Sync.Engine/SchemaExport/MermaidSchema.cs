using System.Globalization;
using System.Text;
using HigherSelf.Sync.Engine.Catalog;

namespace HigherSelf.Sync.Engine.SchemaExport;

/// <summary>The tables and their relations as an entity relationship diagram (https://mermaid.js.org/syntax/entityRelationshipDiagram.html).</summary>
internal static class MermaidSchema
{
    public static string Write(DatabaseCatalog catalog)
    {
        var text = new StringBuilder("erDiagram\n");
        foreach (var database in catalog.Databases)
        {
            foreach (var field in database.Mirrored.Where(f => f is { Type: PropertyType.Relation, Target: not null }))
            {
                text.Append(CultureInfo.InvariantCulture, $"    {database.Table} {Ends(field)} {field.Target} : {field.Column}\n");
            }
        }

        foreach (var database in catalog.Databases)
        {
            text.Append(CultureInfo.InvariantCulture, $"    {database.Table} {{\n");
            foreach (var column in TableColumns.Of(database))
            {
                text.Append(CultureInfo.InvariantCulture, $"        {column.Type.ToSql()} {column.Name}{Key(column)}\n");
            }

            text.Append("    }\n");
        }

        return text.ToString();
    }

    /// <summary>From this table to that: so many of this to so many of that.</summary>
    private static string Ends(Field field) => field.Cardinality switch
    {
        "one-to-one" => "|o--o|",
        "many-to-one" => "}o--o|",
        "one-to-many" => "|o--o{",
        _ => "}o--o{",
    };

    private static string Key(TableColumn column) => column switch
    {
        { Name: "id", Field: null } => " PK",
        { Name: "notion_page_id", Field: null } => " UK",
        { Field.IsForeignKey: true } => " FK",
        _ => "",
    };
}

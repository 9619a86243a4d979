using System.Globalization;
using System.Text;
using HigherSelf.Sync.Engine.Catalog;

namespace HigherSelf.Sync.Engine.SchemaExport;

/// <summary>The types of all tables, in the form of "supabase gen types typescript": createClient&lt;Database&gt; takes them. Columns are in the order of the alphabet there, too.</summary>
internal static class TypeScriptSchema
{
    private const string Head =
        """
        // Written by Export-HSSchema TypeScript.
        export type Json = string | number | boolean | null | { [key: string]: Json | undefined } | Json[]

        export type Database = {
          public: {
            Tables: {

        """;

    private const string Foot =
        """
            }
            Views: {
              [_ in never]: never
            }
            Functions: {
              [_ in never]: never
            }
            Enums: {
              [_ in never]: never
            }
            CompositeTypes: {
              [_ in never]: never
            }
          }
        }

        """;

    public static string Write(DatabaseCatalog catalog)
    {
        var text = new StringBuilder(Head.ReplaceLineEndings("\n"));
        foreach (var database in catalog.Databases)
        {
            WriteTable(text, database);
        }

        text.Append(Foot.ReplaceLineEndings("\n"));
        var names = new CSharpNames("Database", "Json");
        foreach (var database in catalog.Databases)
        {
            text.Append(CultureInfo.InvariantCulture, $"\n/** {Comment(database.Title)} */\nexport type {names.For(database.Model)} = Database[\"public\"][\"Tables\"][\"{database.Table}\"][\"Row\"]\n");
        }

        return text.ToString();
    }

    private static void WriteTable(StringBuilder text, Database database)
    {
        var columns = TableColumns.Of(database).OrderBy(c => c.Name, StringComparer.Ordinal).ToList();
        text.Append(CultureInfo.InvariantCulture, $"      {database.Table}: {{\n");
        WriteShape(text, "Row", columns, "");
        WriteShape(text, "Insert", columns, "?");
        WriteShape(text, "Update", columns, "?");
        var keys = database.Mirrored.Where(f => f.IsForeignKey).OrderBy(f => f.Column, StringComparer.Ordinal).ToList();
        text.Append("        Relationships: [");
        foreach (var field in keys)
        {
            text.Append("\n          {\n");
            text.Append(CultureInfo.InvariantCulture, $"            foreignKeyName: \"{Supabase.Schema.TableSql.ForeignKey(database, field)}\"\n");
            text.Append(CultureInfo.InvariantCulture, $"            columns: [\"{field.Column}\"]\n            isOneToOne: false\n");
            text.Append(CultureInfo.InvariantCulture, $"            referencedRelation: \"{field.Target}\"\n            referencedColumns: [\"id\"]\n          }},");
        }

        text.Append(keys.Count == 0 ? "]\n      }\n" : "\n        ]\n      }\n");
    }

    private static void WriteShape(StringBuilder text, string name, IEnumerable<TableColumn> columns, string mark)
    {
        text.Append(CultureInfo.InvariantCulture, $"        {name}: {{\n");
        foreach (var column in columns)
        {
            if (name == "Row" && TableColumns.Meaning(column) is { } meaning)
            {
                text.Append(CultureInfo.InvariantCulture, $"          /** {Comment(meaning)} */\n");
            }

            text.Append(CultureInfo.InvariantCulture, $"          {column.Name}{mark}: {TypeOf(column.Type)}{(column.IsRequired ? "" : " | null")}\n");
        }

        text.Append("        }\n");
    }

    private static string TypeOf(ColumnType type) => type switch
    {
        ColumnType.TextArray or ColumnType.UuidArray => "string[]",
        ColumnType.Numeric => "number",
        ColumnType.Boolean => "boolean",
        ColumnType.Jsonb => "Json",
        _ => "string",
    };

    private static string Comment(string text) =>
        string.Join(' ', text.Split(['\r', '\n', '\u2028', '\u2029'], StringSplitOptions.RemoveEmptyEntries)).Replace("*/", "* /", StringComparison.Ordinal);
}

using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using HigherSelf.Sync.Engine.Catalog;

namespace HigherSelf.Sync.Engine.SchemaExport;

/// <summary>The catalog as one JSON text: every column of every table, with what its file leaves to be concluded.</summary>
internal static class CatalogJson
{
    private static readonly JsonWriterOptions Options = new() { Indented = true, NewLine = "\n", Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    public static string Write(DatabaseCatalog catalog)
    {
        using var buffer = new MemoryStream();
        using (var json = new Utf8JsonWriter(buffer, Options))
        {
            json.WriteStartObject();
            json.WriteStartArray("databases");
            foreach (var database in catalog.Databases)
            {
                WriteDatabase(json, database);
            }

            json.WriteEndArray();
            json.WriteEndObject();
        }

        return Encoding.UTF8.GetString(buffer.ToArray()) + "\n";
    }

    private static void WriteDatabase(Utf8JsonWriter json, Database database)
    {
        json.WriteStartObject();
        json.WriteString("table", database.Table);
        json.WriteString("title", database.Title);
        json.WriteString("model", database.Model);
        json.WriteString("group", database.Group);
        json.WriteString("idVariable", database.IdVariable);
        json.WriteString("description", database.Description);
        json.WriteString("match", database.MatchField?.Column);
        json.WriteStartArray("columns");
        foreach (var column in TableColumns.Of(database))
        {
            WriteColumn(json, column);
        }

        json.WriteEndArray();
        json.WriteEndObject();
    }

    private static void WriteColumn(Utf8JsonWriter json, TableColumn column)
    {
        json.WriteStartObject();
        json.WriteString("column", column.Name);
        json.WriteString("columnType", column.Type.ToSql());
        json.WriteBoolean("nullable", !column.IsRequired);
        if (column.Field is { IsMirrored: true } field)
        {
            json.WriteString("property", field.Property);
            json.WriteString("type", field.Type.ToName());
            json.WriteBoolean("writable", field.IsWritable);
            WriteRelation(json, field);
            if (field.Options.Count > 0)
            {
                json.WriteStartArray("options");
                foreach (var option in field.Options)
                {
                    json.WriteStringValue(option);
                }

                json.WriteEndArray();
            }
        }

        json.WriteEndObject();
    }

    private static void WriteRelation(Utf8JsonWriter json, Field field)
    {
        if (field.Type != PropertyType.Relation)
        {
            return;
        }

        json.WriteString("target", field.Target);
        json.WriteString("cardinality", field.Cardinality);
        json.WriteBoolean("foreignKey", field.IsForeignKey);
    }
}

using System.Text.Json;
using HigherSelf.Sync.Sandbox.Notion.Model;

namespace HigherSelf.Sync.Sandbox.Notion.Schema;

/// <summary>Writes the properties of a data source into answers.</summary>
internal static class SchemaReader
{
    public static void WriteProperties(Utf8JsonWriter json, PropertySet schema)
    {
        json.WriteStartObject("properties");
        foreach (var property in schema.All)
        {
            json.WriteStartObject(property.Name);
            json.WriteString("id", property.WireId);
            json.WriteString("name", property.Name);
            json.WriteString("description", property.Description);
            json.WriteString("type", property.Type.Name());
            json.WriteStartObject(property.Type.Name());
            WriteConfig(json, property);
            json.WriteEndObject();
            json.WriteEndObject();
        }

        json.WriteEndObject();
    }

    private static void WriteConfig(Utf8JsonWriter json, PropertySchema property)
    {
        switch (property.Config)
        {
            case NumberConfig number:
                json.WriteString("format", number.Format);
                break;
            case FormulaConfig formula:
                json.WriteString("expression", formula.Expression);
                break;
            case UniqueIdConfig unique:
                json.WriteString("prefix", unique.Prefix);
                break;
            case StatusConfig status:
                WriteOptions(json, status);
                WriteGroups(json, status);
                break;
            case OptionsConfig options:
                WriteOptions(json, options);
                break;
            case RelationConfig relation:
                WriteRelation(json, relation);
                break;
            case RollupConfig rollup:
                json.WriteString("rollup_property_name", rollup.Rolled.Name);
                json.WriteString("relation_property_name", rollup.Relation.Name);
                json.WriteString("rollup_property_id", rollup.Rolled.WireId);
                json.WriteString("relation_property_id", rollup.Relation.WireId);
                json.WriteString("function", rollup.Function);
                break;
            default:
                break;
        }
    }

    private static void WriteOptions(Utf8JsonWriter json, OptionsConfig config)
    {
        json.WriteStartArray("options");
        foreach (var option in config.Options)
        {
            json.WriteStartObject();
            json.WriteString("id", option.Id);
            json.WriteString("name", option.Name);
            json.WriteString("color", option.Color);
            json.WriteString("description", option.Description);
            json.WriteEndObject();
        }

        json.WriteEndArray();
    }

    private static void WriteGroups(Utf8JsonWriter json, StatusConfig config)
    {
        json.WriteStartArray("groups");
        foreach (var group in config.Groups)
        {
            json.WriteStartObject();
            json.WriteString("id", group.Id);
            json.WriteString("name", group.Name);
            json.WriteString("color", group.Color);
            json.WriteStartArray("option_ids");
            foreach (var option in group.Options)
            {
                json.WriteStringValue(option.Id);
            }

            json.WriteEndArray();
            json.WriteEndObject();
        }

        json.WriteEndArray();
    }

    private static void WriteRelation(Utf8JsonWriter json, RelationConfig relation)
    {
        json.WriteString("database_id", relation.Target.Database.Id);
        json.WriteString("data_source_id", relation.Target.Id);
        if (relation.Synced is { } synced)
        {
            json.WriteString("type", "dual_property");
            json.WriteStartObject("dual_property");
            json.WriteString("synced_property_name", synced.Name);
            json.WriteString("synced_property_id", synced.WireId);
        }
        else
        {
            json.WriteString("type", "single_property");
            json.WriteStartObject("single_property");
        }

        json.WriteEndObject();
    }
}

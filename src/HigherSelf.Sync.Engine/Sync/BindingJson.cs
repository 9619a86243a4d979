using System.Text.Json;
using HigherSelf.Sync.Engine.Catalog;
using HigherSelf.Sync.Engine.Notion;

namespace HigherSelf.Sync.Engine.Sync;

/// <summary>A binding as the state keeps it.</summary>
internal static class BindingJson
{
    public static void Write(Utf8JsonWriter json, DataSourceBinding binding)
    {
        json.WriteStartObject();
        json.WriteString("database_id", binding.NotionDatabaseId);
        json.WriteString("data_source_id", binding.DataSourceId);
        json.WriteString("supabase_id", binding.SupabaseIdProperty);
        json.WriteStartObject("properties");
        foreach (var property in binding.Properties)
        {
            json.WriteStartObject(property.Field.Column);
            json.WriteString("id", property.Id);
            json.WriteString("name", property.Name);
            json.WriteString("type", property.Type.ToName());
            if (property.Target is { } target)
            {
                json.WriteString("target", target.DataSourceId);
                json.WriteString("synced", target.SyncedPropertyId);
            }

            json.WriteEndObject();
        }

        json.WriteEndObject();
        if (binding.Gone.Count > 0)
        {
            json.WriteStartObject("gone");
            foreach (var (column, id) in binding.Gone)
            {
                json.WriteString(column, id);
            }

            json.WriteEndObject();
        }

        if (binding.Others is not null)
        {
            json.WriteStartArray("others");
            foreach (var id in binding.Others)
            {
                json.WriteStringValue(id);
            }

            json.WriteEndArray();
        }

        json.WriteEndObject();
    }

    /// <summary>The binding, or null if there is none.</summary>
    public static DataSourceBinding? Read(Database database, JsonElement json)
    {
        if (json.ValueKind != JsonValueKind.Object)
        {
            return null;
        }

        var bound = new List<BoundProperty>();
        var properties = json.GetProperty("properties");
        foreach (var field in database.Mirrored)
        {
            if (properties.TryGetProperty(field.Column, out var property))
            {
                bound.Add(new BoundProperty(
                    field, property.GetProperty("id").GetString()!, property.GetProperty("name").GetString()!,
                    PropertyTypes.Parse(property.GetProperty("type").GetString()!),
                    property.TryGetProperty("target", out var target) ? new RelationTarget(target.GetGuid(), property.GetProperty("synced").GetString()) : null));
            }
        }

        return new DataSourceBinding
        {
            Database = database,
            NotionDatabaseId = json.GetProperty("database_id").GetGuid(),
            DataSourceId = json.GetProperty("data_source_id").GetGuid(),
            Properties = bound,
            SupabaseIdProperty = json.GetProperty("supabase_id").GetString(),
            Gone = json.TryGetProperty("gone", out var gone) ? gone.EnumerateObject().ToDictionary(g => g.Name, g => g.Value.GetString()!, StringComparer.Ordinal) : new Dictionary<string, string>(),
            Others = json.TryGetProperty("others", out var others) ? [.. others.EnumerateArray().Select(o => o.GetString()!)] : null,
        };
    }
}

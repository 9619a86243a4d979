using System.Text.Json;
using System.Text.Json.Serialization;
using HigherSelf.Sync.Engine.Catalog;

namespace HigherSelf.Sync.Engine.Notion;

/// <summary>A data source: the table of pages, with its schema.</summary>
public sealed record NotionDataSource
{
    public required Guid Id { get; init; }

    /// <summary>The schema, by property name.</summary>
    public required IReadOnlyDictionary<string, NotionPropertySchema> Properties { get; init; }

    public bool InTrash { get; init; }

    /// <summary>Cut to the minute by Notion.</summary>
    public DateTimeOffset? LastEditedTime { get; init; }

    /// <summary>Everything else that Notion sent.</summary>
    [JsonExtensionData]
    public Dictionary<string, JsonElement>? Other { get; set; }
}

/// <summary>The schema of one property.</summary>
public sealed record NotionPropertySchema
{
    /// <summary>Stays over a rename; URL-encoded as Notion gives it.</summary>
    public required string Id { get; init; }

    public required string Name { get; init; }

    /// <summary>The name of the type, as Notion gives it.</summary>
    public required string Type { get; init; }

    /// <summary>The type, <see cref="PropertyType.Unknown"/> if this version does not know it.</summary>
    [JsonIgnore]
    public PropertyType PropertyType => PropertyTypes.Parse(Type);

    /// <summary>Where a relation leads; null for other types, and where Notion does not tell.</summary>
    [JsonIgnore]
    public RelationTarget? RelationTarget
    {
        get
        {
            if (Other?.TryGetValue("relation", out var relation) is not true || relation.ValueKind != JsonValueKind.Object
                || !relation.TryGetProperty("data_source_id", out var target) || !target.TryGetGuid(out var dataSource))
            {
                return null;
            }

            var synced = relation.TryGetProperty("dual_property", out var dual) && dual.ValueKind == JsonValueKind.Object
                && dual.TryGetProperty("synced_property_id", out var property) ? property.GetString() : null;
            return new RelationTarget(dataSource, synced);
        }
    }

    /// <summary>The database that a relation leads to; null for other types, and where Notion does not tell.</summary>
    [JsonIgnore]
    public Guid? RelatedDatabaseId =>
        Other?.TryGetValue("relation", out var relation) is true && relation.ValueKind == JsonValueKind.Object
        && relation.TryGetProperty("database_id", out var database) && database.ValueKind == JsonValueKind.String && database.TryGetGuid(out var id) ? id : null;

    /// <summary>The options of a select, multi-select or status, by name; empty for other types.</summary>
    [JsonIgnore]
    public IReadOnlyList<string> OptionNames =>
        Other?.TryGetValue(Type, out var settings) is true && settings.ValueKind == JsonValueKind.Object
        && settings.TryGetProperty("options", out var options) && options.ValueKind == JsonValueKind.Array
            ? [.. options.EnumerateArray().Select(o => o.TryGetProperty("name", out var name) ? name.GetString() : null).OfType<string>()]
            : [];

    /// <summary>The name of the property that shows a two-way relation from the other end; null for everything else.</summary>
    [JsonIgnore]
    public string? SyncedPropertyName =>
        Other?.TryGetValue("relation", out var relation) is true && relation.ValueKind == JsonValueKind.Object
        && relation.TryGetProperty("dual_property", out var dual) && dual.ValueKind == JsonValueKind.Object
        && dual.TryGetProperty("synced_property_name", out var name) ? name.GetString() : null;

    /// <summary>Everything else that Notion sent, the settings of the type among it.</summary>
    [JsonExtensionData]
    public Dictionary<string, JsonElement>? Other { get; set; }
}

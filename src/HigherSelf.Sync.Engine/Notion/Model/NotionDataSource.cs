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

    /// <summary>Everything else that Notion sent, the settings of the type among it.</summary>
    [JsonExtensionData]
    public Dictionary<string, JsonElement>? Other { get; set; }
}

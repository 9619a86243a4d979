using System.Text.Json;
using System.Text.Json.Serialization;

namespace HigherSelf.Sync.Engine.Notion;

/// <summary>A block of a page, as far as set-up needs it: the databases that stand in it.</summary>
public sealed record NotionBlock
{
    /// <summary>Of a database that stands in the page, the id of that database.</summary>
    public required Guid Id { get; init; }

    public required string Type { get; init; }

    public bool InTrash { get; init; }

    /// <summary>Only of a database.</summary>
    public NotionChildDatabase? ChildDatabase { get; init; }

    /// <summary>Everything else that Notion sent.</summary>
    [JsonExtensionData]
    public Dictionary<string, JsonElement>? Other { get; set; }
}

/// <summary>What a page tells of a database in it.</summary>
public sealed record NotionChildDatabase
{
    public string Title { get; init; } = "";

    /// <summary>Everything else that Notion sent.</summary>
    [JsonExtensionData]
    public Dictionary<string, JsonElement>? Other { get; set; }
}

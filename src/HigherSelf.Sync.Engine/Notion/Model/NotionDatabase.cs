using System.Text.Json;
using System.Text.Json.Serialization;

namespace HigherSelf.Sync.Engine.Notion;

/// <summary>A database: since version 2025-09-03 the container of data sources. It has no schema of its own.</summary>
public sealed record NotionDatabase
{
    public required Guid Id { get; init; }

    public required IReadOnlyList<NotionDataSourceName> DataSources { get; init; }

    public IReadOnlyList<JsonElement> Title { get; init; } = [];

    /// <summary>The title without its look.</summary>
    [JsonIgnore]
    public string PlainTitle => string.Concat(Title.Select(PlainText));

    public bool InTrash { get; init; }

    public string? Url { get; init; }

    /// <summary>Everything else that Notion sent.</summary>
    [JsonExtensionData]
    public Dictionary<string, JsonElement>? Other { get; set; }

    private static string PlainText(JsonElement segment) =>
        segment.TryGetProperty("plain_text", out var text) && text.ValueKind == JsonValueKind.String ? text.GetString()! : "";
}

/// <summary>One data source of a database.</summary>
public sealed record NotionDataSourceName
{
    public required Guid Id { get; init; }

    public string? Name { get; init; }

    /// <summary>Everything else that Notion sent.</summary>
    [JsonExtensionData]
    public Dictionary<string, JsonElement>? Other { get; set; }
}

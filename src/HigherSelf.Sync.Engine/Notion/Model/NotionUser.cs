using System.Text.Json;
using System.Text.Json.Serialization;

namespace HigherSelf.Sync.Engine.Notion;

/// <summary>A user: a person, a bot, or only an id where Notion gives no more.</summary>
public sealed record NotionUser
{
    public required Guid Id { get; init; }

    public string? Name { get; init; }

    /// <summary>"person" or "bot"; null in a partial user.</summary>
    public string? Type { get; init; }

    /// <summary>What is known of a bot: its owner and workspace.</summary>
    public NotionBot? Bot { get; init; }

    /// <summary>Everything else that Notion sent.</summary>
    [JsonExtensionData]
    public Dictionary<string, JsonElement>? Other { get; set; }
}

/// <summary>The bot behind a token.</summary>
public sealed record NotionBot
{
    public string? WorkspaceName { get; init; }

    public string? WorkspaceId { get; init; }

    /// <summary>Everything else that Notion sent.</summary>
    [JsonExtensionData]
    public Dictionary<string, JsonElement>? Other { get; set; }
}

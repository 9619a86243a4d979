using System.Text.Json;

namespace HigherSelf.Sync.Engine.Notion;

/// <summary>The body of an error answer.</summary>
internal sealed record NotionError
{
    public string? Code { get; init; }

    public string? Message { get; init; }

    public string? RequestId { get; init; }

    public Dictionary<string, JsonElement>? AdditionalData { get; init; }
}

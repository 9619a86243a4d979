using System.Text.Json;
using System.Text.Json.Serialization;

namespace HigherSelf.Sync.Engine.Notion;

/// <summary>One page of a paged answer.</summary>
/// <typeparam name="T">What is listed.</typeparam>
public record NotionList<T>
{
    public required IReadOnlyList<T> Results { get; init; }

    /// <summary>Opaque, and good for this walk only.</summary>
    public string? NextCursor { get; init; }

    /// <summary>The only sign of the end; a short list is none.</summary>
    public bool HasMore { get; init; }

    /// <summary>Usually absent; "incomplete" where Notion cut the result off at 10,000.</summary>
    public NotionRequestStatus? RequestStatus { get; init; }

    /// <summary>True if Notion cut the whole result off.</summary>
    [JsonIgnore]
    public bool IsIncomplete => RequestStatus?.Type == "incomplete";

    /// <summary>Everything else that Notion sent.</summary>
    [JsonExtensionData]
    public Dictionary<string, JsonElement>? Other { get; set; }
}

/// <summary>Why a result is not whole.</summary>
public sealed record NotionRequestStatus
{
    public string? Type { get; init; }

    public string? IncompleteReason { get; init; }

    /// <summary>Everything else that Notion sent.</summary>
    [JsonExtensionData]
    public Dictionary<string, JsonElement>? Other { get; set; }
}

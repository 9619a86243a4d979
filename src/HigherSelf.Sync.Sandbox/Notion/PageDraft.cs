using System.Text.Json.Nodes;

namespace HigherSelf.Sync.Sandbox.Notion;

/// <summary>A page to be created, by a person, maybe in the past.</summary>
/// <param name="Properties">The values in the form of the API's requests; <see cref="NotionValue"/> helps.</param>
public sealed record PageDraft(JsonObject Properties)
{
    /// <summary>When it was created; now, when not given.</summary>
    public DateTimeOffset? CreatedTime { get; init; }

    /// <summary>When it was last edited; the time of creation, when not given.</summary>
    public DateTimeOffset? LastEditedTime { get; init; }

    /// <summary>The person who created and edited it; the owner of the workspace, when not given.</summary>
    public Guid? By { get; init; }
}

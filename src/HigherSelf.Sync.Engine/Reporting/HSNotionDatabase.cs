namespace HigherSelf.Sync.Engine.Reporting;

/// <summary>What came of setting up a database in Notion.</summary>
public enum NotionSetUpStatus
{
    /// <summary>It was made.</summary>
    Created,

    /// <summary>It was there, and got properties that it lacked.</summary>
    Extended,

    /// <summary>It was there and lacks nothing that set-up adds.</summary>
    Unchanged,

    /// <summary>It could not be read, made or extended; what was added before that is named.</summary>
    Failed,
}

/// <summary>A database of the catalog in Notion, after set-up.</summary>
public sealed record HSNotionDatabase
{
    /// <summary>The database, by its table.</summary>
    public required string Database { get; init; }

    /// <summary>Its title in Notion.</summary>
    public required string Title { get; init; }

    public required NotionSetUpStatus Status { get; init; }

    /// <summary>The id of the Notion database; null if there is none.</summary>
    public Guid? NotionId { get; init; }

    /// <summary>The setting that holds that id.</summary>
    public required string IdVariable { get; init; }

    /// <summary>The properties that were added, relations last.</summary>
    public IReadOnlyList<string> Added { get; init; } = [];

    /// <summary>What is left to the user: properties of another type, relations that wait for their target.</summary>
    public IReadOnlyList<string> Notes { get; init; } = [];

    /// <summary>What went wrong, or null.</summary>
    public string? Error { get; init; }

    /// <summary>The stable id of the error.</summary>
    public string? ErrorId { get; init; }

    /// <summary>What to do about it.</summary>
    public string? NextStep { get; init; }
}

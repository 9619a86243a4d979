using HigherSelf.Sync.Sandbox.Notion.Model;

namespace HigherSelf.Sync.Sandbox.Notion.Storage;

/// <summary>The workspace as it lies in a state file. References are ids.</summary>
internal sealed record StoredWorkspace
{
    /// <summary>Raised when the form changes; other forms are refused.</summary>
    public const int CurrentFormat = 1;

    public required int Format { get; init; }

    public required int Seed { get; init; }

    public required ulong IdPosition { get; init; }

    public required long LastSequence { get; init; }

    public required Guid Id { get; init; }

    public required Guid Bot { get; init; }

    public required Guid Someone { get; init; }

    public required TokenCapabilities Capabilities { get; init; }

    public required IReadOnlyList<NotionUser> Users { get; init; }

    public required IReadOnlyList<StoredDatabase> Databases { get; init; }

    public required IReadOnlyList<StoredDataSource> DataSources { get; init; }

    public required IReadOnlyList<StoredPage> Pages { get; init; }
}

internal sealed record StoredHistory(DateTimeOffset CreatedTime, Guid CreatedBy, DateTimeOffset LastEditedTime, Guid LastEditedBy);

internal sealed record StoredDatabase
{
    public required Guid Id { get; init; }

    public required StoredHistory History { get; init; }

    public IReadOnlyList<TextSegment>? Title { get; init; }

    public IReadOnlyList<TextSegment>? Description { get; init; }

    public Guid? Parent { get; init; }

    public string? Icon { get; init; }

    public string? Cover { get; init; }

    public bool IsInline { get; init; }

    public bool IsLocked { get; init; }

    public bool InTrash { get; init; }

    public bool? Shared { get; init; }
}

internal sealed record StoredDataSource
{
    public required Guid Id { get; init; }

    public required Guid Database { get; init; }

    public required StoredHistory History { get; init; }

    public required IReadOnlyList<StoredProperty> Properties { get; init; }

    public IReadOnlyList<TextSegment>? Title { get; init; }

    public string? Icon { get; init; }

    public bool InTrash { get; init; }

    public long LastUniqueId { get; init; }
}

internal sealed record StoredProperty(string Id, string Name, PropertyType Type)
{
    public string? Description { get; init; }

    /// <summary>The format of a number, the expression of a formula, the prefix of a unique id, the function of a rollup.</summary>
    public string? Setting { get; init; }

    public IReadOnlyList<StoredOption>? Options { get; init; }

    public IReadOnlyList<StoredGroup>? Groups { get; init; }

    /// <summary>The data source that a relation points to.</summary>
    public Guid? Target { get; init; }

    /// <summary>The property on the other side of a two-way relation.</summary>
    public string? Synced { get; init; }

    /// <summary>The relation of a rollup.</summary>
    public string? Relation { get; init; }

    /// <summary>What a rollup looks at, on the other side of its relation.</summary>
    public string? Rolled { get; init; }
}

internal sealed record StoredOption(string Id, string Name, string Color, string? Description);

internal sealed record StoredGroup(string Id, string Name, string Color, IReadOnlyList<string> Options);

internal sealed record StoredPage
{
    public required Guid Id { get; init; }

    public required long Sequence { get; init; }

    public required StoredHistory History { get; init; }

    public Guid? DataSource { get; init; }

    public Guid? Parent { get; init; }

    public string? Icon { get; init; }

    public string? Cover { get; init; }

    public bool InTrash { get; init; }

    public bool IsArchived { get; init; }

    public bool IsLocked { get; init; }

    public bool? Shared { get; init; }

    /// <summary>The values that are not empty, by property id.</summary>
    public required IReadOnlyDictionary<string, StoredValue> Values { get; init; }
}

/// <summary>One value; which member is set follows from the property's type.</summary>
internal sealed record StoredValue
{
    public IReadOnlyList<TextSegment>? Segments { get; init; }

    /// <summary>A number, a string, or JSON.</summary>
    public string? Text { get; init; }

    /// <summary>The ids of options, people or pages.</summary>
    public IReadOnlyList<string>? Ids { get; init; }

    public DateValue? Date { get; init; }

    public IReadOnlyList<FileEntry>? Files { get; init; }

    public long? UniqueId { get; init; }
}

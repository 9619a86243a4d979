using HigherSelf.Sync.Engine.Catalog;

namespace HigherSelf.Sync.Engine.Records;

/// <summary>A page as the sync sees it.</summary>
public sealed record Page
{
    public required Guid Id { get; init; }

    /// <summary>Its values; a field that could not be read is not known in it.</summary>
    public required Record Record { get; init; }

    /// <summary>Cut down to the minute by Notion: several edits, and edits and our own writes, can share it.</summary>
    public required DateTimeOffset EditedAt { get; init; }

    /// <summary>True if the page was read as one in Notion's trash.</summary>
    public bool InTrash { get; init; }

    /// <summary>The row id in its "Supabase ID", if it has one.</summary>
    public Guid? SupabaseId { get; init; }

    /// <summary>
    /// What a value has beside what a column holds (the end and the zone of a date; what it was before a transform), as JSON, by field. It is handed back
    /// when the value is written.
    /// </summary>
    public IReadOnlyDictionary<Field, string> Extras { get; init; } = new Dictionary<Field, string>();

    /// <summary>True if the values that are known have the same beside them as another knows of.</summary>
    public bool HasExtrasOf(IReadOnlyDictionary<Field, string> others) =>
        Record.Known().All(k => Extras.GetValueOrDefault(k.Field) == others.GetValueOrDefault(k.Field));

    /// <summary>True if the page has a property that was not there when the database was bound.</summary>
    public bool HasNewProperty { get; init; }

    /// <summary>The fields that could not be read, and why.</summary>
    public IReadOnlyList<UnreadField> Unread { get; init; } = [];

    /// <summary>Why a field is not known although its property was read, as a part of a sentence; null if there is none.</summary>
    public string? WhyUntransformed => Unread.FirstOrDefault(u => u.Kind == UnreadKind.Transform) is { } unread
        ? $"{unread.Field.Property} of '{Record.Title}': {unread.Reason}"
        : null;
}

/// <summary>A field of a page that could not be read.</summary>
/// <param name="Field">The field.</param>
/// <param name="Reason">Why, for the user.</param>
/// <param name="Kind">What is at fault.</param>
public sealed record UnreadField(Field Field, string Reason, UnreadKind Kind);

/// <summary>What is at fault when a field cannot be read.</summary>
public enum UnreadKind
{
    /// <summary>Only the value on this page.</summary>
    Value,

    /// <summary>Its transform, on this page; what else the page says is known.</summary>
    Transform,

    /// <summary>The property is gone, for every page.</summary>
    PropertyMissing,

    /// <summary>The property has another type, for every page.</summary>
    PropertyRetyped,
}

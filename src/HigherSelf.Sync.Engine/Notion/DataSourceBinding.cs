using HigherSelf.Sync.Engine.Catalog;

namespace HigherSelf.Sync.Engine.Notion;

/// <summary>
/// A database of the catalog, bound to its data source in Notion. Properties are bound by id, which survives a rename in Notion;
/// the binding is found once and kept in the sync's state.
/// </summary>
public sealed record DataSourceBinding
{
    public required Database Database { get; init; }

    /// <summary>The id that the user configured.</summary>
    public required Guid NotionDatabaseId { get; init; }

    /// <summary>The data source that is queried and written.</summary>
    public required Guid DataSourceId { get; init; }

    /// <summary>The mirrored fields with their properties; a field whose property is absent is not among them.</summary>
    public required IReadOnlyList<BoundProperty> Properties { get; init; }

    /// <summary>The id of the text property "Supabase ID", or null where the database lacks it.</summary>
    public string? SupabaseIdProperty { get; init; }

    /// <summary>The ids of the properties that fields had before they were gone, by column: one that comes back is known, and one that is made anew is another.</summary>
    public IReadOnlyDictionary<string, string> Gone { get; init; } = new Dictionary<string, string>();

    /// <summary>The id of the property that a field has, or had last; null if it never had one.</summary>
    public string? LastIdOf(Field field) => Find(field)?.Id ?? Gone.GetValueOrDefault(field.Column);

    /// <summary>The ids of the properties that no field has, when it was bound; null if nobody looked.</summary>
    public IReadOnlyCollection<string>? Others { get; init; }

    /// <summary>The property of a field, or null.</summary>
    public BoundProperty? Find(Field field) => Properties.FirstOrDefault(p => p.Field == field);
}

/// <summary>A field and the property that carries it.</summary>
/// <param name="Field">The field of the catalog.</param>
/// <param name="Id">The id of the property, URL-encoded as Notion gives it.</param>
/// <param name="Name">Its name in Notion when it was bound.</param>
/// <param name="Type">Its type in Notion: that of the field, or the one that the field was also seen as.</param>
/// <param name="Target">Where a relation leads, as far as Notion tells.</param>
public sealed record BoundProperty(Field Field, string Id, string Name, PropertyType Type, RelationTarget? Target = null);

/// <summary>Where a relation leads.</summary>
/// <param name="DataSourceId">The data source of the pages that it points to.</param>
/// <param name="SyncedPropertyId">The property there that shows the same relation from the other end; null if it is one-way.</param>
public sealed record RelationTarget(Guid DataSourceId, string? SyncedPropertyId);

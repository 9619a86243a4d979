using HigherSelf.Sync.Engine.Catalog;
using HigherSelf.Sync.Engine.Records;

namespace HigherSelf.Sync.Engine.Notion;

/// <summary>Finds the property of each field in the schema of a data source.</summary>
public static class PropertyBinder
{
    /// <summary>
    /// Binds a database: by property id where an earlier binding knows it, else by name, else by the other spelling that the catalog names;
    /// the title is found by its type.
    /// </summary>
    /// <param name="database">The database of the catalog.</param>
    /// <param name="notionDatabaseId">The id that the user configured.</param>
    /// <param name="dataSource">The schema as Notion gives it now.</param>
    /// <param name="earlier">The binding until now, or null.</param>
    public static BindingOutcome Bind(Database database, Guid notionDatabaseId, NotionDataSource dataSource, DataSourceBinding? earlier = null)
    {
        var bound = new List<BoundProperty>();
        var findings = new List<BindingFinding>();

        // What is known by its id belongs to its field, whatever name it has by now; only what is left can be found by name.
        var known = database.Mirrored.Select(f => (Field: f, Property: FindById(dataSource, earlier?.LastIdOf(f)))).Where(k => k.Property is not null)
            .ToDictionary(k => k.Field, k => k.Property!);
        var taken = known.Values.Select(p => p.Id).ToHashSet(StringComparer.Ordinal);
        foreach (var field in database.Mirrored)
        {
            var schema = known.GetValueOrDefault(field) ?? (FindByName(dataSource, field) is { } named && !taken.Contains(named.Id) ? named : null);
            if (schema is null)
            {
                findings.Add(new BindingFinding(field, null));
            }
            else if (!Fits(field, schema.PropertyType))
            {
                findings.Add(new BindingFinding(field, schema));
            }
            else
            {
                taken.Add(schema.Id);
                bound.Add(new BoundProperty(field, schema.Id, schema.Name, schema.PropertyType, schema.RelationTarget));
            }
        }

        var supabaseId = FindById(dataSource, earlier?.SupabaseIdProperty) ?? dataSource.Properties.GetValueOrDefault(Database.SupabaseIdProperty);
        var binding = new DataSourceBinding
        {
            Database = database,
            NotionDatabaseId = notionDatabaseId,
            DataSourceId = dataSource.Id,
            Properties = bound,
            SupabaseIdProperty = supabaseId?.PropertyType == PropertyType.RichText ? supabaseId.Id : null,
            Gone = database.Mirrored.Where(f => bound.TrueForAll(b => b.Field != f) && earlier?.LastIdOf(f) is not null).ToDictionary(f => f.Column, f => earlier!.LastIdOf(f)!, StringComparer.Ordinal),
            Others = [.. dataSource.Properties.Values.Select(p => p.Id).Where(id => bound.TrueForAll(b => b.Id != id)).Order(StringComparer.Ordinal)],
        };
        return new BindingOutcome(binding, findings, [.. dataSource.Properties.Values.Where(p => binding.Others.Contains(p.Id) && p.Id != supabaseId?.Id)]);
    }

    private static NotionPropertySchema? FindById(NotionDataSource dataSource, string? id) =>
        id is null ? null : dataSource.Properties.Values.FirstOrDefault(p => p.Id == id);

    private static NotionPropertySchema? FindByName(NotionDataSource dataSource, Field field)
    {
        if (field.Type == PropertyType.Title)
        {
            return dataSource.Properties.Values.FirstOrDefault(p => p.PropertyType == PropertyType.Title);
        }

        if (dataSource.Properties.TryGetValue(field.Property!, out var named))
        {
            return named;
        }

        return field.AlsoSeenAs is { } other && dataSource.Properties.TryGetValue(other.Name, out var seen) && seen.PropertyType == other.Type
            ? seen
            : null;
    }

    private static bool Fits(Field field, PropertyType type) => type == field.Type || type == field.AlsoSeenAs?.Type;
}

/// <summary>What binding found.</summary>
/// <param name="Binding">The binding of all fields that fit.</param>
/// <param name="Findings">The fields that have no property, or one of another type.</param>
/// <param name="Unmapped">The properties that no field has.</param>
public sealed record BindingOutcome(DataSourceBinding Binding, IReadOnlyList<BindingFinding> Findings, IReadOnlyList<NotionPropertySchema> Unmapped);

/// <summary>A field that could not be bound.</summary>
/// <param name="Field">The field.</param>
/// <param name="Property">The property that bears its name and does not fit; null if there is none.</param>
public sealed record BindingFinding(Field Field, NotionPropertySchema? Property)
{
    /// <summary>The same, as a page would tell it.</summary>
    public UnreadField ToUnread() => Property is null
        ? new UnreadField(Field, "Notion has no such property (any more)", UnreadKind.PropertyMissing)
        : new UnreadField(Field, $"it is of type {Property.Type} in Notion and of type {Field.Type.ToName()} in the catalog", UnreadKind.PropertyRetyped);
}

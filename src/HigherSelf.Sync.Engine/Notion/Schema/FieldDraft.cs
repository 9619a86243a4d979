using System.Text.Json.Nodes;
using HigherSelf.Sync.Engine.Catalog;

namespace HigherSelf.Sync.Engine.Notion.Schema;

/// <summary>The field of a catalog file for a property as it is in Notion. Pure.</summary>
/// <param name="self">The data source that the property is of.</param>
/// <param name="table">Its table.</param>
/// <param name="tables">The tables of the databases of the catalog, by the ids of the Notion databases and of their data sources.</param>
public sealed class FieldDraft(Guid self, string table, IReadOnlyDictionary<Guid, string> tables)
{
    /// <summary>False for a property that has no place in a table: a button, or a type that this version does not know.</summary>
    public static bool IsPossible(NotionPropertySchema property) => property.PropertyType != PropertyType.Unknown && property.PropertyType.DefaultColumn() is not null;

    /// <summary>The field.</summary>
    /// <param name="column">The name of its column.</param>
    /// <param name="property">The property.</param>
    public JsonObject Of(string column, NotionPropertySchema property)
    {
        var field = new JsonObject { ["column"] = column, ["property"] = property.Name, ["type"] = property.Type };
        if (property.PropertyType == PropertyType.Relation && TargetOf(property) is { } target)
        {
            field["target"] = target;
        }

        if (property.OptionNames.Count > 0)
        {
            field["options"] = new JsonArray([.. property.OptionNames.Select(o => (JsonNode)o)]);
        }

        return field;
    }

    private string? TargetOf(NotionPropertySchema property)
    {
        var dataSource = property.RelationTarget?.DataSourceId;
        return dataSource == self ? table
            : property.RelatedDatabaseId is { } database && tables.TryGetValue(database, out var known) ? known
            : dataSource is { } id ? tables.GetValueOrDefault(id) : null;
    }
}

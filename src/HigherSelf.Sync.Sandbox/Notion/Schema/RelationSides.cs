using HigherSelf.Sync.Sandbox.Notion.Model;
using HigherSelf.Sync.Sandbox.Notion.Wire;

namespace HigherSelf.Sync.Sandbox.Notion.Schema;

/// <summary>Joins the two sides of two-way relations, and parts them.</summary>
internal sealed class RelationSides(WorkspaceState state, NotionDataSource dataSource)
{
    /// <summary>Whether a request asks for the relation that there is.</summary>
    public static bool IsSame(RelationConfig relation, BodyNode config) =>
        relation.Target.Id == config["data_source_id"].Id() && config["dual_property"].IsDefined == relation.Synced is not null;

    /// <summary>Makes the other side of a relation that is to be two-way, with the values that belong there.</summary>
    public void Join(PropertySchema property, BodyNode config)
    {
        var relation = (RelationConfig)property.Config;
        if (!config["dual_property"].IsDefined)
        {
            return;
        }

        var other = relation.Target.Schema;
        var name = config["dual_property"]["synced_property_name"].TextOrNull() ?? $"Related to {Title()} ({property.Name})";
        var synced = other.Create(state.NewPropertyId(other), name, PropertyType.Relation, new RelationConfig(dataSource) { Synced = property });
        other.Attach(synced);
        relation.Synced = synced;
        foreach (var page in dataSource.Pages.InCreationOrder)
        {
            foreach (var target in (page[property] as RelationValue)?.Pages ?? [])
            {
                target[synced] = new RelationValue([.. (target[synced] as RelationValue)?.Pages ?? [], page]);
            }
        }
    }

    /// <summary>Makes the other side a relation of its own.</summary>
    public static void Part(PropertySchema property)
    {
        if (property.Config is RelationConfig { Synced.Config: RelationConfig other })
        {
            other.Synced = null;
        }
    }

    private string Title() => string.Concat(dataSource.Title?.Segments.Select(segment => segment.Content) ?? []);
}

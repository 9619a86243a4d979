using HigherSelf.Sync.Sandbox.Notion.Model;
using HigherSelf.Sync.Sandbox.Notion.Wire;

namespace HigherSelf.Sync.Sandbox.Notion.Schema;

/// <summary>Takes the configuration of a property from a schema request. It changes nothing.</summary>
internal sealed class ConfigReader(WorkspaceState state, NotionDataSource dataSource)
{
    private readonly OptionsReader _options = new(state.Ids);
    private readonly List<PropertySchema> _announced = [];

    /// <summary>Makes a property known that the request adds, so that the rollups of the same request find it.</summary>
    public void Announce(PropertySchema property) => _announced.Add(property);

    /// <param name="type">The type of the property, as it will be.</param>
    /// <param name="config">The configuration in the request.</param>
    /// <param name="before">The configuration that there is, if the property is of that type already.</param>
    public PropertyConfig Read(PropertyType type, BodyNode config, PropertyConfig? before) => type switch
    {
        PropertyType.Number => new NumberConfig(config["format"].TextOrNull() ?? (before as NumberConfig)?.Format ?? "number"),
        PropertyType.Formula => new FormulaConfig(config["expression"].TextOrNull() ?? (before as FormulaConfig)?.Expression ?? ""),
        PropertyType.UniqueId => new UniqueIdConfig(config["prefix"].TextOrNull()),
        PropertyType.Select or PropertyType.MultiSelect or PropertyType.Status => _options.ReadNew(config, type),
        PropertyType.Relation => ReadRelation(config),
        PropertyType.Rollup => ReadRollup(config),
        _ => PropertyConfig.None,
    };

    /// <summary>The change of the options that there are into those of the request.</summary>
    public Action ReadOptions(OptionsConfig before, BodyNode config, PropertyType type) =>
        config["options"].IsDefined ? _options.ReadReplacement(before, config["options"], type) : () => { };

    private RelationConfig ReadRelation(BodyNode config)
    {
        config.ExactlyOneOf("single_property", "dual_property");
        var id = config["data_source_id"].Id();
        return new RelationConfig(id == dataSource.Id ? dataSource
            : state.DataSources.GetValueOrDefault(id) is { IsShared: true } target ? target
            : throw ApiException.NotFound("data_source", id, state.Bot.Name));
    }

    private RollupConfig ReadRollup(BodyNode config)
    {
        var relation = Referred(config, "relation_property", dataSource.Schema);
        return relation.Config is RelationConfig { Target: var target }
            ? new RollupConfig(relation, Referred(config, "rollup_property", target.Schema), config["function"].Text())
            : throw ApiException.Validation($"{relation.Name} is expected to be relation.");
    }

    private PropertySchema Referred(BodyNode config, string member, PropertySet schema)
    {
        var key = config.ExactlyOneOf($"{member}_name", $"{member}_id").Text();
        return schema.Find(key)
            ?? (schema == dataSource.Schema ? _announced.Find(property => property.Name == key) : null)
            ?? throw ApiException.Validation($"{key} is not a property that exists.");
    }
}

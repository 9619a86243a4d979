using HigherSelf.Sync.Sandbox.Notion.Model;
using HigherSelf.Sync.Sandbox.Notion.Wire;

namespace HigherSelf.Sync.Sandbox.Notion.Schema;

/// <summary>Changes the properties of a data source as a schema request asks: adds, renames, changes, retypes, removes.</summary>
internal sealed class SchemaEditor(WorkspaceState state, NotionDataSource dataSource)
{
    private readonly PropertySet schema = dataSource.Schema;
    private readonly OptionsEditor options = new(state.Ids);

    /// <summary>Takes the <c>properties</c> of a request. Rollups come last, as they refer to the others.</summary>
    public void Apply(BodyNode properties)
    {
        foreach (var (key, node) in properties.Members().OrderBy(member => member.Node["rollup"].IsDefined))
        {
            var property = schema.Find(key);
            if (node.IsNull)
            {
                Remove(property ?? throw ApiException.Validation($"{key} is not a property that exists."));
                continue;
            }

            var type = TypeOf(node);
            if (property is null)
            {
                property = Add(key, type ?? throw Unknown(key, node), node);
            }
            else if (type is { } wanted)
            {
                Change(property, wanted, node[wanted.Name()]);
            }

            if (node["description"].IsDefined)
            {
                property.Description = node["description"].TextOrNull();
            }

            if (node["name"].IsDefined)
            {
                Rename(property, node["name"].Text(Limits.Text, atLeast: 1));
            }
        }
    }

    public void Rename(PropertySchema property, string name)
    {
        if (name == property.Name)
        {
            return;
        }

        if (schema.FindByName(name) is not null)
        {
            throw ApiException.Validation($"Cannot rename {property.Name}: a property called {name} exists.");
        }

        schema.Rename(property, name);
    }

    public void Remove(PropertySchema property)
    {
        if (property.Type == PropertyType.Title)
        {
            throw ApiException.Validation("Cannot delete the title property.");
        }

        Unsync(property);
        schema.Remove(property);
    }

    private static PropertyType? TypeOf(BodyNode node)
    {
        var named = node.Members().Where(member => PropertyTypes.TryParse(member.Name, out _)).Select(member => member.Name).ToList();
        return named.Count switch
        {
            0 => null,
            1 => PropertyTypes.TryParse(named[0], out var type) ? type : null,
            _ => throw node[named[1]].Should("not present"),
        };
    }

    private static ApiException Unknown(string key, BodyNode node) => node["name"].IsDefined
        ? ApiException.Validation($"{key} is not a property that exists.")
        : ApiException.BodyChoices(PropertyTypes.Writable.Select(type => node[type.Name()].ShouldBe("defined")));

    private PropertySchema Add(string name, PropertyType type, BodyNode node)
    {
        if (type == PropertyType.Title && schema.All.Any(property => property.Type == PropertyType.Title))
        {
            throw ApiException.Validation("A data source can have only one title property.");
        }

        var id = type == PropertyType.Title ? "title" : NewId();
        var property = schema.Add(id, name, type, Configure(type, node[type.Name()]));
        Introduce(property, node[type.Name()]);
        return property;
    }

    private void Change(PropertySchema property, PropertyType type, BodyNode config)
    {
        if (type == property.Type && property.Config is OptionsConfig known)
        {
            if (config["options"].IsDefined)
            {
                options.Replace(known, config["options"], type);
            }

            return;
        }

        if (type != property.Type && (type == PropertyType.Title || property.Type == PropertyType.Title))
        {
            throw ApiException.Validation("The title property cannot change its type.");
        }

        Unsync(property);
        var configured = Configure(type, config);
        if (type != property.Type)
        {
            Retyping.Apply(dataSource, property, type, configured, state.Ids);
        }

        property.Type = type;
        property.Config = configured;
        Introduce(property, config);
    }

    private PropertyConfig Configure(PropertyType type, BodyNode config) => type switch
    {
        PropertyType.Number => new NumberConfig(config["format"].TextOrNull() ?? "number"),
        PropertyType.Formula => new FormulaConfig(config["expression"].TextOrNull() ?? ""),
        PropertyType.UniqueId => new UniqueIdConfig(config["prefix"].TextOrNull()),
        PropertyType.Select or PropertyType.MultiSelect or PropertyType.Status => options.Create(config, type),
        PropertyType.Relation => new RelationConfig(RelationTarget(config["data_source_id"])),
        PropertyType.Rollup => ConfigureRollup(config),
        _ => PropertyConfig.None,
    };

    private NotionDataSource RelationTarget(BodyNode node)
    {
        var id = node.Id();
        return id == dataSource.Id ? dataSource
            : state.DataSources.GetValueOrDefault(id) is { IsShared: true } target ? target
            : throw ApiException.NotFound("data_source", id, state.Bot.Name);
    }

    private RollupConfig ConfigureRollup(BodyNode config)
    {
        var relation = Referred(config, "relation_property", schema);
        return relation.Config is RelationConfig { Target: var target }
            ? new RollupConfig(relation, Referred(config, "rollup_property", target.Schema), config["function"].Text())
            : throw ApiException.Validation($"{relation.Name} is expected to be relation.");
    }

    private static PropertySchema Referred(BodyNode config, string member, PropertySet where)
    {
        var node = config.ExactlyOneOf($"{member}_name", $"{member}_id");
        return where.Find(node.Text()) ?? throw ApiException.Validation($"{node.Text()} is not a property that exists.");
    }

    // What a new property brings with it: the other side of a two-way relation, numbers for the pages there are.
    private void Introduce(PropertySchema property, BodyNode config)
    {
        if (property.Config is RelationConfig relation)
        {
            if (config.ExactlyOneOf("single_property", "dual_property") is var kind && config["dual_property"].IsDefined)
            {
                var name = kind["synced_property_name"].TextOrNull() ?? $"Related to {Called(dataSource)} ({property.Name})";
                var other = new RelationConfig(dataSource) { Synced = property };
                relation.Synced = relation.Target.Schema.Add(NewId(), name, PropertyType.Relation, other);
            }
        }
        else if (property.Type == PropertyType.UniqueId)
        {
            foreach (var page in dataSource.Pages.InCreationOrder)
            {
                page[property] = new UniqueIdValue(++dataSource.LastUniqueId);
            }
        }
    }

    private static void Unsync(PropertySchema property)
    {
        if (property.Config is RelationConfig { Synced.Config: RelationConfig other })
        {
            other.Synced = null;
        }
    }

    private static string Called(NotionDataSource source) =>
        string.Concat(source.Title?.Segments.Select(segment => segment.Content) ?? []);

    private string NewId()
    {
        string id;
        do
        {
            id = state.Ids.NextShort();
        }
        while (schema.FindById(id) is not null);
        return id;
    }
}

using HigherSelf.Sync.Sandbox.Notion.Model;
using HigherSelf.Sync.Sandbox.Notion.Wire;

namespace HigherSelf.Sync.Sandbox.Notion.Schema;

/// <summary>Changes the properties of a data source as a schema request asks: adds, renames, changes, retypes, removes.</summary>
internal sealed class SchemaEditor(WorkspaceState state, NotionDataSource dataSource)
{
    private readonly PropertySet _schema = dataSource.Schema;
    private readonly ConfigReader _configs = new(state, dataSource);
    private readonly RelationSides _sides = new(state, dataSource);

    /// <summary>
    /// Takes the <c>properties</c> of a request. Everything is read, and so checked, before anything is changed. Rollups come
    /// last, as they refer to the others.
    /// </summary>
    public void Apply(BodyNode properties)
    {
        var changes = properties.Members()
            .OrderBy(member => member.Node["rollup"].IsDefined)
            .Select(member => Read(member.Name, member.Node))
            .ToList();
        changes.ForEach(change => change());
    }

    public void Rename(PropertySchema property, string name)
    {
        if (name != property.Name && _schema.FindByName(name) is not null)
        {
            throw ApiException.Validation($"Cannot rename {property.Name}: a property called {name} exists.");
        }

        _schema.Rename(property, name);
    }

    private Action Read(string key, BodyNode node)
    {
        var known = _schema.Find(key);
        if (node.IsNull)
        {
            return ReadRemoval(known ?? throw NoSuchProperty(key));
        }

        var type = TypeOf(node);
        var name = node["name"].IsDefined ? node["name"].Text(Limits.Text, atLeast: 1) : null;
        var description = node["description"];
        var property = known ?? New(key, type ?? throw (name is null ? NoType(node) : NoSuchProperty(key)), node);
        var change = known is null ? () => Attach(property, node) : ReadChange(property, type ?? property.Type, node);
        var text = description.TextOrNull();
        return () =>
        {
            change();
            property.Description = description.IsDefined ? text : property.Description;
            Rename(property, name ?? property.Name);
        };
    }

    private PropertySchema New(string name, PropertyType type, BodyNode node)
    {
        if (type == PropertyType.Title && _schema.All.Any(property => property.Type == PropertyType.Title))
        {
            throw ApiException.Validation("A data source can have only one title property.");
        }

        var config = _configs.Read(type, node[type.Name()], null);
        var property = _schema.Create(type == PropertyType.Title ? "title" : state.NewPropertyId(_schema), name, type, config);
        _configs.Announce(property);
        return property;
    }

    private void Attach(PropertySchema property, BodyNode node)
    {
        _schema.Attach(property);
        Introduce(property, node[property.Type.Name()]);
    }

    private Action ReadChange(PropertySchema property, PropertyType type, BodyNode node)
    {
        var config = node[type.Name()];
        if (!config.IsDefined || (type == property.Type && property.Config is RelationConfig relation && RelationSides.IsSame(relation, config)))
        {
            return () => { };
        }

        if (type == property.Type && property.Config is OptionsConfig options)
        {
            return _configs.ReadOptions(options, config, type);
        }

        if (type != property.Type && (type == PropertyType.Title || property.Type == PropertyType.Title))
        {
            throw ApiException.Validation("The title property cannot change its type.");
        }

        var configured = _configs.Read(type, config, type == property.Type ? property.Config : null);
        return () =>
        {
            var isRetyped = type != property.Type;
            if (isRetyped)
            {
                DropRollupsOver(property);
                Retyping.Apply(dataSource, property, type, configured, state.Ids);
            }

            RelationSides.Part(property);
            (property.Type, property.Config) = (type, configured);
            if (isRetyped || type == PropertyType.Relation)
            {
                Introduce(property, config);
            }
        };
    }

    private Action ReadRemoval(PropertySchema property) => property.Type == PropertyType.Title
        ? throw ApiException.Validation("Cannot delete the title property.")
        : () =>
        {
            DropRollupsOver(property);
            RelationSides.Part(property);
            _schema.Remove(property);
        };

    // What a new property brings with it: the other side of a two-way relation, numbers for the pages there are.
    private void Introduce(PropertySchema property, BodyNode config)
    {
        if (property.Type == PropertyType.Relation)
        {
            _sides.Join(property, config);
        }
        else if (property.Type == PropertyType.UniqueId)
        {
            foreach (var page in dataSource.Pages.InCreationOrder)
            {
                page[property] = new UniqueIdValue(++dataSource.LastUniqueId);
            }
        }
    }

    // A rollup over a property that is no more has nothing left to show.
    private void DropRollupsOver(PropertySchema property)
    {
        foreach (var other in state.DataSources.Values)
        {
            var orphans = other.Schema.All
                .Where(candidate => candidate.Config is RollupConfig rollup && (rollup.Relation == property || rollup.Rolled == property));
            orphans.ToList().ForEach(other.Schema.Remove);
        }
    }

    private static PropertyType? TypeOf(BodyNode node)
    {
        PropertyType? found = null;
        foreach (var (name, member) in node.Members())
        {
            if (PropertyTypes.TryParse(name, out var type))
            {
                found = found is null ? type : throw member.Should("not present");
            }
        }

        return found;
    }

    private static ApiException NoSuchProperty(string key) => ApiException.Validation($"{key} is not a property that exists.");

    private static ApiException NoType(BodyNode node) =>
        ApiException.BodyChoices(Enum.GetValues<PropertyType>().Select(type => node[type.Name()].ShouldBe("defined")));
}

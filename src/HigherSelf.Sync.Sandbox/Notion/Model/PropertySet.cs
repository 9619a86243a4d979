namespace HigherSelf.Sync.Sandbox.Notion.Model;

/// <summary>The properties of a data source, in their order; found by name or by id.</summary>
internal sealed class PropertySet
{
    private readonly List<PropertySchema> _properties = [];
    private readonly Dictionary<string, PropertySchema> _byName = new(StringComparer.Ordinal);

    public IReadOnlyList<PropertySchema> All => _properties;

    /// <summary>How many slots a page's values need; slots of removed properties are not used again.</summary>
    public int Slots { get; private set; }

    public PropertySchema Title => _properties.First(property => property.Type == PropertyType.Title);

    /// <summary>A property that has its slot, and is not yet one of this set.</summary>
    public PropertySchema Create(string id, string name, PropertyType type, PropertyConfig config) =>
        new(id, Slots++, name, type, config);

    public void Attach(PropertySchema property)
    {
        _byName.Add(property.Name, property);
        _properties.Add(property);
    }

    public PropertySchema Add(string id, string name, PropertyType type, PropertyConfig config)
    {
        var property = Create(id, name, type, config);
        Attach(property);
        return property;
    }

    public void Rename(PropertySchema property, string name)
    {
        _byName.Remove(property.Name);
        property.Name = name;
        _byName.Add(name, property);
    }

    public void Remove(PropertySchema property)
    {
        _properties.Remove(property);
        _byName.Remove(property.Name);
    }

    public PropertySchema? FindByName(string name) => _byName.GetValueOrDefault(name);

    public PropertySchema? FindById(string id) => _properties.Find(property => property.Id == id);

    /// <summary>The property that a key of a request body means: a name, or an id as answers show it.</summary>
    public PropertySchema? Find(string nameOrId) =>
        FindByName(nameOrId) ?? _properties.Find(property => property.Id == nameOrId || property.WireId == nameOrId);
}

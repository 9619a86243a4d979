namespace HigherSelf.Sync.Sandbox.Notion.Model;

/// <summary>The properties of a data source, in their order; found by name or by id.</summary>
internal sealed class PropertySet
{
    private readonly List<PropertySchema> properties = [];
    private readonly Dictionary<string, PropertySchema> byName = new(StringComparer.Ordinal);

    public IReadOnlyList<PropertySchema> All => properties;

    /// <summary>How many slots a page's values need; slots of removed properties are not used again.</summary>
    public int Slots { get; private set; }

    public PropertySchema Title => properties.First(property => property.Type == PropertyType.Title);

    /// <summary>A property that has its slot, and is not yet one of this set.</summary>
    public PropertySchema Create(string id, string name, PropertyType type, PropertyConfig config) =>
        new(id, Slots++, name, type, config);

    public void Attach(PropertySchema property)
    {
        byName.Add(property.Name, property);
        properties.Add(property);
    }

    public PropertySchema Add(string id, string name, PropertyType type, PropertyConfig config)
    {
        var property = Create(id, name, type, config);
        Attach(property);
        return property;
    }

    public void Rename(PropertySchema property, string name)
    {
        byName.Remove(property.Name);
        property.Name = name;
        byName.Add(name, property);
    }

    public void Remove(PropertySchema property)
    {
        properties.Remove(property);
        byName.Remove(property.Name);
    }

    public PropertySchema? FindByName(string name) => byName.GetValueOrDefault(name);

    public PropertySchema? FindById(string id) => properties.Find(property => property.Id == id);

    /// <summary>The property that a key of a request body means: a name, or an id as answers show it.</summary>
    public PropertySchema? Find(string nameOrId) =>
        FindByName(nameOrId) ?? properties.Find(property => property.Id == nameOrId || property.WireId == nameOrId);
}

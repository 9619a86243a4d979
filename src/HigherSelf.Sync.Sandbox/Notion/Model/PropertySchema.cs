namespace HigherSelf.Sync.Sandbox.Notion.Model;

/// <summary>
/// One property of a data source. The id never changes; the name and even the type may. <see cref="Slot"/> is the place
/// of its value in a page's values.
/// </summary>
internal sealed class PropertySchema(string id, int slot, string name, PropertyType type, PropertyConfig config)
{
    /// <summary>The id as Notion knows it, e.g. <c>f\\:p</c>. On the wire it is percent-encoded.</summary>
    public string Id { get; } = id;

    /// <summary>The id as it stands in every answer, e.g. <c>f%5C%5C%3Ap</c>.</summary>
    public string WireId { get; } = Uri.EscapeDataString(id);

    public int Slot { get; } = slot;

    public string Name { get; set; } = name;

    public string? Description { get; set; }

    public PropertyType Type { get; set; } = type;

    public PropertyConfig Config { get; set; } = config;
}

/// <summary>What a property type needs to know beyond its name. Most need nothing.</summary>
internal record PropertyConfig
{
    public static PropertyConfig None { get; } = new();
}

internal sealed record NumberConfig(string Format) : PropertyConfig;

internal sealed record FormulaConfig(string Expression) : PropertyConfig;

internal sealed record UniqueIdConfig(string? Prefix) : PropertyConfig;

internal sealed record RollupConfig(PropertySchema Relation, PropertySchema Rolled, string Function) : PropertyConfig;

/// <summary>A relation; a two-way one names the property that holds the other direction.</summary>
internal sealed record RelationConfig(NotionDataSource Target) : PropertyConfig
{
    public PropertySchema? Synced { get; set; }
}

/// <summary>The options of a select or multi-select.</summary>
internal record OptionsConfig(List<SelectOption> Options) : PropertyConfig
{
    public SelectOption? Find(string name) => Options.Find(option => option.IsNamed(name));

    public SelectOption? FindById(string id) => Options.Find(option => option.Id == id);
}

/// <summary>The options of a status, and the groups they are in. The first option of the first group is the default.</summary>
internal sealed record StatusConfig(List<SelectOption> Options, List<StatusGroup> Groups) : OptionsConfig(Options)
{
    public SelectOption? Default => Groups.SelectMany(group => group.Options).FirstOrDefault();
}

namespace HigherSelf.Sync.Sandbox.Notion.Model;

/// <summary>
/// An option of a select, multi-select or status. Pages hold the option itself, so a rename shows everywhere at once,
/// and a removed option drops out of every value.
/// </summary>
internal sealed class SelectOption(string id, string name, string color, string? description = null)
{
    public string Id { get; } = id;

    public string Name { get; set; } = name;

    public string Color { get; } = color;

    public string? Description { get; } = description;

    public bool Removed { get; set; }

    /// <summary>Names are unique ignoring case.</summary>
    public bool IsNamed(string name) => string.Equals(Name, name, StringComparison.OrdinalIgnoreCase);
}

/// <summary>One of the three groups of a status property.</summary>
internal sealed class StatusGroup(string id, string name, string color)
{
    public string Id { get; } = id;

    public string Name { get; } = name;

    public string Color { get; } = color;

    public List<SelectOption> Options { get; } = [];
}

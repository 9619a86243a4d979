using System.Collections.Immutable;
using HigherSelf.Sync.Sandbox.Notion.Model;
using HigherSelf.Sync.Sandbox.Notion.Wire;

namespace HigherSelf.Sync.Sandbox.Notion.Values;

/// <summary>
/// Finds the options that a request names. A select or multi-select gets a new option for a name that it does not know;
/// a status never does. New options join the schema when the page is really written.
/// </summary>
internal sealed class OptionWriter(IdSource ids)
{
    private static readonly ImmutableArray<string> Colors =
        ["default", "gray", "brown", "orange", "yellow", "green", "blue", "purple", "pink", "red"];

    private readonly List<(OptionsConfig Config, SelectOption Option)> _created = [];

    public IReadOnlyList<(OptionsConfig Config, SelectOption Option)> Created => _created;

    public OptionsValue? ReadOne(BodyNode node, PropertySchema property)
    {
        var config = (OptionsConfig)property.Config;
        if (node.IsNull)
        {
            // A status is never without a value: null puts it back to its default.
            return config is StatusConfig { Default: { } initial } ? new OptionsValue([initial]) : null;
        }

        node.Require(System.Text.Json.JsonValueKind.Object, "an object or null");
        return new OptionsValue([Find(node, property, config)]);
    }

    public OptionsValue? ReadMany(BodyNode node, PropertySchema property, bool hasLimits)
    {
        var config = (OptionsConfig)property.Config;
        var items = node.Items(Limits.Of(hasLimits, Limits.Items));
        return items.Count == 0 ? null : new OptionsValue([.. items.Select(item => Find(item, property, config)).Distinct()]);
    }

    /// <summary>Checks the name of an option, in a value or in a schema.</summary>
    public static string ReadName(BodyNode node, PropertyType type)
    {
        var name = node.Text(Limits.Text, atLeast: 1);
        return name.Contains(',', StringComparison.Ordinal)
            ? throw ApiException.Validation($"Invalid {type.Name()} option, commas not allowed: {name}")
            : name;
    }

    public static string ColorFor(int position) => Colors[position % Colors.Length];

    private SelectOption Find(BodyNode node, PropertySchema property, OptionsConfig config)
    {
        if (node["id"].IsDefined)
        {
            var id = node["id"].Text();
            return config.FindById(id)
                ?? throw ApiException.Validation($"Invalid {property.Type.Name()} option. Option with id \"{id}\" does not exist.");
        }

        var name = ReadName(node["name"], property.Type);
        return config.Find(name)
            ?? _created.Find(entry => entry.Config == config && entry.Option.IsNamed(name)).Option
            ?? Create(name, property, config);
    }

    private SelectOption Create(string name, PropertySchema property, OptionsConfig config)
    {
        if (property.Type == PropertyType.Status)
        {
            throw ApiException.Validation($"Invalid status option. Status option \"{name}\" does not exist.");
        }

        var option = new SelectOption(ids.Next().ToString(), name, ColorFor(config.Options.Count + _created.Count));
        _created.Add((config, option));
        return option;
    }
}

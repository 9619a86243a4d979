using System.Collections.Immutable;
using HigherSelf.Sync.Sandbox.Notion.Model;
using HigherSelf.Sync.Sandbox.Notion.Values;
using HigherSelf.Sync.Sandbox.Notion.Wire;

namespace HigherSelf.Sync.Sandbox.Notion.Schema;

/// <summary>
/// The options of a select, multi-select or status in a schema request. The list replaces the one that was: what it leaves
/// out is removed. A rename is answered with 200 and ignored, and a change of colour is refused (makenotion/notion-mcp-server
/// and effect-utils report both of the live API).
/// </summary>
internal sealed class OptionsEditor(IdSource ids)
{
    private static readonly ImmutableArray<(string Name, string Color, string Option)> Groups =
        [("To-do", "gray", "Not started"), ("In progress", "blue", "In progress"), ("Complete", "green", "Done")];

    /// <summary>The configuration of a new property.</summary>
    public OptionsConfig Create(BodyNode config, PropertyType type)
    {
        var created = type == PropertyType.Status
            ? new StatusConfig([], [.. Groups.Select(group => new StatusGroup(ids.Next().ToString(), group.Name, group.Color))])
            : new OptionsConfig([]);
        if (config["options"].IsDefined)
        {
            Replace(created, config["options"], type);
        }
        else if (created is StatusConfig status)
        {
            foreach (var ((_, color, name), group) in Groups.Zip(status.Groups))
            {
                group.Options.Add(new SelectOption(ids.Next().ToString(), name, group == status.Groups[0] ? "default" : color));
                status.Options.Add(group.Options[0]);
            }
        }

        return created;
    }

    /// <summary>Makes the list of a request the options of an existing property.</summary>
    public void Replace(OptionsConfig config, BodyNode list, PropertyType type)
    {
        List<SelectOption> wanted = [];
        foreach (var item in list.Items(Limits.Items))
        {
            var option = Existing(config, item, type) ?? Create(item, config.Options.Count + wanted.Count, type);
            if (wanted.Any(other => other == option || other.IsNamed(option.Name)))
            {
                throw ApiException.Validation($"Invalid {type.Name()} option, names must be unique: {option.Name}");
            }

            wanted.Add(option);
        }

        foreach (var omitted in config.Options.Except(wanted))
        {
            omitted.Removed = true;
        }

        var added = wanted.Except(config.Options).ToList();
        config.Options.Clear();
        config.Options.AddRange(wanted);
        if (config is StatusConfig status)
        {
            status.Groups.ForEach(group => group.Options.RemoveAll(option => option.Removed));
            status.Groups[0].Options.AddRange(added);
        }
    }

    private static SelectOption? Existing(OptionsConfig config, BodyNode item, PropertyType type)
    {
        var option = item["id"].TextOrNull() is { } id ? config.FindById(id)
            : config.Find(OptionWriter.ReadName(item["name"], type));
        if (option is not null && item["color"].TextOrNull() is { } color && color != option.Color)
        {
            throw ApiException.Validation($"Cannot update color of select with id: {option.Id}.");
        }

        if (option is not null && item["description"].IsDefined)
        {
            option.Description = item["description"].TextOrNull();
        }

        return option;
    }

    private SelectOption Create(BodyNode item, int position, PropertyType type) => new(
        ids.Next().ToString(),
        OptionWriter.ReadName(item["name"], type),
        item["color"].TextOrNull() ?? OptionWriter.ColorFor(position),
        item["description"].TextOrNull());
}

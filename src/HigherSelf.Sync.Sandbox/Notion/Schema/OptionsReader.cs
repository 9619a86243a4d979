using System.Collections.Immutable;
using HigherSelf.Sync.Sandbox.Notion.Model;
using HigherSelf.Sync.Sandbox.Notion.Values;
using HigherSelf.Sync.Sandbox.Notion.Wire;

namespace HigherSelf.Sync.Sandbox.Notion.Schema;

/// <summary>
/// Takes the options of a select, multi-select or status from a schema request. The list replaces the one that was: what it
/// leaves out is removed. A rename is answered with 200 and ignored, and a change of colour is refused
/// (overengineeringstudio/effect-utils, issue 803, of the live API).
/// </summary>
internal sealed class OptionsReader(IdSource ids)
{
    private static readonly ImmutableArray<(string Group, string Color, string Option)> UsualStatus =
        [("To-do", "gray", "Not started"), ("In progress", "blue", "In progress"), ("Complete", "green", "Done")];

    /// <summary>The configuration of a new property.</summary>
    public OptionsConfig ReadNew(BodyNode config, PropertyType type)
    {
        var list = config["options"];
        if (type != PropertyType.Status)
        {
            return new OptionsConfig(list.IsDefined ? Read(new OptionsConfig([]), list, type) : []);
        }

        // Options that the API makes are all in the first group; without any there is one for each group.
        var groups = UsualStatus.Select(usual => new StatusGroup(ids.Next().ToString(), usual.Group, usual.Color)).ToList();
        if (list.IsDefined)
        {
            groups[0].Options.AddRange(Read(new OptionsConfig([]), list, type));
        }
        else
        {
            foreach (var (group, usual) in groups.Zip(UsualStatus))
            {
                group.Options.Add(new SelectOption(ids.Next().ToString(), usual.Option, group == groups[0] ? "default" : usual.Color));
            }
        }

        return new StatusConfig([.. groups.SelectMany(group => group.Options)], groups);
    }

    /// <summary>The change that makes the list of a request the options of an existing property.</summary>
    public Action ReadReplacement(OptionsConfig config, BodyNode list, PropertyType type)
    {
        var wanted = Read(config, list, type);
        return () =>
        {
            var added = wanted.Except(config.Options).ToList();
            foreach (var omitted in config.Options.Except(wanted))
            {
                omitted.Removed = true;
            }

            config.Options.Clear();
            config.Options.AddRange(wanted);
            if (config is StatusConfig status)
            {
                status.Groups.ForEach(group => group.Options.RemoveAll(option => option.Removed));
                status.Groups[0].Options.AddRange(added);
            }
        };
    }

    private List<SelectOption> Read(OptionsConfig before, BodyNode list, PropertyType type)
    {
        List<SelectOption> options = [];
        foreach (var item in list.Items(Limits.Items))
        {
            var option = Known(before, item, type) ?? New(item, before.Options.Count + options.Count, type);
            if (options.Exists(other => other.IsNamed(option.Name)))
            {
                throw ApiException.Validation($"Invalid {type.Name()} option, names must be unique: {option.Name}");
            }

            options.Add(option);
        }

        return options;
    }

    private static SelectOption? Known(OptionsConfig before, BodyNode item, PropertyType type)
    {
        var option = item["id"].TextOrNull() is { } id ? before.FindById(id) : before.Find(OptionWriter.ReadName(item["name"], type));
        return option is null || item["color"].TextOrNull() is not { } color || color == option.Color
            ? option
            : throw ApiException.Validation($"Cannot update color of select with id: {option.Id}.");
    }

    private SelectOption New(BodyNode item, int position, PropertyType type) => new(
        ids.Next().ToString(),
        OptionWriter.ReadName(item["name"], type),
        item["color"].TextOrNull() ?? OptionWriter.ColorFor(position),
        item["description"].TextOrNull());
}

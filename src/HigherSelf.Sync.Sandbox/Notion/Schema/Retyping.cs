using System.Globalization;
using HigherSelf.Sync.Sandbox.Notion.Model;
using HigherSelf.Sync.Sandbox.Notion.Values;

namespace HigherSelf.Sync.Sandbox.Notion.Schema;

/// <summary>What becomes of the values when a property changes its type: they go over by their text, or are lost.</summary>
internal static class Retyping
{
    public static void Apply(NotionDataSource dataSource, PropertySchema property, PropertyType type, PropertyConfig config, IdSource ids)
    {
        foreach (var page in dataSource.Pages.InCreationOrder)
        {
            page[property] = Convert(page[property], type, config, ids);
        }
    }

    private static PropertyValue? Convert(PropertyValue? value, PropertyType type, PropertyConfig config, IdSource ids)
    {
        if (Texts(value) is not { Count: > 0 } texts)
        {
            return null;
        }

        var text = string.Join(", ", texts);
        return type switch
        {
            PropertyType.RichText => RichTextWriter.Plain(text),
            PropertyType.Url or PropertyType.Email or PropertyType.PhoneNumber => new StringValue(text),
            PropertyType.Number => double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out var number)
                ? new NumberValue(number.ToString("R", CultureInfo.InvariantCulture)) : null,
            PropertyType.Select => new OptionsValue([Option(texts[0], (OptionsConfig)config, ids)]),
            PropertyType.MultiSelect => new OptionsValue([.. texts.Select(name => Option(name, (OptionsConfig)config, ids)).Distinct()]),
            _ => null,
        };
    }

    private static List<string> Texts(PropertyValue? value) => value switch
    {
        TextValue text => [string.Concat(text.Segments.Select(segment => segment.Kind == SegmentKind.Mention ? "" : segment.Content))],
        StringValue text => [text.Text],
        NumberValue number => [number.Json],
        DateValue date => [date.Start],
        CheckboxValue => ["Yes"],
        OptionsValue options => [.. options.Options.Where(option => !option.Removed).Select(option => option.Name)],
        _ => [],
    };

    private static SelectOption Option(string text, OptionsConfig config, IdSource ids)
    {
        var name = text.Replace(',', ' ');
        if (config.Find(name) is { } known)
        {
            return known;
        }

        var option = new SelectOption(ids.Next().ToString(), name, OptionWriter.ColorFor(config.Options.Count));
        config.Options.Add(option);
        return option;
    }
}

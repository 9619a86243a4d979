using System.Globalization;
using HigherSelf.Sync.Sandbox.Notion.Model;
using HigherSelf.Sync.Sandbox.Notion.Values;

namespace HigherSelf.Sync.Sandbox.Notion.Queries;

/// <summary>Values in the form in which filters and sorts compare them.</summary>
internal static class PlainValue
{
    public static string Text(AnswerView view, NotionPage page, PropertySchema property) => page[property] switch
    {
        TextValue text => RichTextReader.Plain(view, text),
        StringValue text => text.Text,
        FixedValue computed => ComputedResult.Of(computed).Text,
        _ => "",
    };

    public static double? Number(NotionPage page, PropertySchema property) => page[property] switch
    {
        NumberValue number => double.Parse(number.Json, CultureInfo.InvariantCulture),
        UniqueIdValue unique => unique.Number,
        _ => null,
    };

    public static DateTimeOffset? Date(NotionPage page, PropertySchema property) => property.Type switch
    {
        PropertyType.CreatedTime => NotionTime.ToMinute(page.CreatedTime),
        PropertyType.LastEditedTime => NotionTime.ToMinute(page.LastEditedTime),
        _ => (page[property] as DateValue)?.StartInstant,
    };

    public static IEnumerable<NotionUser> People(NotionPage page, PropertySchema property) => property.Type switch
    {
        PropertyType.CreatedBy => [page.CreatedBy],
        PropertyType.LastEditedBy => [page.LastEditedBy],
        _ => PropertyReader.PeopleOf(page[property]),
    };
}

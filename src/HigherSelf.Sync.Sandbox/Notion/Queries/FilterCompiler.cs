using System.Text.Json;
using HigherSelf.Sync.Sandbox.Notion.Model;
using HigherSelf.Sync.Sandbox.Notion.Values;
using HigherSelf.Sync.Sandbox.Notion.Wire;

namespace HigherSelf.Sync.Sandbox.Notion.Queries;

/// <summary>Makes a test of pages out of the <c>filter</c> of a query.</summary>
internal sealed class FilterCompiler(AnswerView view, PropertySet schema)
{
    private static readonly string[] TimestampNames = ["created_time", "last_edited_time"];
    private static readonly string[] FilterKinds = ["or", "and", "property", "timestamp"];
    private readonly DateTimeOffset _now = view.State.Now;

    public Predicate<NotionPage> Compile(BodyNode filter) => Compile(filter, 0);

    private Predicate<NotionPage> Compile(BodyNode filter, int level)
    {
        filter.Require(JsonValueKind.Object, "an object");
        if (filter["and"].IsDefined || filter["or"].IsDefined)
        {
            return CompileGroup(filter, level);
        }

        return filter["timestamp"].IsDefined ? CompileTimestamp(filter) : CompileProperty(filter);
    }

    private Predicate<NotionPage> CompileGroup(BodyNode filter, int level)
    {
        var group = filter.ExactlyOneOf("and", "or");
        if (level == Limits.FilterLevels)
        {
            throw group.Should("not present");
        }

        var parts = group.Items(Limits.Items).Select(part => Compile(part, level + 1)).ToArray();
        return filter["and"].IsDefined
            ? page => Array.TrueForAll(parts, part => part(page))
            : page => Array.Exists(parts, part => part(page));
    }

    private Predicate<NotionPage> CompileTimestamp(BodyNode filter)
    {
        var name = filter["timestamp"].OneOf(TimestampNames);
        filter.AllowOnly("timestamp", "type", name);
        var test = Conditions.Date(filter[name], _now);
        return name == "created_time"
            ? page => test(NotionTime.ToMinute(page.CreatedTime))
            : page => test(NotionTime.ToMinute(page.LastEditedTime));
    }

    private Predicate<NotionPage> CompileProperty(BodyNode filter)
    {
        if (!filter["property"].IsDefined)
        {
            throw ApiException.BodyChoices(FilterKinds.Select(name => filter[name].ShouldBe("defined")));
        }

        var key = filter["property"].Text();
        var property = schema.Find(key) ?? throw ApiException.Validation($"Could not find property with name or id: {key}");
        var named = filter.Members().Select(member => member.Name).FirstOrDefault(name => PropertyTypes.TryParse(name, out _));
        if (named is null)
        {
            throw ApiException.BodyChoices(Enum.GetValues<PropertyType>().Select(type => filter[type.Name()].ShouldBe("defined")));
        }

        return named == property.Type.Name()
            ? CompileCondition(filter[named], property)
            : throw ApiException.Validation($"database property {property.Type.Name()} does not match filter {named}");
    }

    private Predicate<NotionPage> CompileCondition(BodyNode node, PropertySchema property)
    {
        switch (property.Type)
        {
            case PropertyType.Title or PropertyType.RichText or PropertyType.Url or PropertyType.Email or PropertyType.PhoneNumber:
                var text = Conditions.Text(node);
                return page => text(PlainValue.Text(view, page, property));
            case PropertyType.Number or PropertyType.UniqueId:
                var number = Conditions.Number(node);
                return page => number(PlainValue.Number(page, property));
            case PropertyType.Checkbox:
                var checkbox = Conditions.Checkbox(node);
                return page => checkbox(page[property] is CheckboxValue);
            case PropertyType.Select or PropertyType.Status:
                var choice = Conditions.Choice(node, operand => Option(operand, property));
                return page => choice(WorkspaceState.OptionsOf(page[property]).FirstOrDefault());
            case PropertyType.MultiSelect:
                var choices = Conditions.Many(node, operand => Option(operand, property));
                return page => choices(WorkspaceState.OptionsOf(page[property]));
            case PropertyType.Date or PropertyType.CreatedTime or PropertyType.LastEditedTime:
                var date = Conditions.Date(node, _now);
                return page => date(PlainValue.Date(page, property));
            case PropertyType.People or PropertyType.CreatedBy or PropertyType.LastEditedBy:
                var people = Conditions.Many(node, Person);
                return page => people(PlainValue.People(page, property).Select(user => user.Id));
            case PropertyType.Relation:
                var relation = Conditions.Many(node, operand => operand.Id());
                return page => relation(view.Targets(property, page[property]).Select(target => target.Id));
            case PropertyType.Files:
                var files = Conditions.Emptiness(node);
                return page => files(page[property] is null);
            case PropertyType.Formula or PropertyType.Rollup:
                return CompileComputed(node, property);
            default:
                throw node.Should("not present");
        }
    }

    // Filters on formulas and rollups look at the fixed result; any/every/none of a rollup are not imitated.
    private Predicate<NotionPage> CompileComputed(BodyNode node, PropertySchema property)
    {
        string[] kinds = property.Type == PropertyType.Formula ? ["string", "checkbox", "number", "date"] : ["number", "date"];
        var condition = node.ExactlyOneOf(kinds);
        if (node["string"].IsDefined)
        {
            var text = Conditions.Text(condition);
            return page => text(ComputedResult.Of(page[property]).Text);
        }

        if (node["checkbox"].IsDefined)
        {
            var checkbox = Conditions.Checkbox(condition);
            return page => checkbox(ComputedResult.Of(page[property]).IsTrue);
        }

        if (node["number"].IsDefined)
        {
            var number = Conditions.Number(condition);
            return page => number(ComputedResult.Of(page[property]).Number);
        }

        var date = Conditions.Date(condition, _now);
        return page => date(ComputedResult.Of(page[property]).Date);
    }

    private static SelectOption Option(BodyNode operand, PropertySchema property)
    {
        var name = operand.Text();
        return ((OptionsConfig)property.Config).Find(name)
            ?? throw ApiException.Validation($"{property.Type.Name()} option \"{name}\" not found for property \"{property.Name}\".");
    }

    private Guid Person(BodyNode operand) =>
        operand.Element.ValueKind == JsonValueKind.String && operand.Element.ValueEquals("me") ? view.State.Bot.Id : operand.Id();
}

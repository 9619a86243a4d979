using System.Collections.Immutable;
using System.Text.Json;
using HigherSelf.Sync.Sandbox.Notion.Model;
using HigherSelf.Sync.Sandbox.Notion.Wire;

namespace HigherSelf.Sync.Sandbox.Notion.Values;

/// <summary>What a write asks for, checked and ready to be applied: the values, and the options that come into being.</summary>
internal sealed record PageChanges(
    IReadOnlyList<(PropertySchema Property, PropertyValue? Value)> Values,
    IReadOnlyList<(OptionsConfig Config, SelectOption Option)> NewOptions)
{
    public static PageChanges None { get; } = new([], []);
}

/// <summary>Takes the <c>properties</c> of a page write, checks them as Notion does, and gives each its stored form.</summary>
internal sealed class PropertyWriter(WorkspaceState state, bool hasLimits)
{
    private readonly OptionWriter _options = new(state.Ids);

    public PageChanges Read(BodyNode properties, PropertySet schema)
    {
        if (!properties.IsDefined)
        {
            return PageChanges.None;
        }

        List<(PropertySchema, PropertyValue?)> values = [];
        foreach (var (key, node) in properties.Members())
        {
            var property = schema.Find(key) ?? throw ApiException.Validation($"{key} is not a property that exists.");
            values.Add((property, ReadValue(ValueOf(node, property), property)));
        }

        return new PageChanges(values, _options.Created);
    }

    // Notion takes {"Name": {"title": [...]}} and, for what is no object, {"Name": [...]} (seen in recorded traffic).
    private static BodyNode ValueOf(BodyNode node, PropertySchema property)
    {
        var isWritable = PropertyTypes.Writable.Contains(property.Type);
        if (isWritable && (node[property.Type.Name()] is { IsDefined: true } value))
        {
            return value;
        }

        if (isWritable && !node.IsObject && !node.IsNull)
        {
            return node;
        }

        throw PropertyTypes.Writable.Any(type => node[type.Name()].IsDefined)
            ? ApiException.Validation($"{property.Name} is expected to be {property.Type.Name()}.")
            : ApiException.BodyChoices(PropertyTypes.Writable.Select(type => node[type.Name()].ShouldBe("defined")));
    }

    private PropertyValue? ReadValue(BodyNode node, PropertySchema property) => property.Type switch
    {
        PropertyType.Title or PropertyType.RichText => RichTextWriter.Read(node, hasLimits),
        PropertyType.Number => node.IsNull ? null : new NumberValue(node.Number()),
        PropertyType.Url => ReadString(node, Limits.Url),
        PropertyType.Email or PropertyType.PhoneNumber => ReadString(node, Limits.ShortText),
        PropertyType.Checkbox => node.Boolean() ? CheckboxValue.Ticked : null,
        PropertyType.Date => DateWriter.Read(node),
        PropertyType.Select or PropertyType.Status => _options.ReadOne(node, property),
        PropertyType.MultiSelect => _options.ReadMany(node, property, hasLimits),
        PropertyType.People => ReadPeople(node),
        PropertyType.Relation => ReadRelation(node, property),
        PropertyType.Files => ReadFiles(node),
        PropertyType.Place or PropertyType.Verification => ReadFixed(node),
        _ => throw new InvalidOperationException($"{property.Type} cannot be written."),
    };

    private StringValue? ReadString(BodyNode node, int limit) =>
        node.IsNull ? null : new StringValue(node.Text(Limits.Of(hasLimits, limit), atLeast: 1));

    private static FixedValue? ReadFixed(BodyNode node)
    {
        if (node.IsNull)
        {
            return null;
        }

        node.Require(JsonValueKind.Object, "an object or null");
        return new FixedValue(node.Element.GetRawText());
    }

    private PeopleValue? ReadPeople(BodyNode node)
    {
        var people = Items(node).Select(item => Person(item["id"])).Distinct().ToImmutableArray();
        return people.IsEmpty ? null : new PeopleValue(people);
    }

    private NotionUser Person(BodyNode node)
    {
        var id = node.Id();
        return state.Users.GetValueOrDefault(id) ?? throw ApiException.Validation($"Could not find user with ID: {id}.");
    }

    private RelationValue? ReadRelation(BodyNode node, PropertySchema property)
    {
        var target = ((RelationConfig)property.Config).Target;
        var pages = Items(node).Select(item => Target(item["id"].Id(), target, property)).Distinct().ToImmutableArray();
        return pages.IsEmpty ? null : new RelationValue(pages);
    }

    private NotionPage Target(Guid id, NotionDataSource expected, PropertySchema property)
    {
        var page = state.Pages.GetValueOrDefault(id);
        if (page is null || (hasLimits && !page.IsShared()))
        {
            throw ApiException.NotFound("page", id, state.Bot.Name);
        }

        return page.DataSource == expected
            ? page
            : throw ApiException.Validation(
                $"Page with ID {id} is not in the data source that the relation {property.Name} points to ({expected.Id}).");
    }

    private FilesValue? ReadFiles(BodyNode node)
    {
        var files = Items(node).Select(ReadFile).ToImmutableArray();
        return files.IsEmpty ? null : new FilesValue(files);
    }

    private FileEntry ReadFile(BodyNode node)
    {
        var source = node.ExactlyOneOf("external", "file");
        var name = node["name"].Text(Limits.Of(hasLimits, Limits.ShortText));
        var url = source["url"].Text(Limits.Of(hasLimits, Limits.Url));
        if (node["external"].IsDefined)
        {
            return new FileEntry(name, url, IsHosted: false);
        }

        // A hosted file is written back by the address it was read with; the signature says nothing about the file.
        return HostedFiles.TryUnsign(url, out var address) ? new FileEntry(name, address, IsHosted: true)
            : hasLimits ? throw source["url"].Should("the URL of a file hosted by Notion")
            : new FileEntry(name, HostedFiles.NewAddress(state, name), IsHosted: true);
    }

    private IReadOnlyList<BodyNode> Items(BodyNode node) => node.Items(Limits.Of(hasLimits, Limits.Items));
}

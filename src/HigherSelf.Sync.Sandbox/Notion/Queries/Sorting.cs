using HigherSelf.Sync.Sandbox.Notion.Model;
using HigherSelf.Sync.Sandbox.Notion.Values;
using HigherSelf.Sync.Sandbox.Notion.Wire;

namespace HigherSelf.Sync.Sandbox.Notion.Queries;

/// <summary>
/// The order that the <c>sorts</c> of a query ask for. Pages that compare equal stay in the order of their creation, and
/// pages without a value come last, in either direction.
/// </summary>
internal sealed class Sorting
{
    private readonly List<(Func<NotionPage, IComparable?> Key, bool IsDescending)> _keys;

    private Sorting(List<(Func<NotionPage, IComparable?>, bool)> keys, bool isCreationOrder)
    {
        _keys = keys;
        IsCreationOrder = isCreationOrder;
    }

    /// <summary>Whether the order of creation, which is always at hand, is what is asked for.</summary>
    public bool IsCreationOrder { get; }

    public static Sorting Read(BodyNode sorts, AnswerView view, PropertySet schema)
    {
        List<(Func<NotionPage, IComparable?>, bool)> keys = [];
        var isCreationOrder = true;
        foreach (var sort in sorts.IsDefined ? sorts.Items(Limits.Items) : [])
        {
            var isDescending = sort["direction"].OneOf("ascending", "descending") == "descending";
            if (sort["timestamp"].IsDefined)
            {
                var isCreation = sort["timestamp"].OneOf("created_time", "last_edited_time") == "created_time";
                isCreationOrder &= keys.Count == 0 && isCreation && !isDescending;
                keys.Add((page => NotionTime.ToMinute(isCreation ? page.CreatedTime : page.LastEditedTime), isDescending));
            }
            else
            {
                isCreationOrder = false;
                keys.Add((KeyOf(sort["property"], view, schema), isDescending));
            }
        }

        return new Sorting(keys, isCreationOrder);
    }

    /// <summary>Sorts pages that are given in the order of their creation.</summary>
    public IEnumerable<NotionPage> Apply(IEnumerable<NotionPage> pages)
    {
        if (IsCreationOrder)
        {
            return pages;
        }

        var sorted = pages.Order(Comparer<NotionPage>.Create(static (_, _) => 0));
        foreach (var (key, isDescending) in _keys)
        {
            sorted = sorted.ThenBy(key, new EmptyLast(isDescending));
        }

        return sorted;
    }

    private static Func<NotionPage, IComparable?> KeyOf(BodyNode node, AnswerView view, PropertySet schema)
    {
        var name = node.Text();
        var property = schema.Find(name) ?? throw ApiException.Validation($"Could not find property with name or id: {name}");
        return property.Type switch
        {
            PropertyType.Number or PropertyType.UniqueId => page => PlainValue.Number(page, property),
            PropertyType.Checkbox => page => page[property] is CheckboxValue,
            PropertyType.Date or PropertyType.CreatedTime or PropertyType.LastEditedTime => page => PlainValue.Date(page, property),
            PropertyType.Select or PropertyType.Status or PropertyType.MultiSelect => page => Position(page, property),
            PropertyType.People or PropertyType.CreatedBy or PropertyType.LastEditedBy =>
                page => PlainValue.People(page, property).FirstOrDefault()?.Name,
            PropertyType.Relation => page =>
                view.Targets(property, page[property]).FirstOrDefault() is { } target ? PageReader.Title(view, target) : null,
            PropertyType.Files => page => (page[property] as FilesValue)?.Files[0].Name,
            _ => page => PlainValue.Text(view, page, property) is { Length: > 0 } text ? text : null,
        };
    }

    // Options are in the order of the schema, not of the alphabet.
    private static int? Position(NotionPage page, PropertySchema property) =>
        WorkspaceState.OptionsOf(page[property]).FirstOrDefault() is { } option
            ? ((OptionsConfig)property.Config).Options.IndexOf(option)
            : null;

    private sealed class EmptyLast(bool isDescending) : IComparer<IComparable?>
    {
        public int Compare(IComparable? one, IComparable? other) => (one, other) switch
        {
            (null, null) => 0,
            (null, _) => 1,
            (_, null) => -1,
            (string left, string right) => Directed(string.Compare(left, right, StringComparison.OrdinalIgnoreCase)),
            _ => Directed(one.CompareTo(other)),
        };

        private int Directed(int order) => isDescending ? -order : order;
    }
}

using System.Text.Json;

namespace HigherSelf.Sync.Sandbox.Notion.Wire;

/// <summary>
/// A place in a request body, and the path by which Notion's messages call it: <c>body.properties.X.rich_text[0]</c>.
/// Every reading checks, and complains in Notion's words. The path is put together only when there is a complaint.
/// </summary>
internal sealed class BodyNode
{
    private const int MessageLength = 60;
    private readonly BodyNode? _parent;
    private readonly string? _key;
    private readonly int _index;

    private BodyNode(BodyNode? parent, string? key, int index, JsonElement element)
    {
        _parent = parent;
        _key = key;
        _index = index;
        Element = element;
    }

    public JsonElement Element { get; }

    public bool IsDefined => Element.ValueKind != JsonValueKind.Undefined;

    public bool IsNull => Element.ValueKind == JsonValueKind.Null;

    public bool IsObject => Element.ValueKind == JsonValueKind.Object;

    /// <summary>The name of the member; empty for an item of an array.</summary>
    public string Name => _key ?? "";

    public string Path => _parent is null ? _key! : _key is null ? $"{_parent.Path}[{_index}]" : $"{_parent.Path}.{_key}";

    /// <summary>The member of that name; not defined when there is none.</summary>
    public BodyNode this[string name] =>
        new(this, name, 0, IsObject && Element.TryGetProperty(name, out var member) ? member : default);

    public static BodyNode Root(JsonElement element, string name = "body") => new(null, name, 0, element);

    /// <summary>The members of an object, with their names.</summary>
    public IEnumerable<(string Name, BodyNode Node)> Members()
    {
        Require(JsonValueKind.Object, "an object");
        foreach (var member in Element.EnumerateObject())
        {
            yield return (member.Name, new BodyNode(this, member.Name, 0, member.Value));
        }
    }

    /// <summary>The items of an array of no more than <paramref name="limit"/>.</summary>
    public IReadOnlyList<BodyNode> Items(int limit = int.MaxValue)
    {
        Require(JsonValueKind.Array, "an array");
        var length = Element.GetArrayLength();
        if (length > limit)
        {
            throw ApiException.Body($"{Path}.length should be ≤ `{limit}`, instead was `{length}`.");
        }

        var items = new BodyNode[length];
        var position = 0;
        foreach (var item in Element.EnumerateArray())
        {
            items[position] = new BodyNode(this, null, position, item);
            position++;
        }

        return items;
    }

    /// <summary>A string; its length is counted in UTF-16 units.</summary>
    public string Text(int limit = int.MaxValue, int atLeast = 0)
    {
        Require(JsonValueKind.String, "a string");
        var text = Element.GetString()!;
        if (text.Length > limit)
        {
            throw ApiException.Body($"{Path}.length should be ≤ `{limit}`, instead was `{text.Length}`.");
        }

        if (text.Length < atLeast)
        {
            throw ApiException.Body($"{Path}.length should be ≥ `{atLeast}`, instead was `{text.Length}`.");
        }

        return text;
    }

    public string? TextOrNull(int limit = int.MaxValue) => !IsDefined || IsNull ? null : Text(limit);

    public bool Boolean() => Element.ValueKind switch
    {
        JsonValueKind.True => true,
        JsonValueKind.False => false,
        _ => throw Should("a boolean"),
    };

    public bool? BooleanIfDefined() => IsDefined ? Boolean() : null;

    /// <summary>A number, as its JSON text.</summary>
    public string Number()
    {
        Require(JsonValueKind.Number, "a number");
        return Element.GetRawText();
    }

    /// <summary>An id, with dashes or without.</summary>
    public Guid Id() =>
        Element.ValueKind == JsonValueKind.String && NotionId.TryParse(Element.GetString()!, out var id)
            ? id
            : throw Should(IsDefined ? "a valid uuid" : "defined");

    /// <summary>A string out of a fixed set.</summary>
    public string OneOf(params ReadOnlySpan<string> allowed)
    {
        if (Element.ValueKind == JsonValueKind.String && allowed.Contains(Element.GetString()!))
        {
            return Element.GetString()!;
        }

        throw Should(string.Join(" or ", allowed.ToArray().Select(choice => $"`\"{choice}\"`")));
    }

    public void Require(JsonValueKind kind, string called)
    {
        if (Element.ValueKind != kind)
        {
            throw Should(IsDefined ? called : "defined");
        }
    }

    /// <summary>Since version 2021-08-16 Notion refuses keys that it does not know.</summary>
    public void AllowOnly(params ReadOnlySpan<string> known)
    {
        foreach (var (name, node) in Members())
        {
            if (!known.Contains(name))
            {
                throw node.Should("not present");
            }
        }
    }

    /// <summary>Exactly one of these members has to be there.</summary>
    public BodyNode ExactlyOneOf(params ReadOnlySpan<string> names)
    {
        Require(JsonValueKind.Object, "an object");
        BodyNode? found = null;
        foreach (var name in names)
        {
            if (this[name] is { IsDefined: true } member)
            {
                found = found is null ? member : throw member.Should("not present");
            }
        }

        return found ?? throw ApiException.BodyChoices(names.ToArray().Select(name => this[name].ShouldBe("defined")));
    }

    public ApiException Should(string requirement) => ApiException.Body(ShouldBe(requirement));

    public string ShouldBe(string requirement) => $"{Path} should be {requirement}, instead was `{Shown()}`.";

    private string Shown()
    {
        var json = IsDefined ? Element.GetRawText() : "undefined";
        return json.Length > MessageLength ? string.Concat(json.AsSpan(0, MessageLength), "...") : json;
    }
}

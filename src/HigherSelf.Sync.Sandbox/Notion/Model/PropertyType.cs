using System.Collections.Frozen;
using System.Collections.Immutable;
using System.Text.Json;

namespace HigherSelf.Sync.Sandbox.Notion.Model;

/// <summary>The kinds of property that Notion knows. Those up to <see cref="Verification"/> may be written.</summary>
internal enum PropertyType
{
    Title,
    RichText,
    Number,
    Url,
    Select,
    MultiSelect,
    People,
    Email,
    PhoneNumber,
    Date,
    Checkbox,
    Relation,
    Files,
    Status,
    Place,
    Verification,
    Formula,
    Rollup,
    UniqueId,
    CreatedTime,
    CreatedBy,
    LastEditedTime,
    LastEditedBy,
    Button,
}

/// <summary>The names of the property types on the wire, and what may be written.</summary>
internal static class PropertyTypes
{
    private static readonly ImmutableArray<string> Names =
        [.. Enum.GetNames<PropertyType>().Select(JsonNamingPolicy.SnakeCaseLower.ConvertName)];

    private static readonly FrozenDictionary<string, PropertyType> ByName =
        Enum.GetValues<PropertyType>().ToFrozenDictionary(Name, StringComparer.Ordinal);

    /// <summary>The types of which a page write may carry a value, in the order of Notion's own messages.</summary>
    public static ImmutableArray<PropertyType> Writable { get; } =
        [.. Enum.GetValues<PropertyType>().Where(type => type <= PropertyType.Verification)];

    public static string Name(this PropertyType type) => Names[(int)type];

    public static bool TryParse(string name, out PropertyType type) => ByName.TryGetValue(name, out type);
}

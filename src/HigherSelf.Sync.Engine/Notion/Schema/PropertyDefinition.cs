using System.Text.Json.Nodes;
using HigherSelf.Sync.Engine.Catalog;

namespace HigherSelf.Sync.Engine.Notion.Schema;

/// <summary>Properties as a schema request names them.</summary>
internal static class PropertyDefinition
{
    /// <summary>A schema request may name so many options (https://developers.notion.com/reference/request-limits).</summary>
    private const int MostOptions = 100;

    /// <summary>The text property that carries the row's id.</summary>
    public static JsonObject SupabaseId => Plain(PropertyType.RichText);

    /// <summary>
    /// The property of a field that is no relation; null if the API cannot make it from what the catalog says: a formula needs its expression, a rollup its
    /// relation, and a verification belongs to wikis.
    /// </summary>
    public static JsonObject? Of(Field field) => field.Type switch
    {
        PropertyType.Formula or PropertyType.Rollup or PropertyType.Verification => null,
        PropertyType.Select or PropertyType.MultiSelect or PropertyType.Status when field.Options.Count > 0 => WithOptions(field),
        _ => Plain(field.Type),
    };

    /// <summary>A relation that is seen from this side only.</summary>
    public static JsonObject OneWay(Guid target) => Relation(target, "single_property", []);

    /// <summary>A relation that is seen from the other side, too.</summary>
    /// <param name="target">The data source that it leads to.</param>
    /// <param name="otherEnd">The name of the property there.</param>
    public static JsonObject TwoWay(Guid target, string otherEnd) =>
        Relation(target, "dual_property", new JsonObject { ["synced_property_name"] = otherEnd });

    private static JsonObject Plain(PropertyType type) => new() { [type.ToName()] = new JsonObject() };

    private static JsonObject WithOptions(Field field) => new()
    {
        [field.Type.ToName()] = new JsonObject
        {
            ["options"] = new JsonArray([.. field.Options.Take(MostOptions).Select(o => new JsonObject { ["name"] = o })]),
        },
    };

    private static JsonObject Relation(Guid target, string kind, JsonObject config) => new()
    {
        ["relation"] = new JsonObject { ["data_source_id"] = target.ToString("D"), ["type"] = kind, [kind] = config },
    };
}

using System.Text.Json.Nodes;

namespace HigherSelf.Sync.Sandbox.Notion;

/// <summary>Properties of a schema as the API takes them, for creating databases.</summary>
public static class NotionProperty
{
    /// <summary>A property that needs nothing but its type, e.g. <c>title</c>, <c>rich_text</c>, <c>date</c>.</summary>
    public static JsonObject Of(string type) => new() { [type] = new JsonObject() };

    /// <summary>A select with options.</summary>
    public static JsonObject Select(params IEnumerable<string> options) => new() { ["select"] = Options(options) };

    /// <summary>A multi-select with options.</summary>
    public static JsonObject MultiSelect(params IEnumerable<string> options) => new() { ["multi_select"] = Options(options) };

    /// <summary>A status with options, all in the first group; without any it has Notion's usual three.</summary>
    public static JsonObject Status(params IEnumerable<string> options) =>
        options.Any() ? new() { ["status"] = Options(options) } : Of("status");

    /// <summary>A relation that is seen on this side only.</summary>
    public static JsonObject Relation(Guid dataSource) => Relation(dataSource, "single_property", []);

    /// <summary>A relation that is seen on both sides, on the other one by the name <paramref name="otherName"/>.</summary>
    public static JsonObject TwoWayRelation(Guid dataSource, string otherName) =>
        Relation(dataSource, "dual_property", new JsonObject { ["synced_property_name"] = otherName });

    /// <summary>Numbers that Notion gives out.</summary>
    public static JsonObject UniqueId(string? prefix) => new() { ["unique_id"] = new JsonObject { ["prefix"] = prefix } };

    /// <summary>A formula. It is not evaluated: <see cref="NotionWorkspace.SetComputed"/> sets its results.</summary>
    public static JsonObject Formula(string expression) => new() { ["formula"] = new JsonObject { ["expression"] = expression } };

    /// <summary>A rollup. It is not evaluated: <see cref="NotionWorkspace.SetComputed"/> sets its results.</summary>
    public static JsonObject Rollup(string relation, string property, string function) => new()
    {
        ["rollup"] = new JsonObject { ["relation_property_name"] = relation, ["rollup_property_name"] = property, ["function"] = function },
    };

    private static JsonObject Relation(Guid dataSource, string kind, JsonObject config) => new()
    {
        ["relation"] = new JsonObject { ["data_source_id"] = dataSource.ToString(), ["type"] = kind, [kind] = config },
    };

    private static JsonObject Options(IEnumerable<string> names) =>
        new() { ["options"] = new JsonArray([.. names.Select(name => new JsonObject { ["name"] = name })]) };
}

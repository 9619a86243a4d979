using System.Text.Json.Nodes;

namespace HigherSelf.Sync.Sandbox.Notion;

/// <summary>Property values as the API takes them, for seeding and for playing people.</summary>
public static class NotionValue
{
    /// <summary>A title without formatting.</summary>
    public static JsonObject Title(string text) => new() { ["title"] = Text(text) };

    /// <summary>A text without formatting.</summary>
    public static JsonObject RichText(string text) => new() { ["rich_text"] = Text(text) };

    /// <summary>A text put together from pieces in the API's form.</summary>
    public static JsonObject RichText(params ReadOnlySpan<JsonNode> pieces) => new() { ["rich_text"] = List(pieces.ToArray()) };

    /// <summary>A number, or none.</summary>
    public static JsonObject Number(decimal? number) => new() { ["number"] = number };

    /// <summary>A ticked or unticked box.</summary>
    public static JsonObject Checkbox(bool isTicked) => new() { ["checkbox"] = isTicked };

    /// <summary>A URL, or none.</summary>
    public static JsonObject Url(string? url) => new() { ["url"] = url };

    /// <summary>An email address, or none.</summary>
    public static JsonObject Email(string? email) => new() { ["email"] = email };

    /// <summary>A phone number, or none.</summary>
    public static JsonObject Phone(string? phone) => new() { ["phone_number"] = phone };

    /// <summary>One option, or none.</summary>
    public static JsonObject Select(string? option) => new() { ["select"] = Named(option) };

    /// <summary>A status; null puts it back to its default.</summary>
    public static JsonObject Status(string? option) => new() { ["status"] = Named(option) };

    /// <summary>Any number of options.</summary>
    public static JsonObject MultiSelect(params IEnumerable<string> options) => new() { ["multi_select"] = List(options.Select(Named)) };

    /// <summary>A date or date-time of ISO 8601, maybe with an end.</summary>
    public static JsonObject Date(string? start, string? end = null, string? timeZone = null) => new()
    {
        ["date"] = start is null ? null : new JsonObject { ["start"] = start, ["end"] = end, ["time_zone"] = timeZone },
    };

    /// <summary>People by their ids.</summary>
    public static JsonObject People(params IEnumerable<Guid> ids) => new() { ["people"] = List(ids.Select(Reference)) };

    /// <summary>Pages by their ids.</summary>
    public static JsonObject Relation(params IEnumerable<Guid> ids) => new() { ["relation"] = List(ids.Select(Reference)) };

    /// <summary>Files, from <see cref="HostedFile"/> and <see cref="ExternalFile"/>.</summary>
    public static JsonObject Files(params IEnumerable<JsonObject> files) => new() { ["files"] = List(files) };

    /// <summary>A file that a person has put into Notion.</summary>
    public static JsonObject HostedFile(string name) =>
        new() { ["name"] = name, ["type"] = "file", ["file"] = new JsonObject { ["url"] = name } };

    /// <summary>A file that lies somewhere else.</summary>
    public static JsonObject ExternalFile(string name, string url) =>
        new() { ["name"] = name, ["type"] = "external", ["external"] = new JsonObject { ["url"] = url } };

    /// <summary>A piece of text, maybe with a link and a look, for <see cref="RichText(ReadOnlySpan{JsonNode})"/>.</summary>
    public static JsonObject Piece(string text, string? link = null, bool bold = false, string color = "default") => new()
    {
        ["type"] = "text",
        ["text"] = new JsonObject { ["content"] = text, ["link"] = link is null ? null : new JsonObject { ["url"] = link } },
        ["annotations"] = new JsonObject { ["bold"] = bold, ["color"] = color },
    };

    private static JsonArray Text(string text) => [new JsonObject { ["text"] = new JsonObject { ["content"] = text } }];

    private static JsonObject? Named(string? name) => name is null ? null : new JsonObject { ["name"] = name };

    private static JsonObject Reference(Guid id) => new() { ["id"] = id.ToString() };

    private static JsonArray List(IEnumerable<JsonNode?> items) => [.. items];
}

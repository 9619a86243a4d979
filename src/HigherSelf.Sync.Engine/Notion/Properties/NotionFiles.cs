using System.Text.Json;
using System.Text.Json.Nodes;

namespace HigherSelf.Sync.Engine.Notion.Properties;

/// <summary>
/// Files: a column holds [{"name", "type", "url"}]. The URL of a file that Notion hosts is signed anew at every read and good for an hour;
/// without its signature it names the file for good, and that is what is compared.
/// </summary>
internal static class NotionFiles
{
    /// <summary>The canonical list of a files value.</summary>
    public static JsonArray Read(JsonElement files)
    {
        var list = new JsonArray();
        foreach (var file in files.EnumerateArray())
        {
            var type = TypeOf(file);
            list.Add(new JsonObject
            {
                ["name"] = file.TryGetProperty("name", out var name) ? name.GetString() : null,
                ["type"] = type,
                ["url"] = StableUrl(file, type),
            });
        }

        return list;
    }

    /// <summary>The files value for a canonical list. An entry that Notion hosts is handed back as it is there now.</summary>
    /// <exception cref="ValueNotWritableException">An entry is neither an external URL nor a file that the page already has.</exception>
    public static JsonArray Write(JsonElement canonical, JsonElement? current)
    {
        var written = new JsonArray();
        foreach (var entry in canonical.EnumerateArray())
        {
            var name = Text(entry, "name");
            var url = Text(entry, "url") ?? throw new ValueNotWritableException("a file has no url");
            if (Text(entry, "type") is null or "external")
            {
                written.Add(new JsonObject
                {
                    ["name"] = name ?? url,
                    ["type"] = "external",
                    ["external"] = new JsonObject { ["url"] = url },
                });
            }
            else
            {
                written.Add(FindHosted(current, url)
                    ?? throw new ValueNotWritableException($"the file '{name}' is hosted by Notion, and this page does not have it; only external URLs can be added"));
            }
        }

        return written;
    }

    private static JsonNode? FindHosted(JsonElement? current, string url)
    {
        if (current is not { ValueKind: JsonValueKind.Array } files)
        {
            return null;
        }

        foreach (var file in files.EnumerateArray())
        {
            if (TypeOf(file) is { } type and not "external" && StableUrl(file, type) == url)
            {
                return JsonNode.Parse(file.GetRawText());
            }
        }

        return null;
    }

    private static string TypeOf(JsonElement file) =>
        Text(file, "type") ?? (file.TryGetProperty("external", out _) ? "external" : "file");

    private static string? StableUrl(JsonElement file, string type)
    {
        if (!file.TryGetProperty(type, out var body) || Text(body, "url") is not { } url)
        {
            return null;
        }

        var signature = type == "external" ? -1 : url.IndexOf('?', StringComparison.Ordinal);
        return signature < 0 ? url : url[..signature];
    }

    private static string? Text(JsonElement json, string name) =>
        json.ValueKind == JsonValueKind.Object && json.TryGetProperty(name, out var text) && text.ValueKind == JsonValueKind.String ? text.GetString() : null;
}

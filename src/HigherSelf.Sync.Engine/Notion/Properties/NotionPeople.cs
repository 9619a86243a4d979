using System.Text.Json;
using System.Text.Json.Nodes;

namespace HigherSelf.Sync.Engine.Notion.Properties;

/// <summary>People: a column holds [{"id", "name", "email"}], as much of it as the token may see. The ids are what is written.</summary>
internal static class NotionPeople
{
    /// <summary>The canonical form of one user.</summary>
    public static JsonObject ReadUser(JsonElement user)
    {
        var canonical = new JsonObject { ["id"] = Text(user, "id") };
        if (Text(user, "name") is { } name)
        {
            canonical["name"] = name;
        }

        if (user.TryGetProperty("person", out var person) && Text(person, "email") is { } email)
        {
            canonical["email"] = email;
        }

        return canonical;
    }

    /// <summary>The canonical list of a people value.</summary>
    public static JsonArray Read(JsonElement people)
    {
        var list = new JsonArray();
        foreach (var user in people.EnumerateArray())
        {
            list.Add(ReadUser(user));
        }

        return list;
    }

    /// <summary>The people value for a canonical list.</summary>
    /// <exception cref="ValueNotWritableException">An entry names nobody.</exception>
    public static JsonArray Write(JsonElement canonical)
    {
        var written = new JsonArray();
        foreach (var user in canonical.EnumerateArray())
        {
            if (!Guid.TryParse(Text(user, "id"), out var id))
            {
                throw new ValueNotWritableException("""people are a list of {"id": "<user id>"}, and an entry has no user id""");
            }

            written.Add(new JsonObject { ["object"] = "user", ["id"] = id.ToString("D") });
        }

        return written;
    }

    private static string? Text(JsonElement json, string name) =>
        json.ValueKind == JsonValueKind.Object && json.TryGetProperty(name, out var text) && text.ValueKind == JsonValueKind.String ? text.GetString() : null;
}

using System.Text.Json;

namespace HigherSelf.Sync.Sandbox.Notion.Values;

/// <summary>Writes users into answers: in full, or as bare ids where the token may not see users.</summary>
internal static class UserReader
{
    private const int MaxFileUpload = 5 * 1024 * 1024;

    public static void WritePartial(Utf8JsonWriter json, string name, NotionUser user)
    {
        json.WriteStartObject(name);
        json.WriteString("object", "user");
        json.WriteString("id", user.Id);
        json.WriteEndObject();
    }

    /// <summary>A user as the value of a property or a mention: without what a bot belongs to, or no more than the id.</summary>
    public static void WriteValue(Utf8JsonWriter json, AnswerView view, NotionUser user)
    {
        json.WriteStartObject();
        json.WriteString("object", user.Kind == NotionUserKind.Group ? "group" : "user");
        json.WriteString("id", user.Id);
        if (user.Kind == NotionUserKind.Group)
        {
            json.WriteString("name", user.Name);
        }
        else if (view.ShowsUsers)
        {
            WriteProfile(json, view, user, withOwner: false);
        }

        json.WriteEndObject();
    }

    public static void WriteMembers(Utf8JsonWriter json, AnswerView view, NotionUser user)
    {
        json.WriteString("object", "user");
        json.WriteString("id", user.Id);
        WriteProfile(json, view, user, withOwner: true);
    }

    private static void WriteProfile(Utf8JsonWriter json, AnswerView view, NotionUser user, bool withOwner)
    {
        json.WriteString("name", user.Name);
        json.WriteNull("avatar_url");
        if (user.Kind == NotionUserKind.Bot)
        {
            json.WriteString("type", "bot");
            json.WriteStartObject("bot");
            if (withOwner)
            {
                WriteBot(json, view);
            }

            json.WriteEndObject();
        }
        else
        {
            json.WriteString("type", "person");
            json.WriteStartObject("person");
            if (user.Email is not null)
            {
                json.WriteString("email", user.Email);
            }

            json.WriteEndObject();
        }
    }

    private static void WriteBot(Utf8JsonWriter json, AnswerView view)
    {
        json.WriteStartObject("owner");
        json.WriteString("type", "workspace");
        json.WriteBoolean("workspace", true);
        json.WriteEndObject();
        json.WriteString("workspace_name", view.State.Name);
        json.WriteString("workspace_id", view.State.Id);
        json.WriteStartObject("workspace_limits");
        json.WriteNumber("max_file_upload_size_in_bytes", MaxFileUpload);
        json.WriteEndObject();
    }
}

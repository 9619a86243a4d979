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

    /// <summary>A user as the value of a property or a mention.</summary>
    public static void WriteValue(Utf8JsonWriter json, AnswerView view, NotionUser user)
    {
        json.WriteStartObject();
        if (view.ShowsUsers || user.Kind == NotionUserKind.Group)
        {
            WriteMembers(json, view, user);
        }
        else
        {
            json.WriteString("object", "user");
            json.WriteString("id", user.Id);
        }

        json.WriteEndObject();
    }

    public static void WriteMembers(Utf8JsonWriter json, AnswerView view, NotionUser user)
    {
        if (user.Kind == NotionUserKind.Group)
        {
            json.WriteString("object", "group");
            json.WriteString("id", user.Id);
            json.WriteString("name", user.Name);
            return;
        }

        json.WriteString("object", "user");
        json.WriteString("id", user.Id);
        json.WriteString("name", user.Name);
        json.WriteNull("avatar_url");
        if (user.Kind == NotionUserKind.Bot)
        {
            json.WriteString("type", "bot");
            WriteBot(json, view);
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
        json.WriteStartObject("bot");
        json.WriteStartObject("owner");
        json.WriteString("type", "workspace");
        json.WriteBoolean("workspace", true);
        json.WriteEndObject();
        json.WriteString("workspace_name", view.State.Name);
        json.WriteString("workspace_id", view.State.Id);
        json.WriteStartObject("workspace_limits");
        json.WriteNumber("max_file_upload_size_in_bytes", MaxFileUpload);
        json.WriteEndObject();
        json.WriteEndObject();
    }
}

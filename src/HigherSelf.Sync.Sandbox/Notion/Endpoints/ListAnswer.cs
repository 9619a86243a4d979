using System.Text.Json;
using HigherSelf.Sync.Sandbox.Notion.Queries;

namespace HigherSelf.Sync.Sandbox.Notion.Endpoints;

/// <summary>Writes one part of a list, as all paged endpoints answer it.</summary>
internal static class ListAnswer
{
    public static void Write<T>(
        Utf8JsonWriter json,
        string type,
        (Walk Walk, IEnumerable<object> Part, string? Next) page,
        Action<T> writeMembers)
    {
        json.WriteString("object", "list");
        json.WriteStartArray("results");
        foreach (var item in page.Part)
        {
            json.WriteStartObject();
            writeMembers((T)item);
            json.WriteEndObject();
        }

        json.WriteEndArray();
        json.WriteString("next_cursor", page.Next);
        json.WriteBoolean("has_more", page.Next is not null);
        json.WriteString("type", type);
        if (page.Walk.IsCapped)
        {
            // On every part of a result that is not whole; otherwise there is no request_status at all.
            json.WriteStartObject("request_status");
            json.WriteString("type", "incomplete");
            json.WriteString("incomplete_reason", "query_result_limit_reached");
            json.WriteEndObject();
        }
    }

    public static void WriteEmptyObject(Utf8JsonWriter json, string name)
    {
        json.WriteStartObject(name);
        json.WriteEndObject();
    }
}

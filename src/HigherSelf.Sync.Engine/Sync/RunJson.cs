using System.Text.Json;
using HigherSelf.Sync.Engine.Reporting;

namespace HigherSelf.Sync.Engine.Sync;

/// <summary>The results of a run as the state keeps them.</summary>
internal static class RunJson
{
    public static void Write(Utf8JsonWriter json, IReadOnlyList<HSSyncResult> results)
    {
        json.WriteStartArray();
        foreach (var result in results)
        {
            json.WriteStartObject();
            json.WriteString("database", result.Database);
            json.WriteString("status", result.Status.ToString());
            json.WriteNumber("created", result.Created);
            json.WriteNumber("updated", result.Updated);
            json.WriteNumber("unchanged", result.Unchanged);
            json.WriteNumber("deleted", result.Deleted);
            json.WriteNumber("conflicts", result.Conflicts);
            json.WriteNumber("failed", result.Failed);
            json.WriteNumber("notion_requests", result.NotionRequests);
            json.WriteNumber("supabase_requests", result.SupabaseRequests);
            json.WriteNumber("seconds", Math.Round(result.Duration.TotalSeconds, 3));
            json.WriteString("error_id", result.ErrorId);
            json.WriteString("error", result.Error);
            json.WriteEndObject();
        }

        json.WriteEndArray();
    }
}

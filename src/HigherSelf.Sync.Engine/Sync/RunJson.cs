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
            json.WriteString("next_step", result.NextStep);
            json.WriteEndObject();
        }

        json.WriteEndArray();
    }

    /// <summary>Reads them back. What an older version of this module did not note is 0 or null; a run that has not ended has none.</summary>
    public static IReadOnlyList<HSSyncResult> Read(JsonElement results, Guid runId, SyncDirection direction) => results.ValueKind != JsonValueKind.Array
        ? []
        : [.. results.EnumerateArray().Select(r => new HSSyncResult
        {
            RunId = runId,
            Direction = direction,
            Database = Text(r, "database") ?? "",
            Status = Enum.TryParse<SyncStatus>(Text(r, "status"), out var status) ? status : SyncStatus.Failed,
            Created = Count(r, "created"),
            Updated = Count(r, "updated"),
            Unchanged = Count(r, "unchanged"),
            Deleted = Count(r, "deleted"),
            Conflicts = Count(r, "conflicts"),
            Failed = Count(r, "failed"),
            NotionRequests = Count(r, "notion_requests"),
            SupabaseRequests = Count(r, "supabase_requests"),
            Duration = r.TryGetProperty("seconds", out var seconds) ? TimeSpan.FromSeconds(seconds.GetDouble()) : TimeSpan.Zero,
            ErrorId = Text(r, "error_id"),
            Error = Text(r, "error"),
            NextStep = Text(r, "next_step"),
        })];

    private static int Count(JsonElement result, string name) => result.TryGetProperty(name, out var count) ? count.GetInt32() : 0;

    private static string? Text(JsonElement result, string name) => result.TryGetProperty(name, out var text) ? text.GetString() : null;
}

using System.Diagnostics;
using System.Diagnostics.Metrics;
using HigherSelf.Sync.Engine.Reporting;

namespace HigherSelf.Sync.Engine;

/// <summary>
/// Traces and measurements, for OpenTelemetry or whoever else listens: one source and one meter, both named HigherSelf.Sync. The names of what they give are in
/// docs/logging.md.
/// </summary>
internal static class Telemetry
{
    /// <summary>The name of the source and of the meter.</summary>
    public const string Name = "HigherSelf.Sync";

    private static readonly Meter Meter = new(Name);

    private static readonly Counter<long> NotionRequests = Meter.CreateCounter<long>("higherself.sync.notion.requests", "{request}", "Requests to Notion that were answered.");

    private static readonly Counter<long> SupabaseRequests = Meter.CreateCounter<long>("higherself.sync.supabase.requests", "{request}", "Requests to Supabase that were answered.");

    private static readonly Counter<long> Records = Meter.CreateCounter<long>("higherself.sync.records", "{record}", "Records by what was done to them.");

    private static readonly Histogram<double> Durations = Meter.CreateHistogram<double>("higherself.sync.database.duration", "s", "How long one database took.");

    /// <summary>One activity a database and run.</summary>
    public static ActivitySource Source { get; } = new(Name);

    /// <summary>Counts an answer of Notion.</summary>
    public static void NotionAnswered(int status) => NotionRequests.Add(1, new KeyValuePair<string, object?>("status", status));

    /// <summary>Counts an answer of Supabase.</summary>
    public static void SupabaseAnswered(int status) => SupabaseRequests.Add(1, new KeyValuePair<string, object?>("status", status));

    /// <summary>Tells what came of a database.</summary>
    public static void Ended(Activity? activity, HSSyncResult result)
    {
        var database = new KeyValuePair<string, object?>("database", result.Database);
        Durations.Record(result.Duration.TotalSeconds, database, new KeyValuePair<string, object?>("status", result.Status.ToString()));
        foreach (var (action, count) in new[] { ("created", result.Created), ("updated", result.Updated), ("deleted", result.Deleted), ("failed", result.Failed) })
        {
            if (count > 0)
            {
                Records.Add(count, database, new KeyValuePair<string, object?>("action", action));
            }
        }

        activity?.SetTag("higherself.sync.database", result.Database)
            .SetTag("higherself.sync.run_id", result.RunId)
            .SetTag("higherself.sync.status", result.Status.ToString())
            .SetStatus(result.Error is null ? ActivityStatusCode.Ok : ActivityStatusCode.Error, result.ErrorId);
    }
}

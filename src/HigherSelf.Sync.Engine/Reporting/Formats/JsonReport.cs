using System.Buffers;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Unicode;

namespace HigherSelf.Sync.Engine.Reporting.Formats;

/// <summary>The report for programs. docs/reports.md describes it; names are only ever added.</summary>
internal static class JsonReport
{
    private const int Version = 1;

    // Letters of every language stay as they are; what HTML could take for markup does not.
    private static readonly JsonWriterOptions Options = new() { Indented = true, NewLine = "\n", Encoder = JavaScriptEncoder.Create(UnicodeRanges.All) };

    public static string Write(SyncReport report)
    {
        var buffer = new ArrayBufferWriter<byte>(4096);
        using (var json = new Utf8JsonWriter(buffer, Options))
        {
            json.WriteStartObject();
            json.WriteNumber("version", Version);
            Write(json, "madeAt", report.MadeAt);
            Write(json, "status", report.Status?.ToString());
            Write(json, "headline", report.Headline);
            Write(json, "note", report.Note);
            Write(json, "from", report.From);
            Write(json, "until", report.Until);
            json.WriteStartObject("totals");
            json.WriteNumber("runs", report.Runs.Count);
            json.WriteNumber("databases", report.Databases.Count);
            WriteTotals(json, report.Totals);
            WriteSeconds(json, report.Duration);
            json.WriteEndObject();
            json.WriteStartObject("notionBudget");
            json.WriteNumber("requestsPerMinute", report.RequestsPerMinute);
            json.WriteNumber("allowed", report.Allowance);
            json.WriteNumber("used", report.Totals.NotionRequests);
            json.WriteEndObject();
            WriteList(json, "databases", report.Databases, WriteDatabase);
            WriteList(json, "runs", report.Runs, WriteRun);
            WriteList(json, "changesOverTime", report.Timeline.Points.Where(p => p.Runs.Count > 0), WritePoint);
            WriteList(json, "failures", report.Failures, WriteFailure);
            WriteList(json, "conflicts", report.Conflicts, WriteConflict);
            Write(json, "supabaseTables", report.Links.Tables?.AbsoluteUri);
            json.WriteEndObject();
        }

        return Encoding.UTF8.GetString(buffer.WrittenSpan) + "\n";
    }

    private static void WriteDatabase(Utf8JsonWriter json, ReportDatabase database)
    {
        Write(json, "database", database.Name);
        Write(json, "status", database.Last.Status.ToString());
        json.WriteNumber("runs", database.Runs);
        json.WriteNumber("succeeded", database.Succeeded);
        WriteTotals(json, database.Totals);
        WriteSeconds(json, database.Duration);
        WriteError(json, database.Last);
    }

    private static void WriteRun(Utf8JsonWriter json, ReportRun run)
    {
        Write(json, "runId", run.RunId);
        Write(json, "direction", run.Direction);
        Write(json, "status", run.Status);
        Write(json, "startedAt", run.StartedAt);
        Write(json, "endedAt", run.EndedAt);
        Write(json, "holder", run.Holder);
        WriteTotals(json, run.Totals);
        WriteSeconds(json, run.Duration);
        WriteList(json, "results", run.Results, (result, r) =>
        {
            Write(result, "database", r.Database);
            Write(result, "status", r.Status.ToString());
            WriteTotals(result, ReportTotals.Of([r]));
            WriteSeconds(result, r.Duration);
            WriteError(result, r);
        });
    }

    private static void WritePoint(Utf8JsonWriter json, ReportPoint point)
    {
        Write(json, "from", (DateTimeOffset?)point.At);
        json.WriteNumber("runs", point.Runs.Count);
        json.WriteBoolean("hasTrouble", point.HasTrouble);
        WriteTotals(json, point.Totals);
    }

    private static void WriteFailure(Utf8JsonWriter json, HSSyncFailure failure)
    {
        Write(json, "database", failure.Database);
        WriteRecord(json, failure.NotionPageId, failure.SupabaseId);
        Write(json, "reason", failure.Reason);
        json.WriteNumber("attempts", failure.Attempts);
        Write(json, "firstAt", failure.FirstAt);
        Write(json, "lastAt", failure.LastAt);
        Write(json, "nextAt", failure.NextAt);
        Write(json, "runId", failure.RunId);
    }

    private static void WriteConflict(Utf8JsonWriter json, HSConflict conflict)
    {
        json.WriteNumber("id", conflict.Id);
        Write(json, "database", conflict.Database);
        WriteRecord(json, conflict.NotionPageId, conflict.SupabaseId);
        Write(json, "at", conflict.At);
        Write(json, "winner", conflict.Winner?.ToString());
        Write(json, "runId", conflict.RunId);
        WriteList(json, "fields", conflict.Fields, (field, f) =>
        {
            Write(field, "field", f.Field);
            field.WritePropertyName("notion");
            field.WriteRawValue(f.NotionValue);
            field.WritePropertyName("supabase");
            field.WriteRawValue(f.SupabaseValue);
        });
    }

    private static void WriteRecord(Utf8JsonWriter json, Guid? page, Guid? row)
    {
        Write(json, "notionPageId", page);
        Write(json, "notionUrl", page is { } id ? ReportLinks.Page(id).AbsoluteUri : null);
        Write(json, "supabaseId", row);
    }

    private static void WriteTotals(Utf8JsonWriter json, ReportTotals totals)
    {
        json.WriteNumber("created", totals.Created);
        json.WriteNumber("updated", totals.Updated);
        json.WriteNumber("unchanged", totals.Unchanged);
        json.WriteNumber("deleted", totals.Deleted);
        json.WriteNumber("conflicts", totals.Conflicts);
        json.WriteNumber("failed", totals.Failed);
        json.WriteNumber("notionRequests", totals.NotionRequests);
        json.WriteNumber("supabaseRequests", totals.SupabaseRequests);
    }

    private static void WriteError(Utf8JsonWriter json, HSSyncResult result)
    {
        Write(json, "errorId", result.ErrorId);
        Write(json, "error", result.Error);
        Write(json, "nextStep", result.NextStep);
    }

    private static void WriteSeconds(Utf8JsonWriter json, TimeSpan time) => json.WriteNumber("seconds", Math.Round(time.TotalSeconds, 3));

    private static void WriteList<T>(Utf8JsonWriter json, string name, IEnumerable<T> items, Action<Utf8JsonWriter, T> write)
    {
        json.WriteStartArray(name);
        foreach (var item in items)
        {
            json.WriteStartObject();
            write(json, item);
            json.WriteEndObject();
        }

        json.WriteEndArray();
    }

    private static void Write(Utf8JsonWriter json, string name, string? text) => json.WriteString(name, text);

    private static void Write(Utf8JsonWriter json, string name, Guid? id) => json.WriteString(name, id?.ToString());

    private static void Write(Utf8JsonWriter json, string name, DateTimeOffset? at) => json.WriteString(name, at is { } known ? Words.Iso(known) : null);
}

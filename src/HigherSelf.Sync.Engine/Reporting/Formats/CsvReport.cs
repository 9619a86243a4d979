using System.Globalization;
using System.Text;

namespace HigherSelf.Sync.Engine.Reporting.Formats;

/// <summary>The results as RFC 4180 has it: one line for each database of each run, and nothing in it that a spreadsheet would compute.</summary>
internal static class CsvReport
{
    private static readonly string[] Columns =
    [
        "RunId", "StartedAt", "Database", "Direction", "Status", "Created", "Updated", "Unchanged", "Deleted", "Conflicts", "Failed", "NotionRequests",
        "SupabaseRequests", "Seconds", "ErrorId", "Error", "NextStep",
    ];

    public static string Write(SyncReport report)
    {
        var csv = new StringBuilder();
        AppendLine(csv, Columns);
        foreach (var (run, result) in report.Runs.SelectMany(run => run.Results.Select(result => (run, result))))
        {
            AppendLine(csv,
            [
                run.RunId.ToString(), run.StartedAt is { } at ? Words.Iso(at) : "", result.Database, run.Direction, result.Status.ToString(),
                Number(result.Created), Number(result.Updated), Number(result.Unchanged), Number(result.Deleted), Number(result.Conflicts),
                Number(result.Failed), Number(result.NotionRequests), Number(result.SupabaseRequests), Words.Seconds(result.Duration),
                result.ErrorId ?? "", result.Error ?? "", result.NextStep ?? "",
            ]);
        }

        return csv.ToString();
    }

    /// <summary>A cell. Spreadsheets compute what begins with one of these characters; an apostrophe before it makes it a text.</summary>
    internal static string Cell(string text)
    {
        var safe = text.Length > 0 && "=+-@\t\r".Contains(text[0], StringComparison.Ordinal) ? "'" + text : text;
        return safe.AsSpan().IndexOfAny(",\"\r\n") < 0 ? safe : $"\"{safe.Replace("\"", "\"\"", StringComparison.Ordinal)}\"";
    }

    private static void AppendLine(StringBuilder csv, IEnumerable<string> cells) => csv.AppendJoin(',', cells.Select(Cell)).Append("\r\n");

    private static string Number(int number) => number.ToString(CultureInfo.InvariantCulture);
}

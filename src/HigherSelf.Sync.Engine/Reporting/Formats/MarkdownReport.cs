using System.Text;

namespace HigherSelf.Sync.Engine.Reporting.Formats;

/// <summary>The report for chats, wikis and the summary of a CI step: short, and in the tables that GitHub reads.</summary>
internal static class MarkdownReport
{
    private const int MostRecords = 50;
    private const int LongestText = 300;

    public static string Write(SyncReport report)
    {
        var text = new StringBuilder();
        var totals = report.Totals;
        text.Append($"# {Sign(report.Status)} {Escape(report.Headline)}\n\n");
        text.Append($"{Period(report)}{Words.Number(totals.Created)} created, {Words.Number(totals.Updated)} updated, {Words.Number(totals.Deleted)} deleted. ");
        text.Append($"{Words.Count(totals.NotionRequests, "request", "requests")} to Notion of {Words.Number(report.Allowance)} that its budget allows, in {Words.Duration(report.Duration)}.\n");
        if (report.Note is not null)
        {
            text.Append($"\n> {Escape(report.Note)}\n");
        }

        AppendTable(text, "Databases", ["Database", "Status", "New", "Changed", "Deleted", "Same", "Conflicts", "Failed", "Requests N/S", "Time"], 2, report.Databases.Select(d => new[]
        {
            Escape(d.Name), $"{Sign(d.Last.Status)} {d.Last.Status}", Words.Number(d.Totals.Created), Words.Number(d.Totals.Updated), Words.Number(d.Totals.Deleted),
            Words.Number(d.Totals.Unchanged), Words.Number(d.Totals.Conflicts), Words.Number(d.Totals.Failed), $"{Words.Number(d.Totals.NotionRequests)}/{Words.Number(d.Totals.SupabaseRequests)}",
            Words.Duration(d.Duration),
        }));
        AppendTable(text, "Needs attention", ["Database", "What is wrong", "Next step"], 3, report.Databases.Where(d => d.Last.Error is not null).Select(d => new[]
        {
            Escape(d.Name), $"`{d.Last.ErrorId}` {Escape(Words.Cut(d.Last.Error!, LongestText))}", Escape(d.Last.NextStep ?? ""),
        }));
        AppendTable(text, "Records that could not be synced", ["Database", "Record", "Reason", "Next try"], 4, report.Failures.Take(MostRecords).Select(f => new[]
        {
            Escape(f.Database), Record(report, f.NotionPageId, f.SupabaseId), Escape(Words.Cut(f.Reason, LongestText)), Words.Time(f.NextAt),
        }));
        AppendRest(text, report.Failures.Count, "Get-HSSyncFailure");
        AppendTable(text, "Open conflicts", ["Database", "Record", "Fields", "Winner", "When"], 5, report.Conflicts.Take(MostRecords).Select(c => new[]
        {
            Escape(c.Database), Record(report, c.NotionPageId, c.SupabaseId), Escape(string.Join(", ", c.Fields.Select(f => f.Field))),
            c.Winner?.ToString() ?? "nobody yet", Words.Time(c.At),
        }));
        AppendRest(text, report.Conflicts.Count, "Get-HSConflict");
        return text.Append($"\nMade {Words.Time(report.MadeAt)} by HigherSelf.Sync.\n").ToString();
    }

    /// <summary>Text that Markdown and HTML leave as it is, in one line.</summary>
    internal static string Escape(string text)
    {
        var escaped = new StringBuilder(text.Length + 8);
        foreach (var c in text)
        {
            _ = c switch
            {
                '&' => escaped.Append("&amp;"),
                '<' => escaped.Append("&lt;"),
                '>' => escaped.Append("&gt;"),
                '\\' or '`' or '*' or '_' or '[' or ']' or '#' or '|' or '~' or '!' => escaped.Append('\\').Append(c),
                _ when char.IsControl(c) => escaped.Append(' '),
                _ => escaped.Append(c),
            };
        }

        return escaped.ToString();
    }

    private static string Sign(SyncStatus? status) => status switch
    {
        SyncStatus.Succeeded => "✅",
        SyncStatus.Partial => "⚠️",
        SyncStatus.Failed => "❌",
        SyncStatus.Halted => "🛑",
        _ => "➖",
    };

    private static string Period(SyncReport report) => report switch
    {
        { Runs: [{ StartedAt: { } at }] } => $"{Words.Time(at)}: ",
        { Runs.Count: > 1, From: { } from, Until: { } until } => $"{Words.Time(from)} to {Words.Time(until)}, {Words.Number(report.Runs.Count)} runs: ",
        _ => "",
    };

    private static string Record(SyncReport report, Guid? page, Guid? row) => string.Join(' ',
        new[]
        {
            page is { } id ? $"[Notion page]({ReportLinks.Page(id)})" : null,
            row is null ? null : report.Links.Tables is { } tables ? $"[Supabase]({tables}) `{row}`" : $"`{row}`",
        }.OfType<string>());

    /// <param name="text">What it is appended to.</param>
    /// <param name="title">The title above it.</param>
    /// <param name="head">The columns.</param>
    /// <param name="figuresFrom">From this column on they are figures, set to the right.</param>
    /// <param name="lines">The lines; without any, nothing is appended.</param>
    private static void AppendTable(StringBuilder text, string title, IReadOnlyList<string> head, int figuresFrom, IEnumerable<string[]> lines)
    {
        var rows = lines.ToList();
        if (rows.Count == 0)
        {
            return;
        }

        text.Append($"\n## {title}\n\n| {string.Join(" | ", head)} |\n|{string.Concat(head.Select((_, i) => i < figuresFrom ? "---|" : "---:|"))}\n");
        foreach (var row in rows)
        {
            text.Append($"| {string.Join(" | ", row)} |\n");
        }
    }

    private static void AppendRest(StringBuilder text, int all, string command)
    {
        if (all > MostRecords)
        {
            text.Append($"\n{Words.Number(all - MostRecords)} more: `{command}`.\n");
        }
    }
}

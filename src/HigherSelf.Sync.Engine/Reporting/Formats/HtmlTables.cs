using System.Text.Json;

namespace HigherSelf.Sync.Engine.Reporting.Formats;

/// <summary>The lists of the page. On a phone each line becomes a card, so every cell knows its label; the roles keep it a table for those who listen to it.</summary>
internal static class HtmlTables
{
    private const int MostRecords = 200;
    private const int LastRuns = 15;
    private const int MostRuns = 60;
    private const int LongestValue = 160;

    public static Html Databases(SyncReport report)
    {
        var most = Math.Max(1, report.Databases.Select(d => d.Totals.Changes).DefaultIfEmpty().Max());
        var hasTrend = report.Timeline.Points.Count > 1;
        string[] head = ["Database", "Status", "Changes", "#New", "#Changed", "#Deleted", "#Same", "#Conflicts", "#Failed", "#Requests", "#Time", "Trend"];
        return Section("databases", "Databases", report.Databases.Count,
            Html.Of($"<p class=\"hint\">{HtmlCharts.Legend} Requests are to Notion / to Supabase.</p>"), Table("wide", hasTrend ? head : head[..^1], report.Databases.Select<ReportDatabase, IEnumerable<Html>>(d =>
        [
            Head(d.Name),
            Cell("Status", HtmlStatus.Of(d.Last.Status).Pill),
            Cell("Changes", HtmlCharts.Mix(d.Totals, most), "bar"),
            Figure("New", d.Totals.Created),
            Figure("Changed", d.Totals.Updated),
            Figure("Deleted", d.Totals.Deleted),
            Figure("Same", d.Totals.Unchanged),
            Figure("Conflicts", d.Totals.Conflicts, "warn"),
            Figure("Failed", d.Totals.Failed, "bad"),
            Cell("Requests", Html.Of($"{Words.Number(d.Totals.NotionRequests)} / {Words.Number(d.Totals.SupabaseRequests)}"), "number"),
            Cell("Time", Html.Of($"{Words.Duration(d.Duration)}"), "number"),
            .. Trend(d, hasTrend),
        ])));
    }

    public static Html Failures(SyncReport report) => Section("failures", "Records that could not be synced", report.Failures.Count,
        Html.Of($"<p class=\"hint\">They are tried again by themselves. A record that is mended in Notion or Supabase leaves this list with the next sync.</p>"),
        Table("", ["Database", "Record", "Reason", "#Attempts", "Next try"], report.Failures.Take(MostRecords).Select(f => new[]
        {
            Head(f.Database),
            Cell("Record", Record(report, f.NotionPageId, f.SupabaseId), "ids"),
            Cell("Reason", Html.Of($"<bdi>{Words.Cut(f.Reason, 600)}</bdi>"), "text"),
            Figure("Attempts", f.Attempts),
            Cell("Next try", Time(f.NextAt), "time"),
        })), Rest(report.Failures.Count, MostRecords, "Get-HSSyncFailure"));

    public static Html Conflicts(SyncReport report) => Section("conflicts", "Open conflicts", report.Conflicts.Count,
        Html.Of($"<p class=\"hint\">Both sides had changed these records. Resolve-HSConflict keeps the winner, or puts the other side in place.</p>"),
        Table("", ["Database", "Record", "What each side had", "Winner", "When"], report.Conflicts.Take(MostRecords).Select(c => new[]
        {
            Head(c.Database),
            Cell("Record", Record(report, c.NotionPageId, c.SupabaseId), "ids"),
            Cell("What each side had", Html.Of(c.Fields.Select(f => Html.Of(
                $"""
                <div class="sides"><strong>{f.Field}</strong><span><i>Notion</i> <bdi>{Value(f.NotionValue)}</bdi></span><span><i>Supabase</i> <bdi>{Value(f.SupabaseValue)}</bdi></span></div>
                """))), "text"),
            Cell("Winner", Html.Of($"{c.Winner?.ToString() ?? "nobody yet"}")),
            Cell("When", Time(c.At), "time"),
        })), Rest(report.Conflicts.Count, MostRecords, "Get-HSConflict"));

    /// <summary>The last runs, and before them those that did not end well.</summary>
    public static Html Runs(SyncReport report)
    {
        var shown = report.Runs.Reverse().Where((r, i) => i < LastRuns || r.Status != nameof(SyncStatus.Succeeded)).Take(MostRuns).ToList();
        return report.Runs.Count < 2 ? Html.Nothing : Section("runs", "Runs", report.Runs.Count,
            Html.If(shown.Count < report.Runs.Count, $"<p class=\"hint\">The last {LastRuns}, and those before them that did not end well. Get-HSSyncHistory lists all.</p>"),
            Table("", ["Began", "Status", "Direction", "#Changes", "#Failed", "#Requests", "#Time", "By"], shown.Select(r => new[]
            {
                Head(r.StartedAt is { } at ? Words.Time(at) : r.RunId.ToString()),
                Cell("Status", HtmlStatus.Of(r).Pill),
                Cell("Direction", Html.Of($"{Words.Direction(r.Direction)}")),
                Figure("Changes", r.Totals.Changes),
                Figure("Failed", r.Totals.Failed, "bad"),
                Cell("Requests", Html.Of($"{Words.Number(r.Totals.NotionRequests)} / {Words.Number(r.Totals.SupabaseRequests)}"), "number"),
                Cell("Time", Html.Of($"{(r.HasEnded ? Words.Duration(r.Duration) : "")}"), "number"),
                Cell("By", Html.Of($"<bdi>{r.Holder}</bdi>"), "text"),
            })));
    }

    private static Html[] Trend(ReportDatabase database, bool hasTrend) => hasTrend ? [Cell("Trend", HtmlCharts.Sparkline(database), "bar")] : [];

    private static Html Section(string id, string title, int count, params ReadOnlySpan<Html> content) => count == 0 ? Html.Nothing : Html.Of(
        $"""
        <section aria-labelledby="{id}">
        <h2 id="{id}">{title} <span class="count">{Words.Number(count)}</span></h2>
        {Html.Of(content.ToArray())}
        </section>

        """);

    /// <summary>A table; a column whose name begins with # is one of figures.</summary>
    internal static Html Table(string look, IEnumerable<string> head, IEnumerable<IEnumerable<Html>> lines) => Html.Of(
        $"""
        <table class="{look}" role="table">
        <thead role="rowgroup"><tr role="row">{Html.Of(head.Select(h => Html.Of($"<th scope=\"col\" role=\"columnheader\" class=\"{(h[0] == '#' ? "number" : "")}\">{h.TrimStart('#')}</th>")))}</tr></thead>
        <tbody role="rowgroup">
        {Html.Of(lines.Select(l => Html.Of($"<tr role=\"row\">{Html.Of(l)}</tr>\n")))}</tbody>
        </table>
        """);

    internal static Html Head(string text) => Html.Of($"<th scope=\"row\" role=\"rowheader\"><bdi>{Html.Breakable(text)}</bdi></th>");

    internal static Html Figure(string label, int figure, string look = "") =>
        Cell(label, Html.Of($"{Words.Number(figure)}"), figure == 0 ? "number none" : $"number {look}");

    private static Html Cell(string label, Html content, string look = "") =>
        Html.Of($"<td role=\"cell\" class=\"{look}\" data-label=\"{label}\">{content}</td>");

    /// <summary>A value of a conflict: a text as it reads, anything else as JSON.</summary>
    private static Html Value(string json)
    {
        using var value = JsonDocument.Parse(json);
        return value.RootElement.ValueKind switch
        {
            JsonValueKind.Null => Html.Of($"<em>nothing</em>"),
            JsonValueKind.String => Html.Of($"{Words.Cut(value.RootElement.GetString()!, LongestValue)}"),
            _ => Html.Of($"{Words.Cut(json, LongestValue)}"),
        };
    }

    private static Html Time(DateTimeOffset at) => Html.Of($"<time datetime=\"{Words.Iso(at)}\">{Words.Time(at)}</time>");

    private static Html Record(SyncReport report, Guid? page, Guid? row) => Html.Of(
        $"""
        {(page is { } id ? Html.Of($"<a href=\"{ReportLinks.Page(id).AbsoluteUri}\" rel=\"noreferrer\">Notion page</a>") : Html.Nothing)}
        {(row is null ? Html.Nothing : report.Links.Tables is { } tables ? Html.Of($"<a href=\"{tables.AbsoluteUri}\" rel=\"noreferrer\">Supabase</a><code>{row}</code>") : Html.Of($"<code>{row}</code>"))}
        """);

    private static Html Rest(int all, int shown, string command) =>
        Html.If(all > shown, $"<p class=\"hint\">{Words.Number(all - shown)} more are not shown; {command} lists all of them.</p>");
}

using System.Reflection;

namespace HigherSelf.Sync.Engine.Reporting.Formats;

/// <summary>The report as one page for people: no script, nothing from elsewhere, light and dark, on paper and on a phone.</summary>
internal static class HtmlReport
{
    public static string Write(SyncReport report)
    {
        var look = HtmlStatus.Of(report.Status);
        return Html.Of(
            $"""
            <!DOCTYPE html>
            <html lang="en">
            <head>
            <meta charset="utf-8">
            <meta name="viewport" content="width=device-width, initial-scale=1">
            <meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'unsafe-inline'; img-src data:">
            <meta name="referrer" content="no-referrer">
            <meta name="color-scheme" content="light dark">
            <title>{report.Headline} HigherSelf.Sync</title>
            <link rel="icon" href="data:,">
            <style>
            {new Html(Css)}
            </style>
            </head>
            <body>
            {HtmlStatus.Symbols}
            <main>
            <header class="hero {look.Class}">
            <p class="brand">HigherSelf.Sync <span>Notion &#8644; Supabase</span></p>
            <h1>{look.Icon}<span>{report.Headline}</span></h1>
            <p class="lead">{Lead(report)}</p>
            <p class="facts">{Html.Of(Facts(report).Select(f => Html.Of($"<span>{f}</span> ")))}</p>
            </header>
            {Tiles(report)}
            {Html.If(report.Note is not null, $"<p class=\"note\">{report.Note}</p>")}
            {Attention(report)}
            {HtmlTables.Databases(report)}
            {HtmlCharts.ChangesOverTime(report)}
            {HtmlCharts.Budget(report)}
            {HtmlTables.Failures(report)}
            {HtmlTables.Conflicts(report)}
            {HtmlTables.Runs(report)}
            <footer>Made <time datetime="{Words.Iso(report.MadeAt)}">{Words.Time(report.MadeAt)}</time> by HigherSelf.Sync {Version}. All times are UTC.</footer>
            </main>
            </body>
            </html>

            """).Markup;
    }

    private static string Css { get; } = ReadCss();

    private static string Version { get; } = typeof(HtmlReport).Assembly.GetName().Version!.ToString(3);

    private static string Lead(SyncReport report)
    {
        var totals = report.Totals;
        if (report.Status is null)
        {
            return report.Runs.Count == 0 ? "No run is in this report." : "No run in this report has ended.";
        }

        var parts = new List<string>();
        void Say(int count, string what)
        {
            if (count > 0)
            {
                parts.Add($"{Words.Number(count)} {what}");
            }
        }

        Say(totals.Created, "created");
        Say(totals.Updated, "updated");
        Say(totals.Deleted, "deleted");
        var written = parts.Count == 0 ? "Nothing had changed" : $"{string.Join(", ", parts)}";
        var open = report.Failures.Count + report.Conflicts.Count;
        return open == 0
            ? $"{written}. Nothing is waiting for you."
            : $"{written}. {Words.Count(open, "record needs", "records need")} a look.";
    }

    private static IEnumerable<string> Facts(SyncReport report)
    {
        if (report.Runs.Count == 1)
        {
            var run = report.Runs[0];
            if (run.StartedAt is { } at)
            {
                yield return Words.Time(at);
            }

            yield return Words.Direction(run.Direction);
            yield return Words.Duration(run.Duration);
            if (run.Holder is { } holder)
            {
                yield return "by " + holder;
            }

            yield return $"run {run.RunId}";
        }
        else if (report is { From: { } from, Until: { } until })
        {
            yield return $"{Words.Time(from)} to {Words.Time(until)}";
            yield return Words.Count(report.Runs.Count, "run", "runs");
            var well = report.Runs.Count(r => r.Status == nameof(SyncStatus.Succeeded));
            yield return well == report.Runs.Count ? "all succeeded" : $"{Words.Number(well)} succeeded";
        }
    }

    private static Html Tiles(SyncReport report)
    {
        var totals = report.Totals;
        var well = report.Databases.Count(d => d.Last.Status == SyncStatus.Succeeded);
        return Html.Of(
            $"""
            <dl class="tiles" aria-label="Figures">
            {Tile("Databases", Words.Number(report.Databases.Count), report.Databases.Count == 0 ? "" : well == report.Databases.Count ? "all succeeded" : $"{well} succeeded", "")}
            {Tile("Created", Words.Number(totals.Created), "records", "created")}
            {Tile("Updated", Words.Number(totals.Updated), "records", "updated")}
            {Tile("Deleted", Words.Number(totals.Deleted), "records", "deleted")}
            {Tile("Conflicts", Words.Number(totals.Conflicts), $"{Words.Number(report.Conflicts.Count)} open now", report.Conflicts.Count > 0 ? "warn" : "")}
            {Tile("Failed", Words.Number(totals.Failed), $"{Words.Number(report.Failures.Count)} open now", report.Failures.Count > 0 || (totals.Failed > 0 && report.Status != SyncStatus.Succeeded) ? "bad" : "")}
            {Tile("Requests to Notion", Words.Number(totals.NotionRequests), $"{Words.Number(totals.SupabaseRequests)} to Supabase", "")}
            {Tile("Time", Words.Duration(report.Duration), report.Runs.Count == 1 ? "in one run" : $"in {Words.Count(report.Runs.Count, "run", "runs")}", "")}
            </dl>
            """);
    }

    private static Html Tile(string label, string figure, string below, string look) =>
        Html.Of($"<div class=\"tile {look}\"><dt>{label}</dt><dd>{figure}<small>{below}</small></dd></div>\n");

    /// <summary>What went wrong with whole databases, and what to do.</summary>
    private static Html Attention(SyncReport report)
    {
        var troubles = report.Databases.Where(d => d.Last.Error is not null || d.Last.Status is SyncStatus.Failed or SyncStatus.Halted).ToList();
        return Html.If(troubles.Count > 0,
            $"""
            <section aria-labelledby="attention">
            <h2 id="attention">Needs attention</h2>
            <ul class="troubles">
            {Html.Of(troubles.Select(d => Html.Of(
                $"""
                <li class="{HtmlStatus.Of(d.Last.Status).Class}">
                <h3>{d.Name} {HtmlStatus.Of(d.Last.Status).Pill}</h3>
                <p><bdi>{Words.Cut(d.Last.Error ?? "It did not say why.", 1000)}</bdi></p>
                {Html.If(NextStep(d.Last) is not null, $"<p class=\"next\"><strong>Next step:</strong> <bdi>{NextStep(d.Last)}</bdi></p>")}
                {Html.If(d.Last.ErrorId is not null, $"<p class=\"id\">{d.Last.ErrorId}</p>")}
                </li>

                """)))}
            </ul>
            </section>
            """);
    }

    /// <summary>The next step, unless the message ends in it already.</summary>
    private static string? NextStep(HSSyncResult result) =>
        result.NextStep is { } step && result.Error?.EndsWith(step, StringComparison.Ordinal) != true ? step : null;

    private static string ReadCss()
    {
        using var stream = Assembly.GetExecutingAssembly().GetManifestResourceStream("report.css")
            ?? throw new InvalidOperationException("The resource report.css is not in the assembly.");
        using var reader = new StreamReader(stream);
        return reader.ReadToEnd().ReplaceLineEndings("\n");
    }
}

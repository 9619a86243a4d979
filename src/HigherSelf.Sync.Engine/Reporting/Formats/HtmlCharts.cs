namespace HigherSelf.Sync.Engine.Reporting.Formats;

/// <summary>The drawings of the page: SVG that stretches, with its labels as text beside it, so that they stay readable on a phone.</summary>
internal static class HtmlCharts
{
    private const double Height = 100;

    /// <summary>What the colours mean.</summary>
    public static Html Legend { get; } = new(
        "<span class=\"legend\"><span class=\"created\">new</span> <span class=\"updated\">changed</span> <span class=\"deleted\">deleted</span></span>");

    /// <summary>A bar of what was written, against the most that any database has.</summary>
    public static Html Mix(ReportTotals totals, int most)
    {
        if (totals.Changes == 0)
        {
            return Html.Of($"<span class=\"none\">none</span>");
        }

        double at = 0;
        Html Part(int count, string look)
        {
            var (x, width) = (at, 100.0 * count / most);
            at += width;
            return Html.If(count > 0, $"<rect class=\"{look}\" x=\"{x:0.##}\" width=\"{Math.Max(width, 0.8):0.##}\" height=\"8\"/>");
        }

        return Html.Of($"<svg class=\"mix\" viewBox=\"0 0 100 8\" preserveAspectRatio=\"none\" role=\"img\" aria-label=\"{Say(totals)}\"><title>{Say(totals)}</title>{Part(totals.Created, "created")}{Part(totals.Updated, "updated")}{Part(totals.Deleted, "deleted")}</svg>");
    }

    /// <summary>What was written to one database, along time.</summary>
    public static Html Sparkline(ReportDatabase database)
    {
        var most = Math.Max(1, database.Trend.Max());
        var wide = 100.0 / database.Trend.Count;
        return Html.Of(
            $"""
            <svg class="spark" viewBox="0 0 100 20" preserveAspectRatio="none" role="img" aria-label="At most {Words.Count(database.Trend.Max(), "change", "changes")} at a time"><path class="ground" d="M0 19.5H100"/>{Html.Of(database.Trend.Select((count, i) =>
                Html.If(count > 0, $"<rect x=\"{i * wide:0.##}\" y=\"{20 - Math.Max(2, 20.0 * count / most):0.##}\" width=\"{wide * 0.75:0.##}\" height=\"{Math.Max(2, 20.0 * count / most):0.##}\"/>")))}</svg>
            """);
    }

    /// <summary>What was written along time, and where a run did not end well.</summary>
    public static Html ChangesOverTime(SyncReport report)
    {
        var timeline = report.Timeline;
        if (timeline.Points.Count < 2)
        {
            return Html.Nothing;
        }

        var most = Math.Max(1, timeline.Points.Max(p => p.Totals.Changes));
        var wide = 1000.0 / timeline.Points.Count;
        return Html.Of(
            $"""
            <section aria-labelledby="changes">
            <h2 id="changes">Changes over time</h2>
            <p class="hint">{Legend} <span class="legend"><span class="trouble">did not end well</span></span> {EachBar(timeline)}</p>
            <div class="chart"><span class="top">{Words.Number(most)}</span>
            <svg viewBox="0 0 1000 {Height + 8}" preserveAspectRatio="none" role="img" aria-label="Changes over time; the figures are in the table below.">
            <path class="grid" d="M0 .5H1000M0 {Height / 2}H1000"/><path class="ground" d="M0 {Height}H1000"/>
            {Html.Of(timeline.Points.Select((p, i) => Bar(p, timeline, most, (i + 0.125) * wide, wide * 0.75)))}</svg>
            {Axis(timeline)}</div>
            {Figures(timeline)}
            </section>

            """);
    }

    /// <summary>How much of what Notion allows was used.</summary>
    public static Html Budget(SyncReport report)
    {
        if (report.Runs.All(r => r.Results.Count == 0))
        {
            return Html.Nothing;
        }

        var (used, allowed) = (report.Totals.NotionRequests, report.Allowance);
        var share = (double)used / Math.Max(1, allowed);
        var points = report.Timeline.Points;
        var shares = points.Select(p => p.Runs.Select(report.BudgetShare).DefaultIfEmpty().Max()).ToList();
        var top = Math.Max(1, shares.DefaultIfEmpty().Max());
        var wide = 1000.0 / Math.Max(1, points.Count);
        var of = report.Runs.Count == 1 ? "in the time that the run took" : "in the time that the runs took";
        return Html.Of(
            $"""
            <section aria-labelledby="budget">
            <h2 id="budget">Requests against Notion&#39;s budget</h2>
            <p class="meterline"><strong>{Words.Percent(share)}</strong> used: {Words.Count(used, "request", "requests")} of {Words.Number(allowed)} that may be sent {of}, at {Words.Number(report.RequestsPerMinute)} a minute.</p>
            <svg class="meter" viewBox="0 0 100 4" preserveAspectRatio="none" role="img" aria-label="{Words.Percent(share)} of the budget"><rect class="rail" width="100" height="4"/><rect class="{(share > 0.9 ? "trouble" : "used")}" width="{100 * Math.Min(1, share):0.##}" height="4"/></svg>
            {Html.If(points.Count > 1,
                $"""
                <p class="hint">The busiest run of each bar; the dashed line is all that Notion allows.</p>
                <div class="chart low"><span class="top">{Words.Percent(top)}</span>
                <svg viewBox="0 0 1000 {Height + 2}" preserveAspectRatio="none" role="img" aria-label="Share of the budget along time"><path class="ground" d="M0 {Height}H1000"/>{Html.Of(shares.Select((s, i) => Html.If(s > 0,
                    $"<rect class=\"{(s > 0.9 ? "trouble" : "used")}\" x=\"{(i + 0.125) * wide:0.##}\" y=\"{Height - Tall(s / top):0.##}\" width=\"{wide * 0.75:0.##}\" height=\"{Tall(s / top):0.##}\"><title>{Words.Bar(points[i].At, report.Timeline.Width)}: {Words.Percent(s)}</title></rect>")))}
                <path class="limit" d="M0 {Height - (Height / top) + 0.5:0.##}H1000"/></svg>
                {Axis(report.Timeline)}</div>
                """)}
            </section>

            """);
    }

    private static Html Bar(ReportPoint point, ReportTimeline timeline, int most, double x, double width)
    {
        var y = Height;
        Html Part(int count, string look)
        {
            var tall = count == 0 ? 0 : Tall((double)count / most);
            y -= tall;
            return Html.If(count > 0, $"<rect class=\"{look}\" x=\"{x:0.##}\" y=\"{Math.Max(0, y):0.##}\" width=\"{width:0.##}\" height=\"{tall:0.##}\"/>");
        }

        var said = point.Runs.Count == 0 ? "no run" : $"{Say(point.Totals)}{(point.HasTrouble ? "; did not end well" : "")}";
        return Html.Of(
            $"""
            <g><title>{Words.Bar(point.At, timeline.Width)}: {said}</title><rect class="catch" x="{x:0.##}" y="0" width="{width:0.##}" height="{Height}"/>{Part(point.Totals.Created, "created")}{Part(point.Totals.Updated, "updated")}{Part(point.Totals.Deleted, "deleted")}{Html.If(point.HasTrouble, $"<rect class=\"trouble\" x=\"{x:0.##}\" y=\"{Height + 2}\" width=\"{width:0.##}\" height=\"6\"/>")}</g>

            """);
    }

    /// <summary>Whatever is there can be seen.</summary>
    private static double Tall(double share) => Math.Max(1.5, Height * share);

    private static Html Axis(ReportTimeline timeline)
    {
        var points = timeline.Points;
        return Html.Of($"<p class=\"axis\"><span>{Words.Bar(points[0].At, timeline.Width)}</span><span>{Words.Bar(points[points.Count / 2].At, timeline.Width)}</span><span>{Words.Bar(points[^1].At, timeline.Width)}</span></p>");
    }

    /// <summary>The same as a table, for those who cannot see the drawing or want to know exactly.</summary>
    private static Html Figures(ReportTimeline timeline) => Html.Of(
        $"""
        <details><summary>The figures</summary>
        {HtmlTables.Table("", ["From", "#Runs", "#New", "#Changed", "#Deleted", "#Conflicts", "#Failed", "#Requests"], timeline.Points.Where(p => p.Runs.Count > 0).Select(p => new[]
        {
            HtmlTables.Head(Words.Bar(p.At, timeline.Width)),
            HtmlTables.Figure("Runs", p.Runs.Count),
            HtmlTables.Figure("New", p.Totals.Created),
            HtmlTables.Figure("Changed", p.Totals.Updated),
            HtmlTables.Figure("Deleted", p.Totals.Deleted),
            HtmlTables.Figure("Conflicts", p.Totals.Conflicts, "warn"),
            HtmlTables.Figure("Failed", p.Totals.Failed, "bad"),
            HtmlTables.Figure("Requests", p.Totals.NotionRequests),
        }))}
        </details>
        """);

    private static string EachBar(ReportTimeline timeline) => timeline.Width switch
    {
        null => "Each bar is a run.",
        { TotalDays: 1 } => "Each bar is a day.",
        { TotalDays: > 1 } width => $"Each bar is {width.TotalDays:0} days.",
        { TotalHours: 1 } => "Each bar is an hour.",
        { } width => $"Each bar is {width.TotalHours:0} hours.",
    };

    private static string Say(ReportTotals totals) =>
        $"{Words.Number(totals.Created)} new, {Words.Number(totals.Updated)} changed, {Words.Number(totals.Deleted)} deleted";
}

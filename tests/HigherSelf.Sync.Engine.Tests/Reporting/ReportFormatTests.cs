using System.Globalization;
using System.Text.Json;
using System.Text.RegularExpressions;
using System.Xml.Linq;
using HigherSelf.Sync.Engine.Errors;
using HigherSelf.Sync.Engine.Reporting;

namespace HigherSelf.Sync.Engine.Tests.Reporting;

/// <summary>Each form of a report, as text.</summary>
public sealed partial class ReportFormatTests
{
    [Fact]
    public void A_page_holds_every_text_as_text_and_nothing_from_elsewhere()
    {
        var page = ReportFormat.Html.Write(SampleReports.Everything());
        Assert.DoesNotContain("<script", page, StringComparison.OrdinalIgnoreCase);
        Assert.Equal(3, Regex.Count(page, "&lt;script&gt;alert\\(1\\)&lt;/script&gt; &quot;quoted&quot; &#39;single&#39; &amp; 👩‍👩‍👧"));
        Assert.DoesNotContain('\u0001', page);
        Assert.All(Addresses().Matches(page).Select(m => m.Groups[1].Value), a => Assert.True(
            a == "data:," || a.StartsWith('#') || a.StartsWith("https://www.notion.so/", StringComparison.Ordinal) || a.StartsWith("https://supabase.com/dashboard/project/", StringComparison.Ordinal), a));
        Assert.DoesNotContain("url(", page, StringComparison.Ordinal);
        Assert.Contains("https://www.notion.so/5f3484c1dab74548880200b6a620ca47", page, StringComparison.Ordinal);
        Assert.Contains("https://supabase.com/dashboard/project/abcdefghijklmnopqrst/editor", page, StringComparison.Ordinal);
        Assert.All(["Failed", "Partial", "Halted", "Skipped", "Succeeded"], word => Assert.Contains($"</svg>{word}</span>", page, StringComparison.Ordinal));
        Assert.Equal(Regex.Count(page, "<th "), Regex.Count(page, "<th scope=\"(col|row)\""));
    }

    [Fact]
    public void A_page_is_well_formed()
    {
        foreach (var report in new[] { SampleReports.Everything(), SampleReports.History(), SampleReports.Of() })
        {
            var page = ReportFormat.Html.Write(report);
            var body = page[page.IndexOf("<body>", StringComparison.Ordinal)..page.IndexOf("</html>", StringComparison.Ordinal)];
            Assert.NotEmpty(XElement.Parse(body.Replace("<wbr>", "", StringComparison.Ordinal)).Elements());
        }
    }

    [Fact]
    public void A_report_of_nothing_says_so_in_every_format()
    {
        var nothing = SampleReports.Of();
        Assert.Contains("Nothing was synced.", ReportFormat.Html.Write(nothing), StringComparison.Ordinal);
        Assert.Contains("Nothing was synced.", ReportFormat.Markdown.Write(nothing), StringComparison.Ordinal);
        Assert.Equal(JsonValueKind.Null, JsonDocument.Parse(ReportFormat.Json.Write(nothing)).RootElement.GetProperty("status").ValueKind);
        Assert.Single(ReportFormat.Csv.Write(nothing).TrimEnd().Split("\r\n"));
        Assert.Equal("0", XDocument.Parse(ReportFormat.JUnit.Write(nothing)).Root!.Attribute("tests")!.Value);
    }

    [Fact]
    public void Figures_are_the_same_in_every_culture()
    {
        var before = CultureInfo.CurrentCulture;
        var report = SampleReports.Everything();
        var expected = Enum.GetValues<ReportFormat>().Select(f => f.Write(report)).ToList();
        try
        {
            CultureInfo.CurrentCulture = new CultureInfo("", useUserOverride: false) { NumberFormat = { NumberDecimalSeparator = ",", NumberGroupSeparator = ".", NegativeSign = "~" } };
            Assert.Equal(expected, Enum.GetValues<ReportFormat>().Select(f => f.Write(report)));
        }
        finally
        {
            CultureInfo.CurrentCulture = before;
        }
    }

    [Fact]
    public void Csv_quotes_as_its_standard_says_and_nothing_in_it_is_computed()
    {
        var csv = ReportFormat.Csv.Write(SampleReports.Of(SampleReports.Run(
            SampleReports.Trouble("=cmd|' /C calc'!A0", SyncStatus.Failed, "@SUM(1), \"two\"\nlines") with { NextStep = "-1+2" })));
        var lines = csv.Split("\r\n");
        Assert.Equal(3, lines.Length);
        Assert.Equal("", lines[2]);
        Assert.StartsWith("RunId,StartedAt,Database,Direction,Status,", lines[0], StringComparison.Ordinal);
        Assert.Contains(",'=cmd|' /C calc'!A0,Bidirectional,Failed,1200,12,3,2,0,1,90,4,1.5,RecordsFailed,\"'@SUM(1), \"\"two\"\"\nlines\",'-1+2", lines[1], StringComparison.Ordinal);
        Assert.Contains("2026-11-23T08:29:30Z", lines[1], StringComparison.Ordinal);
    }

    [Fact]
    public void Json_has_the_names_and_values_that_its_description_gives()
    {
        var json = JsonDocument.Parse(ReportFormat.Json.Write(SampleReports.Everything())).RootElement;
        Assert.Equal(
            ["version", "madeAt", "status", "headline", "note", "from", "until", "totals", "notionBudget", "databases", "runs", "changesOverTime", "failures", "conflicts", "supabaseTables"],
            json.EnumerateObject().Select(p => p.Name));
        var described = File.ReadAllText(Path.Combine(Repository.Root, "docs", "reports.md"));
        Assert.All(Names(json), name => Assert.Contains($"`{name}`", described, StringComparison.Ordinal));
        Assert.Equal("2026-11-23T08:30:00Z", json.GetProperty("madeAt").GetString());
        Assert.Equal((16, "Failed"), (json.GetProperty("databases").GetArrayLength(), json.GetProperty("status").GetString()));
        var failure = json.GetProperty("failures")[0];
        Assert.Equal((SampleReports.Hostile, "https://www.notion.so/5f3484c1dab74548880200b6a620ca47"), (failure.GetProperty("reason").GetString(), failure.GetProperty("notionUrl").GetString()));
        var fields = json.GetProperty("conflicts")[0].GetProperty("fields");
        Assert.Equal((SampleReports.Hostile, 1.5, JsonValueKind.Null), (fields[0].GetProperty("notion").GetString(), fields[1].GetProperty("notion").GetDouble(), fields[1].GetProperty("supabase").ValueKind));
    }

    [Fact]
    public void JUnit_counts_what_ci_has_to_show_and_is_valid_with_any_message()
    {
        var text = ReportFormat.JUnit.Write(SampleReports.Of(
            SampleReports.Run(
                SampleReports.Result("fine"), SampleReports.Result("busy", SyncStatus.Skipped),
                SampleReports.Trouble("halted", SyncStatus.Halted, "Too many."), SampleReports.Trouble("partial", SyncStatus.Partial, "\u0000\u0008\uFFFE\uD800 ]]> <b>"),
                SampleReports.Trouble("failed", SyncStatus.Failed, SampleReports.Hostile)),
            SampleReports.Run() with { Status = "Running", EndedAt = null },
            SampleReports.Run(SampleReports.Result("fine")) with { Status = nameof(SyncStatus.Failed) }));
        var suites = XDocument.Parse(text).Root!;
        string[] Counts(XElement e) => [.. new[] { "tests", "failures", "errors", "skipped" }.Select(n => e.Attribute(n)!.Value)];
        Assert.Equal(["8", "2", "2", "2"], Counts(suites));
        Assert.Equal(["5", "2", "1", "1"], Counts(suites.Elements().First()));
        Assert.Equal(["failed:error", "halted:failure", "partial:failure", "busy:skipped"], suites.Elements().First().Elements().Where(c => c.Elements().First().Name != "system-out")
            .Select(c => $"{c.Attribute("name")!.Value}:{c.Elements().First().Name}").OrderBy(c => c[0] == 'b').ThenBy(c => c, StringComparer.Ordinal));
        Assert.Contains("\uFFFD\uFFFD\uFFFD\uFFFD ]]> <b>\nRead the reason.", suites.Descendants("failure").Last().Value, StringComparison.Ordinal);
        Assert.Equal("2026-11-23T08:29:30", suites.Elements().First().Attribute("timestamp")!.Value);
        Assert.Equal("1.5", suites.Descendants("testcase").First().Attribute("time")!.Value);
    }

    [Fact]
    public void Markdown_keeps_every_text_in_its_cell()
    {
        var text = ReportFormat.Markdown.Write(SampleReports.Everything());
        Assert.DoesNotContain("<script", text, StringComparison.Ordinal);
        Assert.DoesNotContain('\u0001', text);
        foreach (var table in text.Split("\n\n").Where(b => b.StartsWith('|')).Select(b => b.TrimEnd().Split('\n')))
        {
            Assert.Single(table.Select(line => Cells().Count(line)).Distinct());
        }

        Assert.StartsWith("# ❌ 1 of 16 databases was not synced.\n", text, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("a/report.HTML", ReportFormat.Html)]
    [InlineData("report.htm", ReportFormat.Html)]
    [InlineData("report.json", ReportFormat.Json)]
    [InlineData("report.csv", ReportFormat.Csv)]
    [InlineData("report.md", ReportFormat.Markdown)]
    [InlineData("report.xml", ReportFormat.JUnit)]
    public void The_name_of_the_file_says_the_format(string file, ReportFormat format) => Assert.Equal(format, ReportFormats.OfFile(file));

    [Fact]
    public void A_name_that_says_no_format_is_an_error_with_the_next_step()
    {
        var error = Assert.Throws<SyncException>(() => ReportFormats.OfFile("report.pdf"));
        Assert.Equal(ErrorId.ReportPathInvalid, error.Id);
        Assert.Contains("-Format", error.NextStep, StringComparison.Ordinal);
    }

    private static IEnumerable<string> Names(JsonElement json) => json.ValueKind switch
    {
        JsonValueKind.Object => json.EnumerateObject().SelectMany(p => Names(p.Value).Prepend(p.Name)),
        JsonValueKind.Array => json.EnumerateArray().SelectMany(Names),
        _ => [],
    };

    [GeneratedRegex("(?:href|src)=\"([^\"]*)\"")]
    private static partial Regex Addresses();

    [GeneratedRegex(@"(?<!\\)\|")]
    private static partial Regex Cells();
}

using HigherSelf.Sync.Engine.Reporting;

namespace HigherSelf.Sync.Engine.Tests.Reporting;

/// <summary>The page as a browser shows it. The pictures stay in a folder beside other temporary files, for whoever wants to look.</summary>
public sealed class PageInBrowserTests
{
    private static readonly string Pictures = Directory.CreateDirectory(Path.Combine(Path.GetTempPath(), "hs-report-pictures")).FullName;

    [Fact]
    public async Task The_page_fits_a_phone_and_a_desk_runs_nothing_and_complains_of_nothing()
    {
        Assert.SkipWhen(Browser.Program is null, "No chromium, chromium-browser or google-chrome is on the PATH.");
        var token = TestContext.Current.CancellationToken;
        await using var browser = new Browser();
        await browser.StartAsync(token);
        (string Name, SyncReport Report)[] reports = [("everything", SampleReports.Everything()), ("week", SampleReports.History()), ("one", SampleReports.Of(SampleReports.Run(SampleReports.Result()))), ("empty", SampleReports.Of())];
        foreach (var (name, report) in reports)
        {
            var file = Path.Combine(Pictures, $"{name}.html");
            await File.WriteAllTextAsync(file, ReportFormat.Html.Write(report), token);
            foreach (var (width, isDark) in new[] { (380, false), (380, true), (820, false), (1280, false), (1280, true) })
            {
                await browser.OpenAsync(file, width, 900, isDark, token);
                var wide = (int)(await browser.EvaluateAsync("document.documentElement.scrollWidth", token))!;
                Assert.True(wide <= width, $"{name} is {wide} pixels wide on a screen of {width}.");
                Assert.Equal(0, (int)(await browser.EvaluateAsync("document.scripts.length + document.querySelectorAll('img, iframe, object, [onload], [onerror], [onclick]').length", token))!);
                Assert.Equal(report.Headline, (string?)await browser.EvaluateAsync("document.querySelector('h1').innerText.trim()", token));
                await browser.TakePictureAsync(Path.Combine(Pictures, $"{name}-{width}-{(isDark ? "dark" : "light")}.png"), token);
                Assert.Empty(browser.Complaints);
            }
        }
    }
}

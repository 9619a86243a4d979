using HigherSelf.Sync.Engine.Errors;
using HigherSelf.Sync.Engine.Reporting;

namespace HigherSelf.Sync.Engine.Tests.Reporting;

/// <summary>What a report concludes from runs, and how its file comes into being.</summary>
public sealed class SyncReportTests
{
    [Fact]
    public void The_headline_is_how_it_stands_now_and_not_how_it_once_was()
    {
        var failed = SampleReports.Run(SampleReports.Trouble("tasks", SyncStatus.Failed, "No.")) with { RunId = Guid.NewGuid(), StartedAt = SampleReports.Now.AddDays(-1) };
        var fine = SampleReports.Run(SampleReports.Result());
        Assert.Equal(SyncStatus.Succeeded, SampleReports.Of(failed, fine).Status);
        Assert.Equal(SyncStatus.Failed, SampleReports.Of(fine, failed).Status);
        Assert.Equal("The database was not synced.", SampleReports.Of(fine, failed).Headline);
    }

    [Fact]
    public void A_database_that_was_left_to_another_run_stands_as_it_stood_before()
    {
        var report = SampleReports.Of(SampleReports.Run(SampleReports.Result()), SampleReports.Run(SampleReports.Result("tasks", SyncStatus.Skipped)));
        Assert.Equal(SyncStatus.Succeeded, report.Status);
        Assert.Equal((2, 1), (report.Databases[0].Runs, report.Databases[0].Succeeded));
    }

    [Fact]
    public void A_run_that_was_stopped_is_never_told_as_a_success()
    {
        var stopped = SampleReports.Of(SampleReports.Run(SampleReports.Result()) with { Status = nameof(SyncStatus.Failed) });
        Assert.Equal((SyncStatus.Partial, "The last run was stopped before its end."), (stopped.Status, stopped.Headline));
    }

    [Fact]
    public void Many_runs_are_put_together_into_bars_and_none_is_lost()
    {
        var report = SampleReports.History(2016);
        Assert.Equal((TimeSpan.FromHours(6), 2016), (report.Timeline.Width, report.Timeline.Points.Sum(p => p.Runs.Count)));
        Assert.InRange(report.Timeline.Points.Count, 24, 48);
        Assert.Equal(report.Totals.Changes, report.Timeline.Points.Sum(p => p.Totals.Changes));
        Assert.Equal(report.Totals.Changes, report.Databases.Sum(d => d.Trend.Sum()));
        Assert.Equal(30, SampleReports.History(30).Timeline.Points.Count);
    }

    [Fact]
    public void The_budget_counts_a_minute_at_least_and_longer_for_a_longer_run()
    {
        var quick = SampleReports.Run(SampleReports.Result());
        var slow = quick with { StartedAt = SampleReports.Now.AddMinutes(-4) };
        Assert.Equal((0.5, 0.125), (SampleReports.Of(quick).BudgetShare(quick), SampleReports.Of(slow).BudgetShare(slow)));
        Assert.Equal((180, 720), (SampleReports.Of(quick).Allowance, SampleReports.Of(slow).Allowance));
    }

    [Theory]
    [InlineData("https://abc123.supabase.co", "https://supabase.com/dashboard/project/abc123/editor")]
    [InlineData("http://127.0.0.1:5000", null)]
    [InlineData("https://db.example.com", null)]
    [InlineData("https://a.b.supabase.co", null)]
    public void Only_a_project_of_supabase_itself_is_linked(string url, string? expected) =>
        Assert.Equal(expected, new ReportLinks(new Uri(url)).Tables?.AbsoluteUri);

    [Fact]
    public async Task A_file_is_there_whole_or_as_it_was()
    {
        var token = TestContext.Current.CancellationToken;
        var folder = Directory.CreateTempSubdirectory("hs-report-").FullName;
        try
        {
            var file = Path.Combine(folder, "r.html");
            await ReportFile.WriteAsync(file, "one 👩‍👧", noClobber: true, token);
            Assert.Equal("one 👩‍👧", await File.ReadAllTextAsync(file, token));
            await ReportFile.WriteAsync(file, "two", noClobber: false, token);
            Assert.Equal(ErrorId.ReportExists, (await Assert.ThrowsAsync<SyncException>(() => ReportFile.WriteAsync(file, "three", noClobber: true, token))).Id);
            await Assert.ThrowsAnyAsync<OperationCanceledException>(() => ReportFile.WriteAsync(file, "four", noClobber: false, new CancellationToken(canceled: true)));
            Assert.Equal("two", await File.ReadAllTextAsync(file, token));
            Assert.Equal(ErrorId.ReportPathInvalid, (await Assert.ThrowsAsync<SyncException>(() => ReportFile.WriteAsync(folder, "", noClobber: false, token))).Id);
            var missing = await Assert.ThrowsAsync<SyncException>(() => ReportFile.WriteAsync(Path.Combine(folder, "no", "r.html"), "", noClobber: false, token));
            Assert.Equal((ErrorId.ReportPathInvalid, "Make it, or name another one."), (missing.Id, missing.NextStep));
            Assert.Equal([file], Directory.GetFileSystemEntries(folder));
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }
}

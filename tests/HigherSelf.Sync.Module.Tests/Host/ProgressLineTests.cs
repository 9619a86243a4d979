using System.Management.Automation;
using HigherSelf.Sync.Host;
using Microsoft.Extensions.Time.Testing;

namespace HigherSelf.Sync.Module.Tests.Host;

public sealed class ProgressLineTests : IDisposable
{
    private const string Erase = "\r\e[K";
    private readonly FakeTimeProvider _clock = new();
    private readonly StringWriter _terminal = new();
    private readonly ProgressLine _line;
    private int _width = 120;

    public ProgressLineTests() => _line = new ProgressLine(_terminal, () => _width, _clock);

    [Fact]
    public void A_record_is_one_line_that_is_painted_over()
    {
        _line.Report(1, new ProgressRecord(0, "Syncing", "tasks") { PercentComplete = 45, SecondsRemaining = 75 });

        Assert.Equal("\rSyncing: tasks, 45 %, 0:01:15 left\e[K", _terminal.ToString());
    }

    [Fact]
    public void Records_that_come_faster_than_ten_a_second_are_not_all_painted()
    {
        for (var page = 1; page <= 100; page++)
        {
            _line.Report(1, new ProgressRecord(0, "Syncing", $"page {page}"));
            _clock.Advance(TimeSpan.FromMilliseconds(10));
        }

        Assert.Equal(10, _terminal.ToString().Split("\rSyncing").Length - 1);
    }

    [Fact]
    public void A_child_is_shown_behind_its_parent()
    {
        _line.Report(1, new ProgressRecord(0, "Databases", "3 of 16"));
        _clock.Advance(TimeSpan.FromSeconds(1));

        _line.Report(1, new ProgressRecord(7, "Tasks", "page 2") { ParentActivityId = 0 });

        Assert.EndsWith("\rDatabases: 3 of 16 > Tasks: page 2\e[K", _terminal.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public void A_parent_that_reports_keeps_its_child_in_sight()
    {
        _line.Report(1, new ProgressRecord(0, "Databases", "3 of 16"));
        _line.Report(1, new ProgressRecord(7, "Tasks", "page 2") { ParentActivityId = 0 });
        _clock.Advance(TimeSpan.FromSeconds(1));

        _line.Report(1, new ProgressRecord(0, "Databases", "4 of 16"));

        Assert.EndsWith("\rDatabases: 4 of 16 > Tasks: page 2\e[K", _terminal.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public void A_completed_child_leaves_the_line_and_the_last_one_takes_it_away()
    {
        _line.Report(1, new ProgressRecord(0, "Databases", "3 of 16"));
        _line.Report(1, new ProgressRecord(7, "Tasks", "page 2") { ParentActivityId = 0 });
        _clock.Advance(TimeSpan.FromSeconds(1));

        _line.Report(1, new ProgressRecord(7, "Tasks", "done") { ParentActivityId = 0, RecordType = ProgressRecordType.Completed });
        Assert.EndsWith("\rDatabases: 3 of 16\e[K", _terminal.ToString(), StringComparison.Ordinal);

        _line.Report(1, new ProgressRecord(0, "Databases", "done") { RecordType = ProgressRecordType.Completed });
        Assert.EndsWith(Erase, _terminal.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public void Records_that_name_each_other_as_parents_do_not_hang()
    {
        _line.Report(1, new ProgressRecord(1, "One", "a") { ParentActivityId = 2 });
        _clock.Advance(TimeSpan.FromSeconds(1));
        _line.Report(1, new ProgressRecord(2, "Two", "b") { ParentActivityId = 1 });

        Assert.Contains("Two: b", _terminal.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public void After_other_output_the_line_comes_back_with_the_next_record()
    {
        _line.Report(1, new ProgressRecord(0, "Syncing", "one"));
        _line.Clear();
        _line.Clear();
        _line.Report(1, new ProgressRecord(0, "Syncing", "two"));

        Assert.Equal($"\rSyncing: one\e[K{Erase}\rSyncing: two\e[K", _terminal.ToString());
    }

    [Fact]
    public void Nothing_is_painted_over_a_line_that_the_script_has_begun()
    {
        _line.Report(1, new ProgressRecord(0, "Syncing", "one"), mayPaint: false);

        Assert.Empty(_terminal.ToString());
    }

    [Theory]
    [InlineData(8, "a 漢字 b", "\ra: a 漢\e[K")]
    [InlineData(8, "ab 🙂 c", "\ra: ab \e[K")]
    [InlineData(9, "ab 🙂 c", "\ra: ab 🙂\e[K")]
    [InlineData(20, "two\nlines", "\ra: two lines\e[K")]
    public void The_line_is_cut_to_the_columns_that_the_terminal_has(int width, string status, string expected)
    {
        _width = width;

        _line.Report(1, new ProgressRecord(0, "a", status));

        Assert.Equal(expected, _terminal.ToString());
    }

    public void Dispose() => _terminal.Dispose();
}

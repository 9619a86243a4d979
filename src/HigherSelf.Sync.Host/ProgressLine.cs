using System.Management.Automation;

namespace HigherSelf.Sync.Host;

/// <summary>
/// Shows what goes on as one line: the outermost activity, then the latest one inside it, and so on.
/// </summary>
internal sealed class ProgressLine(TextWriter writer, Func<int> width, TimeProvider clock)
{
    /// <summary>Painting costs more than most steps that are reported.</summary>
    private static readonly TimeSpan Pace = TimeSpan.FromMilliseconds(100);

    /// <summary>The latest report comes last.</summary>
    private readonly List<(long Source, ProgressRecord Record)> _activities = [];
    private long _paintedAt;
    private bool _isShown;

    public void Report(long source, ProgressRecord record, bool mayPaint = true)
    {
        _activities.RemoveAll(activity => activity.Source == source && activity.Record.ActivityId == record.ActivityId);
        if (record.RecordType == ProgressRecordType.Processing)
        {
            _activities.Add((source, record));
        }

        if (_activities.Count == 0)
        {
            Clear();
        }
        else if (mayPaint && (!_isShown || clock.GetElapsedTime(_paintedAt) >= Pace))
        {
            writer.Write($"\r{Cells.Cut(Text(), width() - 1)}\e[K");
            _paintedAt = clock.GetTimestamp();
            _isShown = true;
        }
    }

    public void Clear()
    {
        if (_isShown)
        {
            writer.Write("\r\e[K");
            _isShown = false;
        }
    }

    private string Text()
    {
        var (source, record) = _activities[^1];
        var family = _activities.Where(activity => activity.Source == source).Select(activity => activity.Record).ToList();
        // No chain is longer than the family: that ends the walk where two records name each other as parents.
        for (var i = 0; i < family.Count && family.Find(other => other.ActivityId == record.ParentActivityId) is { } parent; i++)
        {
            record = parent;
        }

        var parts = new List<string> { Describe(record) };
        while (parts.Count < family.Count && family.FindLast(other => other.ParentActivityId == record.ActivityId) is { } child)
        {
            record = child;
            parts.Add(Describe(record));
        }

        return string.Join(" > ", parts).ReplaceLineEndings(" ");
    }

    private static string Describe(ProgressRecord record)
    {
        string[] details =
        [
            record.StatusDescription,
            record.CurrentOperation,
            record.PercentComplete >= 0 ? $"{record.PercentComplete} %" : "",
            record.SecondsRemaining >= 0 ? $"{TimeSpan.FromSeconds(record.SecondsRemaining):g} left" : "",
        ];
        return $"{record.Activity}: {string.Join(", ", details.Where(detail => !string.IsNullOrWhiteSpace(detail)))}";
    }
}

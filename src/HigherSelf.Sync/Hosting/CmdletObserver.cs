using System.Management.Automation;
using HigherSelf.Sync.Engine.Catalog;
using HigherSelf.Sync.Engine.Notion;
using HigherSelf.Sync.Engine.Sync;

namespace HigherSelf.Sync.Hosting;

/// <summary>Shows how a run goes on: its progress a few times a second, and what a dry run would do.</summary>
internal sealed class CmdletObserver(HSCmdlet cmdlet, TimeProvider time) : ISyncObserver
{
    private static readonly TimeSpan BetweenProgress = TimeSpan.FromMilliseconds(200);

    /// <summary>The activity of all databases together.</summary>
    private const int All = 0;

    /// <summary>So many changes of a database are shown one by one by -WhatIf.</summary>
    private const int MostPlanned = 20;

    private readonly Lock _lock = new();
    private readonly Dictionary<Database, int> _activities = [];
    private readonly Dictionary<Database, int> _planned = [];
    private long _lastProgress;
    private long _began;
    private int _databases;
    private int _done;
    private RequestPacer? _pacer;

    /// <summary>So many databases are about to be carried.</summary>
    public void Begin(int databases, RequestPacer pacer)
    {
        lock (_lock)
        {
            (_databases, _done, _pacer, _began) = (databases, 0, pacer, time.GetTimestamp());
        }
    }

    public void Plan(PlannedChange change)
    {
        int planned;
        lock (_lock)
        {
            _planned[change.Database] = planned = _planned.GetValueOrDefault(change.Database) + 1;
        }

        if (planned <= MostPlanned)
        {
            cmdlet.Tell(c => c.ShouldProcess($"{change.Database.Table} / {change.Title}", $"{change.Action}{(change.Fields.Count > 0 ? $" ({string.Join(", ", change.Fields)})" : "")}: {change.Reason}"));
        }
    }

    /// <summary>Tells how many planned changes of a database were not shown one by one.</summary>
    public void SumUp(string table)
    {
        lock (_lock)
        {
            foreach (var (database, planned) in _planned.Where(p => p.Key.Table == table && p.Value > MostPlanned))
            {
                cmdlet.Tell(c => c.ShouldProcess($"{database.Table} / {planned - MostPlanned} more records", "Create, update or delete"));
            }
        }
    }

    public void Progress(Database database, int read, int settled)
    {
        int activity;
        lock (_lock)
        {
            if (_lastProgress != 0 && time.GetElapsedTime(_lastProgress) < BetweenProgress)
            {
                return;
            }

            _lastProgress = time.GetTimestamp();
            if (!_activities.TryGetValue(database, out activity))
            {
                activity = _activities.Count + 1;
                _activities[database] = activity;
            }

            ShowAll();
        }

        Show(database, activity, $"{read} read, {settled} done", ProgressRecordType.Processing);
    }

    /// <summary>Takes the progress of a database off the screen.</summary>
    public void Done(string table)
    {
        lock (_lock)
        {
            _done++;
            foreach (var (database, activity) in _activities.Where(a => a.Key.Table == table))
            {
                Show(database, activity, "done", ProgressRecordType.Completed);
            }

            if (_lastProgress != 0)
            {
                ShowAll();
            }
        }
    }

    private void Show(Database database, int activity, string status, ProgressRecordType type) => cmdlet.Tell(c => c.WriteProgress(
        new ProgressRecord(activity, $"Syncing {database.Table}", status) { ParentActivityId = All, RecordType = type }));

    /// <summary>How far all of it is, what is left of Notion's budget, and how long it will take if it goes on as it did.</summary>
    private void ShowAll()
    {
        if (_databases == 0)
        {
            return;
        }

        var record = new ProgressRecord(All, "Syncing Notion and Supabase", $"{_done} of {_databases} databases; {_pacer!.Available} of {_pacer.RequestsPerWindow} requests left in this minute")
        {
            PercentComplete = 100 * _done / _databases,
            SecondsRemaining = _done == 0 ? -1 : (int)(time.GetElapsedTime(_began).TotalSeconds / _done * (_databases - _done)),
            RecordType = _done == _databases ? ProgressRecordType.Completed : ProgressRecordType.Processing,
        };
        cmdlet.Tell(c => c.WriteProgress(record));
    }
}

using HigherSelf.Sync.Engine.Catalog;
using HigherSelf.Sync.Engine.Notion;
using HigherSelf.Sync.Engine.Records;
using HigherSelf.Sync.Engine.Reporting;

namespace HigherSelf.Sync.Engine.Sync;

/// <summary>What the parts of one database's cycle share.</summary>
internal sealed class CycleContext(
    IPageSide pages, IRowSide rows, DataSourceBinding binding, DatabaseState state, SyncRun run, SyncRequest request, SyncEnvironment environment, SyncTally tally,
    ReturningTargets returning)
{
    private readonly HashSet<Guid> _conflicts = [];

    public IPageSide Pages => pages;

    public IRowSide Rows => rows;

    public DataSourceBinding Binding => binding;

    public DatabaseState State => state;

    public SyncRun Run => run;

    public SyncRequest Request => request;

    public SyncEnvironment Environment => environment;

    public SyncTally Tally => tally;

    /// <summary>Targets of relations that Notion does not show yet; one for the whole run.</summary>
    public ReturningTargets Returning => returning;

    /// <summary>What the next exchange carries.</summary>
    public Outbox Outbox { get; } = new();

    /// <summary>Pages that the next exchange looks at: their row has moved, or they have, since they were decided on.</summary>
    public Dictionary<Guid, Page> LookAgain { get; } = [];

    /// <summary>Rows that were decided on together with their pages: nothing is left to be done for them in this cycle.</summary>
    public HashSet<Guid> HandledRows { get; } = [];

    public Database Database => binding.Database;

    public bool WritesRows => run.Direction != SyncDirection.SupabaseToNotion;

    public bool WritesPages => run.Direction != SyncDirection.NotionToSupabase;

    /// <summary>Notes that a record could not be synced.</summary>
    public void Fail(RecordFailure failure)
    {
        // It may name a value that PostgreSQL cannot hold.
        failure = failure with { Reason = failure.Reason.Replace("\0", "\\0", StringComparison.Ordinal) };
        Outbox.Add(failure);
        CountFailure(failure.Reason);
    }

    /// <summary>Notes that a page could not be synced; whatever it holds now is not known.</summary>
    public void Fail(Guid pageId, string reason)
    {
        Outbox.AddPending(pageId);
        Fail(new RecordFailure(pageId, reason));
    }

    /// <summary>Tells that a record could not be synced, which is noted already.</summary>
    public void CountFailure(string reason)
    {
        tally.Fail(reason);
        Log.RecordFailed(environment.Log.Logger, Database.Table, reason);
    }

    /// <summary>Counts a conflict, each record once.</summary>
    public void CountConflict(Guid pageId)
    {
        if (_conflicts.Add(pageId))
        {
            tally.Conflicts++;
        }
    }

    /// <summary>Tells what a dry run would do.</summary>
    public void Plan(string action, Guid? pageId, Guid? rowId, string title, IEnumerable<Field> fields, string reason) =>
        environment.Observer.Plan(new PlannedChange(Database, action, pageId, rowId, title, [.. fields.Select(f => f.Column)], reason));
}

/// <summary>A record with the decision on it.</summary>
/// <param name="Page">Its page as it was read or, of one that nobody has edited since, as both sides last agreed; null for none.</param>
/// <param name="Link">What both sides last agreed on; null if they never met.</param>
/// <param name="Row">Its row; null for none.</param>
/// <param name="Decision">What is to be done.</param>
internal sealed record DecidedRecord(Page? Page, Link? Link, Row? Row, Decision Decision)
{
    /// <summary>True if the page was edited in what a column cannot hold: its link does not know it yet.</summary>
    public bool HasUnnotedExtras => Page is not null && Link is not null && !Page.HasExtrasOf(Link.Extras);

    /// <summary>The title, for messages.</summary>
    public string Title => Row?.Record.Title is { Length: > 0 } title ? title : Page?.Record.Title ?? "";
}

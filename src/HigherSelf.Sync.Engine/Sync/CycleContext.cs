using HigherSelf.Sync.Engine.Catalog;
using HigherSelf.Sync.Engine.Notion;
using HigherSelf.Sync.Engine.Records;
using HigherSelf.Sync.Engine.Reporting;

namespace HigherSelf.Sync.Engine.Sync;

/// <summary>What the parts of one database's cycle share.</summary>
internal sealed class CycleContext(
    IPageSide pages, IRowSide rows, DataSourceBinding binding, DatabaseState state, SyncRun run, SyncRequest request, SyncEnvironment environment, SyncTally tally,
    ReturningTargets returning, SyncSteps steps)
{
    private readonly HashSet<Guid> _conflicts = [];
    private readonly HashSet<Guid> _untransformed = [];

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

    /// <summary>Rows of which a relation waits for the page of another row, which this run may still make.</summary>
    public HashSet<Guid> WaitingRows { get; } = [];

    /// <summary>True once something was held back, or left out, that the planner had decided: whatever it was about is to be seen again.</summary>
    public bool HasHeldBack { get; private set; }

    public Database Database => binding.Database;

    public bool WritesRows => run.Direction != SyncDirection.SupabaseToNotion;

    public bool WritesPages => run.Direction != SyncDirection.NotionToSupabase;

    /// <summary>True if the run looks at a record: unless there is a filter, and it says no to everything that is known of it.</summary>
    public async ValueTask<bool> IncludesAsync(Page? page, Link? link, Row? row, CancellationToken cancellationToken)
    {
        if (steps.Filter is not { } filter)
        {
            return true;
        }

        var (pageId, rowId) = (page?.Id ?? link?.PageId, row?.Id ?? link?.RowId);
        return ((page?.Record ?? link?.Base) is { } onPage && await filter(new FilteredRecord(Side.Notion, onPage, pageId, rowId), cancellationToken).ConfigureAwait(false))
            || (row is not null && await filter(new FilteredRecord(Side.Supabase, row.Record, pageId, rowId), cancellationToken).ConfigureAwait(false));
    }

    /// <summary>Gives the last word on a decision to whoever started the run.</summary>
    public async ValueTask<DecidedRecord> ReviewAsync(DecidedRecord record, CancellationToken cancellationToken)
    {
        if (record.Decision.Kind is DecisionKind.Nothing or DecisionKind.Agree or DecisionKind.Forget or DecisionKind.Hold)
        {
            return record;
        }

        var verdict = await steps.ReviewAsync(new PlannedRecord(Database, record.Page, record.Row, record.Decision), cancellationToken).ConfigureAwait(false);
        var decision = verdict.On(record.Decision);
        HasHeldBack |= !ReferenceEquals(decision, record.Decision);
        return record with { Decision = decision, LeftOut = verdict.LeftOut };
    }

    /// <summary>Tells what was written.</summary>
    public ValueTask NoteCarriedAsync(Side side, JournalAction action, Guid pageId, Guid? rowId, Record values, CancellationToken cancellationToken) =>
        run.DryRun ? ValueTask.CompletedTask : steps.CarriedAsync(new CarriedRecord(Database, side, action, pageId, rowId, values), cancellationToken);

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

    /// <summary>Notes that a field of a page could not be read because of its transform; counted once.</summary>
    public void FailUntransformed(Page page)
    {
        if (page.WhyUntransformed is not { } reason)
        {
            return;
        }

        Outbox.AddPending(page.Id);
        Outbox.Add(new RecordFailure(page.Id, reason));
        if (_untransformed.Add(page.Id))
        {
            CountFailure(reason);
        }
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
    /// <summary>The columns of fields that whoever started the run wants left as they are.</summary>
    public IReadOnlyCollection<string> LeftOut { get; init; } = [];

    /// <summary>True if the page was edited in what a column cannot hold: its link does not know it yet.</summary>
    public bool HasUnnotedExtras => Page is not null && Link is not null && !Page.HasExtrasOf(Link.Extras);

    /// <summary>The title, for messages.</summary>
    public string Title => Row?.Record.Title is { Length: > 0 } title ? title : Page?.Record.Title ?? "";
}

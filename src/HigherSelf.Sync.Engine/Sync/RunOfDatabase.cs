using System.Diagnostics;
using HigherSelf.Sync.Engine.Catalog;
using HigherSelf.Sync.Engine.Errors;
using HigherSelf.Sync.Engine.Notion;
using HigherSelf.Sync.Engine.Records;
using HigherSelf.Sync.Engine.Reporting;

namespace HigherSelf.Sync.Engine.Sync;

/// <summary>One database in a run: bound, carried, and its result told whatever happens.</summary>
internal sealed class RunOfDatabase
{
    /// <summary>
    /// Notion cuts times down to the minute and may show an edit late: the last minutes are read again every time, and found unchanged by their values.
    /// </summary>
    private static readonly TimeSpan Overlap = TimeSpan.FromMinutes(3);

    /// <summary>After these no other database can succeed either.</summary>
    private static readonly HashSet<ErrorId> EndsTheRun =
    [
        ErrorId.NotionUnauthorized, ErrorId.NotionBlocked, ErrorId.NotionUnreachable,
        ErrorId.SupabaseUnauthorized, ErrorId.SupabaseForbidden, ErrorId.SupabaseUnreachable, ErrorId.SupabaseUnavailable,
        ErrorId.SupabaseSchemaMissing, ErrorId.SupabaseSchemaOutdated,
    ];

    private readonly RequestCounter _notionRequests = new();
    private readonly RequestCounter _supabaseRequests = new();
    private readonly IPageSide _pages;
    private readonly IRowSide _rows;
    private readonly Database _database;
    private readonly Guid _notionDatabaseId;
    private readonly DatabaseState? _state;
    private readonly SyncRun _run;
    private readonly SyncRequest _request;
    private readonly SyncEnvironment _environment;
    private readonly ReturningTargets _returning;
    private readonly SyncSteps _steps;
    private readonly SyncTally _tally = new();

    /// <summary>Fields whose property is gone or of another type.</summary>
    private IReadOnlyCollection<UnreadField> _missing = [];

    /// <summary>Relations that look empty because what they point to cannot be read.</summary>
    private IReadOnlyCollection<Field> _unproven = [];

    /// <summary>Properties that are new in Notion.</summary>
    private IReadOnlyList<string> _newProperties = [];

    private DatabaseCycle? _cycle;
    private SyncException? _error;
    private Activity? _activity;
    private long _started;

    public RunOfDatabase(
        IPageSide pages, IRowSide rows, Database database, Guid notionDatabaseId, DatabaseState? state, SyncRun run, SyncRequest request,
        SyncEnvironment environment, ReturningTargets returning, SyncSteps steps)
    {
        _pages = pages.CountedBy(_notionRequests);
        _rows = rows.CountedBy(_supabaseRequests);
        _database = database;
        _notionDatabaseId = notionDatabaseId;
        _state = state;
        _run = run;
        _request = request;
        _environment = environment;
        _returning = returning;
        _steps = steps;
    }

    /// <summary>Up to where the database has been read, if no exchange has noted it.</summary>
    public Watermark? OpenWatermark { get; private set; }

    /// <summary>True if a relation waits for the page of another row.</summary>
    public bool HasWaiting => _error is null && _cycle?.HasWaiting is true;

    /// <summary>Carries the database.</summary>
    /// <exception cref="SyncException">An error after which no other database can succeed.</exception>
    public async Task RunAsync(CancellationToken cancellationToken)
    {
        _activity = Telemetry.Source.StartActivity($"sync {_database.Table}");
        _started = _environment.Time.GetTimestamp();
        await TryAsync(() => CarryAsync(cancellationToken)).ConfigureAwait(false);
    }

    /// <summary>The second pass of relations, once all databases were carried.</summary>
    /// <exception cref="SyncException">An error after which no other database can succeed.</exception>
    public Task RunWaitingAsync(CancellationToken cancellationToken) => TryAsync(() => _cycle!.RunWaitingAsync(cancellationToken));

    /// <summary>What came of it; asked for once, at the end.</summary>
    public HSSyncResult End()
    {
        using var scope = _environment.Log.Of(_run.Id, _database.Table);
        var error = _error ?? Incompleteness();
        if (error is not null)
        {
            Log.DatabaseIncomplete(_environment.Log.Logger, error.Message, error.Id.ToString(), error.NextStep);
        }

        var result = new HSSyncResult
        {
            Database = _database.Table,
            Direction = _run.Direction,
            Status = StatusOf(error),
            Created = _tally.Created,
            Updated = _tally.Updated,
            Unchanged = _tally.Unchanged,
            Deleted = _tally.Deleted,
            Conflicts = _tally.Conflicts,
            Failed = _tally.Failed,
            NotionRequests = _notionRequests.Count,
            SupabaseRequests = _supabaseRequests.Count,
            Duration = _environment.Time.GetElapsedTime(_started),
            NewProperties = _newProperties,
            Error = error?.Message,
            ErrorId = error?.Id.ToString(),
            NextStep = error?.NextStep,
            RunId = _run.Id,
            WhatIf = _run.DryRun,
        };
        Telemetry.Ended(_activity, result);
        _activity?.Dispose();
        return result;
    }

    private async Task TryAsync(Func<Task> work)
    {
        using var scope = _environment.Log.Of(_run.Id, _database.Table);
        try
        {
            await work().ConfigureAwait(false);
        }
        catch (SyncException e) when (!EndsTheRun.Contains(e.Id) || e.Target == _database.Table)
        {
            _error = e;
        }
        catch
        {
            _activity?.Dispose();
            throw;
        }
    }

    private async Task CarryAsync(CancellationToken cancellationToken)
    {
        var binding = await BindAsync(CheckState(), cancellationToken).ConfigureAwait(false);
        DatabaseCycle cycle;
        try
        {
            cycle = await CarryAsync(binding, _state!.NeedsFull, cancellationToken).ConfigureAwait(false);
        }
        catch (SyncException e) when (e.Id == ErrorId.NotionNotShared && e.Target == _database.Table)
        {
            // A database can get another data source; what is bound then is gone.
            var other = (await FindAsync(binding, cancellationToken).ConfigureAwait(false)).Binding;
            if (other.DataSourceId == binding.DataSourceId)
            {
                throw;
            }

            binding = other;
            _tally.BeginAgain();
            cycle = await CarryAsync(binding, true, cancellationToken).ConfigureAwait(false);
        }

        // A page only shows that a property is not there; the schema, where it was looked at, tells why.
        _missing = cycle.SchemaFindings.Count > 0 ? [.. cycle.SchemaFindings.Select(f => _missing.FirstOrDefault(m => m.Field == f.Field) ?? f)] : _missing;
        if (cycle.SchemaFindings.Any(f => binding.Find(f.Field) is not null))
        {
            // A property that was removed and made anew has another id or type, and every page another value for it.
            var outcome = await FindAsync(binding, cancellationToken).ConfigureAwait(false);
            var again = outcome.Binding;
            _missing = [.. outcome.Findings.Select(f => f.ToUnread())];
            if (again.Properties.Any(p => binding.Find(p.Field) is var before && (p.Id != before?.Id || p.Type != before.Type)))
            {
                _tally.BeginAgain();
                cycle = await CarryAsync(again, true, cancellationToken).ConfigureAwait(false);
            }
        }

        if (cycle.HasNewProperty)
        {
            await FindNewAsync(binding, cancellationToken).ConfigureAwait(false);
        }

        _unproven = cycle.Unproven;
    }

    /// <summary>A page has shown a property that nobody knows: the schema is looked at again, and tells what is new. It is kept, so that it is told once.</summary>
    private async Task FindNewAsync(DataSourceBinding binding, CancellationToken cancellationToken)
    {
        var outcome = await FindAsync(binding, cancellationToken).ConfigureAwait(false);
        _newProperties = [.. outcome.Unmapped.Where(p => p.PropertyType.DefaultColumn() is not null && binding.Others?.Contains(p.Id) is false).Select(p => p.Name)];
        if (_newProperties.Count > 0)
        {
            Log.PropertiesNew(_environment.Log.Logger, _database.Table, string.Join(", ", _newProperties));
        }
    }

    /// <summary>Raises unless the database is set up and this run's.</summary>
    private DatabaseState CheckState()
    {
        if (_state is null)
        {
            throw new SyncException(ErrorId.SupabaseSchemaMissing, $"{_database.Table}: the table is not set up in Supabase.",
                "Run Initialize-HSSupabase; it creates what is missing and leaves the rest as it is.", _database.Table);
        }

        if (_state.UnknownFields.Count > 0)
        {
            throw new SyncException(ErrorId.SupabaseSchemaMissing,
                $"{_database.Table}: Supabase does not know {(_state.UnknownFields.Count == 1 ? "the field" : "the fields")} {string.Join(", ", _state.UnknownFields)} of the catalog.",
                "Run Initialize-HSSupabase; it adds the columns.", _database.Table);
        }

        return _state.HeldBy is { } holder
            ? throw new SyncException(ErrorId.LeaseHeld, $"{_database.Table}: another run holds this database until {holder.Until:HH:mm:ss} UTC ({holder.Holder}).",
                "Wait for it to end; if it was killed, its hold ends by itself at that time.", _database.Table)
            : _state;
    }

    private async Task<DataSourceBinding> BindAsync(DatabaseState state, CancellationToken cancellationToken)
    {
        if (state.Binding is not { } kept || kept.NotionDatabaseId != _notionDatabaseId)
        {
            var first = await FindAsync(null, cancellationToken).ConfigureAwait(false);
            return first.Binding;
        }

        var mayCreate = kept.SupabaseIdProperty is not null || _run.Direction == SyncDirection.NotionToSupabase || !state.IsDirty;
        if (kept.Properties.Count == _database.Mirrored.Count && mayCreate)
        {
            return kept;
        }

        // A field has come into the catalog, or its property may have come back: if it is there now, every page has a value for it.
        var outcome = await FindAsync(kept, cancellationToken).ConfigureAwait(false);
        _missing = [.. outcome.Findings.Select(f => f.ToUnread())];
        return outcome.Binding;
    }

    private async Task<DatabaseCycle> CarryAsync(DataSourceBinding binding, bool needsFull, CancellationToken cancellationToken)
    {
        var cycle = _cycle = new DatabaseCycle(new CycleContext(_pages, _rows, binding, _state!, _run, _request, _environment, _tally, _returning, _steps));
        if (_request.PageId is { } pageId)
        {
            await cycle.RunPageAsync(await ReadPageAsync(binding, pageId, cancellationToken).ConfigureAwait(false), cancellationToken).ConfigureAwait(false);
        }
        else if (_request.RowId is { } rowId)
        {
            if (!await cycle.RunRowAsync(rowId, cancellationToken).ConfigureAwait(false))
            {
                throw new SyncException(ErrorId.RecordUnknown, $"{_database.Table}: there is no row {rowId}.", "Check the id, and name the database that the row is in.", rowId.ToString());
            }
        }
        else
        {
            await cycle.RunAsync(WindowOf(binding, needsFull), cancellationToken).ConfigureAwait(false);
        }

        OpenWatermark = cycle.OpenWatermark;
        Log.DatabaseCarried(_environment.Log.Logger, _database.Table, _tally.Read, _tally.Created, _tally.Updated, _tally.Deleted, _tally.Unchanged);
        return cycle;
    }

    /// <summary>Which pages are read.</summary>
    private PageWindow WindowOf(DataSourceBinding binding, bool needsFull)
    {
        var regular = _state!.Through - Overlap;
        if (_request is { Since: { } since, Full: false })
        {
            // Whoever writes pages has to know every edit of them.
            var from = since.FloorToMinute();
            return _run.Direction == SyncDirection.NotionToSupabase
                ? new PageWindow(from, MovesWatermark: false, since)
                : new PageWindow(regular is { } last && last < from ? last : regular is null ? null : from, MovesWatermark: false, since);
        }

        // A filter passes records over: what it says no to is still to be read, and proves no delete.
        // What is new to the binding counts as much as what was asked for; and only a look at every page tells which are gone.
        var isFiltered = _steps.Filter is not null;
        var isDue = !isFiltered && _run.Direction != SyncDirection.SupabaseToNotion && _state.Now - _state.FullScanAt >= _request.FullScanEvery;
        return needsFull || isDue || _request.Full || binding.Properties.Any(p => _state.Binding?.Find(p.Field)?.Id != p.Id)
            ? new PageWindow(null, !isFiltered)
            : new PageWindow(regular, !isFiltered);
    }

    private async Task<PageBatch> ReadPageAsync(DataSourceBinding binding, Guid pageId, CancellationToken cancellationToken)
    {
        var batch = await _pages.ReadPageAsync(binding, pageId, cancellationToken).ConfigureAwait(false);
        if (batch.NotFound.Count > 0)
        {
            throw new SyncException(ErrorId.NotionNotShared, $"{_database.Table}: Notion does not find the page {pageId}: it is deleted for good, or not shared with the integration.",
                "Check the id; if the page is there, open it in Notion, ... > Connections, and add your integration.", pageId.ToString());
        }

        return batch.Gone.Count > 0
            ? throw new SyncException(ErrorId.NotionNotShared, $"{_database.Table}: the page {pageId} is not in this database.",
                "Check the id, and name the database that the page is in.", pageId.ToString())
            : batch;
    }

    /// <summary>Finds data source and properties in Notion, and keeps what was found.</summary>
    private async Task<BindingOutcome> FindAsync(DataSourceBinding? earlier, CancellationToken cancellationToken)
    {
        var outcome = await _pages.BindAsync(_database, _notionDatabaseId, earlier, cancellationToken).ConfigureAwait(false);
        if (earlier is null)
        {
            BindingErrors.Check(_database, _notionDatabaseId, outcome);
        }

        if (!_run.DryRun)
        {
            await _rows.BindAsync([outcome.Binding], cancellationToken).ConfigureAwait(false);
        }

        return outcome;
    }

    /// <summary>The error of a run that went through and yet is no success.</summary>
    private SyncException? Incompleteness()
    {
        if (_cycle?.Halted is { } halted)
        {
            return halted;
        }

        if (_missing.Count > 0)
        {
            return BindingErrors.Gone(_database, _missing);
        }

        if (_unproven.Count > 0)
        {
            return BindingErrors.Unproven(_database, _unproven);
        }

        if (_cycle is { CreatesHalted: > 0 and var creates })
        {
            return new SyncException(ErrorId.NotionPropertyMissing,
                $"{_database.Table}: {creates} new {(creates == 1 ? "row" : "rows")} got no page, because the Notion database lacks the property '{Database.SupabaseIdProperty}' (text); "
                + "without it a page could be made twice. Everything else was synced.",
                $"Add the text property '{Database.SupabaseIdProperty}' in Notion, and run Initialize-HSSupabase.", _database.Table);
        }

        return _tally.Failed == 0
            ? null
            : new SyncException(ErrorId.RecordsFailed,
                $"{_database.Table}: {_tally.Failed} {(_tally.Failed == 1 ? "record" : "records")} could not be synced; the first: {_tally.FirstReason}.",
                "They are tried again in the next cycle; the others are done.", _database.Table);
    }

    private SyncStatus StatusOf(SyncException? error) => error?.Id switch
    {
        null => SyncStatus.Succeeded,
        ErrorId.LeaseHeld when _state?.HeldBy is not null => SyncStatus.Skipped,
        ErrorId.RecordsFailed => SyncStatus.Partial,
        ErrorId.DeletesHalted => SyncStatus.Halted,
        _ when _missing.Count + _unproven.Count > 0 || _cycle?.CreatesHalted > 0 => SyncStatus.Partial,
        _ => SyncStatus.Failed,
    };
}

using HigherSelf.Sync.Engine.Catalog;
using HigherSelf.Sync.Engine.Errors;
using HigherSelf.Sync.Engine.Notion;
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
    private SyncTally _tally = new();

    /// <summary>Fields whose property is gone or of another type, and why.</summary>
    private IReadOnlyDictionary<Field, string> _missing = new Dictionary<Field, string>();

    public RunOfDatabase(
        IPageSide pages, IRowSide rows, Database database, Guid notionDatabaseId, DatabaseState? state, SyncRun run, SyncRequest request,
        SyncEnvironment environment)
    {
        _pages = pages.CountedBy(_notionRequests);
        _rows = rows.CountedBy(_supabaseRequests);
        _database = database;
        _notionDatabaseId = notionDatabaseId;
        _state = state;
        _run = run;
        _request = request;
        _environment = environment;
    }

    /// <summary>Up to where the database has been read, if no exchange has noted it.</summary>
    public Watermark? OpenWatermark { get; private set; }

    /// <summary>Carries the database.</summary>
    /// <exception cref="SyncException">An error after which no other database can succeed.</exception>
    public async Task<HSSyncResult> RunAsync(CancellationToken cancellationToken)
    {
        var started = _environment.Time.GetTimestamp();
        SyncException? error = null;
        try
        {
            await CarryAsync(cancellationToken).ConfigureAwait(false);
        }
        catch (SyncException e) when (!EndsTheRun.Contains(e.Id))
        {
            error = e;
        }

        error ??= Incompleteness();
        return new HSSyncResult
        {
            Database = _database.Table,
            Direction = _run.Direction,
            Status = StatusOf(error),
            Created = _tally.Created,
            Updated = _tally.Updated,
            Unchanged = _tally.Unchanged,
            Conflicts = _tally.Conflicts,
            Failed = _tally.Failed,
            NotionRequests = _notionRequests.Count,
            SupabaseRequests = _supabaseRequests.Count,
            Duration = _environment.Time.GetElapsedTime(started),
            Error = error?.Message,
            ErrorId = error?.Id.ToString(),
            NextStep = error?.NextStep,
            RunId = _run.Id,
            WhatIf = _run.DryRun,
        };
    }

    private async Task CarryAsync(CancellationToken cancellationToken)
    {
        if (_state is null)
        {
            throw new SyncException(ErrorId.SupabaseSchemaMissing, $"{_database.Table}: the table is not set up in Supabase.",
                "Run Initialize-HSSupabase; it creates what is missing and leaves the rest as it is.", _database.Table);
        }

        if (_state.HeldBy is { } holder)
        {
            throw new SyncException(ErrorId.LeaseHeld, $"{_database.Table}: another run holds this database until {holder.Until:HH:mm:ss} UTC ({holder.Holder}).",
                "Wait for it to end; if it was killed, its hold ends by itself at that time.", _database.Table);
        }

        var binding = _state.Binding is { } kept && kept.NotionDatabaseId == _notionDatabaseId
            ? kept
            : await BindAsync(null, cancellationToken).ConfigureAwait(false);
        var full = _request.Full;
        if (binding.Properties.Count < _database.Mirrored.Count)
        {
            // A field has come into the catalog, or its property has come back: if it is there now, every page has a value for it.
            (binding, var found) = await BindAgainAsync(binding, cancellationToken).ConfigureAwait(false);
            full |= found;
        }

        var sync = await CarryAsync(binding, full, cancellationToken).ConfigureAwait(false);
        if (sync.SchemaFindings.Keys.Any(f => binding.Find(f) is not null))
        {
            // A property that was removed and made anew has another id, and every page another value for it.
            (binding, var found) = await BindAgainAsync(binding, cancellationToken).ConfigureAwait(false);
            sync = found ? await CarryAsync(binding, full: true, cancellationToken).ConfigureAwait(false) : sync;
        }

        _missing = sync.SchemaFindings;
    }

    private async Task<NotionToSupabase> CarryAsync(DataSourceBinding binding, bool full, CancellationToken cancellationToken)
    {
        var sync = new NotionToSupabase(_pages, _rows, binding, _state!, _run, _request, _environment);
        _tally = sync.Tally;
        switch (_request)
        {
            case { PageId: { } page }:
                await sync.RunPageAsync(page, cancellationToken).ConfigureAwait(false);
                break;
            case { Since: { } since } when !full:
                await sync.RunAsync(since, movesWatermark: false, cancellationToken).ConfigureAwait(false);
                break;
            default:
                await sync.RunAsync(full ? null : _state!.Through - Overlap, movesWatermark: true, cancellationToken).ConfigureAwait(false);
                break;
        }

        OpenWatermark = sync.OpenWatermark;
        _environment.Observer.Tell(_database, $"{_database.Table}: {_tally.Read} pages read, {_tally.Created} rows created, {_tally.Updated} updated, {_tally.Unchanged} unchanged.");
        return sync;
    }

    private async Task<DataSourceBinding> BindAsync(DataSourceBinding? earlier, CancellationToken cancellationToken)
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

        return outcome.Binding;
    }

    private async Task<(DataSourceBinding Binding, bool FoundMore)> BindAgainAsync(DataSourceBinding earlier, CancellationToken cancellationToken)
    {
        var binding = await BindAsync(earlier, cancellationToken).ConfigureAwait(false);
        return (binding, binding.Properties.Any(p => p.Id != earlier.Find(p.Field)?.Id));
    }

    /// <summary>The error of a run that went through and yet is no success.</summary>
    private SyncException? Incompleteness()
    {
        if (_missing.Count > 0)
        {
            return BindingErrors.Gone(_database, _missing);
        }

        return _tally.Failed == 0
            ? null
            : new SyncException(ErrorId.RecordsFailed,
                $"{_database.Table}: {_tally.Failed} records could not be synced, the first because of {_tally.Reasons.FirstOrDefault() ?? "an error"}",
                "They are tried again in the next cycle; the others are done.", _database.Table);
    }

    private SyncStatus StatusOf(SyncException? error) => error?.Id switch
    {
        null => SyncStatus.Succeeded,
        ErrorId.LeaseHeld => SyncStatus.Skipped,
        ErrorId.RecordsFailed => SyncStatus.Partial,
        _ when _missing.Count > 0 => SyncStatus.Partial,
        _ => SyncStatus.Failed,
    };
}

using HigherSelf.Sync.Engine.Catalog;
using HigherSelf.Sync.Engine.Notion;
using HigherSelf.Sync.Engine.Reporting;

namespace HigherSelf.Sync.Engine.Sync;

/// <summary>Supabase, as far as the sync needs it: the rows, and the state of the sync beside them.</summary>
public interface IRowSide
{
    /// <summary>The same side, counting its requests for one piece of work.</summary>
    IRowSide CountedBy(RequestCounter counter);

    /// <summary>Begins a run: takes the leases and gives the state of each database that is set up.</summary>
    Task<IReadOnlyDictionary<string, DatabaseState>> OpenAsync(SyncRun run, IReadOnlyList<Database> databases, CancellationToken cancellationToken);

    /// <summary>Keeps how databases are bound.</summary>
    Task BindAsync(IReadOnlyList<DataSourceBinding> bindings, CancellationToken cancellationToken);

    /// <summary>One step of a run.</summary>
    Task<ExchangeAnswer> ExchangeAsync(Exchange exchange, CancellationToken cancellationToken);

    /// <summary>
    /// Ends a run: moves the watermarks of databases that needed no exchange, gives relations the rows that have come since, records what happened,
    /// and lets go of the leases.
    /// </summary>
    /// <returns>How many rows were given a relation.</returns>
    Task<int> CloseAsync(SyncRun run, RunEnding ending, CancellationToken cancellationToken);

    /// <summary>Every row in the order of ids, with its page if it has one, a batch at a time.</summary>
    IAsyncEnumerable<IReadOnlyList<RowSighting>> ReadRowsAsync(Database database, CancellationToken cancellationToken);
}

/// <summary>A run.</summary>
/// <param name="Id">Its id.</param>
/// <param name="Direction">Which way records go.</param>
/// <param name="Holder">Who runs it, for the message to a second one: user, machine, process.</param>
/// <param name="DryRun">True if nothing may be written, not even state.</param>
public sealed record SyncRun(Guid Id, SyncDirection Direction, string Holder, bool DryRun);

/// <summary>How a run ended.</summary>
/// <param name="Status">The worst of its databases.</param>
/// <param name="Results">What came of each.</param>
/// <param name="Watermarks">By table, for databases that needed no exchange.</param>
public sealed record RunEnding(SyncStatus Status, IReadOnlyList<HSSyncResult> Results, IReadOnlyDictionary<string, Watermark> Watermarks);

/// <summary>A row, and the page that it belongs to.</summary>
public sealed record RowSighting(Records.Row Row, Guid? PageId);

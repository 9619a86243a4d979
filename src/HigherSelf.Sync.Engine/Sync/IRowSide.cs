using HigherSelf.Sync.Engine.Catalog;
using HigherSelf.Sync.Engine.Notion;

namespace HigherSelf.Sync.Engine.Sync;

/// <summary>Supabase, as far as the sync needs it: the rows, and the state of the sync beside them.</summary>
public interface IRowSide
{
    /// <summary>The same side, counting its requests for one piece of work.</summary>
    IRowSide CountedBy(RequestCounter counter);

    /// <summary>Begins a run: takes the leases and gives the state of each database that is set up.</summary>
    Task<IReadOnlyDictionary<string, DatabaseState>> OpenAsync(SyncRun run, IReadOnlyList<Database> databases, CancellationToken cancellationToken);

    /// <summary>Keeps how databases are bound. One that is bound in another way than before owes a look at every page.</summary>
    Task BindAsync(IReadOnlyList<DataSourceBinding> bindings, CancellationToken cancellationToken);

    /// <summary>One step of a run.</summary>
    Task<ExchangeAnswer> ExchangeAsync(Exchange exchange, CancellationToken cancellationToken);

    /// <summary>Rows that have changed since both sides agreed, in the order of their ids, a batch at a time. Those whose retry is not due are left out.</summary>
    IAsyncEnumerable<IReadOnlyList<RowSighting>> ReadChangesAsync(SyncRun run, Database database, CancellationToken cancellationToken);

    /// <summary>Every link that is not agreed to be deleted, a batch at a time.</summary>
    IAsyncEnumerable<IReadOnlyList<(Guid PageId, Guid RowId)>> ReadLinksAsync(Database database, CancellationToken cancellationToken);

    /// <summary>How many links there are that are not agreed to be deleted.</summary>
    Task<int> CountLinksAsync(Database database, CancellationToken cancellationToken);

    /// <summary>
    /// Ends a run: moves the watermarks of databases that needed no exchange, gives relations the rows that have come since, records what happened,
    /// and lets go of the leases.
    /// </summary>
    /// <returns>How many rows were looked at for a relation.</returns>
    Task<int> CloseAsync(SyncRun run, RunEnding ending, CancellationToken cancellationToken);

    /// <summary>Every row in the order of ids, a batch at a time.</summary>
    IAsyncEnumerable<IReadOnlyList<RowSighting>> ReadRowsAsync(Database database, CancellationToken cancellationToken);
}

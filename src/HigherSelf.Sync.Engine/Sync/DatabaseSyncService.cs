using HigherSelf.Sync.Engine.Catalog;
using HigherSelf.Sync.Engine.Errors;
using HigherSelf.Sync.Engine.Reporting;

namespace HigherSelf.Sync.Engine.Sync;

/// <summary>
/// The front door: keeps databases in Notion and tables in Supabase equal. Every call raises <see cref="SyncException"/> when nothing can be done at
/// all (a token is wrong, a service is out of reach, the schema is missing); what goes wrong with one database is in its result.
/// </summary>
/// <remarks>
/// A class of one's own may override the steps at its end. They can make a run do less and hear what it has done; what is decided stays the planner's.
/// Calls come from several threads at once, and an exception in one of them ends the run.
/// </remarks>
/// <param name="pages">Notion.</param>
/// <param name="rows">Supabase.</param>
/// <param name="catalog">The databases.</param>
/// <param name="notionIds">The id of the Notion database of each, by table.</param>
/// <param name="environment">Clock, ids and observer.</param>
public class DatabaseSyncService(
    IPageSide pages, IRowSide rows, DatabaseCatalog catalog, IReadOnlyDictionary<string, Guid> notionIds, SyncEnvironment environment)
{
    /// <summary>Does what a request says, several databases at once, and gives the result of each as soon as it is done.</summary>
    public IAsyncEnumerable<HSSyncResult> SyncAsync(SyncRequest request, CancellationToken cancellationToken) =>
        new RunOfDatabases(pages, rows, request, notionIds, environment, new SyncSteps(FilterOf(request), ReviewAsync, OnCarriedAsync)).RunAsync(cancellationToken);

    /// <summary>Carries one page into its row.</summary>
    /// <param name="database">The database, by its table.</param>
    /// <param name="pageId">The page.</param>
    /// <param name="cancellationToken">Stops the run.</param>
    public Task<HSSyncResult> SyncNotionToSupabaseAsync(string database, Guid pageId, CancellationToken cancellationToken) =>
        SyncOneAsync(new SyncRequest { Databases = catalog.Select([database]), Direction = SyncDirection.NotionToSupabase, PageId = pageId }, cancellationToken);

    /// <summary>Carries one row into its page.</summary>
    /// <param name="database">The database, by its table.</param>
    /// <param name="rowId">The row.</param>
    /// <param name="cancellationToken">Stops the run.</param>
    public Task<HSSyncResult> SyncSupabaseToNotionAsync(string database, Guid rowId, CancellationToken cancellationToken) =>
        SyncOneAsync(new SyncRequest { Databases = catalog.Select([database]), Direction = SyncDirection.SupabaseToNotion, RowId = rowId }, cancellationToken);

    /// <summary>Carries the records of one database.</summary>
    /// <param name="database">The database, by its table.</param>
    /// <param name="direction">Which way.</param>
    /// <param name="since">Only pages that were edited at or after this; null for what has changed since the last run.</param>
    /// <param name="cancellationToken">Stops at the next chunk.</param>
    public Task<HSSyncResult> SyncAllRecordsAsync(string database, SyncDirection direction, DateTimeOffset? since, CancellationToken cancellationToken) =>
        SyncOneAsync(new SyncRequest { Databases = catalog.Select([database]), Direction = direction, Since = since }, cancellationToken);

    /// <summary>Carries every database that has a Notion id.</summary>
    /// <param name="direction">Which way.</param>
    /// <param name="cancellationToken">Stops each database at its next chunk.</param>
    public IAsyncEnumerable<HSSyncResult> SyncAllDatabasesAsync(SyncDirection direction, CancellationToken cancellationToken) =>
        SyncAsync(
            new SyncRequest { Databases = [.. catalog.Databases.Where(d => notionIds.ContainsKey(d.Table))], Direction = direction }, cancellationToken);

    /// <summary>Which records a run looks at; null for all. With a filter the watermarks stay where they are, and every run reads from there.</summary>
    protected virtual RecordFilter? FilterOf(SyncRequest request) => request.Filter;

    /// <summary>
    /// Has the last word on a decision that would write: it may hold it back or leave fields out. Then the watermark of the database stays where it is, so that the
    /// next run sees the record again.
    /// </summary>
    protected virtual ValueTask<Verdict> ReviewAsync(PlannedRecord record, CancellationToken cancellationToken) => ValueTask.FromResult(Verdict.Accept);

    /// <summary>Hears that a record was written on one side; of a dry run, nothing.</summary>
    protected virtual ValueTask OnCarriedAsync(CarriedRecord record, CancellationToken cancellationToken) => ValueTask.CompletedTask;

    /// <summary>Does what a request for one database says.</summary>
    internal async Task<HSSyncResult> SyncOneAsync(SyncRequest request, CancellationToken cancellationToken)
    {
        if (request.Databases.Count != 1)
        {
            throw new SyncException(ErrorId.DatabaseUnknown, $"One database is asked for, and the name fits {request.Databases.Count}.",
                "Give the name of one table.", string.Join(", ", request.Databases));
        }

        HSSyncResult? only = null;
        await foreach (var result in SyncAsync(request, cancellationToken).ConfigureAwait(false))
        {
            only = result;
        }

        return only!;
    }
}

using HigherSelf.Sync.Engine.Catalog;
using HigherSelf.Sync.Engine.Notion;
using HigherSelf.Sync.Engine.Records;

namespace HigherSelf.Sync.Engine.Sync;

/// <summary>Notion, as far as the sync needs it.</summary>
public interface IPageSide
{
    /// <summary>The same side, counting its requests for one piece of work.</summary>
    IPageSide CountedBy(RequestCounter counter);

    /// <summary>Finds the data source and the properties of a database.</summary>
    /// <exception cref="Errors.SyncException">The database is not there, not shared, or has no single data source.</exception>
    Task<BindingOutcome> BindAsync(Database database, Guid notionDatabaseId, DataSourceBinding? earlier, CancellationToken cancellationToken);

    /// <summary>Every page, or those edited at or after an instant, a batch at a time. The walk ends only when everything was given.</summary>
    IAsyncEnumerable<PageBatch> ReadAsync(DataSourceBinding binding, DateTimeOffset? editedFrom, CancellationToken cancellationToken);

    /// <summary>One page, trashed ones too.</summary>
    Task<PageBatch> ReadPageAsync(DataSourceBinding binding, Guid pageId, CancellationToken cancellationToken);
}

/// <summary>What one request for pages gave.</summary>
public sealed record PageBatch
{
    /// <summary>The pages.</summary>
    public IReadOnlyList<Page> Pages { get; init; } = [];

    /// <summary>Pages that could not be read, and why.</summary>
    public IReadOnlyList<RecordFailure> Failures { get; init; } = [];

    /// <summary>Pages that are no longer in this database.</summary>
    public IReadOnlyList<Guid> Gone { get; init; } = [];

    /// <summary>When, by Notion's own clock; null if it did not say.</summary>
    public DateTimeOffset? AsOf { get; init; }
}

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

    /// <summary>Every page, or those edited at or after an instant, oldest first, a batch at a time. The walk ends only when everything was given.</summary>
    IAsyncEnumerable<PageBatch> ReadAsync(DataSourceBinding binding, DateTimeOffset? editedFrom, CancellationToken cancellationToken);

    /// <summary>One page, trashed ones too.</summary>
    Task<PageBatch> ReadPageAsync(DataSourceBinding binding, Guid pageId, CancellationToken cancellationToken);

    /// <summary>True if a data source is there and shared with the integration.</summary>
    Task<bool> CanReadAsync(Guid dataSourceId, CancellationToken cancellationToken);

    /// <summary>The pages, trashed ones too as far as Notion finds them, whose "Supabase ID" is a row.</summary>
    Task<IReadOnlyList<Page>> FindAsync(DataSourceBinding binding, Guid rowId, CancellationToken cancellationToken);

    /// <summary>Writes some properties of a page.</summary>
    /// <returns>The page as it is then; of it, at least the fields that were written are known, unless Notion cut them off.</returns>
    /// <exception cref="PageWriteException">It was not written, or nobody knows.</exception>
    Task<Page> UpdateAsync(DataSourceBinding binding, Guid pageId, IReadOnlyList<FieldChange> changes, CancellationToken cancellationToken);

    /// <summary>Makes a page for a row, whose id goes into "Supabase ID" with it.</summary>
    /// <exception cref="PageWriteException">It was not made, or nobody knows.</exception>
    Task<Page> CreateAsync(DataSourceBinding binding, Guid rowId, IReadOnlyList<FieldChange> values, CancellationToken cancellationToken);

    /// <summary>Puts a page into the trash, or takes it out.</summary>
    /// <exception cref="PageWriteException">It was not done, or nobody knows.</exception>
    Task<Page> TrashAsync(DataSourceBinding binding, Guid pageId, bool inTrash, CancellationToken cancellationToken);
}

/// <summary>A new value for a property.</summary>
/// <param name="Field">The field.</param>
/// <param name="Value">The value; of references, only those to pages.</param>
/// <param name="Extra">What the value in Notion has beside it, to be kept where it still fits; see <see cref="Page.Extras"/>.</param>
public sealed record FieldChange(Field Field, FieldValue Value, string? Extra = null);

/// <summary>What one request for pages gave.</summary>
public sealed record PageBatch
{
    /// <summary>The pages.</summary>
    public IReadOnlyList<Page> Pages { get; init; } = [];

    /// <summary>Pages that could not be read, and why.</summary>
    public IReadOnlyList<RecordFailure> Failures { get; init; } = [];

    /// <summary>Pages that were read and are no longer in this database.</summary>
    public IReadOnlyList<Guid> Gone { get; init; } = [];

    /// <summary>Pages that do not exist or are not shared; Notion does not say which.</summary>
    public IReadOnlyList<Guid> NotFound { get; init; } = [];

    /// <summary>When, by Notion's own clock; null if it did not say.</summary>
    public DateTimeOffset? AsOf { get; init; }
}

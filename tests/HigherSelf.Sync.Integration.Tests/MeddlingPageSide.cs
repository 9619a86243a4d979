using HigherSelf.Sync.Engine;
using HigherSelf.Sync.Engine.Catalog;
using HigherSelf.Sync.Engine.Notion;
using HigherSelf.Sync.Engine.Records;
using HigherSelf.Sync.Engine.Sync;

namespace HigherSelf.Sync.Integration.Tests;

/// <summary>The real pages, with something happening to them after a page was read by itself, or after it was asked whether a target can be read.</summary>
internal sealed class MeddlingPageSide(IPageSide inner, Action<Guid> afterPage, Action? afterProof = null) : IPageSide
{
    public IPageSide CountedBy(RequestCounter counter) => this;

    public Task<BindingOutcome> BindAsync(Database database, Guid notionDatabaseId, DataSourceBinding? earlier, CancellationToken cancellationToken) =>
        inner.BindAsync(database, notionDatabaseId, earlier, cancellationToken);

    public IAsyncEnumerable<PageBatch> ReadAsync(DataSourceBinding binding, DateTimeOffset? editedFrom, CancellationToken cancellationToken) =>
        inner.ReadAsync(binding, editedFrom, cancellationToken);

    public async Task<PageBatch> ReadPageAsync(DataSourceBinding binding, Guid pageId, CancellationToken cancellationToken)
    {
        var batch = await inner.ReadPageAsync(binding, pageId, cancellationToken);
        afterPage(pageId);
        return batch;
    }

    public async Task<bool> CanReadAsync(Guid dataSourceId, CancellationToken cancellationToken)
    {
        var answer = await inner.CanReadAsync(dataSourceId, cancellationToken);
        afterProof?.Invoke();
        return answer;
    }

    public Task<IReadOnlyList<Page>> FindAsync(DataSourceBinding binding, Guid rowId, CancellationToken cancellationToken) => inner.FindAsync(binding, rowId, cancellationToken);

    public Task<Page> UpdateAsync(DataSourceBinding binding, Guid pageId, IReadOnlyList<FieldChange> changes, CancellationToken cancellationToken) =>
        inner.UpdateAsync(binding, pageId, changes, cancellationToken);

    public Task<Page> CreateAsync(DataSourceBinding binding, Guid rowId, IReadOnlyList<FieldChange> values, CancellationToken cancellationToken) =>
        inner.CreateAsync(binding, rowId, values, cancellationToken);

    public Task<Page> TrashAsync(DataSourceBinding binding, Guid pageId, bool inTrash, CancellationToken cancellationToken) =>
        inner.TrashAsync(binding, pageId, inTrash, cancellationToken);
}

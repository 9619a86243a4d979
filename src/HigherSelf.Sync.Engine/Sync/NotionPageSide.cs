using System.Runtime.CompilerServices;
using System.Text.Json;
using HigherSelf.Sync.Engine.Catalog;
using HigherSelf.Sync.Engine.Errors;
using HigherSelf.Sync.Engine.Notion;
using HigherSelf.Sync.Engine.Records;

namespace HigherSelf.Sync.Engine.Sync;

/// <summary>Notion behind the sync's port.</summary>
/// <param name="client">The client.</param>
public sealed class NotionPageSide(NotionClient client) : IPageSide
{
    /// <inheritdoc/>
    public IPageSide CountedBy(RequestCounter counter) => new NotionPageSide(client.CountedBy(counter));

    /// <inheritdoc/>
    public async Task<BindingOutcome> BindAsync(Database database, Guid notionDatabaseId, DataSourceBinding? earlier, CancellationToken cancellationToken)
    {
        try
        {
            var container = await client.GetDatabaseAsync(notionDatabaseId, cancellationToken).ConfigureAwait(false);
            var dataSource = ChooseDataSource(database, container, earlier);
            var schema = await client.GetDataSourceAsync(dataSource, cancellationToken).ConfigureAwait(false);
            return PropertyBinder.Bind(database, notionDatabaseId, schema, earlier);
        }
        catch (NotionException e) when (e.IsNotFound)
        {
            throw NotShared(database, notionDatabaseId, e);
        }
    }

    /// <inheritdoc/>
    public async IAsyncEnumerable<PageBatch> ReadAsync(
        DataSourceBinding binding, DateTimeOffset? editedFrom, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var scan = new DataSourceScan(client);
        var reader = new PageReader(client, binding);
        var batches = editedFrom is { } from
            ? scan.ReadEditedAsync(binding.DataSourceId, from, cancellationToken)
            : scan.ReadAllAsync(binding.DataSourceId, cancellationToken);

        var enumerator = batches.GetAsyncEnumerator(cancellationToken);
        await using var ending = enumerator.ConfigureAwait(false);
        while (await NextAsync(binding, enumerator).ConfigureAwait(false))
        {
            yield return await ReadBatchAsync(reader, enumerator.Current, cancellationToken).ConfigureAwait(false);
        }
    }

    /// <inheritdoc/>
    public async Task<PageBatch> ReadPageAsync(DataSourceBinding binding, Guid pageId, CancellationToken cancellationToken)
    {
        try
        {
            var answer = await client.GetPageAsync(pageId, cancellationToken).ConfigureAwait(false);
            if (!answer.Value.IsFull)
            {
                return new PageBatch { Failures = [Partial(pageId)] };
            }

            return answer.Value.DataSourceId == binding.DataSourceId
                ? await ReadBatchAsync(new PageReader(client, binding), new ScanBatch([answer.Value], [], answer.AsOf), cancellationToken).ConfigureAwait(false)
                : new PageBatch { Gone = [pageId] };
        }
        catch (NotionException e) when (e.IsNotFound)
        {
            return new PageBatch
            {
                Failures = [new RecordFailure(pageId, "Notion does not find the page: it is deleted for good, or not shared with the integration")],
            };
        }
    }

    private static async ValueTask<bool> NextAsync(DataSourceBinding binding, IAsyncEnumerator<ScanBatch> batches)
    {
        try
        {
            return await batches.MoveNextAsync().ConfigureAwait(false);
        }
        catch (NotionException e) when (e.IsNotFound)
        {
            throw NotShared(binding.Database, binding.NotionDatabaseId, e);
        }
    }

    private static async Task<PageBatch> ReadBatchAsync(PageReader reader, ScanBatch batch, CancellationToken cancellationToken)
    {
        var pages = new List<Page>(batch.Pages.Count);
        var failures = batch.Partial.Select(Partial).ToList();
        foreach (var notionPage in batch.Pages)
        {
            try
            {
                var page = await reader.ReadAsync(notionPage, cancellationToken).ConfigureAwait(false);
                if (page.Unread.FirstOrDefault(u => !u.IsSchema && u.Field.IsWritable) is { } unread)
                {
                    failures.Add(new RecordFailure(page.Id, $"{unread.Field.Property} of '{page.Record.Title}': {unread.Reason}"));
                }
                else
                {
                    pages.Add(page);
                }
            }
            catch (Exception e) when (e is NotionException { Id: ErrorId.NotionRejected or ErrorId.NotionNotShared or ErrorId.NotionAnswerUnreadable } or JsonException)
            {
                failures.Add(new RecordFailure(notionPage.Id, e.Message));
            }
        }

        return new PageBatch { Pages = pages, Failures = failures, AsOf = batch.AsOf };
    }

    private static RecordFailure Partial(Guid pageId) => new(pageId, "Notion gives only the id of this page: the integration may not read it");

    private static Guid ChooseDataSource(Database database, NotionDatabase container, DataSourceBinding? earlier)
    {
        if (earlier is not null && container.DataSources.Any(s => s.Id == earlier.DataSourceId))
        {
            return earlier.DataSourceId;
        }

        var named = container.DataSources.Where(s => s.Name == database.Title).ToList();
        return (container.DataSources.Count, named.Count) switch
        {
            (1, _) => container.DataSources[0].Id,
            (_, 1) => named[0].Id,
            (0, _) => throw new SyncException(ErrorId.NotionNotShared,
                $"{database.Table}: the Notion database {container.Id} has no data source that is shared with this integration.",
                "Share the original database, not a linked view of it: open it, ... > Connections, and add your integration.", database.Table),
            _ => throw new SyncException(ErrorId.ConfigurationInvalid,
                $"{database.Table}: the Notion database {container.Id} has {container.DataSources.Count} data sources, and none or several are named '{database.Title}'.",
                $"Name the one that is meant '{database.Title}' in Notion.", database.Table),
        };
    }

    private static SyncException NotShared(Database database, Guid notionDatabaseId, NotionException inner) =>
        new(ErrorId.NotionNotShared,
            $"{database.Table}: the Notion database {notionDatabaseId} does not exist or is not shared with this integration.",
            $"Open it in Notion, ... > Connections, and add your integration; or correct {database.IdVariable}.", database.Table, inner);
}

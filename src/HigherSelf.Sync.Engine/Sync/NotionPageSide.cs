using System.Runtime.CompilerServices;
using System.Text.Json;
using System.Text.Json.Nodes;
using HigherSelf.Sync.Engine.Catalog;
using HigherSelf.Sync.Engine.Errors;
using HigherSelf.Sync.Engine.Notion;
using HigherSelf.Sync.Engine.Notion.Properties;
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
            var dataSource = DataSourceChoice.Of(database, container, earlier);
            var schema = await client.GetDataSourceAsync(dataSource, cancellationToken).ConfigureAwait(false);
            return PropertyBinder.Bind(database, notionDatabaseId, schema, earlier);
        }
        catch (NotionException e) when (e.IsNotFound)
        {
            throw DataSourceChoice.NotShared(database, notionDatabaseId, e);
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
                : new PageBatch { Gone = [pageId], AsOf = answer.AsOf };
        }
        catch (NotionException e) when (e.IsNotFound)
        {
            return new PageBatch { NotFound = [pageId] };
        }
        catch (SyncException e) when (e.Id is ErrorId.NotionUnavailable or ErrorId.NotionRejected or ErrorId.NotionAnswerUnreadable)
        {
            return new PageBatch { Failures = [new RecordFailure(pageId, e.Cause)] };
        }
    }

    /// <inheritdoc/>
    public async Task<bool> CanReadAsync(Guid dataSourceId, CancellationToken cancellationToken)
    {
        try
        {
            await client.GetDataSourceAsync(dataSourceId, cancellationToken).ConfigureAwait(false);
            return true;
        }
        catch (NotionException e) when (e.IsNotFound)
        {
            return false;
        }
    }

    /// <inheritdoc/>
    public async Task<IReadOnlyList<Page>> FindAsync(DataSourceBinding binding, Guid rowId, CancellationToken cancellationToken)
    {
        var query = new NotionQuery
        {
            Filter = new JsonObject
            {
                ["property"] = binding.SupabaseIdProperty,
                ["rich_text"] = new JsonObject { ["equals"] = rowId.ToString("D") },
            },
            ResultType = "page",
        };
        var answer = await client.QueryAsync(binding.DataSourceId, query, cancellationToken).ConfigureAwait(false);
        var reader = new PageReader(client, binding, readsWhole: false);
        var pages = new List<Page>();
        foreach (var found in answer.Value.Results.Where(p => p.IsFull))
        {
            pages.Add(await reader.ReadAsync(found, cancellationToken).ConfigureAwait(false));
        }

        return pages;
    }

    /// <inheritdoc/>
    public Task<Page> UpdateAsync(DataSourceBinding binding, Guid pageId, IReadOnlyList<FieldChange> changes, CancellationToken cancellationToken) =>
        WriteAsync(binding, async relations =>
        {
            // The URL of a file that Notion hosts is good for an hour, so it has to be read anew to be handed back.
            var current = changes.Any(c => c.Field.Type == PropertyType.Files)
                ? (await client.GetPageAsync(pageId, cancellationToken).ConfigureAwait(false)).Value
                : null;
            var first = await relations.BeginAsync(pageId, changes, cancellationToken).ConfigureAwait(false);
            return first.Count > 0
                ? await client.UpdatePageAsync(pageId, Encode(binding, first, current, cancellationToken), cancellationToken).ConfigureAwait(false)
                : await GetEditableAsync(pageId, cancellationToken).ConfigureAwait(false);
        }, cancellationToken);

    /// <inheritdoc/>
    public Task<Page> CreateAsync(DataSourceBinding binding, Guid rowId, IReadOnlyList<FieldChange> values, CancellationToken cancellationToken) =>
        WriteAsync(binding, async relations =>
        {
            var first = await relations.BeginAsync(null, values, cancellationToken).ConfigureAwait(false);
            var properties = Encode(binding, first, null, cancellationToken);
            properties[binding.SupabaseIdProperty!] = new JsonObject { ["rich_text"] = RichText.Write(rowId.ToString("D")) };
            return await client.CreatePageAsync(binding.DataSourceId, properties, cancellationToken).ConfigureAwait(false);
        }, cancellationToken);

    /// <inheritdoc/>
    public Task<Page> TrashAsync(DataSourceBinding binding, Guid pageId, bool inTrash, CancellationToken cancellationToken) =>
        WriteAsync(binding, _ => client.TrashPageAsync(pageId, inTrash, cancellationToken), cancellationToken);

    private async Task<NotionPage> GetEditableAsync(Guid pageId, CancellationToken cancellationToken)
    {
        var page = (await client.GetPageAsync(pageId, cancellationToken).ConfigureAwait(false)).Value;
        return page.InTrash ? throw new PageWriteException(PageWriteOutcome.InTrash, "the page is in the trash") : page;
    }

    private async Task<Page> WriteAsync(DataSourceBinding binding, Func<LongRelations, Task<NotionPage>> write, CancellationToken cancellationToken)
    {
        NotionPage? written = null;
        try
        {
            var relations = new LongRelations(client, binding);
            written = await write(relations).ConfigureAwait(false);
            if (relations.HasRest)
            {
                await relations.FinishAsync(written.Id, cancellationToken).ConfigureAwait(false);
                written = (await client.GetPageAsync(written.Id, cancellationToken).ConfigureAwait(false)).Value;
            }

            return await new PageReader(client, binding, readsWhole: relations.HasRest).ReadAsync(written, cancellationToken).ConfigureAwait(false);
        }
        catch (ValueNotWritableException e)
        {
            throw new PageWriteException(PartOf(written) ?? PageWriteOutcome.Refused, e.Message, innerException: e);
        }
        catch (NotionException e) when (OutcomeOf(e) is { } outcome)
        {
            throw new PageWriteException(PartOf(written) ?? outcome, e.Cause, written is null ? e.CommittedResourceId : null, e);
        }
        catch (SyncException e) when (e.Id == ErrorId.NotionUnreachable)
        {
            throw new PageWriteException(PageWriteOutcome.Doubtful, e.Cause, innerException: e);
        }
        catch (JsonException e)
        {
            throw new PageWriteException(PageWriteOutcome.Doubtful, $"Notion's answer cannot be read: {e.Message}", innerException: e);
        }
    }

    /// <summary>A page that was written and whose long relations were not: it has to be looked at before anything else.</summary>
    private static PageWriteOutcome? PartOf(NotionPage? written) => written is null ? null : PageWriteOutcome.Doubtful;

    /// <summary>What an error answer says of a write; null if it is not about this page alone.</summary>
    private static PageWriteOutcome? OutcomeOf(NotionException e) => e switch
    {
        { IsBlocked: true } or { IsRateLimited: true } or { Id: ErrorId.NotionUnauthorized } => null,
        { IsArchived: true } => PageWriteOutcome.InTrash,
        { IsNotFound: true } => PageWriteOutcome.NotFound,
        { IsServerError: true } or { Id: ErrorId.NotionAnswerUnreadable } => PageWriteOutcome.Doubtful,
        { Id: ErrorId.NotionRejected or ErrorId.NotionForbidden or ErrorId.NotionUnavailable } => PageWriteOutcome.Refused,
        _ => null,
    };

    private static Dictionary<string, JsonNode?> Encode(
        DataSourceBinding binding, IReadOnlyList<FieldChange> changes, NotionPage? current, CancellationToken cancellationToken)
    {
        var properties = new Dictionary<string, JsonNode?>(StringComparer.Ordinal);
        foreach (var change in changes)
        {
            var bound = binding.Find(change.Field) ?? throw new ValueNotWritableException($"{change.Field.Property}: the database in Notion has no such property");
            try
            {
                properties[bound.Id] = PropertyEncoder.Encode(bound, OutgoingValue.Of(change, cancellationToken), CurrentOf(bound, change, current));
            }
            catch (ValueNotWritableException e)
            {
                throw new ValueNotWritableException($"{bound.Name}: {e.Message}");
            }
        }

        return properties;
    }

    private static JsonElement? CurrentOf(BoundProperty bound, FieldChange change, NotionPage? current)
    {
        if (change.Extra is { } extra)
        {
            using var document = JsonDocument.Parse($$"""{"{{bound.Type.ToName()}}": {{extra}}}""");
            return document.RootElement.Clone();
        }

        return current?.Properties.Where(p => p.Id == bound.Id).Select(p => (JsonElement?)p.Json).FirstOrDefault();
    }

    private static async ValueTask<bool> NextAsync(DataSourceBinding binding, IAsyncEnumerator<ScanBatch> batches)
    {
        try
        {
            return await batches.MoveNextAsync().ConfigureAwait(false);
        }
        catch (NotionException e) when (e.IsNotFound)
        {
            throw DataSourceChoice.NotShared(binding.Database, binding.NotionDatabaseId, e);
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
                if (page.Unread.FirstOrDefault(u => u.Kind == UnreadKind.Value && u.Field.IsWritable) is { } unread)
                {
                    failures.Add(new RecordFailure(page.Id, $"{unread.Field.Property} of '{page.Record.Title}': {unread.Reason}"));
                }
                else
                {
                    pages.Add(page);
                }
            }
            catch (Exception e) when (e is NotionException { Id: ErrorId.NotionRejected or ErrorId.NotionNotShared or ErrorId.NotionAnswerUnreadable or ErrorId.NotionUnavailable } or JsonException)
            {
                failures.Add(new RecordFailure(notionPage.Id, e is SyncException { Cause: var cause } ? cause : e.Message));
            }
        }

        return new PageBatch { Pages = pages, Failures = failures, AsOf = batch.AsOf };
    }

    private static RecordFailure Partial(Guid pageId) => new(pageId, "Notion gives only the id of this page: the integration may not read it");
}

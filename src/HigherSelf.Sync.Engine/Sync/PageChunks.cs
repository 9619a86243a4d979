using System.Runtime.CompilerServices;
using HigherSelf.Sync.Engine.Catalog;
using HigherSelf.Sync.Engine.Records;
using HigherSelf.Sync.Engine.Supabase;

namespace HigherSelf.Sync.Engine.Sync;

/// <summary>Puts the pages that are read together to chunks that one request to Supabase can carry, and notes those that could not be read.</summary>
/// <param name="context">The cycle.</param>
/// <param name="missing">Hears which pages there are; null unless every page is read.</param>
internal sealed class PageChunks(CycleContext context, MissingPages? missing)
{
    /// <summary>About what one request to Supabase should carry at the most, in characters of text.</summary>
    private const int MostCharacters = 2_000_000;

    private readonly Dictionary<Field, UnreadField> _schemaFindings = [];

    /// <summary>The fields whose property is gone or of another type.</summary>
    public IReadOnlyCollection<UnreadField> SchemaFindings => _schemaFindings.Values;

    /// <summary>True if a page has a property that was not there when the database was bound.</summary>
    public bool HasNewProperty { get; private set; }

    /// <summary>When the first of the pages was read, by Notion's clock.</summary>
    public DateTimeOffset? AsOf { get; private set; }

    /// <summary>Chunks of pages, each page once in a chunk, and whether a chunk is the last.</summary>
    /// <param name="batches">The pages as they are read.</param>
    /// <param name="afterBatch">Is called after each batch.</param>
    /// <param name="cancellationToken">Stops the reading.</param>
    public async IAsyncEnumerable<(IReadOnlyList<Page> Pages, bool IsLast)> ReadAsync(
        IAsyncEnumerable<PageBatch> batches, Func<Task> afterBatch, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var chunk = new Dictionary<Guid, Page>();
        var characters = 0;
        await foreach (var batch in batches.WithCancellation(cancellationToken).ConfigureAwait(false))
        {
            AsOf ??= batch.AsOf;
            Note(batch);
            foreach (var page in batch.Pages)
            {
                if (chunk.Count >= context.Request.ChunkSize || characters >= MostCharacters)
                {
                    yield return ([.. chunk.Values], false);
                    chunk.Clear();
                    characters = 0;
                }

                HasNewProperty |= page.HasNewProperty;
                foreach (var unread in page.Unread.Where(u => u.Kind is UnreadKind.PropertyMissing or UnreadKind.PropertyRetyped))
                {
                    _schemaFindings.TryAdd(unread.Field, unread);
                }

                if (WhyNotHeld(page) is { } reason)
                {
                    context.Fail(page.Id, reason);
                    continue;
                }

                chunk[page.Id] = page;
                characters += SizeOf(page.Record);
            }

            await afterBatch().ConfigureAwait(false);
        }

        if (chunk.Count > 0)
        {
            yield return ([.. chunk.Values], true);
        }
    }

    private void Note(PageBatch batch)
    {
        context.Tally.Read += batch.Pages.Count;
        missing?.NoteSeen(batch);
        foreach (var pageId in batch.Gone)
        {
            context.Outbox.Settle(pageId);
        }

        foreach (var pageId in batch.NotFound)
        {
            context.Fail(pageId, MissingPages.PageNotFound);
        }

        foreach (var failure in batch.Failures)
        {
            context.Fail(failure.RecordId, failure.Reason);
        }
    }

    private static string? WhyNotHeld(Page page)
    {
        foreach (var (field, value) in page.Record.Known())
        {
            if (RowCodec.WhyNotHeld(value) is { } reason)
            {
                return $"{field.Property} of '{page.Record.Title}': {reason}";
            }
        }

        return null;
    }

    private static int SizeOf(Record record) => record.Known().Sum(k => k.Value switch
    {
        FieldValue.Text text => text.Value.Length,
        FieldValue.Json json => json.Canonical.Length,
        FieldValue.References references => references.Targets.Count * 40,
        _ => 20,
    });
}

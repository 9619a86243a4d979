using HigherSelf.Sync.Engine.Records;

namespace HigherSelf.Sync.Engine.Sync;

/// <summary>
/// Keeps what is known of Notion fresh while pages are written: before so many writes, or after so long a time, the pages that were edited since the last
/// look are read in bulk, so that an edit made during a long run is not overwritten.
/// </summary>
/// <param name="context">The cycle.</param>
internal sealed class Freshness(CycleContext context)
{
    private const int MostWrites = 100;
    private static readonly TimeSpan Longest = TimeSpan.FromSeconds(60);

    /// <summary>Pages that somebody has edited while others were asked for.</summary>
    private readonly HashSet<Guid> _edited = [];

    private readonly HashSet<Guid> _written = [];
    private DateTimeOffset? _asOf;
    private long _readAt;
    private int _writes;

    /// <summary>Notes that all pages that were edited before an instant, by Notion's clock, are known; the first call counts.</summary>
    /// <param name="asOf">The instant.</param>
    /// <param name="readAt">When that was, as a timestamp of this machine.</param>
    public void Begin(DateTimeOffset? asOf, long readAt)
    {
        if (_asOf is null)
        {
            (_asOf, _readAt) = (asOf, readAt);
        }
    }

    /// <summary>Notes a write.</summary>
    public void NoteWrite(Guid? pageId)
    {
        _writes++;
        if (pageId is { } written)
        {
            _written.Add(written);
        }
    }

    /// <summary>True if the last look is too old for another write.</summary>
    public bool IsStale => _writes >= MostWrites || context.Environment.Time.GetElapsedTime(_readAt) > Longest;

    /// <summary>
    /// The pages among these that were edited since they were read, as they are now, as far as a look that is fresh enough tells; null for one that cannot be
    /// read, which has been noted then.
    /// </summary>
    public async Task<IReadOnlyDictionary<Guid, Page?>> RefreshAsync(IReadOnlySet<Guid> pageIds, CancellationToken cancellationToken)
    {
        var edited = new Dictionary<Guid, Page?>();
        if (_asOf is { } asOf && (IsStale || _writes + pageIds.Count > MostWrites))
        {
            await LookAsync(asOf, pageIds, edited, cancellationToken).ConfigureAwait(false);
        }

        // Seen in an earlier look, which was for others.
        foreach (var pageId in pageIds.Where(_edited.Remove))
        {
            var batch = await context.Pages.ReadPageAsync(context.Binding, pageId, cancellationToken).ConfigureAwait(false);
            edited[pageId] = batch.Pages is [var page] ? page : null;
            if (batch.Pages.Count == 0)
            {
                context.Fail(pageId, batch.Failures is [var failure] ? failure.Reason : MissingPages.PageNotFound);
            }
        }

        return edited;
    }

    private async Task LookAsync(DateTimeOffset asOf, IReadOnlySet<Guid> pageIds, Dictionary<Guid, Page?> edited, CancellationToken cancellationToken)
    {
        DateTimeOffset? newAsOf = null;
        var readAt = context.Environment.Time.GetTimestamp();
        await foreach (var batch in context.Pages.ReadAsync(context.Binding, asOf.FloorToMinute(), cancellationToken).ConfigureAwait(false))
        {
            newAsOf ??= batch.AsOf;
            foreach (var page in batch.Pages)
            {
                if (pageIds.Contains(page.Id))
                {
                    edited[page.Id] = page;
                }
                else if (!_written.Contains(page.Id))
                {
                    _edited.Add(page.Id);
                }
            }

            // What cannot be read may have been edited just the same.
            _edited.UnionWith(batch.Failures.Select(f => f.RecordId));
        }

        (_asOf, _readAt, _writes) = (newAsOf ?? asOf, readAt, 0);
    }
}

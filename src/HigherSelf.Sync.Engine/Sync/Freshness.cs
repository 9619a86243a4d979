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

    /// <summary>Pages as they were after a write of this run: that they are listed as edited says nothing yet.</summary>
    private readonly Dictionary<Guid, Page> _written = [];
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
    /// <param name="page">The page as it is now; null if that is not known.</param>
    public void NoteWrite(Page? page)
    {
        _writes++;
        if (page is not null)
        {
            _written[page.Id] = page;
        }
    }

    /// <summary>True if a page is another than it was, in something that can be edited.</summary>
    public static bool IsOther(Page now, Page before) => now.InTrash != before.InTrash
        || now.Record.DifferencesFrom(before.Record).Any(f => f.IsWritable)
        || !now.HasExtrasOf(before.Extras);

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
                else if (!_written.TryGetValue(page.Id, out var written) || IsOther(page, written))
                {
                    _edited.Add(page.Id);
                }
            }

            // What cannot be read may have been edited just the same.
            _edited.UnionWith(batch.Failures.Select(f => f.RecordId));
        }

        (_asOf, _readAt, _writes) = (newAsOf ?? asOf, readAt, 0);
        foreach (var old in _written.Values.Where(p => p.EditedAt < _asOf.Value.FloorToMinute()).ToList())
        {
            // The next look lists it only if somebody edits it.
            _written.Remove(old.Id);
        }
    }
}

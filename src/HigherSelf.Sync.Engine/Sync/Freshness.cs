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
    public void NoteWrite() => _writes++;

    /// <summary>True if the last look is too old for another write.</summary>
    public bool IsStale => _writes >= MostWrites || context.Environment.Time.GetElapsedTime(_readAt) > Longest;

    /// <summary>The pages among these that were edited since the last look, as they are now; none if the last look is fresh enough.</summary>
    public async Task<IReadOnlyDictionary<Guid, Page>> RefreshAsync(IReadOnlySet<Guid> pageIds, CancellationToken cancellationToken)
    {
        var edited = new Dictionary<Guid, Page>();
        if (_asOf is not { } asOf || (!IsStale && _writes + pageIds.Count <= MostWrites))
        {
            return edited;
        }

        DateTimeOffset? newAsOf = null;
        var readAt = context.Environment.Time.GetTimestamp();
        await foreach (var batch in context.Pages.ReadAsync(context.Binding, asOf.FloorToMinute(), cancellationToken).ConfigureAwait(false))
        {
            newAsOf ??= batch.AsOf;
            foreach (var page in batch.Pages.Where(p => pageIds.Contains(p.Id)))
            {
                edited[page.Id] = page;
            }
        }

        (_asOf, _readAt, _writes) = (newAsOf ?? asOf, readAt, 0);
        return edited;
    }
}

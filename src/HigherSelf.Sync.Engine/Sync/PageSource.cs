using System.Runtime.CompilerServices;
using System.Threading.Channels;
using HigherSelf.Sync.Engine.Notion;

namespace HigherSelf.Sync.Engine.Sync;

/// <summary>The pages that a cycle looks at: those that are to be read one by one, and then those of a window.</summary>
/// <param name="pages">Notion.</param>
/// <param name="binding">How the database is bound.</param>
internal sealed class PageSource(IPageSide pages, DataSourceBinding binding)
{
    /// <summary>Reads, a batch at a time.</summary>
    /// <param name="single">Pages that are read one by one.</param>
    /// <param name="window">The window; null for none.</param>
    /// <param name="ahead">How many batches are read while the caller works on one.</param>
    /// <param name="cancellationToken">Stops the reading.</param>
    public IAsyncEnumerable<PageBatch> ReadAsync(IReadOnlyCollection<Guid> single, PageWindow? window, int ahead, CancellationToken cancellationToken)
    {
        var batches = ReadAsync(single, window, cancellationToken);
        return ahead == 0 ? batches : ReadAheadAsync(batches, ahead, cancellationToken);
    }

    private async IAsyncEnumerable<PageBatch> ReadAsync(
        IReadOnlyCollection<Guid> single, PageWindow? window, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        foreach (var pageId in single)
        {
            // When this page was read says nothing of the others.
            yield return await pages.ReadPageAsync(binding, pageId, cancellationToken).ConfigureAwait(false) with { AsOf = null };
        }

        if (window is not null)
        {
            await foreach (var batch in pages.ReadAsync(binding, window.EditedFrom, cancellationToken).ConfigureAwait(false))
            {
                yield return batch;
            }
        }
    }

    private static async IAsyncEnumerable<PageBatch> ReadAheadAsync(
        IAsyncEnumerable<PageBatch> batches, int ahead, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        var read = Channel.CreateBounded<PageBatch>(new BoundedChannelOptions(ahead) { SingleReader = true, SingleWriter = true });
        var reading = FillAsync(batches, read.Writer, stop.Token);
        try
        {
            await foreach (var batch in read.Reader.ReadAllAsync(cancellationToken).ConfigureAwait(false))
            {
                yield return batch;
            }
        }
        finally
        {
            await stop.CancelAsync().ConfigureAwait(false);
            await reading.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }

    private static async Task FillAsync(IAsyncEnumerable<PageBatch> batches, ChannelWriter<PageBatch> writer, CancellationToken cancellationToken)
    {
        Exception? error = null;
        try
        {
            await foreach (var batch in batches.WithCancellation(cancellationToken).ConfigureAwait(false))
            {
                await writer.WriteAsync(batch, cancellationToken).ConfigureAwait(false);
            }
        }
        catch (Exception e)
        {
            // The reader of the channel raises it.
            error = e;
        }
        finally
        {
            writer.Complete(error);
        }
    }
}

/// <summary>Which pages of a database are read.</summary>
/// <param name="EditedFrom">Those that were edited at or after this; null for all.</param>
/// <param name="MovesWatermark">True if everything that was edited since the watermark is among them, and looked at.</param>
/// <param name="Since">What was asked for, if only records edited at or after a time were; rows, too.</param>
internal sealed record PageWindow(DateTimeOffset? EditedFrom, bool MovesWatermark, DateTimeOffset? Since = null)
{
    public bool IsFull => EditedFrom is null;
}

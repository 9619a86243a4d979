using System.Runtime.CompilerServices;
using HigherSelf.Sync.Engine.Errors;

namespace HigherSelf.Sync.Engine.Notion;

/// <summary>
/// Reads a data source from an instant on to its end, 100 pages a request. Notion cuts every result off at 10,000; the scan then goes on with a new
/// query from the last time that it saw, as Notion's own full scan does, and leaves out what it has given already. A cursor that dies midway is
/// replaced in the same way.
/// </summary>
/// <param name="client">The client.</param>
public sealed class DataSourceScan(NotionClient client)
{
    /// <summary>Every page, by the time of its creation, which never changes.</summary>
    public IAsyncEnumerable<ScanBatch> ReadAllAsync(Guid dataSource, CancellationToken cancellationToken) =>
        ReadAsync(dataSource, "created_time", p => p.CreatedTime, null, cancellationToken);

    /// <summary>
    /// The pages that were edited at or after an instant. A page that is edited during the scan moves to the end and may be given again.
    /// </summary>
    public IAsyncEnumerable<ScanBatch> ReadEditedAsync(Guid dataSource, DateTimeOffset from, CancellationToken cancellationToken) =>
        ReadAsync(dataSource, "last_edited_time", p => p.LastEditedTime, from, cancellationToken);

    private async IAsyncEnumerable<ScanBatch> ReadAsync(
        Guid dataSource, string timestamp, Func<NotionPage, DateTimeOffset> timeOf, DateTimeOffset? from,
        [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        // Times are whole minutes, so what a new query repeats are the pages of the last minute, and only those.
        var givenInLastMinute = new HashSet<Guid>();
        DateTimeOffset? last = null;
        string? cursor = null;
        var anyInWindow = false;
        while (true)
        {
            var query = NotionQuery.Since(timestamp, from) with { StartCursor = cursor };
            NotionAnswer<NotionList<NotionPage>> answer;
            try
            {
                answer = await client.QueryAsync(dataSource, query, cancellationToken).ConfigureAwait(false);
            }
            catch (NotionException e) when (e.IsCursorInvalid && cursor is not null && anyInWindow)
            {
                (from, cursor, anyInWindow) = (last, null, false);
                continue;
            }

            var pages = new List<NotionPage>(answer.Value.Results.Count);
            var partial = new List<Guid>();
            foreach (var page in answer.Value.Results)
            {
                if (!page.IsFull)
                {
                    partial.Add(page.Id);
                    continue;
                }

                var time = timeOf(page);
                if (last is null || time > last)
                {
                    last = time;
                    givenInLastMinute.Clear();
                }

                if (time < last || givenInLastMinute.Add(page.Id))
                {
                    pages.Add(page);
                    anyInWindow = true;
                }
            }

            yield return new ScanBatch(pages, partial, answer.AsOf);

            if (answer.Value.HasMore)
            {
                cursor = answer.Value.NextCursor ?? throw Incomplete(dataSource, "Notion says that there is more, and gives no cursor to it");
            }
            else if (answer.Value.IsIncomplete)
            {
                if (!anyInWindow)
                {
                    throw Incomplete(dataSource, $"more pages share the minute {last:yyyy-MM-dd HH:mm} than Notion gives in one result (10,000)");
                }

                (from, cursor, anyInWindow) = (last, null, false);
            }
            else
            {
                yield break;
            }
        }
    }

    private static SyncException Incomplete(Guid dataSource, string reason) =>
        new(ErrorId.NotionScanIncomplete, $"The data source {dataSource} could not be read to its end: {reason}.",
            "Nothing was deleted because of it. If many pages were imported in one minute, move some of them to another database.", "Notion");
}

/// <summary>What one request of a scan gave.</summary>
/// <param name="Pages">The pages, without those that the scan has given before.</param>
/// <param name="Partial">Pages of which Notion gave only the id.</param>
/// <param name="AsOf">When, by Notion's own clock.</param>
public sealed record ScanBatch(IReadOnlyList<NotionPage> Pages, IReadOnlyList<Guid> Partial, DateTimeOffset? AsOf);

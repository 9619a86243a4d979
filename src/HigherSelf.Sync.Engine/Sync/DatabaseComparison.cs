using System.Runtime.CompilerServices;
using HigherSelf.Sync.Engine.Catalog;
using HigherSelf.Sync.Engine.Records;
using HigherSelf.Sync.Engine.Reporting;

namespace HigherSelf.Sync.Engine.Sync;

/// <summary>
/// Reads both sides of a database whole and gives each difference; nothing means equal. It writes nothing. Values are read and compared as the sync does.
/// </summary>
/// <param name="pages">Notion.</param>
/// <param name="rows">Supabase.</param>
/// <param name="environment">Ids.</param>
public sealed class DatabaseComparison(IPageSide pages, IRowSide rows, SyncEnvironment environment)
{
    /// <summary>Compares a database.</summary>
    /// <param name="database">The database.</param>
    /// <param name="notionDatabaseId">The id of its Notion database.</param>
    /// <param name="cancellationToken">Stops the reading.</param>
    public async IAsyncEnumerable<HSDifference> CompareAsync(
        Database database, Guid notionDatabaseId, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var run = new SyncRun(environment.NewId(), SyncDirection.NotionToSupabase, environment.Holder, DryRun: true);
        var binding = await KnownBinding.FindAsync(pages, rows, database, notionDatabaseId, run, cancellationToken).ConfigureAwait(false);

        // The only thing that grows: 16 bytes a page, to tell the rows that have none.
        var seen = new HashSet<Guid>();
        await foreach (var batch in pages.ReadAsync(binding, null, cancellationToken).ConfigureAwait(false))
        {
            foreach (var failure in batch.Failures)
            {
                seen.Add(failure.RecordId);
                yield return new HSDifference { Database = database.Table, Key = failure.RecordId, Kind = DifferenceKind.Unreadable, NotionValue = failure.Reason };
            }

            var fresh = batch.Pages.Where(p => seen.Add(p.Id)).ToDictionary(p => p.Id);
            if (fresh.Count == 0)
            {
                continue;
            }

            var answer = await rows.ExchangeAsync(
                new Exchange { Id = environment.NewId(), RunId = run.Id, Database = database, DryRun = true, Really = true, Look = [.. fresh.Values] }, cancellationToken)
                .ConfigureAwait(false);
            foreach (var difference in answer.Seen.SelectMany(s => Differences(database, fresh[s.PageId], s.Row)))
            {
                yield return difference;
            }
        }

        await foreach (var batch in rows.ReadRowsAsync(database, cancellationToken).ConfigureAwait(false))
        {
            foreach (var sighting in batch.Where(r => r.Row is not null && (r.PageId is null || !seen.Contains(r.PageId.Value))))
            {
                yield return new HSDifference
                {
                    Database = database.Table,
                    Key = sighting.PageId ?? sighting.RowId,
                    Kind = DifferenceKind.MissingInNotion,
                    SupabaseValue = sighting.Row!.Record.Title,
                };
            }
        }
    }

    private static IEnumerable<HSDifference> Differences(Database database, Page page, Row? row)
    {
        if (row is null)
        {
            yield return new HSDifference
            {
                Database = database.Table,
                Key = page.Id,
                Kind = DifferenceKind.MissingInSupabase,
                NotionValue = page.Record.Title,
            };
            yield break;
        }

        foreach (var unread in page.Unread)
        {
            yield return new HSDifference
            {
                Database = database.Table,
                Key = page.Id,
                Field = unread.Field.Column,
                Kind = DifferenceKind.Unreadable,
                NotionValue = unread.Reason,
            };
        }

        foreach (var field in page.Record.DifferencesFrom(row.Record))
        {
            yield return new HSDifference
            {
                Database = database.Table,
                Key = page.Id,
                Field = field.Column,
                Kind = DifferenceKind.ValueDiffers,
                NotionValue = page.Record[field]!.ToObject(),
                SupabaseValue = row.Record[field]!.ToObject(),
            };
        }

        foreach (var field in database.Mirrored.Where(f => page.Record[f] is not null && row.Record[f] is null))
        {
            yield return new HSDifference
            {
                Database = database.Table,
                Key = page.Id,
                Field = field.Column,
                Kind = DifferenceKind.Unreadable,
                NotionValue = page.Record[field]!.ToObject(),
            };
        }
    }
}

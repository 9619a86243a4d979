using HigherSelf.Sync.Engine.Catalog;
using HigherSelf.Sync.Engine.Notion;

namespace HigherSelf.Sync.Engine.Schema;

/// <summary>A Notion database as it stands.</summary>
/// <param name="Container">The database itself.</param>
/// <param name="Source">The data source that is synced; null if none can be chosen.</param>
public sealed record NotionSchema(NotionDatabase Container, NotionDataSource? Source)
{
    /// <summary>Reads it; two requests.</summary>
    /// <param name="client">Notion.</param>
    /// <param name="database">The database of the catalog.</param>
    /// <param name="notionDatabaseId">Its id in Notion.</param>
    /// <param name="earlier">How it was bound last, or null.</param>
    /// <param name="cancellationToken">Ends the waiting.</param>
    /// <returns>Null if it is not there or not shared.</returns>
    public static async Task<NotionSchema?> ReadAsync(
        NotionClient client, Database database, Guid notionDatabaseId, DataSourceBinding? earlier, CancellationToken cancellationToken)
    {
        try
        {
            var container = await client.GetDatabaseAsync(notionDatabaseId, cancellationToken).ConfigureAwait(false);
            return DataSourceChoice.Find(database, container, earlier) is { } source
                ? new NotionSchema(container, await client.GetDataSourceAsync(source, cancellationToken).ConfigureAwait(false))
                : new NotionSchema(container, null);
        }
        catch (NotionException e) when (e.IsNotFound)
        {
            return null;
        }
    }
}

using HigherSelf.Sync.Engine.Errors;

namespace HigherSelf.Sync.Engine.Notion.Schema;

/// <summary>Reads a database that need not be in the catalog.</summary>
/// <param name="client">The client.</param>
public sealed class DatabaseReader(NotionClient client)
{
    /// <summary>The database with its schema: two requests.</summary>
    /// <exception cref="SyncException">It cannot be read, or has several data sources and none bears its title.</exception>
    public async Task<DatabaseThere> ReadAsync(Guid id, CancellationToken cancellationToken)
    {
        try
        {
            var container = await client.GetDatabaseAsync(id, cancellationToken).ConfigureAwait(false);
            var named = container.DataSources.Where(s => s.Name == container.PlainTitle).ToList();
            var dataSource = container.DataSources is [var only] ? only : named is [var one] ? one : throw new SyncException(
                container.DataSources.Count == 0 ? ErrorId.NotionNotShared : ErrorId.ConfigurationInvalid,
                $"-NotionDatabase: the Notion database {id} has {container.DataSources.Count} data sources that are shared with this integration, and not one that bears its title.",
                container.DataSources.Count == 0
                    ? "Share the original database, not a linked view of it: open it, ... > Connections, and add your integration."
                    : $"Name the one that is meant '{container.PlainTitle}' in Notion.",
                id.ToString());
            var schema = await client.GetDataSourceAsync(dataSource.Id, cancellationToken).ConfigureAwait(false);
            return new DatabaseThere(container.Id, container.PlainTitle, schema);
        }
        catch (NotionException e) when (e.IsNotFound)
        {
            throw new SyncException(ErrorId.NotionNotShared, $"-NotionDatabase: the Notion database {id} does not exist or is not shared with this integration.",
                "Open it in Notion, ... > Connections, and add your integration; or correct the id.", id.ToString(), e);
        }
    }
}

using HigherSelf.Sync.Engine.Catalog;
using HigherSelf.Sync.Engine.Errors;

namespace HigherSelf.Sync.Engine.Notion.Schema;

/// <summary>
/// Finds the databases of a catalog in Notion: by the id that is configured, else by the title among those that stand in the parent page. It never guesses.
/// </summary>
/// <param name="client">The client.</param>
/// <param name="parentPage">The page; null if only configured databases are meant.</param>
/// <param name="configured">The ids that are configured, by table.</param>
internal sealed class DatabaseFinder(NotionClient client, Guid? parentPage, IReadOnlyDictionary<string, Guid> configured)
{
    private IReadOnlyList<NotionBlock> _children = [];

    /// <summary>Lists what stands in the parent page.</summary>
    /// <exception cref="SyncException"><see cref="ErrorId.NotionNotShared"/>: the page cannot be read.</exception>
    public async Task ListAsync(CancellationToken cancellationToken)
    {
        if (parentPage is not { } page)
        {
            return;
        }

        try
        {
            _children = await client.GetChildDatabasesAsync(page, cancellationToken).ConfigureAwait(false);
        }
        catch (NotionException e) when (e.IsNotFound)
        {
            throw new SyncException(ErrorId.NotionNotShared, $"-ParentPage: the Notion page {parentPage} does not exist or is not shared with this integration.",
                "Open it in Notion, ... > Connections, and add your integration; or correct the id.", parentPage.ToString(), e);
        }
    }

    /// <summary>The database with its schema, or null if it is to be made.</summary>
    /// <exception cref="SyncException">It cannot be read, is in the trash, or several bear its title.</exception>
    public async Task<DatabaseThere?> FindAsync(Database database, CancellationToken cancellationToken)
    {
        var container = configured.TryGetValue(database.Table, out var id)
            ? await ReadConfiguredAsync(database, id, cancellationToken).ConfigureAwait(false)
            : await FindByTitleAsync(database, cancellationToken).ConfigureAwait(false);
        if (container is null)
        {
            return null;
        }

        var schema = await client.GetDataSourceAsync(DataSourceChoice.Of(database, container), cancellationToken).ConfigureAwait(false);
        return new DatabaseThere(container.Id, container.PlainTitle, schema);
    }

    /// <summary>The database that bears the title, or null if none does.</summary>
    public async Task<NotionDatabase?> FindByTitleAsync(Database database, CancellationToken cancellationToken)
    {
        var found = new List<NotionDatabase>();
        foreach (var child in _children.Where(c => c.ChildDatabase?.Title.Trim() == database.Title && !configured.Values.Contains(c.Id)))
        {
            if (await ReadAsync(child.Id, cancellationToken).ConfigureAwait(false) is { InTrash: false, DataSources.Count: > 0 } readable)
            {
                found.Add(readable);
            }
        }

        return found.Count <= 1 ? found.FirstOrDefault() : throw new SyncException(ErrorId.NotionDatabaseAmbiguous,
            $"{database.Table}: {found.Count} databases in the page {parentPage} bear the title '{database.Title}': {string.Join(", ", found.Select(f => f.Id))}.",
            $"Set {database.IdVariable} to the one that is meant, or rename the others in Notion.", database.Table);
    }

    private async Task<NotionDatabase> ReadConfiguredAsync(Database database, Guid id, CancellationToken cancellationToken)
    {
        try
        {
            var container = await client.GetDatabaseAsync(id, cancellationToken).ConfigureAwait(false);
            return !container.InTrash ? container : throw new SyncException(ErrorId.NotionNotShared,
                $"{database.Table}: the Notion database {id} is in the trash.",
                $"Take it out of the trash in Notion; or take {database.IdVariable} out of the settings, and a new one is made.", database.Table);
        }
        catch (NotionException e) when (e.IsNotFound)
        {
            throw DataSourceChoice.NotShared(database, id, e);
        }
    }

    /// <summary>A linked view of a database stands in the page as well, and cannot be read by its id.</summary>
    private async Task<NotionDatabase?> ReadAsync(Guid id, CancellationToken cancellationToken)
    {
        try
        {
            return await client.GetDatabaseAsync(id, cancellationToken).ConfigureAwait(false);
        }
        catch (NotionException e) when (e.IsNotFound)
        {
            return null;
        }
    }
}

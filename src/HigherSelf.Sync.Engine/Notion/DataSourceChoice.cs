using HigherSelf.Sync.Engine.Catalog;
using HigherSelf.Sync.Engine.Errors;

namespace HigherSelf.Sync.Engine.Notion;

/// <summary>Which data source of a Notion database is meant.</summary>
internal static class DataSourceChoice
{
    /// <summary>The one that the database was bound to, the only one, or the only one that bears the title of the catalog; else null.</summary>
    /// <param name="database">The database of the catalog.</param>
    /// <param name="container">The database in Notion.</param>
    /// <param name="earlier">The binding until now, or null.</param>
    public static Guid? Find(Database database, NotionDatabase container, DataSourceBinding? earlier = null)
    {
        if (earlier is not null && container.DataSources.Any(s => s.Id == earlier.DataSourceId))
        {
            return earlier.DataSourceId;
        }

        return container.DataSources is [var only]
            ? only.Id
            : container.DataSources.Where(s => s.Name == database.Title).ToList() is [var named] ? named.Id : null;
    }

    /// <summary>The same, which must be there.</summary>
    /// <param name="database">The database of the catalog.</param>
    /// <param name="container">The database in Notion.</param>
    /// <param name="earlier">The binding until now, or null.</param>
    /// <exception cref="SyncException">None is shared, or several are and their names do not tell.</exception>
    public static Guid Of(Database database, NotionDatabase container, DataSourceBinding? earlier = null) =>
        Find(database, container, earlier) ?? throw (container.DataSources.Count == 0
            ? new SyncException(ErrorId.NotionNotShared,
                $"{database.Table}: the Notion database {container.Id} has no data source that is shared with this integration.",
                "Share the original database, not a linked view of it: open it, ... > Connections, and add your integration.", database.Table)
            : new SyncException(ErrorId.ConfigurationInvalid,
                $"{database.Table}: the Notion database {container.Id} has {container.DataSources.Count} data sources, and none or several are named '{database.Title}'.",
                $"Name the one that is meant '{database.Title}' in Notion.", database.Table));

    /// <summary>The error of a database that cannot be read by its id.</summary>
    public static SyncException NotShared(Database database, Guid notionDatabaseId, NotionException inner) =>
        new(ErrorId.NotionNotShared,
            $"{database.Table}: the Notion database {notionDatabaseId} does not exist or is not shared with this integration.",
            $"Open it in Notion, ... > Connections, and add your integration; or correct {database.IdVariable}.", database.Table, inner);
}

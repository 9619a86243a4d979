using System.Text.Json.Nodes;
using HigherSelf.Sync.Engine.Errors;

namespace HigherSelf.Sync.Engine.Notion.Schema;

/// <summary>Makes databases and changes schemas, each once: after an answer that leaves doubt it looks, and says nothing is there only when that is so.</summary>
/// <param name="client">The client.</param>
/// <param name="finder">Looks for what may have been made.</param>
/// <param name="parentPage">The page that databases are made in.</param>
internal sealed class SchemaWriter(NotionClient client, DatabaseFinder finder, Guid? parentPage)
{
    /// <summary>Makes a database.</summary>
    public async Task<NotionDatabase> CreateAsync(CreateDatabase creation, CancellationToken cancellationToken)
    {
        try
        {
            var properties = new JsonObject(creation.Properties.Select(p => KeyValuePair.Create(p.Key, (JsonNode?)p.Value.DeepClone())));
            return await client.CreateDatabaseAsync(parentPage ?? throw new InvalidOperationException("A database is made in a page."), creation.Database.Title, properties, cancellationToken).ConfigureAwait(false);
        }
        catch (NotionException e) when (e.CommittedResourceId is { } id)
        {
            return await client.GetDatabaseAsync(id, cancellationToken).ConfigureAwait(false);
        }
        catch (SyncException e) when (LeavesDoubt(e))
        {
            await finder.ListAsync(cancellationToken).ConfigureAwait(false);
            return await finder.FindByTitleAsync(creation.Database, cancellationToken).ConfigureAwait(false) ?? throw NotSaved(creation.Database.Table, e);
        }
    }

    /// <summary>Adds properties.</summary>
    /// <param name="table">The database, for messages.</param>
    /// <param name="dataSource">Its data source.</param>
    /// <param name="properties">The properties, by name.</param>
    /// <param name="cancellationToken">Ends the waiting.</param>
    public Task<NotionDataSource> AddAsync(string table, Guid dataSource, JsonObject properties, CancellationToken cancellationToken) =>
        ChangeAsync(table, dataSource, properties, [.. properties.Select(p => p.Key)], cancellationToken);

    /// <summary>Gives a property another name.</summary>
    public Task<NotionDataSource> RenameAsync(string table, Guid dataSource, string propertyId, string name, CancellationToken cancellationToken) =>
        ChangeAsync(table, dataSource, new JsonObject { [propertyId] = new JsonObject { ["name"] = name } }, [name], cancellationToken);

    private async Task<NotionDataSource> ChangeAsync(
        string table, Guid dataSource, JsonObject properties, IReadOnlyList<string> expected, CancellationToken cancellationToken)
    {
        try
        {
            return await client.UpdateDataSourceAsync(dataSource, properties, cancellationToken).ConfigureAwait(false);
        }
        catch (SyncException e) when (LeavesDoubt(e))
        {
            var now = await client.GetDataSourceAsync(dataSource, cancellationToken).ConfigureAwait(false);
            return expected.All(now.Properties.ContainsKey) ? now : throw NotSaved(table, e);
        }
    }

    private static bool LeavesDoubt(SyncException e) =>
        e is NotionException { IsServerError: true } || e.Id is ErrorId.NotionUnreachable or ErrorId.NotionAnswerUnreadable;

    private static SyncException NotSaved(string table, SyncException inner) =>
        new(ErrorId.NotionUnavailable, $"{table}: nothing was saved. {inner.Cause}", "Run it again; it goes on where this ended.", table, inner);
}

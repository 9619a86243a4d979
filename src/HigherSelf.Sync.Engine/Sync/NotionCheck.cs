using System.Runtime.CompilerServices;
using HigherSelf.Sync.Engine.Catalog;
using HigherSelf.Sync.Engine.Errors;
using HigherSelf.Sync.Engine.Notion;
using HigherSelf.Sync.Engine.Reporting;

namespace HigherSelf.Sync.Engine.Sync;

/// <summary>Checks that Notion can be worked with: the token, and each database with its properties.</summary>
/// <param name="client">The client.</param>
public sealed class NotionCheck(NotionClient client)
{
    /// <summary>Makes the checks, one after another. Nothing is written.</summary>
    /// <param name="databases">The databases.</param>
    /// <param name="notionIds">The id of the Notion database of each, by table.</param>
    /// <param name="cancellationToken">Stops the checks.</param>
    public async IAsyncEnumerable<HSCheck> RunAsync(
        IReadOnlyList<Database> databases, IReadOnlyDictionary<string, Guid> notionIds, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var token = await CheckTokenAsync(cancellationToken).ConfigureAwait(false);
        yield return token;
        if (!token.Passed)
        {
            // Every other check would fail for the same reason.
            yield break;
        }

        var pages = new NotionPageSide(client);
        foreach (var database in databases)
        {
            yield return await CheckDatabaseAsync(pages, database, notionIds[database.Table], cancellationToken).ConfigureAwait(false);
        }
    }

    private async Task<HSCheck> CheckTokenAsync(CancellationToken cancellationToken)
    {
        try
        {
            var me = (await client.GetMeAsync(cancellationToken).ConfigureAwait(false)).Value;
            return Passed("Token", $"the integration '{me.Name}' in the workspace '{me.Bot?.WorkspaceName}'");
        }
        catch (SyncException e)
        {
            return Failed("Token", e);
        }
    }

    private static async Task<HSCheck> CheckDatabaseAsync(NotionPageSide pages, Database database, Guid notionDatabaseId, CancellationToken cancellationToken)
    {
        try
        {
            var outcome = await pages.BindAsync(database, notionDatabaseId, null, cancellationToken).ConfigureAwait(false);
            BindingErrors.Check(database, notionDatabaseId, outcome);
            return Passed(database.Table, $"'{database.Title}' is shared and has all {outcome.Binding.Properties.Count} properties");
        }
        catch (SyncException e)
        {
            return Failed(database.Table, e);
        }
    }

    private static HSCheck Passed(string name, string detail) => new() { Service = "Notion", Name = name, Passed = true, Detail = detail };

    private static HSCheck Failed(string name, SyncException e) =>
        new() { Service = "Notion", Name = name, Passed = false, Detail = e.Cause, NextStep = e.NextStep, ErrorId = e.Id.ToString() };
}

using System.Runtime.CompilerServices;
using System.Text.Json.Nodes;
using HigherSelf.Sync.Engine.Catalog;
using HigherSelf.Sync.Engine.Errors;
using HigherSelf.Sync.Engine.Notion;
using HigherSelf.Sync.Engine.Reporting;

namespace HigherSelf.Sync.Engine.Sync;

/// <summary>Checks that Notion can be worked with: the token and its rights, the clock, the budget, and each database with its properties.</summary>
/// <param name="client">The client.</param>
/// <param name="time">The clock of this machine.</param>
public sealed class NotionCheck(NotionClient client, TimeProvider time)
{
    /// <summary>Makes the checks, one after another. Nothing is written.</summary>
    /// <param name="databases">The databases.</param>
    /// <param name="notionIds">The id of the Notion database of each, by table.</param>
    /// <param name="cancellationToken">Stops the checks.</param>
    public async IAsyncEnumerable<HSCheck> RunAsync(
        IReadOnlyList<Database> databases, IReadOnlyDictionary<string, Guid> notionIds, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var (token, asOf) = await CheckTokenAsync(cancellationToken).ConfigureAwait(false);
        yield return token;
        if (!token.Passed)
        {
            // Every other check would fail for the same reason.
            yield break;
        }

        yield return ClockCheck.Of("Notion", asOf, time);
        yield return Passed("Budget", $"{client.Pacer.RequestsPerWindow} requests in {RequestPacer.Window.TotalSeconds} seconds; {client.Pacer.Available} could be sent now");

        var pages = new NotionPageSide(client);
        DataSourceBinding? some = null;
        foreach (var database in databases)
        {
            var (check, binding) = await CheckDatabaseAsync(pages, database, notionIds[database.Table], cancellationToken).ConfigureAwait(false);
            some ??= binding;
            yield return check;
        }

        if (some is not null)
        {
            yield return await CheckInsertAsync(some, cancellationToken).ConfigureAwait(false);
            yield return await CheckUpdateAsync(some, cancellationToken).ConfigureAwait(false);
        }
    }

    private async Task<(HSCheck Check, DateTimeOffset? AsOf)> CheckTokenAsync(CancellationToken cancellationToken)
    {
        try
        {
            var me = await client.GetMeAsync(cancellationToken).ConfigureAwait(false);
            return (Passed("Token", $"the integration '{me.Value.Name}' in the workspace '{me.Value.Bot?.WorkspaceName}'"), me.AsOf);
        }
        catch (SyncException e)
        {
            return (Failed("Token", e), null);
        }
    }

    private static async Task<(HSCheck Check, DataSourceBinding? Binding)> CheckDatabaseAsync(
        NotionPageSide pages, Database database, Guid notionDatabaseId, CancellationToken cancellationToken)
    {
        try
        {
            var outcome = await pages.BindAsync(database, notionDatabaseId, null, cancellationToken).ConfigureAwait(false);
            BindingErrors.Check(database, notionDatabaseId, outcome);
            return (Passed(database.Table, $"'{database.Title}' is shared and has all {outcome.Binding.Properties.Count} properties"), outcome.Binding);
        }
        catch (SyncException e)
        {
            return (Failed(database.Table, e), null);
        }
    }

    private Task<HSCheck> CheckInsertAsync(DataSourceBinding binding, CancellationToken cancellationToken) =>
        CheckRightAsync("Insert", $"pages can be made in {binding.Database.Table}", async () =>
        {
            var made = await client.CreatePageAsync(binding.DataSourceId, Impossible(binding), cancellationToken).ConfigureAwait(false);
            await client.TrashPageAsync(made.Id, inTrash: true, cancellationToken).ConfigureAwait(false);
        });

    private async Task<HSCheck> CheckUpdateAsync(DataSourceBinding binding, CancellationToken cancellationToken)
    {
        var query = new NotionQuery { PageSize = 1, ResultType = "page" };
        var found = await client.QueryAsync(binding.DataSourceId, query, cancellationToken).ConfigureAwait(false);
        return found.Value.Results is [var page, ..]
            ? await CheckRightAsync("Update", $"pages of {binding.Database.Table} can be edited", () => client.UpdatePageAsync(page.Id, Impossible(binding), cancellationToken)).ConfigureAwait(false)
            : Passed("Update", $"{binding.Database.Table} has no page yet to try it on");
    }

    /// <summary>A right is tried with a request that Notion refuses in any case: for its value, if the right is there.</summary>
    private static async Task<HSCheck> CheckRightAsync(string name, string holds, Func<Task> request)
    {
        try
        {
            await request().ConfigureAwait(false);
            return Passed(name, holds);
        }
        catch (NotionException e) when (e.Status == 400)
        {
            return Passed(name, holds);
        }
        catch (SyncException e)
        {
            return Failed(name, e);
        }
    }

    /// <summary>A tick for a title, which no page can have.</summary>
    private static Dictionary<string, JsonNode?> Impossible(DataSourceBinding binding) =>
        new() { [binding.Find(binding.Database.TitleField)!.Id] = new JsonObject { ["checkbox"] = true } };

    private static HSCheck Passed(string name, string detail) => new() { Service = "Notion", Name = name, Passed = true, Detail = detail };

    private static HSCheck Failed(string name, SyncException e) =>
        new() { Service = "Notion", Name = name, Passed = false, Detail = e.Cause, NextStep = e.NextStep, ErrorId = e.Id.ToString() };
}

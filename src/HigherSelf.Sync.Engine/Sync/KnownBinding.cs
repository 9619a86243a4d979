using HigherSelf.Sync.Engine.Catalog;
using HigherSelf.Sync.Engine.Notion;

namespace HigherSelf.Sync.Engine.Sync;

/// <summary>How a database is bound to Notion, for reading: as the state has it, or else as Notion says now.</summary>
internal static class KnownBinding
{
    /// <param name="pages">Notion.</param>
    /// <param name="rows">Supabase, which keeps the bindings; null if it is not at hand.</param>
    /// <param name="database">The database.</param>
    /// <param name="notionDatabaseId">The id of its Notion database.</param>
    /// <param name="run">A dry run.</param>
    /// <param name="cancellationToken">Ends the waiting.</param>
    /// <exception cref="Errors.SyncException">The database is not there, not shared, or does not fit the catalog.</exception>
    public static async Task<DataSourceBinding> FindAsync(
        IPageSide pages, IRowSide? rows, Database database, Guid notionDatabaseId, SyncRun run, CancellationToken cancellationToken)
    {
        var states = rows is null ? null : await rows.OpenAsync(run, [database], cancellationToken).ConfigureAwait(false);
        if (states?.GetValueOrDefault(database.Table)?.Binding is { } kept && kept.NotionDatabaseId == notionDatabaseId)
        {
            return kept;
        }

        var outcome = await pages.BindAsync(database, notionDatabaseId, null, cancellationToken).ConfigureAwait(false);
        BindingErrors.Check(database, notionDatabaseId, outcome);
        return outcome.Binding;
    }
}

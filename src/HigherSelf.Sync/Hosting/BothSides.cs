using HigherSelf.Sync.Engine.Catalog;
using HigherSelf.Sync.Engine.Notion;
using HigherSelf.Sync.Engine.Sync;

namespace HigherSelf.Sync.Hosting;

/// <summary>Notion and Supabase as the settings of a command name them.</summary>
/// <param name="Pacer">Notion's budget.</param>
/// <param name="Pages">Notion.</param>
/// <param name="Rows">Supabase.</param>
/// <param name="History">What earlier runs did.</param>
/// <param name="Ids">The id of the Notion database of each table.</param>
internal sealed record BothSides(RequestPacer Pacer, NotionPageSide Pages, SupabaseRowSide Rows, SyncHistory History, IReadOnlyDictionary<string, Guid> Ids)
{
    /// <summary>What syncs them.</summary>
    public DatabaseSyncService ServiceFor(DatabaseCatalog catalog, SyncEnvironment environment) => new(Pages, Rows, catalog, Ids, environment);
}

using HigherSelf.Sync.Engine.Catalog;
using HigherSelf.Sync.Engine.Notion;
using HigherSelf.Sync.Engine.Reporting;
using HigherSelf.Sync.Engine.Supabase;
using HigherSelf.Sync.Engine.Sync;

namespace HigherSelf.Sync.Samples;

/// <summary>Runs the sync of <see cref="NightlySync"/> from a program of one's own.</summary>
public static class NightlyRun
{
    /// <summary>Syncs one database both ways.</summary>
    public static async Task<HSSyncResult> SyncAsync(
        string database, NotionOptions notion, SupabaseOptions supabase, string catalogFolder, IReadOnlyDictionary<string, Guid> notionIds, CancellationToken cancellationToken)
    {
        using var pages = new NotionClient(notion, new RequestPacer(TimeProvider.System, notion.RequestsPerMinute), TimeProvider.System);
        using var rows = new SupabaseClient(supabase, TimeProvider.System);
        var catalog = DatabaseCatalog.Load(catalogFolder, transforms: NightlySync.Transforms);
        var sync = new NightlySync(new NotionPageSide(pages), new SupabaseRowSide(rows), catalog, notionIds, new SyncEnvironment());
        return await sync.SyncAllRecordsAsync(database, SyncDirection.Bidirectional, since: null, cancellationToken).ConfigureAwait(false);
    }
}

using System.Diagnostics;
using System.Globalization;
using HigherSelf.Sync.Engine.Catalog;
using HigherSelf.Sync.Engine.Configuration;
using HigherSelf.Sync.Engine.Notion;
using HigherSelf.Sync.Engine.Reporting;
using HigherSelf.Sync.Engine.Supabase;
using HigherSelf.Sync.Engine.Sync;

namespace HigherSelf.Sync.Bench;

/// <summary>
/// The engine in a process of its own, so that its memory is its own: syncs one database with the settings of the environment and prints a line
/// "created seconds notionRequests supabaseRequests peakMegabytes".
/// </summary>
internal static class EngineProcess
{
    public static async Task<int> RunAsync(string table, string catalogFolder)
    {
        var catalog = DatabaseCatalog.Load(catalogFolder);
        var settings = new SettingsReader(Settings.Find(new Dictionary<string, string>(), Environment.GetEnvironmentVariable, Directory.GetCurrentDirectory()));
        var databases = catalog.Select([table]);
        var notion = settings.Notion();
        var supabase = settings.Supabase();
        var ids = settings.DatabaseIds(databases);
        settings.ThrowIfMissing();

        using var notionClient = new NotionClient(notion, new RequestPacer(TimeProvider.System, notion.RequestsPerMinute), TimeProvider.System);
        using var supabaseClient = new SupabaseClient(supabase, TimeProvider.System);
        var service = new DatabaseSyncService(
            new NotionPageSide(notionClient), new SupabaseRowSide(supabaseClient), catalog, ids, new SyncEnvironment());
        var result = await service.SyncAllRecordsAsync(table, SyncDirection.NotionToSupabase, null, default);
        if (result.Status != SyncStatus.Succeeded)
        {
            await Console.Error.WriteLineAsync(result.Error);
            return 1;
        }

        using var process = Process.GetCurrentProcess();
        Console.WriteLine(string.Create(
            CultureInfo.InvariantCulture,
            $"{result.Created + result.Updated + result.Unchanged} {result.Duration.TotalSeconds:F2} {result.NotionRequests} {result.SupabaseRequests} {process.PeakWorkingSet64 / 1024.0 / 1024.0:F0}"));
        return 0;
    }
}

using System.Diagnostics;
using System.Globalization;
using System.Text.Json.Nodes;
using HigherSelf.Sync.Engine.Catalog;
using HigherSelf.Sync.Engine.Configuration;
using HigherSelf.Sync.Engine.Supabase.Schema;
using HigherSelf.Sync.Engine.Sync;
using HigherSelf.Sync.Sandbox;
using HigherSelf.Sync.Sandbox.Notion;
using HigherSelf.Sync.Sandbox.Supabase;

namespace HigherSelf.Sync.Bench;

/// <summary>
/// One database of many pages, from a sandbox without a rate window into its Supabase: first everything, then everything again, unchanged. Prints rows a
/// second and the peak memory of the engine, which runs in a process of its own; fails beyond 300 MB.
/// </summary>
internal static class FirstSync
{
    private const string Table = "contacts_profiles";
    private const int MostMegabytes = 300;

    public static async Task<int> RunAsync(int pages)
    {
        var folder = Path.Combine(FindRoot(), "module", "databases");
        var catalog = DatabaseCatalog.Load(folder);
        Console.WriteLine($"Making {pages:N0} pages ...");
        await using var pair = await OfflinePair.StartAsync(
            catalog, withRecords: false, new OfflineNotionOptions { RequestsPerMinute = null }, new OfflineSupabaseOptions(), default);
        pair.Notion.Workspace.CreatePages(pair.Databases[Table].DataSource, Enumerable.Range(0, pages).Select(Draft));
        await new MigrationRunner(new Secret(pair.Supabase.DatabaseUrl), TimeProvider.System).ApplyAsync(new SetUp(catalog, new SyncEnvironment()).Migrations, default);
        await pair.Supabase.RefreshSchemaAsync();

        Console.WriteLine($"{"",-12} {"rows",10} {"seconds",9} {"rows/s",9} {"Notion",8} {"Supabase",9} {"peak MB",8}");
        var fits = await MeasureAsync(pair, folder, "first sync") & await MeasureAsync(pair, folder, "full, again", full: true);
        if (!fits)
        {
            Console.Error.WriteLine($"The engine took more than {MostMegabytes} MB.");
        }

        return fits ? 0 : 1;
    }

    private static async Task<bool> MeasureAsync(OfflinePair pair, string catalogFolder, string name, bool full = false)
    {
        if (full)
        {
            // Without a watermark the next run reads every page.
            await using var source = Npgsql.NpgsqlDataSource.Create(pair.Supabase.ConnectionString);
            await using var command = source.CreateCommand("delete from hs_sync.watermarks");
            await command.ExecuteNonQueryAsync();
        }

        var start = new ProcessStartInfo(Environment.ProcessPath!, [.. SelfArguments(), "engine", Table, catalogFolder]) { RedirectStandardOutput = true };
        foreach (var (key, value) in pair.Settings)
        {
            start.Environment[key] = value;
        }

        start.Environment[SettingName.NotionBudget] = "10000000";
        using var process = Process.Start(start)!;
        var line = await process.StandardOutput.ReadLineAsync();
        await process.WaitForExitAsync();
        if (process.ExitCode != 0 || line is null)
        {
            throw new InvalidOperationException($"The engine's process ended with {process.ExitCode}.");
        }

        var figures = Array.ConvertAll(line.Split(' '), f => double.Parse(f, CultureInfo.InvariantCulture));
        Console.WriteLine(string.Create(
            CultureInfo.InvariantCulture,
            $"{name,-12} {figures[0],10:N0} {figures[1],9:N2} {figures[0] / figures[1],9:N0} {figures[2],8:N0} {figures[3],9:N0} {figures[4],8:N0}"));
        return figures[4] < MostMegabytes;
    }

    /// <summary>Under "dotnet run" and "dotnet x.dll" the process is dotnet itself.</summary>
    private static string[] SelfArguments() =>
        Path.GetFileNameWithoutExtension(Environment.ProcessPath) == "dotnet" ? [typeof(FirstSync).Assembly.Location] : [];

    private static PageDraft Draft(int number) => new(new JsonObject
    {
        ["Full Name"] = NotionValue.Title($"Person {number}"),
        ["Email"] = NotionValue.Email($"person{number}@example.com"),
        ["Phone"] = NotionValue.Phone($"+49 30 {number:D7}"),
        ["Contact Type"] = NotionValue.Select(number % 2 == 0 ? "Lead" : "Client"),
        ["Tags"] = NotionValue.MultiSelect("VIP", "New"),
        ["Last Interaction"] = NotionValue.Date("2026-03-01T10:30:00.000Z"),
        ["Notes"] = NotionValue.RichText($"Note {number}: would like a reminder two days before each session, by mail and not by phone."),
        ["City"] = NotionValue.RichText("Lisbon"),
        ["Company"] = NotionValue.RichText("Riverside Wellness"),
        ["Job Title"] = NotionValue.RichText("Therapist"),
    })
    {
        // Notion gives at most 10,000 pages of one minute: these come two seconds apart.
        CreatedTime = new DateTimeOffset(2020, 1, 1, 0, 0, 0, TimeSpan.Zero).AddSeconds(2 * number),
    };

    private static string FindRoot()
    {
        var folder = AppContext.BaseDirectory;
        while (!File.Exists(Path.Combine(folder, "HigherSelf.Sync.sln")))
        {
            folder = Path.GetDirectoryName(folder) ?? throw new InvalidOperationException("The benchmarks run inside the repository.");
        }

        return folder;
    }
}

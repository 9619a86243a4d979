using System.Text.Json.Nodes;
using HigherSelf.Sync.Engine.Catalog;
using HigherSelf.Sync.Engine.Errors;
using HigherSelf.Sync.Engine.Reporting;
using HigherSelf.Sync.Engine.Sync;
using HigherSelf.Sync.Sandbox.Notion;
using HigherSelf.Sync.Sandbox.Seeding;

namespace HigherSelf.Sync.Integration.Tests;

/// <summary>What has to be read again because the binding or the catalog has changed, and what is told of it.</summary>
public sealed class OwedScanTests(RunningSupabase running)
{
    [Fact]
    public async Task A_field_that_is_new_in_the_catalog_is_filled_by_the_next_sync()
    {
        await using var pair = await PairWithMoodAsync();

        var catalog = CatalogWithMood();
        await SmallCatalog.InitializeAsync(running, pair, catalog);
        await SmallCatalog.SyncAsync(pair, catalog);
        Assert.Equal("happy", await pair.ScalarAsync<string>("select coalesce(mood, '<null>') from public.items"));
    }

    [Fact]
    public async Task A_scan_that_broke_off_is_still_owed()
    {
        await using var pair = await PairWithMoodAsync();
        var catalog = CatalogWithMood();
        await SmallCatalog.ApplyAsync(running, catalog);
        pair.Notion.Faults.Next(FaultKind.TokenBlocked, count: 1, when: (m, p) => p.Contains("/query"));
        await Assert.ThrowsAnyAsync<SyncException>(() => SmallCatalog.SyncAsync(pair, catalog, r => r with { Databases = [catalog.Find("items")!] }));
        pair.Notion.Faults.Clear();
        await SmallCatalog.SyncAsync(pair, catalog);
        Assert.Equal("happy", await pair.ScalarAsync<string>("select coalesce(mood, '<null>') from public.items"));
    }

    [Fact]
    public async Task A_new_checkbox_is_filled_with_its_ticks()
    {
        await using var pair = await SmallCatalog.PairAsync(running);
        pair.Notion.Workspace.SetProperty(pair.Ids["items"].DataSource, "Done", NotionProperty.Of("checkbox"));
        pair.NotionTime.SetUtcNow(TimeProvider.System.GetUtcNow().AddMinutes(-10));
        SmallCatalog.Make(pair, "items", "a", ("Done", NotionValue.Checkbox(true)));
        await pair.SyncAsync();
        var catalog = SmallCatalog.Create(""", {"column":"done","property":"Done","type":"checkbox"}""");
        await SmallCatalog.InitializeAsync(running, pair, catalog);
        await SmallCatalog.SyncAsync(pair, catalog, r => r with { Full = true });
        Assert.Equal("true", await pair.ScalarAsync<string>("select coalesce(done::text, '<null>') from public.items"));
    }

    [Fact]
    public async Task Another_notion_database_is_read_from_the_beginning()
    {
        await using var pair = await SmallCatalog.PairAsync(running);
        SmallCatalog.Make(pair, "items", "in the wrong one");
        var other = CatalogDatabases.Create(pair.Notion.Workspace, pair.Catalog);
        pair.Notion.Workspace.CreatePage(other["items"].DataSource, new JsonObject { ["Name"] = NotionValue.Title("in the right one") });
        pair.NotionTime.Advance(TimeSpan.FromHours(1));
        await pair.SyncAsync();
        var ids = pair.NotionIds.ToDictionary();
        ids["items"] = other["items"].Database;
        var service = new DatabaseSyncService(pair.Pages, pair.Rows, pair.Catalog, ids, new SyncEnvironment());
        var r = await service.SyncAllRecordsAsync("items", SyncDirection.NotionToSupabase, null, default);
        Assert.Equal(1, await pair.ScalarAsync<long>("select count(*) from public.items where name = 'in the right one'"));
    }

    [Fact]
    public async Task Since_counts_from_the_beginning_of_its_minute()
    {
        await using var pair = await SmallCatalog.PairAsync(running);
        var p = SmallCatalog.Make(pair, "items", "a");
        await pair.SyncAsync();
        pair.NotionTime.SetUtcNow(new DateTimeOffset(2026, 11, 23, 10, 0, 45, TimeSpan.Zero));
        pair.Notion.Workspace.EditPage(p, new JsonObject { ["Notes"] = NotionValue.RichText("at :45") });
        var r = await pair.SyncAsync(r => r with { Since = new DateTimeOffset(2026, 11, 23, 10, 0, 30, TimeSpan.Zero) });
        Assert.Equal(1, r["items"].Updated);
    }

    [Fact]
    public async Task What_was_created_before_a_property_was_found_anew_is_still_counted()
    {
        await using var pair = await SmallCatalog.PairAsync(running);
        SmallCatalog.Make(pair, "items", "a", ("Notes", NotionValue.RichText("n")));
        await pair.SyncAsync();
        pair.Notion.Workspace.RemoveProperty(pair.Ids["items"].DataSource, "Notes");
        pair.Notion.Workspace.SetProperty(pair.Ids["items"].DataSource, "Notes", NotionProperty.Of("rich_text"));
        SmallCatalog.Make(pair, "items", "b");
        var r = await pair.SyncAsync();
        Assert.Equal(1, r["items"].Created);
    }

    [Fact]
    public async Task A_missing_property_is_told_in_idle_runs_too()
    {
        await using var pair = await SmallCatalog.PairAsync(running);
        SmallCatalog.Make(pair, "items", "a");
        await pair.SyncAsync();
        pair.Notion.Workspace.RemoveProperty(pair.Ids["items"].DataSource, "Notes");
        await pair.SyncAsync();
        pair.NotionTime.Advance(TimeSpan.FromHours(1));
        await pair.SyncAsync();
        pair.NotionTime.Advance(TimeSpan.FromHours(1));
        var r = await pair.SyncAsync();
        Assert.Equal(SyncStatus.Partial, r["items"].Status);
    }

    [Fact]
    public async Task R14_A_field_that_supabase_does_not_know_yet_is_no_success()
    {
        await using var pair = await SmallCatalog.PairAsync(running);
        pair.Notion.Workspace.SetProperty(pair.Ids["items"].DataSource, "Mood", NotionProperty.Of("rich_text"));
        SmallCatalog.Make(pair, "items", "a", ("Mood", NotionValue.RichText("happy")));
        await pair.SyncAsync();
        var catalog = CatalogWithMood();
        var r = await SmallCatalog.SyncAsync(pair, catalog);
        await SmallCatalog.InitializeAsync(running, pair, catalog);
        await SmallCatalog.SyncAsync(pair, catalog);
        Assert.Equal((SyncStatus.Failed, nameof(ErrorId.SupabaseSchemaMissing)), (r["items"].Status, r["items"].ErrorId));
    }

    [Fact]
    public async Task Binding_again_keeps_a_renamed_property_by_its_id()
    {
        await using var pair = await SmallCatalog.PairAsync(running);
        await pair.SyncAsync();
        pair.Notion.Workspace.RenameProperty(pair.Ids["items"].DataSource, "Notes", "Anmerkungen");
        pair.Notion.Workspace.SetProperty(pair.Ids["items"].DataSource, "Mood", NotionProperty.Of("rich_text"));
        var catalog = CatalogWithMood();
        var errors = await SmallCatalog.InitializeAsync(running, pair, catalog);
        Assert.Empty(errors);
    }

    private static DatabaseCatalog CatalogWithMood() => SmallCatalog.Create(""", {"column":"mood","property":"Mood","type":"rich_text"}""");

    /// <summary>A page whose property Mood the catalog does not name yet, and that was synced long ago.</summary>
    private async Task<Pair> PairWithMoodAsync()
    {
        var pair = await SmallCatalog.PairAsync(running);
        pair.Notion.Workspace.SetProperty(pair.Ids["items"].DataSource, "Mood", NotionProperty.Of("rich_text"));
        SmallCatalog.Make(pair, "items", "a", ("Mood", NotionValue.RichText("happy")));
        await pair.SyncAsync();
        pair.NotionTime.Advance(TimeSpan.FromHours(1));
        await pair.SyncAsync();
        return pair;
    }
}

using System.Text.Json.Nodes;
using HigherSelf.Sync.Engine.Reporting;
using HigherSelf.Sync.Sandbox.Notion;

namespace HigherSelf.Sync.Integration.Tests;

public sealed class IncrementalTests(RunningSupabase running)
{
    [Fact]
    public async Task Only_what_was_edited_travels()
    {
        await using var pair = await Pair.CreateAsync(running);
        pair.Fill();
        await pair.SyncAsync();
        var tasks = pair.Notion.Workspace.PageIds(pair.Ids["tasks"].DataSource);
        pair.Notion.Workspace.EditPage(tasks[3], new JsonObject { ["Status"] = NotionValue.Select("Done"), ["Notes"] = NotionValue.RichText("edited ✨") });
        pair.Notion.Workspace.EditPage(tasks[7], new JsonObject { ["Due Date"] = NotionValue.Date("2026-12-24") });
        var created = pair.Notion.Workspace.CreatePage(pair.Ids["tasks"].DataSource, new JsonObject { ["Task Name"] = NotionValue.Title("New") });
        var untouched = await UpdatedAtAsync(pair, tasks[4]);

        var result = (await pair.SyncAsync())["tasks"];

        Assert.Equal((SyncStatus.Succeeded, 1, 2), (result.Status, result.Created, result.Updated));
        Assert.Equal("Done|edited ✨", await TaskAsync(pair, tasks[3], "status || '|' || notes"));
        Assert.Equal("2026-12-24 00:00:00+00", await TaskAsync(pair, tasks[7], "due_date::text"));
        Assert.Equal("New", await TaskAsync(pair, created, "task_name"));
        Assert.Equal(untouched, await UpdatedAtAsync(pair, tasks[4]));
        Assert.Empty(await pair.CompareAsync());
    }

    [Fact]
    public async Task R3_Two_edits_within_one_minute_are_both_seen()
    {
        await using var pair = await Pair.CreateAsync(running);
        var page = pair.Notion.Workspace.CreatePage(pair.Ids["tasks"].DataSource, new JsonObject { ["Task Name"] = NotionValue.Title("first") });
        await pair.SyncAsync();

        // Notion's clock has not moved: the edit has the same last_edited_time as the creation.
        pair.Notion.Workspace.EditPage(page, new JsonObject { ["Task Name"] = NotionValue.Title("second") });
        await pair.SyncAsync();
        Assert.Equal("second", await TaskAsync(pair, page, "task_name"));

        // Half a minute on, still in the minute of the last watermark.
        pair.NotionTime.Advance(TimeSpan.FromSeconds(20));
        pair.Notion.Workspace.EditPage(page, new JsonObject { ["Task Name"] = NotionValue.Title("third") });
        await pair.SyncAsync();
        Assert.Equal("third", await TaskAsync(pair, page, "task_name"));
    }

    [Fact]
    public async Task An_edit_that_notion_shows_two_minutes_late_is_not_missed()
    {
        await using var pair = await Pair.CreateAsync(running);
        var page = pair.Notion.Workspace.CreatePage(pair.Ids["tasks"].DataSource, new JsonObject { ["Task Name"] = NotionValue.Title("before") });
        await pair.SyncAsync();
        pair.NotionTime.Advance(TimeSpan.FromHours(1));
        await pair.SyncAsync();

        pair.Notion.Workspace.EditPage(page, new JsonObject { ["Task Name"] = NotionValue.Title("late") }, pair.NotionTime.GetUtcNow().AddMinutes(-2));
        await pair.SyncAsync();

        Assert.Equal("late", await TaskAsync(pair, page, "task_name"));
    }

    [Fact]
    public async Task Since_narrows_what_is_looked_at_and_moves_no_watermark()
    {
        await using var pair = await Pair.CreateAsync(running);
        pair.Fill();
        await pair.SyncAsync();
        var through = await pair.ScalarAsync<string>("select through::text from hs_sync.watermarks where database = 'tasks'");
        pair.NotionTime.Advance(TimeSpan.FromDays(3));
        var tasks = pair.Notion.Workspace.PageIds(pair.Ids["tasks"].DataSource);
        pair.Notion.Workspace.EditPage(tasks[0], new JsonObject { ["Notes"] = NotionValue.RichText("two days ago") }, pair.NotionTime.GetUtcNow().AddDays(-2));
        pair.Notion.Workspace.EditPage(tasks[1], new JsonObject { ["Notes"] = NotionValue.RichText("today") });

        var narrow = (await pair.SyncAsync(r => r with { Databases = [pair.Database("tasks")], Since = pair.NotionTime.GetUtcNow().AddDays(-1) }))["tasks"];
        Assert.Equal(1, narrow.Updated);
        Assert.Equal(through, await pair.ScalarAsync<string>("select through::text from hs_sync.watermarks where database = 'tasks'"));

        var wide = (await pair.SyncAsync())["tasks"];
        Assert.Equal(1, wide.Updated);
        Assert.Empty(await pair.CompareAsync());
    }

    [Fact]
    public async Task A_full_run_finds_what_no_time_tells_of()
    {
        await using var pair = await Pair.CreateAsync(running);
        var page = pair.Notion.Workspace.CreatePage(pair.Ids["tasks"].DataSource, new JsonObject { ["Task Name"] = NotionValue.Title("before") });
        await pair.SyncAsync();
        pair.NotionTime.Advance(TimeSpan.FromHours(1));
        await pair.SyncAsync();

        // The edit bears a time long before the watermark.
        pair.Notion.Workspace.EditPage(page, new JsonObject { ["Task Name"] = NotionValue.Title("hidden") }, pair.NotionTime.GetUtcNow().AddDays(-1));
        Assert.Equal(0, (await pair.SyncAsync())["tasks"].Updated);
        Assert.Equal(1, (await pair.SyncAsync(r => r with { Full = true }))["tasks"].Updated);
        Assert.Equal("hidden", await TaskAsync(pair, page, "task_name"));
    }

    [Fact]
    public async Task One_page_can_be_carried_by_itself()
    {
        await using var pair = await Pair.CreateAsync(running);
        pair.Fill();
        var page = pair.Notion.Workspace.PageIds(pair.Ids["tasks"].DataSource)[5];
        var service = new Engine.Sync.DatabaseSyncService(pair.Pages, pair.Rows, pair.Catalog, pair.NotionIds, new Engine.Sync.SyncEnvironment());

        var first = await service.SyncNotionToSupabaseAsync("tasks", page, default);
        var second = await service.SyncNotionToSupabaseAsync("tasks", page, default);

        Assert.Equal((1, 0, 0), (first.Created, first.Updated, first.Unchanged));
        Assert.Equal((0, 0, 1), (second.Created, second.Updated, second.Unchanged));
        Assert.Equal(1, await pair.ScalarAsync<long>("select count(*) from public.tasks"));
    }

    [Fact]
    public async Task A_dry_run_tells_what_would_be_and_writes_nothing_not_even_state()
    {
        await using var pair = await Pair.CreateAsync(running);
        var pages = pair.Fill();

        var planned = await pair.SyncAsync(r => r with { DryRun = true });

        Assert.Equal(pages, planned.Values.Sum(r => r.Created));
        Assert.Equal(0, await pair.ScalarAsync<long>(
            """
            select (select count(*) from public.tasks) + (select count(*) from hs_sync.links) + (select count(*) from hs_sync.journal)
                + (select count(*) from hs_sync.runs) + (select count(*) from hs_sync.leases) + (select count(*) from hs_sync.watermarks)
                + (select count(*) from hs_sync.exchanges)
            """));

        await pair.SyncAsync();
        pair.Notion.Workspace.EditPage(
            pair.Notion.Workspace.PageIds(pair.Ids["tasks"].DataSource)[0], new JsonObject { ["Notes"] = NotionValue.RichText("would change") });
        var again = (await pair.SyncAsync(r => r with { DryRun = true }))["tasks"];
        Assert.Equal((0, 1), (again.Created, again.Updated));
        Assert.Equal(1, (await pair.SyncAsync())["tasks"].Updated);
    }

    private static Task<string> TaskAsync(Pair pair, Guid page, string expression) =>
        pair.ScalarAsync<string>($"select {expression} from public.tasks where notion_page_id = $1", page.ToString("D"));

    private static Task<string> UpdatedAtAsync(Pair pair, Guid page) => TaskAsync(pair, page, "updated_at::text");
}

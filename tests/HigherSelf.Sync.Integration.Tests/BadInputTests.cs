using System.Text.Json.Nodes;
using HigherSelf.Sync.Engine.Configuration;
using HigherSelf.Sync.Engine.Errors;
using HigherSelf.Sync.Engine.Notion;
using HigherSelf.Sync.Engine.Reporting;
using HigherSelf.Sync.Engine.Supabase;
using HigherSelf.Sync.Engine.Sync;
using HigherSelf.Sync.Sandbox.Notion;
using Microsoft.Extensions.Time.Testing;

namespace HigherSelf.Sync.Integration.Tests;

/// <summary>Each wrong input gives one clear error with the next step, and nothing is half-written.</summary>
public sealed class BadInputTests(RunningSupabase running)
{
    [Fact]
    public async Task A_wrong_token_ends_the_run_with_one_error()
    {
        await using var pair = await Pair.CreateAsync(running);
        pair.Fill();
        using var client = new NotionClient(
            new NotionOptions { Token = new Secret("ntn_wrong"), BaseUrl = pair.Notion.Url }, new RequestPacer(TimeProvider.System, 600), TimeProvider.System);

        var error = await FailAsync(pair, new NotionPageSide(client), pair.Rows);

        Expect(error, ErrorId.NotionUnauthorized, "NOTION_API_TOKEN");
        Assert.Contains("API token is invalid.", error.Message, StringComparison.Ordinal);
        Assert.DoesNotContain("ntn_wrong", error.ToString(), StringComparison.Ordinal);
        await NothingIsWrittenAsync(pair);
        Assert.Equal("Failed", await pair.ScalarAsync<string>("select status from hs_sync.runs"));
        Assert.Equal(0, await pair.ScalarAsync<long>("select count(*) from hs_sync.leases"));
    }

    [Fact]
    public async Task A_blocked_token_stops_at_once()
    {
        await using var pair = await Pair.CreateAsync(running);
        pair.Fill();
        pair.Notion.Requests.Reset();
        pair.Notion.Faults.Next(FaultKind.TokenBlocked, count: 1_000);

        var error = await FailAsync(pair, pair.Pages, pair.Rows);

        Expect(error, ErrorId.NotionBlocked, "write to Notion's support");
        Assert.InRange(pair.Notion.Requests.Count, 1, 4);
        await NothingIsWrittenAsync(pair);
    }

    [Fact]
    public async Task An_unreachable_notion_is_told_with_its_address()
    {
        await using var pair = await Pair.CreateAsync(running);
        using var client = new NotionClient(
            new NotionOptions { Token = new Secret("ntn_x"), BaseUrl = new Uri("http://127.0.0.1:9"), Retries = 1, RetryDelay = TimeSpan.FromMilliseconds(1) },
            new RequestPacer(TimeProvider.System, 600), TimeProvider.System);
        Expect(await FailAsync(pair, new NotionPageSide(client), pair.Rows), ErrorId.NotionUnreachable, "Check the network");
        await NothingIsWrittenAsync(pair);
    }

    [Fact]
    public async Task A_database_that_is_not_shared_fails_alone()
    {
        await using var pair = await Pair.CreateAsync(running);
        pair.Fill();
        pair.Notion.Workspace.Unshare(pair.Ids["tasks"].Database);

        var results = await pair.SyncAsync();

        Assert.Equal((SyncStatus.Failed, nameof(ErrorId.NotionNotShared)), (results["tasks"].Status, results["tasks"].ErrorId));
        Assert.Contains($"tasks: the Notion database {pair.Ids["tasks"].Database}", results["tasks"].Error, StringComparison.Ordinal);
        Assert.Contains("> Connections", results["tasks"].NextStep, StringComparison.Ordinal);
        Assert.All(results.Values.Where(r => r.Database != "tasks"), r => Assert.True(r.Status == SyncStatus.Succeeded, r.Error));
        Assert.Equal(0, await pair.ScalarAsync<long>("select count(*) from public.tasks"));
        Assert.Equal("Failed", await pair.ScalarAsync<string>("select status from hs_sync.runs"));
    }

    [Fact]
    public async Task A_capability_that_is_missing_is_named()
    {
        await using var pair = await Pair.CreateAsync(running);
        pair.Notion.Workspace.Capabilities = TokenCapabilities.None;
        var result = (await pair.SyncAsync(r => r with { Databases = [pair.Database("tasks")] }))["tasks"];
        Assert.Equal((SyncStatus.Failed, nameof(ErrorId.NotionForbidden)), (result.Status, result.ErrorId));
        Assert.Contains("capabilities", result.NextStep, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_right_that_is_missing_and_a_clock_that_is_off_are_found_by_the_checks_without_a_write()
    {
        await using var pair = await SmallCatalog.PairAsync(running);
        SmallCatalog.Make(pair, "items", "a");
        SmallCatalog.Make(pair, "groups", "a");
        var check = new NotionCheck(pair.NotionClient, pair.NotionTime);
        Assert.All(await check.RunAsync(pair.Catalog.Databases, pair.NotionIds, default).ToListAsync(), c => Assert.True(c.Passed, c.ToString()));

        pair.Notion.Workspace.Capabilities = TokenCapabilities.ReadContent;
        var slow = new FakeTimeProvider(pair.NotionTime.GetUtcNow().AddMinutes(-3));
        var failed = (await new NotionCheck(pair.NotionClient, slow).RunAsync(pair.Catalog.Databases, pair.NotionIds, default).ToListAsync()).Where(c => !c.Passed).ToList();

        Assert.Equal(["Clock", "Insert", "Update"], failed.Select(c => c.Name));
        Assert.All(failed, c => Assert.NotEmpty(c.NextStep!));
        Assert.Contains("180 s", failed[0].Detail, StringComparison.Ordinal);
        var page = Assert.Single(pair.Notion.Workspace.PageIds(pair.Ids["groups"].DataSource));
        Assert.Equal("a", pair.Notion.Workspace.ReadValue(page, "Name")![0]!["plain_text"]!.GetValue<string>());
    }

    [Fact]
    public async Task Missing_and_retyped_properties_are_all_named_before_anything_is_written()
    {
        await using var pair = await Pair.CreateAsync(running);
        pair.Fill();
        await pair.ExecuteAsync("update hs_sync.databases set binding = null");
        var tasks = pair.Ids["tasks"].DataSource;
        pair.Notion.Workspace.RemoveProperty(tasks, "Priority");
        pair.Notion.Workspace.RemoveProperty(tasks, "Notes");
        pair.Notion.Workspace.SetProperty(tasks, "Estimated Time", NotionProperty.Of("rich_text"));

        var result = (await pair.SyncAsync(r => r with { Databases = [pair.Database("tasks")] }))["tasks"];

        Assert.Equal((SyncStatus.Failed, nameof(ErrorId.NotionPropertyMissing)), (result.Status, result.ErrorId));
        Assert.Contains("lacks the properties 'Priority' (select), 'Notes' (rich_text)", result.Error, StringComparison.Ordinal);
        Assert.Contains("'Estimated Time' is rich_text and should be number", result.Error, StringComparison.Ordinal);
        Assert.Contains("tasks.json", result.NextStep, StringComparison.Ordinal);
        await NothingIsWrittenAsync(pair);
    }

    [Fact]
    public async Task R5_A_property_that_goes_missing_later_is_no_empty_value_and_the_rest_is_synced()
    {
        await using var pair = await Pair.CreateAsync(running);
        var page = pair.Notion.Workspace.CreatePage(
            pair.Ids["tasks"].DataSource, new JsonObject { ["Task Name"] = NotionValue.Title("t"), ["Priority"] = NotionValue.Select("High") });
        var other = pair.Notion.Workspace.CreatePage(pair.Ids["tasks"].DataSource, new JsonObject { ["Task Name"] = NotionValue.Title("u") });
        await pair.SyncAsync();
        pair.Notion.Workspace.RemoveProperty(pair.Ids["tasks"].DataSource, "Priority");
        pair.Notion.Workspace.EditPage(page, new JsonObject { ["Notes"] = NotionValue.RichText("edited") });

        var result = (await pair.SyncAsync())["tasks"];

        Assert.Equal((SyncStatus.Partial, nameof(ErrorId.NotionPropertyMissing), 1), (result.Status, result.ErrorId, result.Updated));
        Assert.Equal("High edited", await pair.ScalarAsync<string>("select priority || ' ' || notes from public.tasks where task_name = 't'"));

        // Made anew it has another id; every page is read for it, and one that has nothing there clears nothing.
        pair.Notion.Workspace.SetProperty(pair.Ids["tasks"].DataSource, "Priority", NotionProperty.Select("Low"));
        pair.Notion.Workspace.EditPage(other, new JsonObject { ["Priority"] = NotionValue.Select("Low") }, pair.NotionTime.GetUtcNow().AddDays(-9));
        result = (await pair.SyncAsync())["tasks"];
        Assert.Equal((SyncStatus.Succeeded, 1), (result.Status, result.Updated));
        Assert.Equal("t High,u Low", await pair.ScalarAsync<string>("select string_agg(task_name || ' ' || priority, ',' order by task_name) from public.tasks"));
    }

    [Fact]
    public async Task A_renamed_property_is_followed_by_its_id()
    {
        await using var pair = await Pair.CreateAsync(running);
        var page = pair.Notion.Workspace.CreatePage(pair.Ids["tasks"].DataSource, new JsonObject { ["Task Name"] = NotionValue.Title("t") });
        await pair.SyncAsync();
        pair.Notion.Workspace.RenameProperty(pair.Ids["tasks"].DataSource, "Notes", "Anmerkungen");
        pair.Notion.Workspace.EditPage(page, new JsonObject { ["Anmerkungen"] = NotionValue.RichText("found") });

        var result = (await pair.SyncAsync())["tasks"];

        Assert.Equal((SyncStatus.Succeeded, 1), (result.Status, result.NotionRequests));
        Assert.Equal("found", await pair.ScalarAsync<string>("select notes from public.tasks"));
    }

    [Fact]
    public async Task A_publishable_key_is_refused_with_the_key_to_use()
    {
        await using var pair = await Pair.CreateAsync(running);
        using var client = Connect(running.Supabase.Url, running.Supabase.PublishableKey);
        Expect(await FailAsync(pair, pair.Pages, new SupabaseRowSide(client)), ErrorId.SupabaseForbidden, "sb_secret_");
        await NothingIsWrittenAsync(pair);
    }

    [Fact]
    public async Task A_wrong_key_is_refused_and_not_repeated()
    {
        await using var pair = await Pair.CreateAsync(running);
        using var client = Connect(running.Supabase.Url, "sb_secret_wrong");
        var error = await FailAsync(pair, pair.Pages, new SupabaseRowSide(client));
        Expect(error, ErrorId.SupabaseUnauthorized, "SUPABASE_API_KEY");
        Assert.DoesNotContain("sb_secret_wrong", error.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_unreachable_supabase_is_told_with_its_address()
    {
        await using var pair = await Pair.CreateAsync(running);
        using var client = Connect(new Uri("http://127.0.0.1:9"), "sb_secret_x");
        Expect(await FailAsync(pair, pair.Pages, new SupabaseRowSide(client)), ErrorId.SupabaseUnreachable, "SUPABASE_URL");
    }

    [Fact]
    public async Task An_empty_project_is_told_to_be_set_up()
    {
        await using var pair = await Pair.CreateAsync(running);
        await running.EmptyAsync();
        Expect(await FailAsync(pair, pair.Pages, pair.Rows), ErrorId.SupabaseSchemaMissing, "Initialize-HSSupabase");
    }

    [Theory]
    [InlineData("drop table public.tasks cascade")]
    [InlineData("alter table public.tasks drop column notes")]
    [InlineData("drop schema hs_sync cascade")]
    [InlineData("drop table hs_sync.journal")]
    public async Task A_half_created_schema_is_told_to_be_completed_and_can_be(string damage)
    {
        await using var pair = await Pair.CreateAsync(running);
        pair.Notion.Workspace.CreatePage(pair.Ids["tasks"].DataSource, new JsonObject { ["Task Name"] = NotionValue.Title("t") });
        await pair.ExecuteAsync(damage);
        await running.Supabase.RefreshSchemaAsync();

        Expect(await FailAsync(pair, pair.Pages, pair.Rows), ErrorId.SupabaseSchemaMissing, "Initialize-HSSupabase");

        // The history says that it is there; setting up looks for itself. The run that failed could not let go of its lease, which ends by itself.
        await pair.SetUpAsync();
        await pair.ExecuteAsync("update hs_sync.leases set expires_at = clock_timestamp() - interval '1 second'");
        Assert.Equal(SyncStatus.Succeeded, (await pair.SyncAsync(r => r with { Databases = [pair.Database("tasks")] }))["tasks"].Status);
    }

    [Fact]
    public async Task Functions_of_another_version_are_not_worked_with()
    {
        await using var pair = await Pair.CreateAsync(running);
        await pair.ExecuteAsync("create or replace function hs_sync.version() returns integer language sql immutable set search_path = '' as $$ select 999 $$");
        Expect(await FailAsync(pair, pair.Pages, pair.Rows), ErrorId.SupabaseSchemaOutdated, "Initialize-HSSupabase");
    }

    private static SupabaseClient Connect(Uri url, string key) => new(
        new SupabaseOptions { Url = url, Key = new Secret(key), Retries = 1, RetryDelay = TimeSpan.FromMilliseconds(1) }, TimeProvider.System);

    private static async Task<SyncException> FailAsync(Pair pair, IPageSide pages, IRowSide rows)
    {
        var service = new DatabaseSyncService(pages, rows, pair.Catalog, pair.NotionIds, new SyncEnvironment());
        return await Assert.ThrowsAnyAsync<SyncException>(async () =>
        {
            await foreach (var result in service.SyncAllDatabasesAsync(SyncDirection.NotionToSupabase, default))
            {
                Assert.Null(result.Error);
            }
        });
    }

    private static void Expect(SyncException error, ErrorId id, string nextStep)
    {
        Assert.True(id == error.Id, error.Message);
        Assert.Contains(nextStep, error.NextStep, StringComparison.Ordinal);
        Assert.Contains(error.NextStep, error.Message, StringComparison.Ordinal);
    }

    private static async Task NothingIsWrittenAsync(Pair pair)
    {
        Assert.Equal(0, await pair.ScalarAsync<long>("select (select count(*) from hs_sync.links) + (select count(*) from hs_sync.journal) + (select count(*) from public.tasks)"));
    }
}

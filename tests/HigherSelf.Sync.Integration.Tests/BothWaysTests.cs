using System.Text.Json.Nodes;
using HigherSelf.Sync.Engine.Errors;
using HigherSelf.Sync.Engine.Reporting;
using HigherSelf.Sync.Engine.Sync;
using HigherSelf.Sync.Sandbox.Notion;

namespace HigherSelf.Sync.Integration.Tests;

/// <summary>Both directions on the real parts: what is edited, made or deleted on one side comes to the other, once.</summary>
public sealed class BothWaysTests(RunningSupabase running)
{
    [Fact]
    public async Task R1_When_edits_stop_both_sides_are_equal_within_two_cycles_and_then_nothing_is_written()
    {
        await using var pair = await Pair.CreateAsync(running);
        pair.Fill();
        await pair.SyncBothAsync();
        pair.NotionTime.Advance(TimeSpan.FromMinutes(10));
        var pages = pair.Notion.Workspace.PageIds(pair.Ids["tasks"].DataSource);
        pair.Notion.Workspace.EditPage(pages[0], new JsonObject { ["Notes"] = NotionValue.RichText("both") });
        pair.Notion.Workspace.EditPage(pages[1], new JsonObject { ["Notes"] = NotionValue.RichText("Notion only") });
        pair.Notion.Workspace.TrashPage(pages[2]);
        pair.Notion.Workspace.CreatePage(pair.Ids["tasks"].DataSource, new JsonObject { ["Task Name"] = NotionValue.Title("made in Notion") });
        await pair.ExecuteAsync("update public.tasks set notes = 'both, otherwise' where notion_page_id = $1", pages[0].ToString());
        await pair.ExecuteAsync("delete from public.tasks where notion_page_id = $1", pages[3].ToString());
        await pair.ExecuteAsync(
            """
            with workflow as (insert into public.workflows (name) values ('made in Supabase') returning id)
            insert into public.workflow_instances (instance_name, workflow_id) select 'new as well', id from workflow
            """);

        await pair.SyncBothAsync(r => r with { Full = true });
        await pair.SyncBothAsync();

        Assert.Empty(await pair.CompareAsync());
        await IsQuietAsync(pair);
    }

    [Fact]
    public async Task R2_Whatever_is_overwritten_or_deleted_is_in_the_journal_and_can_be_put_back()
    {
        await using var pair = await SmallCatalog.PairAsync(running);
        var edited = SmallCatalog.Make(pair, "items", "edited", ("Notes", NotionValue.RichText("before, in Notion")));
        var deleted = SmallCatalog.Make(pair, "items", "deleted", ("Notes", NotionValue.RichText("before, in Supabase")));
        await pair.SyncBothAsync();
        pair.NotionTime.Advance(TimeSpan.FromMinutes(10));
        await pair.ExecuteAsync("update public.items set notes = 'after' where name = 'edited'");
        pair.Notion.Workspace.TrashPage(deleted);
        var run = (await pair.SyncBothAsync(r => r with { Full = true }))["items"].RunId;
        Assert.Equal("after", TextOf(pair, edited, "Notes"));
        Assert.Equal(0, await pair.ScalarAsync<long>("select count(*) from public.items where name = 'deleted'"));

        var putBack = PutBackOf(pair, out _);
        foreach (var change in await putBack.ReadUndoableAsync(run, default))
        {
            await putBack.UndoAsync(change, default);
            await putBack.CarryAsync(change, default);
        }

        Assert.Equal("before, in Notion", TextOf(pair, edited, "Notes"));
        Assert.Equal("before, in Supabase", await pair.ScalarAsync<string>("select notes from public.items where name = 'deleted'"));
        Assert.False(IsInTrash(pair, deleted));
        await IsQuietAsync(pair);
    }

    [Fact]
    public async Task R5_A_row_that_was_edited_is_written_to_its_page_and_only_what_changed()
    {
        await using var pair = await SmallCatalog.PairAsync(running);
        var page = SmallCatalog.Make(pair, "items", "a", ("Notes", NotionValue.RichText("n")), ("Due", NotionValue.Date("2026-01-01", "2026-01-05")));
        await pair.SyncBothAsync();
        await pair.ExecuteAsync("update public.items set notes = 'from Supabase'");
        pair.Notion.Requests.Reset();

        var result = (await pair.SyncBothAsync())["items"];

        Assert.Equal((SyncStatus.Succeeded, 0, 1, 0), (result.Status, result.Created, result.Updated, result.Conflicts));
        Assert.Equal("from Supabase", TextOf(pair, page, "Notes"));
        Assert.Equal("2026-01-05", pair.Notion.Workspace.ReadValue(page, "Due")!["end"]!.GetValue<string>());
        Assert.Equal(1, pair.Notion.Requests.All.Count(r => r.Method == "PATCH"));
        await IsQuietAsync(pair);
    }

    [Fact]
    public async Task R6_A_date_keeps_its_end_when_another_field_or_its_start_is_written()
    {
        await using var pair = await SmallCatalog.PairAsync(running);
        var page = SmallCatalog.Make(pair, "items", "a", ("Due", NotionValue.Date("2026-01-01", "2026-01-05")));
        await pair.SyncBothAsync();
        await pair.ExecuteAsync("update public.items set due = '2026-01-02T00:00:00Z'");
        await pair.SyncBothAsync();
        var due = pair.Notion.Workspace.ReadValue(page, "Due")!;
        Assert.Equal(("2026-01-02", "2026-01-05"), (due["start"]!.GetValue<string>(), due["end"]!.GetValue<string>()));
        await IsQuietAsync(pair);
    }

    [Fact]
    public async Task R6_A_date_whose_end_alone_was_edited_keeps_the_new_end()
    {
        await using var pair = await SmallCatalog.PairAsync(running);
        var page = SmallCatalog.Make(pair, "items", "a", ("Due", NotionValue.Date("2026-01-01", "2026-01-05")));
        await pair.SyncBothAsync();
        pair.NotionTime.Advance(TimeSpan.FromMinutes(10));
        pair.Notion.Workspace.EditPage(page, new JsonObject { ["Due"] = NotionValue.Date("2026-01-01", "2026-01-09") });
        await pair.SyncBothAsync();
        pair.NotionTime.Advance(TimeSpan.FromMinutes(10));
        await IsQuietAsync(pair);

        await pair.ExecuteAsync("update public.items set due = '2026-01-02T00:00:00Z'");
        await pair.SyncBothAsync();

        var due = pair.Notion.Workspace.ReadValue(page, "Due")!;
        Assert.Equal(("2026-01-02", "2026-01-09"), (due["start"]!.GetValue<string>(), due["end"]!.GetValue<string>()));
    }

    [Fact]
    public async Task A_new_row_gets_one_page_that_names_it()
    {
        await using var pair = await SmallCatalog.PairAsync(running);
        await pair.ExecuteAsync("insert into public.items (name, notes) values ('mine', 'made in Supabase')");

        var result = (await pair.SyncBothAsync())["items"];

        Assert.Equal((SyncStatus.Succeeded, 1), (result.Status, result.Created));
        var page = Assert.Single(pair.Notion.Workspace.PageIds(pair.Ids["items"].DataSource));
        Assert.Equal("made in Supabase", TextOf(pair, page, "Notes"));
        Assert.Equal(TextOf(pair, page, "Supabase ID"), await pair.ScalarAsync<string>("select id::text from public.items"));
        Assert.Equal(page.ToString(), await pair.ScalarAsync<string>("select notion_page_id from public.items"));
        Assert.Equal(0, await pair.ScalarAsync<long>("select count(*) from hs_sync.intents"));
        await IsQuietAsync(pair);
    }

    [Fact]
    public async Task New_rows_that_point_to_each_other_are_both_linked_within_two_cycles()
    {
        await using var pair = await SmallCatalog.PairAsync(running);
        await pair.ExecuteAsync(
            """
            insert into public.groups (id, name) values ('00000000-0000-4000-8000-000000000001', 'g');
            insert into public.items (id, name, parent_id, others) values
                ('00000000-0000-4000-8000-000000000002', 'i', '00000000-0000-4000-8000-000000000001', '{00000000-0000-4000-8000-000000000003}'),
                ('00000000-0000-4000-8000-000000000003', 'j', null, '{00000000-0000-4000-8000-000000000002}')
            """);
        await pair.SyncBothAsync();
        await pair.SyncBothAsync();

        Assert.Equal(2, await pair.ScalarAsync<long>("select sum(cardinality(others))::bigint from public.items"));
        Assert.Equal(1, await pair.ScalarAsync<long>("select count(*) from public.items where parent_id is not null"));
        await IsQuietAsync(pair);
    }

    [Fact]
    public async Task R4_The_later_edit_wins_and_the_other_is_kept_as_a_conflict()
    {
        await using var pair = await SmallCatalog.PairAsync(running);
        var page = SmallCatalog.Make(pair, "items", "a", ("Notes", NotionValue.RichText("n")));
        await pair.SyncBothAsync();
        pair.NotionTime.SetUtcNow(TimeProvider.System.GetUtcNow().AddHours(-1));
        pair.Notion.Workspace.EditPage(page, new JsonObject { ["Notes"] = NotionValue.RichText("from Notion"), ["Name"] = NotionValue.Title("renamed") });
        await pair.ExecuteAsync("update public.items set notes = 'from Supabase'");

        var result = (await pair.SyncBothAsync())["items"];

        Assert.Equal((SyncStatus.Succeeded, 1), (result.Status, result.Conflicts));
        Assert.Equal("from Supabase", TextOf(pair, page, "Notes"));
        Assert.Equal("a", TextOf(pair, page, "Name"));
        Assert.Equal("Supabase", await pair.ScalarAsync<string>("select winner from hs_sync.conflicts"));
        Assert.Equal("from Notion", await pair.ScalarAsync<string>("select fields -> 'notes' ->> 'notion' from hs_sync.conflicts"));
        Assert.Equal("renamed", await pair.ScalarAsync<string>("select before ->> 'name' from hs_sync.journal where side = 'Notion' and action = 'update'"));
        await IsQuietAsync(pair);
    }

    [Fact]
    public async Task By_field_edits_of_different_fields_both_live()
    {
        await using var pair = await SmallCatalog.PairAsync(running);
        var page = SmallCatalog.Make(pair, "items", "a", ("Notes", NotionValue.RichText("n")));
        await pair.SyncBothAsync();
        pair.Notion.Workspace.EditPage(page, new JsonObject { ["Name"] = NotionValue.Title("renamed") });
        await pair.ExecuteAsync("update public.items set notes = 'from Supabase'");

        var result = (await pair.SyncBothAsync(r => r with { Policy = new SyncPolicy { Scope = MergeScope.Field } }))["items"];

        Assert.Equal((SyncStatus.Succeeded, 0), (result.Status, result.Conflicts));
        Assert.Equal("from Supabase", TextOf(pair, page, "Notes"));
        Assert.Equal("renamed from Supabase", await pair.ScalarAsync<string>("select name || ' ' || notes from public.items"));
        await IsQuietAsync(pair);
    }

    [Theory]
    [InlineData(Side.Notion, "from Notion")]
    [InlineData(Side.Supabase, "from Supabase")]
    public async Task A_conflict_that_waits_for_a_person_is_resolved_once(Side keep, string kept)
    {
        await using var pair = await SmallCatalog.PairAsync(running);
        var page = SmallCatalog.Make(pair, "items", "a");
        await pair.SyncBothAsync();
        pair.Notion.Workspace.EditPage(page, new JsonObject { ["Notes"] = NotionValue.RichText("from Notion") });
        await pair.ExecuteAsync("update public.items set notes = 'from Supabase'");
        await pair.SyncBothAsync(r => r with { Policy = new SyncPolicy { Conflicts = ConflictPolicy.Manual } });
        var putBack = PutBackOf(pair, out var history);
        var conflict = Assert.Single(await history.ReadConflictsAsync(pair.Catalog.Databases, onlyOpen: true, default));

        await putBack.ResolveAsync(conflict, keep, default);

        Assert.Empty(await history.ReadConflictsAsync(pair.Catalog.Databases, onlyOpen: true, default));
        Assert.Equal(kept, TextOf(pair, page, "Notes"));
        Assert.Equal(kept, await pair.ScalarAsync<string>("select notes from public.items"));
        await IsQuietAsync(pair);
    }

    [Fact]
    public async Task Under_manual_both_stay_until_they_are_made_equal()
    {
        await using var pair = await SmallCatalog.PairAsync(running);
        var page = SmallCatalog.Make(pair, "items", "a");
        await pair.SyncBothAsync();
        pair.Notion.Workspace.EditPage(page, new JsonObject { ["Notes"] = NotionValue.RichText("from Notion") });
        await pair.ExecuteAsync("update public.items set notes = 'from Supabase'");
        var manual = new SyncPolicy { Conflicts = ConflictPolicy.Manual };

        for (var cycle = 0; cycle < 3; cycle++)
        {
            pair.NotionTime.Advance(TimeSpan.FromHours(1));
            var result = (await pair.SyncBothAsync(r => r with { Policy = manual }))["items"];
            Assert.Equal((1, 0), (result.Conflicts, result.Updated));
        }

        Assert.Equal("from Notion", TextOf(pair, page, "Notes"));
        Assert.Equal("from Supabase", await pair.ScalarAsync<string>("select notes from public.items"));
        Assert.Equal(1, await pair.ScalarAsync<long>("select count(*) from hs_sync.conflicts where winner is null and resolved_at is null"));

        await pair.ExecuteAsync("update public.items set notes = 'from Notion'");
        await pair.SyncBothAsync(r => r with { Policy = manual });
        Assert.Equal(0, await pair.ScalarAsync<long>("select count(*) from hs_sync.conflicts where resolved_at is null"));
        await IsQuietAsync(pair);
    }

    [Fact]
    public async Task A_deleted_row_sends_its_page_to_the_trash_and_comes_back_with_it()
    {
        await using var pair = await SmallCatalog.PairAsync(running);
        var page = SmallCatalog.Make(pair, "items", "a", ("Notes", NotionValue.RichText("n")));
        await pair.SyncBothAsync();
        var row = await pair.ScalarAsync<Guid>("select id from public.items");
        await pair.ExecuteAsync("delete from public.items");

        var result = (await pair.SyncBothAsync())["items"];
        Assert.Equal((SyncStatus.Succeeded, 1), (result.Status, result.Deleted));
        Assert.True(IsInTrash(pair, page));
        await IsQuietAsync(pair);

        pair.NotionTime.Advance(TimeSpan.FromHours(1));
        pair.Notion.Workspace.RestorePage(page);
        await pair.SyncBothAsync();
        Assert.Equal(row, await pair.ScalarAsync<Guid>("select id from public.items"));
        await IsQuietAsync(pair);
    }

    [Fact]
    public async Task A_trashed_page_deletes_its_row_once_it_is_seen_in_the_trash()
    {
        await using var pair = await SmallCatalog.PairAsync(running);
        var page = SmallCatalog.Make(pair, "items", "a", ("Notes", NotionValue.RichText("n")));
        SmallCatalog.Make(pair, "items", "stays");
        await pair.SyncBothAsync();
        var row = await pair.ScalarAsync<Guid>("select id from public.items where name = 'a'");
        pair.Notion.Workspace.TrashPage(page);

        var result = (await pair.SyncBothAsync(r => r with { Full = true }))["items"];
        Assert.Equal((SyncStatus.Succeeded, 1), (result.Status, result.Deleted));
        Assert.Equal("stays", await pair.ScalarAsync<string>("select string_agg(name, ',') from public.items"));
        Assert.Equal("n", await pair.ScalarAsync<string>("select before ->> 'notes' from hs_sync.journal where action = 'delete'"));
        await IsQuietAsync(pair);

        // The row is put back: the page comes out of the trash.
        await pair.ExecuteAsync("insert into public.items (id, name, notes, notion_page_id) values ($1, 'a', 'n', $2)", row, page.ToString());
        await pair.SyncBothAsync();
        Assert.False(IsInTrash(pair, page));
        await IsQuietAsync(pair);
    }

    [Fact]
    public async Task A_scan_is_complete_again_a_day_after_the_last()
    {
        await using var pair = await SmallCatalog.PairAsync(running);
        var page = SmallCatalog.Make(pair, "items", "a");
        await pair.SyncBothAsync();
        pair.Notion.Workspace.TrashPage(page);
        await pair.SyncBothAsync();
        Assert.Equal(1, await pair.ScalarAsync<long>("select count(*) from public.items"));
        await pair.ExecuteAsync("update hs_sync.watermarks set full_scan_at = full_scan_at - interval '25 hours'");
        await pair.SyncBothAsync();
        Assert.Equal(0, await pair.ScalarAsync<long>("select count(*) from public.items"));
    }

    [Fact]
    public async Task R7_An_edit_beats_a_delete()
    {
        await using var pair = await SmallCatalog.PairAsync(running);
        var deletedRow = SmallCatalog.Make(pair, "items", "row deleted");
        var deletedPage = SmallCatalog.Make(pair, "items", "page deleted");
        await pair.SyncBothAsync();
        pair.NotionTime.Advance(TimeSpan.FromHours(1));
        pair.Notion.Workspace.EditPage(deletedRow, new JsonObject { ["Notes"] = NotionValue.RichText("edited") });
        pair.Notion.Workspace.TrashPage(deletedPage);
        await pair.ExecuteAsync("delete from public.items where name = 'row deleted'; update public.items set notes = 'edited'");

        await pair.SyncBothAsync(r => r with { Full = true });

        Assert.Equal(2, await pair.ScalarAsync<long>("select count(*) from public.items where notes = 'edited'"));
        Assert.False(IsInTrash(pair, deletedPage));
        Assert.Equal("edited", TextOf(pair, deletedPage, "Notes"));
        await IsQuietAsync(pair);
    }

    [Fact]
    public async Task R7_Too_many_deletes_halt_the_database_and_nothing_is_deleted()
    {
        await using var pair = await SmallCatalog.PairAsync(running);
        for (var i = 0; i < 15; i++)
        {
            SmallCatalog.Make(pair, "items", $"i{i}");
        }

        await pair.SyncBothAsync();
        await pair.ExecuteAsync("delete from public.items where name <> 'i0'");

        var halted = (await pair.SyncBothAsync())["items"];
        Assert.Equal((SyncStatus.Halted, nameof(ErrorId.DeletesHalted), 0), (halted.Status, halted.ErrorId, halted.Deleted));
        Assert.Equal(15, pair.Notion.Workspace.PageIds(pair.Ids["items"].DataSource).Count);

        var forced = (await pair.SyncBothAsync(r => r with { Force = true }))["items"];
        Assert.Equal((SyncStatus.Succeeded, 14), (forced.Status, forced.Deleted));
        Assert.Single(pair.Notion.Workspace.PageIds(pair.Ids["items"].DataSource));
        await IsQuietAsync(pair);
    }

    [Fact]
    public async Task A_truncated_table_halts_the_database()
    {
        await using var pair = await SmallCatalog.PairAsync(running);
        for (var i = 0; i < 12; i++)
        {
            SmallCatalog.Make(pair, "items", $"i{i}");
        }

        await pair.SyncBothAsync();
        await pair.ExecuteAsync("truncate public.items");
        Assert.Equal(SyncStatus.Halted, (await pair.SyncBothAsync())["items"].Status);
        Assert.Equal(12, pair.Notion.Workspace.PageIds(pair.Ids["items"].DataSource).Count);
    }

    [Fact]
    public async Task Ignored_deletes_leave_the_other_side()
    {
        await using var pair = await SmallCatalog.PairAsync(running);
        var page = SmallCatalog.Make(pair, "items", "a");
        await pair.SyncBothAsync();
        await pair.ExecuteAsync("delete from public.items");
        await pair.SyncBothAsync(r => r with { Policy = new SyncPolicy { Deletes = DeletePolicy.Ignore } });
        Assert.False(IsInTrash(pair, page));
    }

    [Fact]
    public async Task R7_A_page_that_notion_does_not_find_deletes_nothing()
    {
        await using var pair = await SmallCatalog.PairAsync(running);
        var page = SmallCatalog.Make(pair, "items", "a");
        await pair.SyncBothAsync();
        pair.Notion.Workspace.DeletePage(page);
        var result = (await pair.SyncBothAsync(r => r with { Full = true }))["items"];
        Assert.Equal((SyncStatus.Partial, 0), (result.Status, result.Deleted));
        Assert.Contains("deleted for good, or not shared", result.Error);
        Assert.Equal(1, await pair.ScalarAsync<long>("select count(*) from public.items"));
    }

    [Fact]
    public async Task A_page_that_was_moved_gets_a_row_where_it_is_now()
    {
        await using var pair = await SmallCatalog.PairAsync(running);
        var page = SmallCatalog.Make(pair, "groups", "mover");
        await pair.SyncBothAsync();
        pair.Notion.Workspace.MovePage(page, pair.Ids["items"].DataSource);
        await pair.SyncBothAsync(r => r with { Full = true });
        await pair.SyncBothAsync(r => r with { Full = true });
        Assert.Equal((0, 1), (await pair.ScalarAsync<long>("select count(*) from public.groups"), await pair.ScalarAsync<long>("select count(*) from public.items")));
        await IsQuietAsync(pair);
    }

    [Fact]
    public async Task R10_A_value_that_notion_cannot_hold_delays_only_its_record()
    {
        await using var pair = await SmallCatalog.PairAsync(running);
        await pair.ExecuteAsync("insert into public.items (name) values (repeat('x', 300000)), ('good')");
        var result = (await pair.SyncBothAsync())["items"];
        Assert.Equal((SyncStatus.Partial, 1, 1), (result.Status, result.Created, result.Failed));
        Assert.Equal("Supabase", await pair.ScalarAsync<string>("select side from hs_sync.failures"));
        await pair.ExecuteAsync("update public.items set name = 'short' where name <> 'good'");
        await pair.ExecuteAsync("update hs_sync.failures set next_at = now()");
        Assert.Equal(1, (await pair.SyncBothAsync())["items"].Created);
        Assert.Equal(0, await pair.ScalarAsync<long>("select count(*) from hs_sync.failures"));
        await IsQuietAsync(pair);
    }

    [Fact]
    public async Task Without_the_property_supabase_id_no_page_is_made_and_everything_else_goes_on()
    {
        await using var pair = await SmallCatalog.PairAsync(running);
        SmallCatalog.Make(pair, "items", "a");
        await pair.SyncBothAsync();
        pair.Notion.Workspace.RemoveProperty(pair.Ids["items"].DataSource, "Supabase ID");
        await pair.ExecuteAsync("update hs_sync.databases set binding = binding || '{\"supabase_id\": null}' where name = 'items'");
        await pair.ExecuteAsync("update public.items set notes = 'edited'; insert into public.items (name) values ('new')");

        var result = (await pair.SyncBothAsync())["items"];
        Assert.Equal((SyncStatus.Partial, 1, 0), (result.Status, result.Updated, result.Created));
        Assert.Contains("'Supabase ID'", result.Error);

        pair.Notion.Workspace.SetProperty(pair.Ids["items"].DataSource, "Supabase ID", NotionProperty.Of("rich_text"));
        Assert.Equal(1, (await pair.SyncBothAsync())["items"].Created);
        await IsQuietAsync(pair);
    }

    [Theory]
    [InlineData(FaultKind.UnavailableAfterCommit)]
    [InlineData(FaultKind.GatewayTimeoutAfterCommit)]
    [InlineData(FaultKind.DroppedAfterCommit)]
    public async Task R8_A_page_whose_making_was_not_answered_is_made_once(FaultKind kind)
    {
        await using var pair = await SmallCatalog.PairAsync(running);
        await pair.ExecuteAsync("insert into public.items (name) values ('once')");
        pair.Notion.Faults.Next(kind, 1, (method, path) => method == "POST" && path.EndsWith("/v1/pages", StringComparison.Ordinal));
        await pair.SyncBothAsync();
        await pair.ExecuteAsync("update hs_sync.failures set next_at = now()");
        await pair.SyncBothAsync();
        Assert.Single(pair.Notion.Workspace.PageIds(pair.Ids["items"].DataSource));
        await IsQuietAsync(pair);
    }

    [Fact]
    public async Task An_intent_that_came_to_nothing_is_waited_out_and_then_tried_again()
    {
        await using var pair = await SmallCatalog.PairAsync(running);
        await pair.ExecuteAsync("insert into public.items (name) values ('a'); insert into hs_sync.intents (database, row_id, run_id) select 'items', id, gen_random_uuid() from public.items");
        Assert.Equal(0, (await pair.SyncBothAsync())["items"].Created);
        await pair.ExecuteAsync("update hs_sync.intents set at = at - interval '3 minutes'");
        Assert.Equal(1, (await pair.SyncBothAsync())["items"].Created);
        await IsQuietAsync(pair);
    }

    [Fact]
    public async Task An_idle_cycle_both_ways_is_a_request_a_database_and_two_to_supabase()
    {
        await using var pair = await Pair.CreateAsync(running);
        pair.Fill();
        await pair.SyncBothAsync();
        pair.NotionTime.Advance(TimeSpan.FromHours(1));
        await pair.SyncBothAsync();
        pair.NotionTime.Advance(TimeSpan.FromHours(1));
        pair.Notion.Requests.Reset();

        var results = await pair.SyncBothAsync();

        Assert.All(results.Values, r => Assert.Equal((SyncStatus.Succeeded, 0, 0, 0), (r.Status, r.Created, r.Updated, r.Deleted)));
        Assert.Equal(16, pair.Notion.Requests.Count);
        // Opening and closing the run are two more.
        Assert.Equal(0, results.Values.Sum(r => r.SupabaseRequests));
        Assert.Empty(await pair.CompareAsync());
    }

    [Fact]
    public async Task Changed_rows_cost_hardly_more_than_a_request_each()
    {
        await using var pair = await SmallCatalog.PairAsync(running);
        await pair.ExecuteAsync("insert into public.items (name) select 'n' || i from generate_series(1, 400) i");
        await pair.SyncBothAsync();
        pair.NotionTime.Advance(TimeSpan.FromHours(1));
        await pair.SyncBothAsync();
        await pair.ExecuteAsync("update public.items set notes = 'edited ' || name");
        pair.Notion.Requests.Reset();

        var result = (await pair.SyncBothAsync())["items"];

        Assert.Equal((SyncStatus.Succeeded, 400), (result.Status, result.Updated));
        Assert.InRange(pair.Notion.Requests.Count, 400, (int)(400 * 1.05) + 2);
        await IsQuietAsync(pair);
    }

    [Fact]
    public async Task One_row_can_be_carried_by_itself()
    {
        await using var pair = await SmallCatalog.PairAsync(running);
        await pair.ExecuteAsync("insert into public.items (name) values ('a'), ('b')");
        var row = await pair.ScalarAsync<Guid>("select id from public.items where name = 'a'");
        var service = new DatabaseSyncService(pair.Pages, pair.Rows, pair.Catalog, pair.NotionIds, new SyncEnvironment());

        Assert.Equal(1, (await service.SyncSupabaseToNotionAsync("items", row, default)).Created);
        var page = Assert.Single(pair.Notion.Workspace.PageIds(pair.Ids["items"].DataSource));
        await pair.ExecuteAsync("update public.items set notes = 'edited' where name = 'a'");
        Assert.Equal(1, (await service.SyncSupabaseToNotionAsync("items", row, default)).Updated);
        Assert.Equal("edited", TextOf(pair, page, "Notes"));
        Assert.Equal(nameof(ErrorId.RecordUnknown), (await service.SyncSupabaseToNotionAsync("items", Guid.NewGuid(), default)).ErrorId);
    }

    [Fact]
    public async Task One_way_to_notion_leaves_rows_as_they_are()
    {
        await using var pair = await SmallCatalog.PairAsync(running);
        var page = SmallCatalog.Make(pair, "items", "a");
        await pair.SyncBothAsync();
        pair.Notion.Workspace.EditPage(page, new JsonObject { ["Name"] = NotionValue.Title("renamed") });
        await pair.ExecuteAsync("insert into public.items (name) values ('b')");
        var result = (await pair.SyncAsync(r => r with { Direction = SyncDirection.SupabaseToNotion }))["items"];
        Assert.Equal((1, 0), (result.Created, result.Updated));
        Assert.Equal("a,b", await pair.ScalarAsync<string>("select string_agg(name, ',' order by name) from public.items"));

        // What it left is still found by the next run both ways.
        await pair.SyncBothAsync();
        Assert.Equal("b,renamed", await pair.ScalarAsync<string>("select string_agg(name, ',' order by name) from public.items"));
        await IsQuietAsync(pair);
    }

    private static PutBack PutBackOf(Pair pair, out SyncHistory history)
    {
        var environment = new SyncEnvironment();
        history = new SyncHistory(pair.SupabaseClient);
        var service = new DatabaseSyncService(pair.Pages, pair.Rows, pair.Catalog, pair.NotionIds, environment);
        return new PutBack(pair.Pages, pair.Rows, history, service, pair.Catalog, environment);
    }

    /// <summary>Nothing is left to do: a further cycle writes nothing, and both sides are equal (R1).</summary>
    private static async Task IsQuietAsync(Pair pair)
    {
        pair.NotionTime.Advance(TimeSpan.FromMinutes(10));
        pair.Notion.Requests.Reset();
        var results = await pair.SyncBothAsync();
        Assert.All(results.Values, r => Assert.True(r is { Status: SyncStatus.Succeeded, Created: 0, Updated: 0, Deleted: 0, Conflicts: 0 }, $"{r.Database}: {r}"));
        Assert.DoesNotContain(pair.Notion.Requests.All, r => r.Method == "PATCH" || r.Path.EndsWith("/v1/pages", StringComparison.Ordinal));
        Assert.Empty(await pair.CompareAsync());
        Assert.Equal(0, await pair.ScalarAsync<long>("select count(*) from hs_sync.dirty"));
    }

    private static string TextOf(Pair pair, Guid page, string property) =>
        string.Concat(pair.Notion.Workspace.ReadValue(page, property)!.AsArray().Select(p => p!["plain_text"]!.GetValue<string>()));

    private static bool IsInTrash(Pair pair, Guid page) => pair.Notion.Workspace.ReadPage(page)["in_trash"]!.GetValue<bool>();
}

using System.Text.Json.Nodes;
using HigherSelf.Sync.Engine.Reporting;
using HigherSelf.Sync.Sandbox.Notion;

namespace HigherSelf.Sync.Integration.Tests;

/// <summary>Records that cannot be synced: each delays only itself.</summary>
public sealed class FailureTests(RunningSupabase running)
{
    [Fact]
    public async Task A_page_that_fails_twice_in_one_run_is_noted_once()
    {
        await using var pair = await SmallCatalog.PairAsync(running);
        SmallCatalog.Make(pair, "items", "bad \0");
        SmallCatalog.Make(pair, "items", "good");
        await pair.SyncAsync();
        var good = SmallCatalog.Make(pair, "items", "later");
        await pair.SyncAsync();
        pair.NotionTime.Advance(TimeSpan.FromHours(3));
        SmallCatalog.Make(pair, "items", "much later");
        var r = await pair.SyncAsync();
        Assert.Equal(SyncStatus.Partial, r["items"].Status);
        Assert.Equal(3, await pair.ScalarAsync<long>("select count(*) from public.items"));
    }

    [Fact]
    public async Task A_failure_is_settled_when_its_page_can_be_read_again()
    {
        await using var pair = await SmallCatalog.PairAsync(running);
        var p = SmallCatalog.Make(pair, "items", "fine");
        await pair.SyncAsync();
        pair.Notion.Workspace.EditPage(p, new JsonObject { ["Name"] = NotionValue.Title("bad \0") });
        await pair.SyncAsync();
        Assert.Equal(1, await pair.ScalarAsync<long>("select count(*) from hs_sync.failures"));
        await pair.ExecuteAsync("delete from public.items");
        pair.Notion.Workspace.EditPage(p, new JsonObject { ["Name"] = NotionValue.Title("mended") });
        pair.NotionTime.Advance(TimeSpan.FromHours(1));
        await pair.ExecuteAsync("update hs_sync.failures set next_at = now()");
        await pair.SyncAsync();
        Assert.Equal(0, await pair.ScalarAsync<long>("select count(*) from hs_sync.failures"));
    }

    [Fact]
    public async Task A_unique_constraint_of_the_users_own_delays_only_its_record()
    {
        await using var pair = await SmallCatalog.PairAsync(running);
        await pair.ExecuteAsync("alter table public.items add constraint uq_code unique (code)");
        SmallCatalog.Make(pair, "items", "a", ("Code", NotionValue.RichText("x")));
        SmallCatalog.Make(pair, "items", "b", ("Code", NotionValue.RichText("x")));
        var r = await pair.SyncAsync();
        Assert.Contains("uq_code", r["items"].Error);
        Assert.Equal((1, 1), (r["items"].Created, r["items"].Failed));
    }

    [Fact]
    public async Task A_trigger_of_the_users_own_that_raises_delays_only_its_record()
    {
        await using var pair = await SmallCatalog.PairAsync(running);
        await pair.ExecuteAsync("create or replace function public.no() returns trigger language plpgsql as $$ begin if new.name = 'no' then raise exception 'not this one'; end if; return new; end $$; create trigger no before insert on public.items for each row execute function public.no()");
        SmallCatalog.Make(pair, "items", "no");
        SmallCatalog.Make(pair, "items", "yes");
        var r = await pair.SyncAsync();
        Assert.Equal(SyncStatus.Partial, r["items"].Status);
        Assert.Contains("not this one", r["items"].Error);
        Assert.Equal("yes", await pair.ScalarAsync<string>("select name from public.items"));
    }

    [Fact]
    public async Task A_long_text_fits_into_an_indexed_column()
    {
        await using var pair = await SmallCatalog.PairAsync(running);
        var random = new Random(1);
        var text = string.Concat(Enumerable.Range(0, 4000).Select(_ => (char)random.Next(0x4e00, 0x9fff)));
        SmallCatalog.Make(pair, "items", "long", ("Code", NotionValue.RichText([NotionValue.Piece(text[..2000]), NotionValue.Piece(text[2000..])])));
        var r = await pair.SyncAsync();
        Assert.Equal(SyncStatus.Succeeded, r["items"].Status);
    }

    [Fact]
    public async Task A_reason_may_name_a_character_that_postgresql_cannot_hold()
    {
        await using var pair = await SmallCatalog.PairAsync(running);
        SmallCatalog.Make(pair, "items", "bad \0 title", ("Due", NotionValue.Date("2026-01-01T10:00:00", null, "Antarctica/South_Pole")));
        SmallCatalog.Make(pair, "items", "good");
        var r = (await pair.SyncAsync())["items"];
        Assert.Equal(SyncStatus.Partial, r.Status);
        Assert.Equal(1, await pair.ScalarAsync<long>("select count(*) from public.items"));
    }

    [Fact]
    public async Task A_copy_of_a_page_that_names_the_row_of_its_original_gets_its_own()
    {
        await using var pair = await SmallCatalog.PairAsync(running);
        SmallCatalog.Make(pair, "items", "other");
        await pair.SyncAsync();
        var id = Guid.NewGuid();
        await pair.ExecuteAsync("insert into public.items (id, name) values ($1, 'mine')", id);
        SmallCatalog.Make(pair, "items", "mine", ("Supabase ID", NotionValue.RichText(id.ToString())));
        SmallCatalog.Make(pair, "items", "mine (1)", ("Supabase ID", NotionValue.RichText(id.ToString())));
        var r = await pair.SyncAsync();
        Assert.Equal(3, await pair.ScalarAsync<long>("select count(*) from public.items"));
    }

    [Fact]
    public async Task A_page_that_notion_keeps_refusing_does_not_stop_its_database()
    {
        await using var pair = await SmallCatalog.PairAsync(running);
        var bad = SmallCatalog.Make(pair, "items", "bad \0");
        await pair.SyncAsync();
        pair.NotionTime.Advance(TimeSpan.FromHours(1));
        await pair.ExecuteAsync("update hs_sync.watermarks set through = through + interval '1 hour'");
        SmallCatalog.Make(pair, "items", "new");
        pair.Notion.Faults.Next(FaultKind.InternalError, count: 100, when: (m, p) => p.Contains($"/pages/{bad:D}"));
        var r = await pair.SyncAsync(r => r with { Databases = [pair.Database("items")] });
        Assert.Equal(1, r["items"].Created);
    }

    [Fact]
    public async Task A_json_column_of_the_users_own_can_be_written()
    {
        await using var pair = await SmallCatalog.PairAsync(running);
        SmallCatalog.Make(pair, "items", "a");
        await pair.SyncAsync();
        await pair.ExecuteAsync("alter table public.items add column mine json default '{}'");
        var e = await Record.ExceptionAsync(() => pair.ExecuteAsync("update public.items set mine = '{\"a\": 1}'"));
        Assert.Null(e);
    }

    [Fact]
    public async Task A_json_column_of_the_users_own_is_no_obstacle()
    {
        await using var pair = await SmallCatalog.PairAsync(running);
        var p = SmallCatalog.Make(pair, "items", "a");
        await pair.SyncAsync();
        await pair.ExecuteAsync("alter table public.items add column mine json; ");
        pair.NotionTime.SetUtcNow(TimeProvider.System.GetUtcNow().AddDays(1));
        pair.Notion.Workspace.EditPage(p, new JsonObject { ["Notes"] = NotionValue.RichText("edited") });
        await pair.SyncAsync();
        Assert.Equal("edited", await pair.ScalarAsync<string>("select notes from public.items"));
    }
}

using System.Text.Json;
using System.Text.Json.Nodes;
using HigherSelf.Sync.Engine.Backup;
using HigherSelf.Sync.Engine.Errors;
using HigherSelf.Sync.Engine.Reporting;
using HigherSelf.Sync.Engine.Sync;
using HigherSelf.Sync.Sandbox.Notion;

namespace HigherSelf.Sync.Integration.Tests;

/// <summary>Backup and restore on the real pair.</summary>
public sealed class BackupTests(RunningSupabase running) : IDisposable
{
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("hs-backup-");
    private readonly List<SyncException> _reported = [];

    [Fact]
    public async Task What_was_deleted_edited_and_added_is_as_it_was_and_the_next_sync_carries_that_to_Notion()
    {
        await using var pair = await Pair.CreateAsync(running);
        pair.Fill();
        await pair.SyncBothAsync();
        var before = await DumpAsync(pair);
        var backups = await BackupAsync(pair);
        Assert.Equal(16, backups.Count);
        Assert.Equal(await CountAsync(pair), backups.Sum(b => b.Rows!.Value));
        Assert.Equal(backups.Sum(b => b.Pages), backups.Sum(b => b.Rows));

        var tasks = await pair.ScalarAsync<long>("select count(*) from public.tasks");
        await pair.ExecuteAsync("delete from public.tasks where id in (select id from public.tasks order by id limit 5)");
        await pair.ExecuteAsync("delete from public.business_entities where id in (select id from public.business_entities order by id limit 2)");
        await pair.ExecuteAsync("update public.tasks set notes = 'wrecked', estimated_time = null, tags = '{}', due_date = now() where id in (select id from public.tasks order by id desc limit 7)");
        await pair.ExecuteAsync("insert into public.tasks (task_name) values ('one too many'), ('another')");
        pair.NotionTime.Advance(TimeSpan.FromMinutes(10));
        await pair.SyncBothAsync(r => r with { Force = true });
        Assert.NotEqual(before, await DumpAsync(pair));

        var results = (await RestoreAsync(pair, r => r with { RemoveOthers = true })).ToDictionary(r => r.Database);
        Assert.Empty(_reported);
        Assert.Equal((5, 7, 2, 0), (results["tasks"].Restored, results["tasks"].Changed, results["tasks"].Removed, results["tasks"].Failed));
        Assert.Equal(tasks - 12, results["tasks"].Unchanged);
        Assert.Equal(2, results["business_entities"].Restored);
        Assert.Equal(before, await DumpAsync(pair));

        pair.NotionTime.Advance(TimeSpan.FromMinutes(10));
        await pair.SyncBothAsync(r => r with { Force = true });
        await pair.SyncBothAsync(r => r with { Full = true });
        Assert.Empty(await pair.CompareAsync());
        Assert.Equal(before, await DumpAsync(pair));

        // Once more there is nothing to do.
        var again = await RestoreAsync(pair, r => r with { RemoveOthers = true });
        Assert.Equal((0, 0, 0, 0), (again.Sum(r => r.Restored), again.Sum(r => r.Changed), again.Sum(r => r.Removed), again.Sum(r => r.Failed)));
        Assert.All(again, r => Assert.Null(r.Notes));
    }

    [Fact]
    public async Task Every_value_survives_exactly_those_of_plain_columns_and_columns_of_ones_own_among_them()
    {
        var catalog = SmallCatalog.Create(
            """
            ,{"column":"score","property":"Score","type":"number"},{"column":"labels","property":"Labels","type":"multi_select"}
            ,{"column":"payload","property":"Payload","type":"rich_text","columnType":"jsonb"},{"column":"plain","columnType":"text"}
            """);
        await using var pair = await Pair.CreateAsync(running, catalog);
        await pair.ExecuteAsync(
            "alter table public.items add column own_number double precision, add column own_big bigint, add column own_json json, add column own_bytes bytea, add column own_range tstzrange, "
            + "add column own_sum bigint generated always as (own_big + 1) stored, add column own_key bigint generated always as identity");
        var text = string.Concat(Enumerable.Range(0, 100).Select(i => new string((char)('a' + (i % 26)), 1_998) + "🔥"));
        await pair.ExecuteAsync(
            """
            insert into public.items (name, notes, code, due, score, labels, payload, plain, own_number, own_big, own_json, own_bytes, own_range) values
            ('👩‍👩‍👧‍👦 "quoted" \ back', $1, null, '2026-03-01 10:30:00.678901+00', 12345678901234567890.123456789, '{a,"b, c",null,""}',
             '{"n": 12345678901234567890.50, "a": [1, null, {"x": "ü"}]}', E'plain\nline\u2028\u0001', 0.1::float8 + 0.2, 9007199254740993, '{"b":1,  "a":2}', '\x00ff', '[2026-01-01,2026-02-01)'),
            (null, '', null, null, null, null, null, null, 'NaN', null, null, null, null)
            """, text);
        var before = await DumpAsync(pair);
        await BackupAsync(pair);
        var lines = await File.ReadAllLinesAsync(Path.Combine(_folder.FullName, "items.supabase.jsonl"));
        Assert.Equal(2, lines.Length);
        Assert.Contains(lines, l => l.Contains("12345678901234567890.123456789", StringComparison.Ordinal) && l.Contains("9007199254740993", StringComparison.Ordinal) && l.Contains("0.30000000000000004", StringComparison.Ordinal));

        await pair.ExecuteAsync("delete from public.items");
        Assert.Equal(2, (await RestoreAsync(pair)).Single(r => r.Database == "items").Restored);
        Assert.Empty(_reported);
        Assert.Equal(before, await DumpAsync(pair));

        await pair.ExecuteAsync("update public.items set notes = 'x', plain = 'x', own_number = 1, own_big = 1, own_bytes = null, score = 12345678901234567890.123456788, labels = '{a}', payload = '[]'");
        Assert.Equal(2, (await RestoreAsync(pair)).Single(r => r.Database == "items").Changed);
        Assert.Equal(before, await DumpAsync(pair));
    }

    [Fact]
    public async Task The_pages_of_a_backup_hold_their_values_and_what_no_column_holds()
    {
        await using var pair = await SmallCatalog.PairAsync(running);
        var group = SmallCatalog.Make(pair, "groups", "group");
        var page = SmallCatalog.Make(pair, "items", "item",
            ("Due", NotionValue.Date("2026-03-01T10:30:00.000+05:30", "2026-03-02T10:30:00.000+05:30")), ("Parent", NotionValue.Relation(group)));
        await pair.SyncBothAsync();
        await BackupAsync(pair);

        using var line = JsonDocument.Parse(Assert.Single(await File.ReadAllLinesAsync(Path.Combine(_folder.FullName, "items.notion.jsonl"))));
        var root = line.RootElement;
        Assert.Equal(page, root.GetProperty("id").GetGuid());
        Assert.False(root.GetProperty("in_trash").GetBoolean());
        Assert.Equal(JsonValueKind.Null, root.GetProperty("supabase_id").ValueKind);
        var properties = root.GetProperty("properties");
        Assert.Equal(["code", "due", "name", "notes", "others", "parent_id"], properties.EnumerateObject().Select(p => p.Name).Order());
        Assert.Equal("item", properties.GetProperty("name").GetString());
        Assert.Equal("2026-03-01T05:00:00.000000+00:00", properties.GetProperty("due").GetString());
        Assert.Equal(group, properties.GetProperty("parent_id")[0].GetGuid());
        Assert.Contains("2026-03-02T10:30", root.GetProperty("extras").GetProperty("due").GetRawText(), StringComparison.Ordinal);
        Assert.Equal(pair.Database("items").Source.ToArray(), await File.ReadAllBytesAsync(Path.Combine(_folder.FullName, "catalog", "items.json")));
    }

    [Fact]
    public async Task References_in_a_circle_come_back_and_one_whose_target_is_nowhere_is_nothing()
    {
        await using var pair = await Pair.CreateAsync(running, SmallCatalog.Create(parentTarget: "items"));
        await pair.ExecuteAsync(
            """
            insert into public.items (id, name, parent_id, others) values
            ('00000000-0000-4000-8000-000000000001', 'first', null, '{00000000-0000-4000-8000-000000000002}'),
            ('00000000-0000-4000-8000-000000000002', 'second', '00000000-0000-4000-8000-000000000001', '{}'),
            ('00000000-0000-4000-8000-000000000003', 'alone', '00000000-0000-4000-8000-000000000003', '{}')
            """);
        await pair.ExecuteAsync("update public.items set parent_id = '00000000-0000-4000-8000-000000000002' where name = 'first'");
        var before = await DumpAsync(pair);
        await BackupAsync(pair);

        await pair.ExecuteAsync("delete from public.items");
        Assert.Equal((3, 0), (await RestoreAsync(pair)).Where(r => r.Database == "items").Select(r => (r.Restored, r.Failed)).Single());
        Assert.Equal(before, await DumpAsync(pair));

        // Only the reference is gone: that is a change, told of by -WhatIf, too.
        await pair.ExecuteAsync("delete from public.items where name = 'second'");
        var told = await PlanAsync(pair);
        Assert.Equal(["Change (parent_id) 1", "Restore 2"], told.Order());
        Assert.Equal((1, 1, 1, 0), (await RestoreAsync(pair)).Where(r => r.Database == "items").Select(r => (r.Restored, r.Changed, r.Unchanged, r.Failed)).Single());
        Assert.Equal(before, await DumpAsync(pair));

        // A single row whose target stays away.
        await pair.ExecuteAsync("delete from public.items where name in ('first', 'second')");
        var single = await RestoreAsync(pair, r => r with { Only = new HashSet<Guid> { Id(2), Id(9) } });
        Assert.Equal((1, 0, 0), single.Where(r => r.Database == "items").Select(r => (r.Restored, r.Unchanged, r.Failed)).Single());
        Assert.Equal(1, await pair.ScalarAsync<long>("select count(*) from public.items where name = 'second' and parent_id is null"));
        Assert.Equal((ErrorId.RecordUnknown, Id(9).ToString()), (_reported.Single().Id, _reported.Single().Target));
    }

    [Fact]
    public async Task Rows_that_are_not_in_the_backup_stay_unless_asked_otherwise_and_a_plan_writes_nothing()
    {
        await using var pair = await SmallCatalog.PairAsync(running);
        await pair.ExecuteAsync("insert into public.items (id, name, notes) values ($1, 'kept', 'before'), ($2, 'gone', 'before')", Id(1), Id(2));
        await BackupAsync(pair);
        await pair.ExecuteAsync("update public.items set notes = 'after' where name = 'kept'");
        await pair.ExecuteAsync("delete from public.items where name = 'gone'");
        await pair.ExecuteAsync("insert into public.items (id, name) values ($1, 'new')", Id(3));
        var wrecked = await DumpAsync(pair);

        Assert.Equal(["Change (notes) 1", "Remove 3", "Restore 2"], (await PlanAsync(pair, r => r with { RemoveOthers = true })).Order());
        Assert.Equal(wrecked, await DumpAsync(pair));
        Assert.Empty(_folder.GetFiles("restore-*"));

        var result = (await RestoreAsync(pair)).Single(r => r.Database == "items");
        Assert.Equal((1, 1, 0, 0), (result.Restored, result.Changed, result.Removed, result.Unchanged));
        Assert.Equal(3, await pair.ScalarAsync<long>("select count(*) from public.items"));

        // What was there before is noted, so that it can be put back.
        var notes = (await File.ReadAllLinesAsync(result.Notes!)).Select(l => JsonNode.Parse(l)!).ToDictionary(n => n["id"]!.GetValue<Guid>());
        Assert.Equal(2, notes.Count);
        Assert.Equal(("Change", "after", "before"), ((string?)notes[Id(1)]["action"], (string?)notes[Id(1)]["before"]!["notes"], (string?)notes[Id(1)]["after"]!["notes"]));
        Assert.Equal("Restore", (string?)notes[Id(2)]["action"]);

        // It was an edit of a person: the sync knows of it, and no run's journal does.
        Assert.Equal(3, await pair.ScalarAsync<long>("select count(*) from hs_sync.dirty where database = 'items'"));
        Assert.Equal(0, await pair.ScalarAsync<long>("select count(*) from hs_sync.journal"));
    }

    [Fact]
    public async Task A_backup_goes_into_an_empty_project_and_its_rows_meet_their_pages_again()
    {
        await using var pair = await SmallCatalog.PairAsync(running);
        var group = SmallCatalog.Make(pair, "groups", "group");
        SmallCatalog.Make(pair, "items", "item", ("Parent", NotionValue.Relation(group)), ("Notes", NotionValue.RichText("n")));
        await pair.SyncBothAsync();
        var before = await DumpAsync(pair);
        await BackupAsync(pair);

        await running.EmptyAsync();
        await pair.SetUpAsync();
        await RestoreAsync(pair);
        Assert.Empty(_reported);
        Assert.Equal(before, await DumpAsync(pair));

        await pair.SyncBothAsync(r => r with { Full = true });
        await pair.SyncBothAsync(r => r with { Full = true });
        Assert.Empty(await pair.CompareAsync());
        Assert.Equal(before, await DumpAsync(pair));
        Assert.Single(pair.Notion.Workspace.PageIds(pair.Ids["items"].DataSource));
    }

    [Fact]
    public async Task A_row_that_the_database_refuses_is_told_of_by_its_reason_and_the_others_come_back()
    {
        await using var pair = await SmallCatalog.PairAsync(running);
        await pair.ExecuteAsync("insert into public.items (id, name) values ($1, 'good'), ($2, 'bad')", Id(1), Id(2));
        await pair.ExecuteAsync("alter table public.items add column leaving text default 'left'");
        await BackupAsync(pair);
        await pair.ExecuteAsync("delete from public.items");
        await pair.ExecuteAsync("alter table public.items add constraint no_bad check (name <> 'bad'), drop column leaving");

        var result = (await RestoreAsync(pair)).Single(r => r.Database == "items");

        Assert.Equal((1, 1), (result.Restored, result.Failed));
        Assert.Equal(2, _reported.Count);
        Assert.All(_reported, e => Assert.Equal((ErrorId.RestoreIncomplete, "items"), (e.Id, e.Target)));
        Assert.Contains("no column leaving", _reported[0].Message, StringComparison.Ordinal);
        Assert.Contains("no_bad", _reported[1].Message, StringComparison.Ordinal);
        Assert.Equal("good", await pair.ScalarAsync<string>("select name from public.items"));
    }

    [Fact]
    public async Task A_row_that_moves_while_it_is_put_back_is_looked_at_again_and_its_last_state_is_noted()
    {
        await using var pair = await SmallCatalog.PairAsync(running);
        await pair.ExecuteAsync("insert into public.items (id, name, notes) values ($1, 'item', 'backup')", Id(1));
        await BackupAsync(pair);
        await pair.ExecuteAsync("update public.items set notes = 'first'");

        var moved = false;
        var result = (await RestoreAsync(pair, accept: async _ =>
        {
            if (!moved)
            {
                moved = true;
                await pair.ExecuteAsync("update public.items set notes = 'second', code = 'new'");
            }

            return true;
        })).Single(r => r.Database == "items");

        Assert.Equal((1, 0), (result.Changed, result.Failed));
        Assert.Equal("backup/none", await pair.ScalarAsync<string>("select notes || '/' || coalesce(code, 'none') from public.items"));
        Assert.Contains("second", (await File.ReadAllLinesAsync(result.Notes!))[^1], StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_database_that_cannot_be_read_is_told_of_and_the_others_are_kept_but_no_whole_backup_gives_way_to_a_part()
    {
        await using var pair = await SmallCatalog.PairAsync(running);
        await pair.ExecuteAsync("insert into public.groups (name) values ('g')");
        await pair.ExecuteAsync("alter table public.items rename to hidden");
        var backup = new DatabaseBackup(new BackupSources { Supabase = pair.SupabaseClient }, new SyncEnvironment());
        var request = new BackupRequest { Databases = pair.Catalog.Databases, Path = _folder.FullName, Sides = BackupSides.Supabase };
        Assert.Equal("groups", Assert.Single(await backup.RunAsync(request, _reported.Add, default).ToListAsync()).Database);
        Assert.Equal(ErrorId.SupabaseSchemaMissing, Assert.Single(_reported).Id);
        var files = (await BackupContent.OpenAsync(_folder.FullName, default)).Manifest.Files;
        Assert.Equal(["catalog/groups.json", "groups.supabase.jsonl"], files.Select(f => f.Name));

        await pair.ExecuteAsync("insert into public.groups (name) values ('h')");
        var error = await Assert.ThrowsAsync<SyncException>(async () => await backup.RunAsync(request with { Replace = true }, _reported.Add, default).ToListAsync());
        Assert.Equal(ErrorId.BackupIncomplete, error.Id);
        Assert.Equal(files, (await BackupContent.OpenAsync(_folder.FullName, default)).Manifest.Files);
        Assert.Equal(4, _folder.GetFileSystemInfos("*", SearchOption.AllDirectories).Length);
    }

    [Fact]
    public async Task Many_large_rows_are_read_in_batches_that_fit()
    {
        await using var pair = await SmallCatalog.PairAsync(running);
        await pair.ExecuteAsync("insert into public.items (name, notes) select 'item ' || n, repeat('x', 200000) from generate_series(1, 60) n");
        await pair.ExecuteAsync("insert into public.groups (name) select 'group ' || n from generate_series(1, 1203) n");
        var backups = await BackupAsync(pair, BackupSides.Supabase);
        Assert.Equal([("groups", 1203), ("items", 60)], backups.Select(b => (b.Database, b.Rows!.Value)));
        Assert.All(backups, b => Assert.Null(b.Pages));
        await pair.ExecuteAsync("truncate public.items, public.groups");
        Assert.Equal(1263, (await RestoreAsync(pair)).Sum(r => r.Restored));
        Assert.Equal(12_000_000, await pair.ScalarAsync<long>("select sum(length(notes)) from public.items"));
    }

    public void Dispose() => _folder.Delete(recursive: true);

    private static Guid Id(int number) => new($"00000000-0000-4000-8000-{number:D12}");

    private async Task<List<HSBackup>> BackupAsync(Pair pair, BackupSides sides = BackupSides.Both)
    {
        var sources = new BackupSources { Pages = pair.Pages, NotionIds = pair.NotionIds, Supabase = pair.SupabaseClient, Project = "example.supabase.co" };
        var request = new BackupRequest { Databases = pair.Catalog.Databases, Path = _folder.FullName, Sides = sides };
        var backups = await new DatabaseBackup(sources, new SyncEnvironment()).RunAsync(request, _reported.Add, default).ToListAsync();
        Assert.Empty(_reported);
        return backups;
    }

    private async Task<List<HSRestoreResult>> RestoreAsync(
        Pair pair, Func<RestoreRequest, RestoreRequest>? change = null, Func<RestoreChange, Task<bool>>? accept = null)
    {
        var restore = new DatabaseRestore(pair.SupabaseClient, await BackupContent.OpenAsync(_folder.FullName, default), new SyncEnvironment());
        var request = new RestoreRequest { Databases = restore.Choose(pair.Catalog, null, _reported.Add) };
        return await restore.RunAsync(change?.Invoke(request) ?? request, accept ?? (_ => Task.FromResult(true)), _reported.Add, default).ToListAsync();
    }

    /// <summary>What a restore would do: the action, and the last digits of the row.</summary>
    private async Task<List<string>> PlanAsync(Pair pair, Func<RestoreRequest, RestoreRequest>? change = null)
    {
        var told = new List<string>();
        await RestoreAsync(pair, r => (change?.Invoke(r) ?? r) with { DryRun = true }, c =>
        {
            told.Add($"{c} {c.Id.ToString()[^1]}");
            return Task.FromResult(false);
        });
        return told;
    }

    private static async Task<long> CountAsync(Pair pair) => await pair.ScalarAsync<long>(
        "select " + string.Join(" + ", pair.Catalog.Databases.Select(d => $"(select count(*) from public.{d.Table})")));

    /// <summary>Every row with every column as text, but for when it was written; read past the functions under test.</summary>
    private static async Task<string> DumpAsync(Pair pair) => await pair.ScalarAsync<string>(
        "select concat_ws(E'\\n', " + string.Join(", ", pair.Catalog.Databases.Select(d =>
            $"(select string_agg((to_jsonb(t) - 'updated_at')::text, E'\\n' order by t.id) from public.{d.Table} t)")) + ")");
}

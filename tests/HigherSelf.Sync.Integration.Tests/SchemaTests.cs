using System.Text;
using System.Text.Json.Nodes;
using HigherSelf.Sync.Engine.Catalog;
using HigherSelf.Sync.Engine.Configuration;
using HigherSelf.Sync.Engine.Errors;
using HigherSelf.Sync.Engine.Supabase;
using HigherSelf.Sync.Engine.Supabase.Schema;
using HigherSelf.Sync.Sandbox.Notion;

namespace HigherSelf.Sync.Integration.Tests;

public sealed class SchemaTests(RunningSupabase running)
{
    [Fact]
    public async Task Setting_up_twice_changes_nothing_and_is_recorded_as_the_supabase_cli_does()
    {
        await using var pair = await Pair.CreateAsync(running);
        var runner = new MigrationRunner(new Secret(running.Supabase.DatabaseUrl), TimeProvider.System);
        var migrations = Migrations.For(pair.Catalog);
        var before = await SchemaAsync(pair);

        Assert.Empty(await runner.FindMissingAsync(migrations, default));
        Assert.Empty(await runner.ApplyAsync(migrations, default));

        Assert.Equal(before, await SchemaAsync(pair));
        Assert.Equal(3, await pair.ScalarAsync<long>("select count(*) from supabase_migrations.schema_migrations where version ~ '^[0-9]{14}$' and cardinality(statements) = 1"));
        Assert.Equal(
            string.Join(',', migrations.Select(m => m.Name)),
            await pair.ScalarAsync<string>("select string_agg(name, ',' order by version) from supabase_migrations.schema_migrations"));
    }

    [Fact]
    public async Task A_property_that_is_new_in_Notion_is_told_of_once_and_an_idle_cycle_still_takes_one_request()
    {
        await using var pair = await SmallCatalog.PairAsync(running);
        var page = SmallCatalog.Make(pair, "items", "one");
        await pair.SyncBothAsync();
        var items = pair.Ids["items"].DataSource;
        pair.Notion.Workspace.SetProperty(items, "Budget", NotionProperty.Of("number"));
        pair.Notion.Workspace.SetProperty(items, "Press", NotionProperty.Of("button"));
        pair.NotionTime.Advance(TimeSpan.FromMinutes(10));
        pair.Notion.Workspace.EditPage(page, new JsonObject { ["Budget"] = NotionValue.Number(5) });

        Assert.Equal(["Budget"], (await pair.SyncBothAsync())["items"].NewProperties);

        Assert.Empty((await pair.SyncBothAsync(r => r with { Full = true }))["items"].NewProperties);
        Assert.False(await pair.ScalarAsync<bool>("select needs_full from hs_sync.databases where name = 'items'"));
        pair.NotionTime.Advance(TimeSpan.FromMinutes(10));
        await pair.SyncBothAsync();
        pair.NotionTime.Advance(TimeSpan.FromMinutes(10));
        Assert.Equal(1, (await pair.SyncBothAsync())["items"].NotionRequests);
    }

    [Fact]
    public async Task The_sql_may_be_run_over_itself()
    {
        await using var pair = await Pair.CreateAsync(running);
        pair.Fill();
        await pair.SyncAsync();
        var before = await SchemaAsync(pair);
        foreach (var migration in Migrations.For(pair.Catalog))
        {
            await pair.ExecuteAsync(migration.Sql);
        }

        Assert.Equal(before, await SchemaAsync(pair));
        Assert.Empty(await pair.CompareAsync());
    }

    [Fact]
    public async Task A_migration_that_fails_leaves_nothing_behind()
    {
        await using var pair = await Pair.CreateAsync(running);
        var runner = new MigrationRunner(new Secret(running.Supabase.DatabaseUrl), TimeProvider.System);
        var broken = new Migration("broken", "create table public.half (id int); select 1 / 0;", "select true");
        var error = await Assert.ThrowsAsync<SyncException>(() => runner.ApplyAsync([broken], default));
        Assert.Equal(ErrorId.SupabaseMigrationFailed, error.Id);
        Assert.Contains("division by zero", error.Message, StringComparison.Ordinal);
        Assert.Equal(0, await pair.ScalarAsync<long>("select count(*) from pg_class where relname = 'half'"));
        Assert.Equal(0, await pair.ScalarAsync<long>("select count(*) from supabase_migrations.schema_migrations where name like 'broken%'"));
    }

    [Fact]
    public async Task A_field_that_is_added_to_the_catalog_becomes_a_column_and_nothing_else_changes()
    {
        await using var pair = await Pair.CreateAsync(running);
        var file = Path.Combine(Repository.Root, "module", "databases", "tasks.json");
        var json = (await File.ReadAllTextAsync(file)).Replace("\"fields\": [", "\"fields\": [ { \"column\": \"mood\", \"property\": \"Mood\", \"type\": \"select\" },", StringComparison.Ordinal);
        var others = Directory.EnumerateFiles(Path.GetDirectoryName(file)!, "*.json")
            .Where(f => f != file && !f.EndsWith(".schema.json", StringComparison.Ordinal)).Select(f => (f, File.ReadAllBytes(f)));
        var catalog = DatabaseCatalog.Create([.. others, (file, Encoding.UTF8.GetBytes(json))]);

        var applied = await new MigrationRunner(new Secret(running.Supabase.DatabaseUrl), TimeProvider.System).ApplyAsync(Migrations.For(catalog), default);

        Assert.StartsWith("hs_sync_tables_", Assert.Single(applied).Name, StringComparison.Ordinal);
        Assert.Equal("text", await pair.ScalarAsync<string>("select data_type from information_schema.columns where table_name = 'tasks' and column_name = 'mood'"));
    }

    [Fact]
    public async Task Every_table_is_closed_to_the_keys_of_browsers()
    {
        await using var pair = await Pair.CreateAsync(running);
        await pair.ExecuteAsync("insert into public.tasks (task_name) values ('secret')");
        Assert.Equal(0, await pair.ScalarAsync<long>("select count(*) from pg_class where relnamespace = 'public'::regnamespace and relkind = 'r' and not relrowsecurity"));
        Assert.Equal(0, await pair.ScalarAsync<long>("select count(*) from pg_policies where schemaname = 'public'"));

        using var browser = new SupabaseClient(
            new SupabaseOptions { Url = running.Supabase.Url, Key = new Secret(running.Supabase.PublishableKey), Retries = 0 }, TimeProvider.System);
        foreach (var database in pair.Catalog.Databases)
        {
            var error = await Assert.ThrowsAsync<SupabaseException>(() => browser.SelectAsync(database.Table, "select=*", default));
            Assert.Equal("42501", error.Code);
        }

        foreach (var function in new[] { "open", "exchange", "close", "bind", "rows", "status" })
        {
            var error = await Assert.ThrowsAsync<SupabaseException>(() => browser.CallAsync($"hs_sync_{function}", "{}"u8.ToArray(), default));
            Assert.Equal(ErrorId.SupabaseForbidden, error.Id);
        }
    }

    [Fact]
    public async Task The_state_is_not_served_by_the_rest_api()
    {
        await using var pair = await Pair.CreateAsync(running);
        await Assert.ThrowsAsync<SupabaseException>(() => pair.SupabaseClient.SelectAsync("links", "select=*", default));
        await Assert.ThrowsAsync<SupabaseException>(() => pair.SupabaseClient.CallAsync("hs_sync.look", "{}"u8.ToArray(), default));
        Assert.Equal(
            0,
            await pair.ScalarAsync<long>(
                """
                select count(*) from pg_proc p, unnest(array['anon', 'authenticated', 'service_role']) r (role)
                where p.pronamespace = 'hs_sync'::regnamespace and has_function_privilege(r.role, p.oid, 'execute')
                """));
    }

    [Fact]
    public async Task Updated_at_moves_when_a_row_changes_and_only_then()
    {
        await using var pair = await Pair.CreateAsync(running);
        await pair.ExecuteAsync("insert into public.tasks (task_name, estimated_time) values ('t', 1.50)");
        const string read = "select updated_at::text from public.tasks";
        var first = await pair.ScalarAsync<string>(read);

        await pair.ExecuteAsync("update public.tasks set task_name = 't', estimated_time = 1.5");
        Assert.Equal(first, await pair.ScalarAsync<string>(read));
        await pair.ExecuteAsync("update public.tasks set updated_at = '2000-01-01'");
        Assert.Equal(first, await pair.ScalarAsync<string>(read));

        await pair.ExecuteAsync("update public.tasks set task_name = 'u'");
        var second = await pair.ScalarAsync<string>(read);
        Assert.True(string.CompareOrdinal(second, first) > 0);

        // Even when the clock of the database stands far behind the row.
        await pair.ExecuteAsync("alter table public.tasks disable trigger hs_sync_touch; update public.tasks set updated_at = '2100-01-01'; alter table public.tasks enable trigger hs_sync_touch");
        await pair.ExecuteAsync("update public.tasks set task_name = 'v'");
        Assert.Equal("2100-01-01 00:00:00.000001+00", await pair.ScalarAsync<string>(read));
    }

    [Fact]
    public async Task A_plain_column_is_never_touched()
    {
        await using var pair = await Pair.CreateAsync(running);
        pair.Fill();
        await pair.SyncAsync();
        await pair.ExecuteAsync("""update public.contacts_profiles set custom_fields = '{"mine": 1}', first_name = 'mine'""");
        pair.Notion.Workspace.EditPage(
            pair.Notion.Workspace.PageIds(pair.Ids["contacts_profiles"].DataSource)[0], new() { ["Notes"] = Sandbox.Notion.NotionValue.RichText("edited") });
        pair.NotionTime.SetUtcNow(TimeProvider.System.GetUtcNow().AddDays(1));

        await pair.SyncAsync(r => r with { Full = true });

        Assert.Equal(0, await pair.ScalarAsync<long>("select count(*) from public.contacts_profiles where first_name is distinct from 'mine' or custom_fields is distinct from '{\"mine\": 1}'"));
        Assert.Equal(1, await pair.ScalarAsync<long>("select count(*) from public.contacts_profiles where notes = 'edited'"));
    }

    /// <summary>Everything that a migration could change.</summary>
    private static Task<string> SchemaAsync(Pair pair) => pair.ScalarAsync<string>(
        """
        select md5(string_agg(x.line, '|' order by x.line)) from (
            select table_schema || table_name || column_name || data_type || coalesce(column_default, '') as line
            from information_schema.columns where table_schema in ('public', 'hs_sync', 'supabase_migrations')
            union all select indexdef from pg_indexes where schemaname in ('public', 'hs_sync')
            union all select conname || pg_get_constraintdef(oid) from pg_constraint where connamespace in ('public'::regnamespace, 'hs_sync'::regnamespace)
            union all select tgname || pg_get_triggerdef(oid) from pg_trigger where tgname like 'hs_sync%'
            union all select pg_get_functiondef(oid) || coalesce(proacl::text, '') from pg_proc where pronamespace = 'hs_sync'::regnamespace or proname like 'hs\_sync\_%'
            union all select f::text from hs_sync.fields f
            union all select m.version || m.name from supabase_migrations.schema_migrations m) x
        """);
}

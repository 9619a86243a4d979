using HigherSelf.Sync.Engine.Errors;
using HigherSelf.Sync.Engine.Supabase.Schema;
using Npgsql;

namespace HigherSelf.Sync.Integration.Tests;

/// <summary>Set-up does the same whichever way it goes, on databases as hosted projects have them.</summary>
public sealed class SetUpWaysTests(RunningSupabase running)
{
    public static TheoryData<MigrationWay> Ways => SetUpAccess.Ways;

    [Theory]
    [MemberData(nameof(Ways))]
    public async Task An_empty_database_gets_all_migrations_once(MigrationWay way)
    {
        await running.EmptyAsync();
        using var access = new SetUpAccess(running, way);
        var migrations = Migrations.For(Pair.ShippedCatalog);

        Assert.Equal(migrations, await access.Runner.FindMissingAsync(migrations, default));
        Assert.Equal(migrations, await access.Runner.ApplyAsync(migrations, default));
        var schema = await Schema.ReadAsync(running);

        Assert.Empty(await access.Runner.FindMissingAsync(migrations, default));
        Assert.Empty(await access.Runner.ApplyAsync(migrations, default));
        Assert.Equal(schema, await Schema.ReadAsync(running));
        Assert.Equal(string.Join(',', migrations.Select(m => m.Name)),
            await ScalarAsync("select string_agg(name, ',' order by version) from supabase_migrations.schema_migrations where version ~ '^[0-9]{14}$'"));
        if (access.Api is { } api)
        {
            Assert.Equal(4, api.Queries.Count);
        }
    }

    [Fact]
    public async Task Every_way_gives_the_same_database()
    {
        var schemas = new List<string>();
        foreach (var way in new[] { MigrationWay.Connection, MigrationWay.ManagementApi })
        {
            await running.EmptyAsync();
            using var access = new SetUpAccess(running, way);
            await access.Runner.ApplyAsync(Migrations.For(Pair.ShippedCatalog), default);
            schemas.Add(await Schema.ReadAsync(running));
        }

        Assert.Equal(schemas[0], schemas[1]);
    }

    [Fact]
    public async Task Two_at_once_take_turns_and_apply_each_migration_once()
    {
        await running.EmptyAsync();
        using var one = new SetUpAccess(running, MigrationWay.Connection, lockTimeout: TimeSpan.FromMinutes(1));
        using var other = new SetUpAccess(running, MigrationWay.ManagementApi, lockTimeout: TimeSpan.FromMinutes(1));
        var migrations = Migrations.For(SmallCatalog.Create());
        var applied = await Task.WhenAll(one.Runner.ApplyAsync(migrations, default), other.Runner.ApplyAsync(migrations, default));
        Assert.Equal([0, 3], applied.Select(a => a.Count).Order());
        Assert.Equal("3", await ScalarAsync("select count(*) from supabase_migrations.schema_migrations"));
    }

    [Theory]
    [MemberData(nameof(Ways))]
    public async Task A_failure_midway_leaves_the_previous_version_whole(MigrationWay way)
    {
        await running.EmptyAsync();
        using var access = new SetUpAccess(running, way);
        var before = Migrations.For(SmallCatalog.Create());
        await access.Runner.ApplyAsync(before, default);
        var schema = await Schema.ReadAsync(running);

        // The first two of the next version would succeed.
        var next = Migrations.For(SmallCatalog.Create(""", {"column":"more","property":"More","type":"rich_text"}"""));
        var broken = new Migration("hs_sync_functions", "drop function public.hs_sync_open(text); select 1 / 0;", "select true");
        var error = await Assert.ThrowsAsync<SyncException>(() => access.Runner.ApplyAsync([next[0], next[1], broken], default));

        Assert.Equal(ErrorId.SupabaseMigrationFailed, error.Id);
        Assert.Equal($"The migration {broken.Name} failed: division by zero (22012).", error.Cause);
        Assert.StartsWith("Nothing was changed.", error.NextStep, StringComparison.Ordinal);
        Assert.Equal(broken.Name, error.Target);
        Assert.Equal(schema, await Schema.ReadAsync(running));
        Assert.Empty(await access.Runner.FindMissingAsync(before, default));
        Assert.Equal([next[1]], await access.Runner.ApplyAsync(next, default));
    }

    [Theory]
    [InlineData(MigrationWay.Connection, "revoke")]
    [InlineData(MigrationWay.ManagementApi, "revoke")]
    [InlineData(MigrationWay.Connection, "grant")]
    [InlineData(MigrationWay.ManagementApi, "grant")]
    public async Task Rights_are_the_same_whatever_a_project_grants_by_itself(MigrationWay way, string byItself)
    {
        await running.EmptyAsync();
        var direction = byItself == "grant" ? "to" : "from";
        string[] defaults = ["tables", "functions", "sequences"];
        async Task SetAsync(string verb, string preposition)
        {
            foreach (var kind in defaults)
            {
                await ExecuteAsync($"alter default privileges in schema public {verb} all on {kind} {preposition} anon, authenticated, service_role");
            }
        }

        await SetAsync(byItself, direction);
        try
        {
            using var access = new SetUpAccess(running, way);
            await access.Runner.ApplyAsync(Migrations.For(SmallCatalog.Create()), default);
        }
        finally
        {
            await SetAsync("revoke", "from");
        }

        Assert.Equal("true,true,true,true|true", await RightsAsync("service_role"));
        Assert.Equal("false,false,false,false|false", await RightsAsync("anon"));
        Assert.Equal("false,false,false,false|false", await RightsAsync("authenticated"));
    }

    [Theory]
    [MemberData(nameof(Ways))]
    public async Task A_table_that_is_in_use_is_waited_for_and_then_left_as_it_was(MigrationWay way)
    {
        await running.EmptyAsync();
        using var access = new SetUpAccess(running, way);
        await access.Runner.ApplyAsync(Migrations.For(SmallCatalog.Create()), default);
        var schema = await Schema.ReadAsync(running);
        var next = Migrations.For(SmallCatalog.Create(""", {"column":"more","property":"More","type":"rich_text"}"""));
        await using (var other = await running.Sql.OpenConnectionAsync())
        {
            await using var transaction = await other.BeginTransactionAsync();
            await using var holding = new NpgsqlCommand("lock table public.items in access share mode", other);
            await holding.ExecuteNonQueryAsync();

            var error = await Assert.ThrowsAsync<SyncException>(() => access.Runner.ApplyAsync(next, default));
            Assert.Equal($"The migration {next[1].Name} failed: canceling statement due to lock timeout (55P03).", error.Cause);
            Assert.Contains("run it again in a moment", error.NextStep, StringComparison.Ordinal);
        }

        Assert.Equal(schema, await Schema.ReadAsync(running));
        Assert.Equal([next[1]], await access.Runner.ApplyAsync(next, default));
    }

    [Theory]
    [MemberData(nameof(Ways))]
    public async Task Functions_of_an_older_version_are_replaced(MigrationWay way)
    {
        await running.EmptyAsync();
        using var access = new SetUpAccess(running, way);
        var migrations = Migrations.For(SmallCatalog.Create());
        await access.Runner.ApplyAsync(migrations, default);
        var schema = await Schema.ReadAsync(running);
        await ExecuteAsync(
            """
            create or replace function hs_sync.version() returns integer language sql immutable set search_path = '' as $$ select 1 $$;
            create or replace function public.hs_sync_open(request text) returns text language sql security definer set search_path = '' as $$ select '{}' $$;
            update hs_sync.applied set name = 'hs_sync_functions_00000000' where purpose = 'hs_sync_functions';
            """);

        Assert.Equal([migrations[2]], await access.Runner.ApplyAsync(migrations, default));
        Assert.Equal(schema, await Schema.ReadAsync(running));
    }

    [Theory]
    [InlineData("create view public.items as select 1 as id", "drop view public.items", "\"items\"")]
    [InlineData("create function public.hs_sync_open(request text) returns json language sql as $$ select '{}'::json $$", "drop function public.hs_sync_open(text)", "hs_sync_open")]
    [InlineData("create table public.groups (id integer primary key, name text)", "drop table public.groups", "groups.id is integer and should be uuid")]
    public async Task What_somebody_else_has_made_under_our_names_is_refused_by_name(string made, string undo, string named)
    {
        foreach (var way in new[] { MigrationWay.Connection, MigrationWay.ManagementApi })
        {
            await running.EmptyAsync();
            await ExecuteAsync(made);
            using var access = new SetUpAccess(running, way);
            var error = await Assert.ThrowsAsync<SyncException>(() => access.Runner.ApplyAsync(Migrations.For(SmallCatalog.Create()), default));
            Assert.Equal(ErrorId.SupabaseMigrationFailed, error.Id);
            Assert.Contains("is in the way", error.Cause, StringComparison.Ordinal);
            Assert.Contains(named, error.Cause, StringComparison.Ordinal);
            Assert.Equal("false", await ScalarAsync("select to_regnamespace('hs_sync') is not null"));
            await ExecuteAsync(undo);
            Assert.Equal(3, (await access.Runner.ApplyAsync(Migrations.For(SmallCatalog.Create()), default)).Count);
        }
    }

    [Theory]
    [MemberData(nameof(Ways))]
    public async Task A_state_that_is_damaged_beyond_asking_is_mended(MigrationWay way)
    {
        await running.EmptyAsync();
        using var access = new SetUpAccess(running, way);
        var migrations = Migrations.For(SmallCatalog.Create());
        await access.Runner.ApplyAsync(migrations, default);
        var schema = await Schema.ReadAsync(running);
        await ExecuteAsync("drop table hs_sync.fields; drop table public.items cascade");
        Assert.Contains(migrations[1], await access.Runner.ApplyAsync(migrations, default));
        await access.Runner.ApplyAsync(migrations, default);
        Assert.Equal(schema, await Schema.ReadAsync(running));
    }

    private async Task<string> ScalarAsync(string sql)
    {
        await using var command = running.Sql.CreateCommand($"select coalesce(({sql})::text, '<null>')");
        return (string)(await command.ExecuteScalarAsync())!;
    }

    private async Task ExecuteAsync(string sql)
    {
        await using var command = running.Sql.CreateCommand(sql);
        await command.ExecuteNonQueryAsync();
    }

    private Task<string> RightsAsync(string role) => ScalarAsync(
        $"""
        select string_agg(has_table_privilege('{role}', 'public.items', p)::text, ',' order by p) || '|' || has_function_privilege('{role}', 'public.hs_sync_open(text)', 'execute')
        from unnest(array['select', 'insert', 'update', 'delete']) p
        """);
}

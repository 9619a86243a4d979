using HigherSelf.Sync.Engine.Errors;
using HigherSelf.Sync.Engine.Supabase.Schema;

namespace HigherSelf.Sync.Integration.Tests;

/// <summary>A reset drops what this module has made, and nothing else.</summary>
public sealed class ResetTests(RunningSupabase running)
{
    public static TheoryData<MigrationWay> Ways => SetUpAccess.Ways;

    [Theory]
    [MemberData(nameof(Ways))]
    public async Task It_drops_mirror_and_state_and_makes_them_anew(MigrationWay way)
    {
        await using var pair = await SmallCatalog.PairAsync(running);
        SmallCatalog.Make(pair, "items", "a");
        SmallCatalog.Make(pair, "items", "b");
        SmallCatalog.Make(pair, "groups", "g");
        await pair.SyncAsync();
        var schema = await Schema.ReadAsync(running);
        await pair.ExecuteAsync("create function public.hs_sync_mine(n integer) returns integer language sql as $$ select n $$; create table public.mine (id integer)");
        using var access = new SetUpAccess(running, way);

        var content = await access.Runner.LookAsync(pair.Catalog, default);
        Assert.Equal([new MirrorTable("groups", 1), new MirrorTable("items", 2)], content.Tables);
        Assert.Equal((true, 3L, 0), (content.HasState, content.Rows, content.Foreign.Count));
        Assert.Equal(13, content.Functions.Count);
        Assert.DoesNotContain("hs_sync_mine(integer)", content.Functions);

        var migrations = Migrations.For(pair.Catalog);
        Assert.Equal(migrations, await access.Runner.ResetAsync(pair.Catalog, migrations, default));

        Assert.Equal(0, await pair.ScalarAsync<long>("select (select count(*) from public.items) + (select count(*) from public.groups) + (select count(*) from hs_sync.links) + (select count(*) from hs_sync.runs)"));
        Assert.Equal(2, await pair.ScalarAsync<long>("select (select count(*) from pg_proc where proname = 'hs_sync_mine') + (select count(*) from pg_class where relname = 'mine')"));
        await pair.ExecuteAsync("drop function public.hs_sync_mine(integer); drop table public.mine");
        Assert.Equal(schema, await Schema.ReadAsync(running));
        Assert.Equal(3, await pair.ScalarAsync<long>("select count(*) from supabase_migrations.schema_migrations"));

        // Both sides meet anew.
        await pair.SetUpAsync();
        await pair.SyncBothAsync();
        Assert.Empty(await pair.CompareAsync());
        Assert.Equal(2, await pair.ScalarAsync<long>("select count(*) from public.items"));
    }

    [Theory]
    [MemberData(nameof(Ways))]
    public async Task A_table_that_only_has_the_same_name_stays(MigrationWay way)
    {
        await running.EmptyAsync();
        using var access = new SetUpAccess(running, way);
        var catalog = SmallCatalog.Create();
        await ExecuteAsync("create table public.items (id uuid primary key); insert into public.items values (gen_random_uuid())");
        var content = await access.Runner.LookAsync(catalog, default);
        Assert.Empty(content.Tables);
        Assert.Equal(["items"], content.Foreign);
        Assert.False(content.HasState);
        await access.Runner.ResetAsync(catalog, Migrations.For(catalog), default);
        Assert.Equal(1L, await CountAsync("public.items"));
    }

    [Theory]
    [MemberData(nameof(Ways))]
    public async Task What_somebody_has_built_on_it_is_named_and_nothing_is_dropped(MigrationWay way)
    {
        await running.EmptyAsync();
        using var access = new SetUpAccess(running, way);
        var catalog = SmallCatalog.Create();
        await access.Runner.ApplyAsync(Migrations.For(catalog), default);
        await ExecuteAsync("insert into public.items (name) values ('kept'); create view public.watching as select id from public.items");
        var schema = await Schema.ReadAsync(running);

        var error = await Assert.ThrowsAsync<SyncException>(() => access.Runner.ResetAsync(catalog, Migrations.For(catalog), default));

        Assert.Equal(ErrorId.SupabaseMigrationFailed, error.Id);
        Assert.StartsWith("The reset failed: ", error.Cause, StringComparison.Ordinal);
        Assert.Contains("view watching depends on table items", error.Cause, StringComparison.Ordinal);
        Assert.DoesNotContain("CASCADE", error.Message, StringComparison.OrdinalIgnoreCase);
        Assert.Equal(schema, await Schema.ReadAsync(running));
        Assert.Equal(1L, await CountAsync("public.items"));
        await ExecuteAsync("drop view public.watching");
    }

    [Theory]
    [MemberData(nameof(Ways))]
    public async Task Nothing_is_dropped_if_it_cannot_be_made_anew(MigrationWay way)
    {
        await running.EmptyAsync();
        using var access = new SetUpAccess(running, way);
        var catalog = SmallCatalog.Create();
        var migrations = Migrations.For(catalog);
        await access.Runner.ApplyAsync(migrations, default);
        await ExecuteAsync("insert into public.items (name) values ('kept')");
        var schema = await Schema.ReadAsync(running);
        var broken = new Migration("hs_sync_functions", "select 1 / 0;", "select true");
        await Assert.ThrowsAsync<SyncException>(() => access.Runner.ResetAsync(catalog, [migrations[0], migrations[1], broken], default));
        Assert.Equal(schema, await Schema.ReadAsync(running));
        Assert.Equal(1L, await CountAsync("public.items"));
    }

    private async Task<long> CountAsync(string table)
    {
        await using var command = running.Sql.CreateCommand($"select count(*) from {table}");
        return (long)(await command.ExecuteScalarAsync())!;
    }

    private async Task ExecuteAsync(string sql)
    {
        await using var command = running.Sql.CreateCommand(sql);
        await command.ExecuteNonQueryAsync();
    }
}

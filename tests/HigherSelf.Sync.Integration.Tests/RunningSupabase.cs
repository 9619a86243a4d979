using HigherSelf.Sync.Integration.Tests;
using HigherSelf.Sync.Sandbox.Supabase;
using Npgsql;

[assembly: AssemblyFixture(typeof(RunningSupabase))]
[assembly: CollectionBehavior(DisableTestParallelization = true)]

namespace HigherSelf.Sync.Integration.Tests;

/// <summary>One offline Supabase for all tests of this assembly; each test begins with an empty database.</summary>
public sealed class RunningSupabase : IAsyncLifetime
{
    public OfflineSupabase Supabase { get; private set; } = null!;

    public NpgsqlDataSource Sql { get; private set; } = null!;

    public async ValueTask InitializeAsync()
    {
        Supabase = await OfflineSupabase.StartAsync(new OfflineSupabaseOptions());
        Sql = NpgsqlDataSource.Create(Supabase.ConnectionString);
    }

    /// <summary>Drops everything that this project makes in a database.</summary>
    public async Task EmptyAsync()
    {
        await using var command = Sql.CreateCommand(
            """
            do $$
            declare
                statement text;
            begin
                for statement in
                    select format('drop table if exists public.%I cascade', c.relname) from pg_class c
                    where c.relnamespace = 'public'::regnamespace and c.relkind = 'r'
                    union all
                    select format('drop function if exists %s', p.oid::regprocedure) from pg_proc p
                    where p.pronamespace = 'public'::regnamespace and p.proname like 'hs\_sync\_%'
                loop
                    execute statement;
                end loop;
                drop schema if exists hs_sync cascade;
                drop schema if exists supabase_migrations cascade;
            end $$;
            """);
        await command.ExecuteNonQueryAsync();
        await Supabase.RefreshSchemaAsync();
    }

    public async ValueTask DisposeAsync()
    {
        await Sql.DisposeAsync();
        await Supabase.DisposeAsync();
    }
}

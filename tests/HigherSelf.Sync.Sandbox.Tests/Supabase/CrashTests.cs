using System.Collections.Concurrent;
using HigherSelf.Sync.Sandbox.Supabase;

namespace HigherSelf.Sync.Sandbox.Tests.Supabase;

[Collection(SupabaseTests.Name)]
public sealed class CrashTests(RunningSupabase running)
{
    private string Secret => running.Supabase.SecretKey;

    [Fact]
    public async Task A_killed_and_restarted_database_keeps_every_acknowledged_row_under_the_same_URL()
    {
        await running.MigrateAsync("""
            create table public.durable (id int primary key);
            alter table public.durable enable row level security;
            grant select, insert on public.durable to service_role;
            """);
        var acknowledged = new ConcurrentQueue<int>();
        using var stop = new CancellationTokenSource();
        var writing = Task.Run(async () =>
        {
            for (var id = 0; !stop.IsCancellationRequested; id++)
            {
                if (await TryInsertAsync(id))
                {
                    acknowledged.Enqueue(id);
                }
            }
        });
        await Eventually.TrueAsync(() => acknowledged.Count >= 50);

        await running.Supabase.KillPostgresAsync();
        Assert.Equal(503, (await running.GetAsync("/rest/v1/durable", Secret)).Status);
        var exception = await Assert.ThrowsAsync<SandboxException>(running.Supabase.RefreshSchemaAsync);
        Assert.Contains("PostgreSQL is not running", exception.Message, StringComparison.Ordinal);
        await RestartAsync();
        await stop.CancelAsync();
        await writing;

        await using var command = running.Database.CreateCommand("select array_agg(id) from public.durable");
        Assert.Subset(((int[])(await command.ExecuteScalarAsync())!).ToHashSet(), acknowledged.ToHashSet());
        Assert.True(await TryInsertAsync(1_000_000));
    }

    [Fact]
    public async Task After_a_restart_the_grants_are_still_those_of_the_migrations()
    {
        await running.MigrateAsync("""
            create table public.still_guarded (id int primary key);
            alter table public.still_guarded enable row level security;
            grant select on public.still_guarded to service_role;
            """);

        await running.Supabase.KillPostgresAsync();
        await RestartAsync();

        Assert.Equal(401, (await running.GetAsync("/rest/v1/still_guarded", running.Supabase.PublishableKey)).Status);
        Assert.Equal(403, (await running.PostAsync("/rest/v1/still_guarded", Secret, new { id = 1 })).Status);
        Assert.Equal(200, (await running.GetAsync("/rest/v1/still_guarded", Secret)).Status);
        await running.ExecuteAsync("create table public.later (id int); grant select on public.later to service_role");
        await Eventually.TrueAsync(async () => (await running.GetAsync("/rest/v1/later", Secret)).Status == 200);
    }

    private async Task RestartAsync()
    {
        await running.Supabase.RestartPostgresAsync();
        running.Database.Clear(); // Npgsql's pooled connections died with the server.
    }

    private async Task<bool> TryInsertAsync(int id)
    {
        try
        {
            return (await running.PostAsync("/rest/v1/durable", Secret, new { id })).Status == 201;
        }
        catch (HttpRequestException)
        {
            return false; // The answer was lost with the connection.
        }
    }
}

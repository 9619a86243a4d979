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
        // More at once than the Data API has connections: some wait, some are in the middle of a transaction.
        var writing = Enumerable.Range(1, 30).Select(writer => WriteAsync(writer * 100_000, acknowledged, stop.Token)).ToArray();
        await Eventually.TrueAsync(() => acknowledged.Count >= 100);

        await running.Supabase.KillPostgresAsync();
        Assert.Equal(503, (await running.GetAsync("/rest/v1/durable", Secret)).Status);
        var exception = await Assert.ThrowsAsync<SandboxException>(running.Supabase.RefreshSchemaAsync);
        Assert.Contains("PostgreSQL is not running", exception.Message, StringComparison.Ordinal);
        await RestartAsync();
        await stop.CancelAsync();
        await Task.WhenAll(writing);

        await using var command = running.Database.CreateCommand("select array_agg(id) from public.durable");
        Assert.Subset(((int[])(await command.ExecuteScalarAsync())!).ToHashSet(), acknowledged.ToHashSet());
        Assert.True(await TryInsertAsync(0));
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

    [Fact]
    public async Task A_database_killed_while_the_schema_is_read_comes_back_as_well()
    {
        for (var time = 1; time <= 3; time++)
        {
            await running.ExecuteAsync($"create table public.killed_{time} (id int)"); // The Data API begins to look at the schema.
            await running.Supabase.KillPostgresAsync();
            await RestartAsync();
        }

        await running.ExecuteAsync("grant select on public.killed_3 to service_role");
        Assert.Equal(new Answer(200, "[]"), await running.GetAsync("/rest/v1/killed_3", Secret));
    }

    private async Task RestartAsync()
    {
        await running.Supabase.RestartPostgresAsync();
        running.Database.Clear(); // Npgsql's pooled connections died with the server.
    }

    private async Task WriteAsync(int first, ConcurrentQueue<int> acknowledged, CancellationToken stop)
    {
        for (var id = first; !stop.IsCancellationRequested; id++)
        {
            if (await TryInsertAsync(id))
            {
                acknowledged.Enqueue(id);
            }
        }
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

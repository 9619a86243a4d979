using System.Collections.Concurrent;
using HigherSelf.Sync.Engine.Configuration;
using HigherSelf.Sync.Engine.Errors;
using HigherSelf.Sync.Engine.Supabase.Schema;

namespace HigherSelf.Sync.Integration.Tests;

/// <summary>What the Management API answers, and what comes of it.</summary>
public sealed class ManagementApiTests(RunningSupabase running)
{
    private const string Query = "select set_config('hs_sync.answer', '[]', true); select current_setting('hs_sync.answer') as answer;";

    [Fact]
    public async Task The_answer_of_the_last_statement_is_given()
    {
        using var access = new SetUpAccess(running, MigrationWay.ManagementApi);
        Assert.Equal("[]", await access.Access.RunAsync(Query, default));
        Assert.Equal([Query], access.Api!.Queries);
    }

    [Theory]
    [InlineData(401, "{\"message\":\"JWT could not be decoded\"}", ErrorId.SupabaseUnauthorized, "SUPABASE_ACCESS_TOKEN")]
    [InlineData(403, "{\"message\":\"Forbidden resource\"}", ErrorId.SupabaseForbidden, "SUPABASE_ACCESS_TOKEN")]
    [InlineData(404, "", ErrorId.ConfigurationInvalid, "SUPABASE_PROJECT_ID")]
    [InlineData(413, "<html>", ErrorId.SupabaseRejected, "Supabase")]
    public async Task What_stays_wrong_is_told_at_once(int status, string body, ErrorId id, string target)
    {
        using var access = new SetUpAccess(running, MigrationWay.ManagementApi);
        access.Api!.Answers.Enqueue(new StubAnswer(status, body));
        var error = await Assert.ThrowsAnyAsync<SyncException>(() => access.Access.RunAsync(Query, default));
        Assert.Equal((id, target), (error.Id, error.Target));
        Assert.Contains($" {status}", error.Cause, StringComparison.Ordinal);
        Assert.Single(access.Api.Queries);
        Assert.DoesNotContain(StubManagementApi.Token, error.ToString(), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(429, null)]
    [InlineData(429, "0")]
    [InlineData(500, null)]
    [InlineData(503, "1")]
    [InlineData(504, null)]
    [InlineData(520, null)]
    public async Task What_may_pass_is_tried_again(int status, string? retryAfter)
    {
        using var access = new SetUpAccess(running, MigrationWay.ManagementApi, new ShortWaits());
        access.Api!.Answers.Enqueue(new StubAnswer(status, "<html>", retryAfter));
        access.Api.Answers.Enqueue(new StubAnswer(status, "<html>", retryAfter));
        Assert.Equal("[]", await access.Access.RunAsync(Query, default));
        Assert.Equal(3, access.Api.Queries.Count);
    }

    [Fact]
    public async Task The_wait_that_the_api_asks_for_is_kept()
    {
        var waits = new ShortWaits();
        using var access = new SetUpAccess(running, MigrationWay.ManagementApi, waits, retries: 1);
        access.Api!.Answers.Enqueue(new StubAnswer(429, """{"message":"ThrottlerException: Too Many Requests"}""", "37"));
        await access.Access.RunAsync(Query, default);
        Assert.Equal([TimeSpan.FromSeconds(37)], waits.Waits);
    }

    [Fact]
    public async Task An_api_that_stays_out_of_order_or_asks_for_too_long_a_wait_is_told_of()
    {
        using var access = new SetUpAccess(running, MigrationWay.ManagementApi, new ShortWaits(), retries: 2);
        for (var i = 0; i < 3; i++)
        {
            access.Api!.Answers.Enqueue(new StubAnswer(503, """{"message":"overloaded"}"""));
        }

        var error = await Assert.ThrowsAnyAsync<SyncException>(() => access.Access.RunAsync(Query, default));
        Assert.Equal((ErrorId.SupabaseUnavailable, 3), (error.Id, access.Api!.Queries.Count));
        Assert.Contains("overloaded", error.Cause, StringComparison.Ordinal);

        access.Api.Answers.Enqueue(new StubAnswer(429, "", "3600"));
        Assert.Equal(ErrorId.SupabaseUnavailable, (await Assert.ThrowsAnyAsync<SyncException>(() => access.Access.RunAsync(Query, default))).Id);
        Assert.Equal(4, access.Api.Queries.Count);
    }

    [Fact]
    public async Task An_error_of_the_database_is_told_with_its_state_and_details_only()
    {
        using var access = new SetUpAccess(running, MigrationWay.ManagementApi);
        access.Api!.Answers.Enqueue(new StubAnswer(400, """
            {"message":"Failed to run sql query: ERROR:  2BP01: cannot drop table a\nbecause of others\nDETAIL:  view v depends on table a\nHINT:  Use DROP ... CASCADE\nCONTEXT:  SQL statement \"drop table a\"\n"}
            """));
        var error = await Assert.ThrowsAsync<SqlException>(() => access.Access.RunAsync(Query, default));
        Assert.Equal(("2BP01", "cannot drop table a because of others: view v depends on table a"), (error.SqlState, error.Said));
    }

    [Theory]
    [InlineData("[]")]
    [InlineData("{}")]
    [InlineData("<html>Sign in</html>")]
    public async Task What_is_no_answer_of_the_api_is_told_as_such(string body)
    {
        using var access = new SetUpAccess(running, MigrationWay.ManagementApi);
        access.Api!.Answers.Enqueue(new StubAnswer(201, body));
        Assert.Equal(ErrorId.SupabaseUnreachable, (await Assert.ThrowsAsync<SyncException>(() => access.Access.RunAsync(Query, default))).Id);
    }

    [Fact]
    public async Task A_migration_whose_answer_was_lost_is_applied_once()
    {
        await running.EmptyAsync();
        using var access = new SetUpAccess(running, MigrationWay.ManagementApi);
        access.Api!.Answers.Enqueue(new StubAnswer(504, "<html>", AfterRunning: true));
        var migrations = Migrations.For(SmallCatalog.Create());
        await access.Runner.ApplyAsync(migrations, default);
        Assert.Empty(await access.Runner.FindMissingAsync(migrations, default));
        await using var count = running.Sql.CreateCommand("select count(*) from supabase_migrations.schema_migrations");
        Assert.Equal(3L, await count.ExecuteScalarAsync());
    }

    [Fact]
    public async Task Nobody_who_answers_is_told_of_by_host_and_without_the_token()
    {
        var api = new StubManagementApi(_ => Task.FromResult(""));
        api.Dispose();
        using var access = new ManagementApiAccess(SetUpAccess.OptionsFor(api) with { Retries = 1 }, TimeProvider.System);
        var error = await Assert.ThrowsAsync<SyncException>(() => access.RunAsync(Query, default));
        Assert.Equal(ErrorId.SupabaseUnreachable, error.Id);
        Assert.DoesNotContain(StubManagementApi.Token, error.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_wrong_token_is_sent_once_and_refused()
    {
        using var api = new StubManagementApi(_ => Task.FromResult(""));
        using var access = new ManagementApiAccess(SetUpAccess.OptionsFor(api) with { Token = new Secret("sbp_wrong") }, TimeProvider.System);
        Assert.Equal(ErrorId.SupabaseUnauthorized, (await Assert.ThrowsAnyAsync<SyncException>(() => access.RunAsync(Query, default))).Id);
        Assert.Equal(["Authorization is not that of the token"], api.Complaints);
    }

    /// <summary>A clock on which every wait is over at once; the timeouts of attempts, which are longer, run as ever.</summary>
    private sealed class ShortWaits : TimeProvider
    {
        private static readonly TimeSpan Longest = TimeSpan.FromSeconds(60);

        /// <summary>What was waited for.</summary>
        public ConcurrentQueue<TimeSpan> Waits { get; } = new();

        public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period)
        {
            if (dueTime < TimeSpan.Zero || dueTime > Longest)
            {
                return base.CreateTimer(callback, state, dueTime, period);
            }

            Waits.Enqueue(dueTime);
            return base.CreateTimer(callback, state, TimeSpan.Zero, period);
        }
    }
}

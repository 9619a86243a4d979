using System.Text.Json;

namespace HigherSelf.Sync.Sandbox.Tests.Supabase;

[Collection(SupabaseTests.Name)]
public sealed class DataApiTests(RunningSupabase running)
{
    private string Secret => running.Supabase.SecretKey;

    private string Publishable => running.Supabase.PublishableKey;

    [Fact]
    public async Task A_request_without_a_key_or_with_a_wrong_one_is_refused()
    {
        Assert.Equal(401, (await running.GetAsync("/rest/v1/", null)).Status);
        Assert.Equal(401, (await running.GetAsync("/rest/v1/", "sb_secret_of_somebody_else")).Status);
        Assert.Equal(200, (await running.GetAsync("/rest/v1/", Secret)).Status);
    }

    [Fact]
    public async Task The_password_of_the_database_is_not_handed_out()
    {
        foreach (var path in new[] { "/_system/info", "/_system/config", "/_system/info?x=1" })
        {
            Assert.Equal(new Answer(404, ""), await running.GetAsync(path, Secret));
        }
    }

    [Fact]
    public async Task A_table_without_grants_is_refused_until_they_are_made()
    {
        await running.MigrateAsync("create table public.ungranted (id int primary key); insert into public.ungranted values (1)");

        var refused = await running.GetAsync("/rest/v1/ungranted", Secret);
        Assert.Equal((403, "42501"), (refused.Status, CodeOf(refused)));

        await running.ExecuteAsync("grant select on public.ungranted to service_role");
        Assert.Equal(new Answer(200, """[{"id":1}]"""), await running.GetAsync("/rest/v1/ungranted", Secret));

        refused = await running.GetAsync("/rest/v1/ungranted", Publishable);
        Assert.Equal((401, "42501"), (refused.Status, CodeOf(refused)));
    }

    [Fact]
    public async Task Row_level_security_without_a_policy_hides_every_row_from_the_publishable_key()
    {
        await running.MigrateAsync("""
            create table public.guarded (id int primary key);
            alter table public.guarded enable row level security;
            grant select, insert on public.guarded to anon, service_role;
            insert into public.guarded values (1);
            """);

        Assert.Equal(new Answer(200, "[]"), await running.GetAsync("/rest/v1/guarded", Publishable));
        var refused = await running.PostAsync("/rest/v1/guarded", Publishable, new { id = 2 });
        Assert.Equal((401, "42501"), (refused.Status, CodeOf(refused)));
        Assert.Equal(new Answer(200, """[{"id":1}]"""), await running.GetAsync("/rest/v1/guarded", Secret));
    }

    [Fact]
    public async Task A_function_is_refused_to_a_role_without_a_grant()
    {
        await running.MigrateAsync("""
            create function public.secret_of_service() returns text language sql return 'told';
            revoke execute on function public.secret_of_service from public;
            grant execute on function public.secret_of_service to service_role;
            """);

        var refused = await running.PostAsync("/rest/v1/rpc/secret_of_service", Publishable, new { });
        Assert.Equal((401, "42501"), (refused.Status, CodeOf(refused)));
        Assert.Equal(new Answer(200, "\"told\""), await running.PostAsync("/rest/v1/rpc/secret_of_service", Secret, new { }));
    }

    [Fact]
    public async Task A_schema_other_than_public_is_not_served()
    {
        await running.MigrateAsync("""
            create schema private;
            create table private.hidden (id int primary key);
            grant usage on schema private to service_role;
            grant select on private.hidden to service_role;
            """);

        var missing = await running.GetAsync("/rest/v1/hidden", Secret);
        Assert.Equal((404, "PGRST205"), (missing.Status, CodeOf(missing)));
    }

    [Fact]
    public async Task Rows_written_through_the_Data_API_are_read_through_Npgsql_and_back()
    {
        await running.MigrateAsync("""
            create table public.shared (id uuid primary key, note text, tags text[], amount numeric, at timestamptz);
            grant select, insert on public.shared to service_role;
            """);

        var written = await running.PostAsync("/rest/v1/shared", Secret, new
        {
            id = "b0e1a2f4-0000-4000-8000-000000000001",
            note = "Grüße, 世界 🌍",
            tags = new[] { "a", "b,c" },
            amount = 10.5,
            at = "2026-01-02T03:04:05.678901+02:00",
        });
        Assert.Equal(201, written.Status);
        Assert.Equal("Grüße, 世界 🌍", await running.QueryAsync<string>("select note from public.shared"));
        Assert.Equal(["a", "b,c"], await running.QueryAsync<string[]>("select tags from public.shared"));
        Assert.Equal(10.5m, await running.QueryAsync<decimal>("select amount from public.shared"));
        Assert.Equal(
            new DateTime(2026, 1, 2, 1, 4, 5, 678, 901, DateTimeKind.Utc),
            await running.QueryAsync<DateTime>("select at from public.shared"));

        await running.ExecuteAsync("insert into public.shared (id, note) values ('b0e1a2f4-0000-4000-8000-000000000002', 'from Npgsql')");
        Assert.Equal(
            new Answer(200, """[{"note":"from Npgsql"}]"""),
            await running.GetAsync("/rest/v1/shared?select=note&id=eq.b0e1a2f4-0000-4000-8000-000000000002", Secret));
    }

    [Fact]
    public async Task A_function_of_text_carries_numbers_exactly()
    {
        await running.MigrateAsync("""
            create function public.through_jsonb(argument text) returns text language sql return (argument::jsonb)::text;
            grant execute on function public.through_jsonb to service_role;
            """);
        const string Exact = """{"n": 12345678901234567890.123456789}""";

        var answer = await running.PostAsync("/rest/v1/rpc/through_jsonb", Secret, new { argument = Exact });

        Assert.Equal(200, answer.Status);
        Assert.Equal(Exact, JsonSerializer.Deserialize<string>(answer.Body));
    }

    [Fact]
    public async Task A_change_of_the_schema_is_noticed_without_being_told()
    {
        await running.ExecuteAsync("create table public.noticed (id int primary key); grant select on public.noticed to service_role");
        await SoonAsync("/rest/v1/noticed", 200);

        await running.ExecuteAsync("drop table public.noticed");
        await SoonAsync("/rest/v1/noticed", 404);
    }

    [Fact]
    public async Task The_user_of_the_database_owns_it_and_is_no_superuser()
    {
        Assert.Equal("postgres:False", await running.QueryAsync<string>(
            "select concat(rolname, ':', case when rolsuper then 'True' else 'False' end) from pg_roles where rolname = current_user"));
        Assert.Equal("UTC", await running.QueryAsync<string>("select current_setting('timezone')"));
        await running.ExecuteAsync("create extension if not exists pg_trgm");
    }

    private static string? CodeOf(Answer answer)
    {
        using var body = JsonDocument.Parse(answer.Body);
        return body.RootElement.GetProperty("code").GetString();
    }

    private Task SoonAsync(string path, int status) =>
        Eventually.TrueAsync(async () => (await running.GetAsync(path, Secret)).Status == status);
}

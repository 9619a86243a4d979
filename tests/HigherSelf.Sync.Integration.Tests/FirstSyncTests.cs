using HigherSelf.Sync.Engine.Catalog;
using HigherSelf.Sync.Engine.Reporting;
using Npgsql;

namespace HigherSelf.Sync.Integration.Tests;

public sealed class FirstSyncTests(RunningSupabase running)
{
    [Fact]
    public async Task Sixteen_databases_come_over_whole_and_equal_within_the_bounds()
    {
        await using var pair = await Pair.CreateAsync(running);
        var pages = pair.Fill();
        Assert.True(pages >= 1000);
        var expected = pair.Catalog.Databases.ToDictionary(d => d.Table, d => RequestsOfAFirstSync(pair, d));
        pair.Notion.Requests.Reset();
        var supabaseBefore = pair.SupabaseClient.Counter.Count;

        var results = await pair.SyncAsync();

        Assert.Equal(16, results.Count);
        Assert.All(results.Values, r => Assert.True(r.Status == SyncStatus.Succeeded, r.Error));
        Assert.Equal(pages, results.Values.Sum(r => r.Created));
        Assert.Equal(expected.OrderBy(e => e.Key), results.ToDictionary(r => r.Key, r => r.Value.NotionRequests).OrderBy(r => r.Key));
        Assert.Equal(expected.Values.Sum(), pair.Notion.Requests.Count);
        // One exchange for each database, of at most 500 pages, and one request each to open and close the run.
        Assert.All(results.Values, r => Assert.Equal(1, r.SupabaseRequests));
        Assert.Equal(2, pair.SupabaseClient.Counter.Count - supabaseBefore);
        Assert.Empty(await pair.CompareAsync());
        Assert.Equal(pages, await pair.ScalarAsync<long>("select count(*) from hs_sync.links"));
        Assert.Equal(0, await pair.ScalarAsync<long>("select count(*) from hs_sync.waiting"));
    }

    [Fact]
    public async Task An_idle_cycle_takes_sixteen_requests_to_notion_and_two_to_supabase_and_writes_nothing()
    {
        await using var pair = await Pair.CreateAsync(running);
        pair.Fill();
        await pair.SyncAsync();
        var before = await FingerprintAsync(pair);
        pair.NotionTime.Advance(TimeSpan.FromMinutes(10));

        for (var cycle = 0; cycle < 2; cycle++)
        {
            pair.Notion.Requests.Reset();
            var supabaseBefore = pair.SupabaseClient.Counter.Count;
            var results = await pair.SyncAsync();
            Assert.Equal(16, pair.Notion.Requests.Count);
            Assert.All(results.Values, r => Assert.Equal((SyncStatus.Succeeded, 0, 0, 0), (r.Status, r.Created, r.Updated, r.SupabaseRequests)));
            Assert.Equal(2, pair.SupabaseClient.Counter.Count - supabaseBefore);
        }

        Assert.Equal(before, await FingerprintAsync(pair));
    }

    [Fact]
    public async Task A_database_that_was_never_bound_is_looked_up_by_its_first_sync()
    {
        await using var pair = await Pair.CreateAsync(running);
        pair.Fill();
        await pair.ExecuteAsync("update hs_sync.databases set binding = null where name = 'agents'");
        var expected = RequestsOfAFirstSync(pair, pair.Database("agents")) + 2;

        var result = (await pair.SyncAsync(r => r with { Databases = [pair.Database("agents")] }))["agents"];

        Assert.Equal((SyncStatus.Succeeded, expected), (result.Status, result.NotionRequests));
    }

    [Fact]
    public async Task The_link_of_a_row_is_found_by_index_however_many_there_are()
    {
        await using var pair = await SmallCatalog.PairAsync(running);
        await pair.ExecuteAsync(
            "insert into hs_sync.links (database, row_id, page_id, base, page_edited_at) select 'items', gen_random_uuid(), gen_random_uuid(), '{}', now() from generate_series(1, 5000)");
        await pair.ExecuteAsync("analyze hs_sync.links");

        await using var connection = await pair.Sql.OpenConnectionAsync();
        await using var transaction = await connection.BeginTransactionAsync();
        await using var insert = new NpgsqlCommand("insert into public.items (name) select 'row ' || i from generate_series(1, 10) i", connection);
        await insert.ExecuteNonQueryAsync();
        await using var read = new NpgsqlCommand(
            "select seq_tup_read, idx_scan from pg_stat_xact_all_tables where schemaname = 'hs_sync' and relname = 'links'", connection);
        await using var reader = await read.ExecuteReaderAsync();
        Assert.True(await reader.ReadAsync());
        Assert.Equal(0, reader.GetInt64(0));
        Assert.InRange(reader.GetInt64(1), 10, 20);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task What_is_known_of_a_page_and_of_what_it_points_to_is_found_by_index_however_many_links_there_are(bool isAnalyzed)
    {
        await using var pair = await SmallCatalog.PairAsync(running);
        await pair.ExecuteAsync(
            """
            insert into hs_sync.links (database, row_id, page_id, base, refs, page_edited_at)
            select 'items', n.id, n.id, '{}', jsonb_build_object('others', jsonb_build_array(n.id)), now()
            from (select ('00000000-0000-4000-8000-' || lpad(i::text, 12, '0'))::uuid as id from generate_series(1, 5000) i) n
            """);
        if (isAnalyzed)
        {
            await pair.ExecuteAsync("analyze hs_sync.links");
        }

        await using var connection = await pair.Sql.OpenConnectionAsync();
        await using var transaction = await connection.BeginTransactionAsync();
        await using var look = new NpgsqlCommand(
            "select hs_sync.look('items', (select jsonb_agg(jsonb_build_object('page', page_id)) from (select page_id from hs_sync.links order by page_id limit 10) l), null, false)",
            connection);
        Assert.Contains("returning", (string)(await look.ExecuteScalarAsync())!, StringComparison.Ordinal);
        await using var read = new NpgsqlCommand("select seq_tup_read from pg_stat_xact_all_tables where schemaname = 'hs_sync' and relname = 'links'", connection);
        Assert.InRange((long)(await read.ExecuteScalarAsync())!, 0, 5000);
    }

    /// <summary>Everything that a write would change: the rows with their times, the links, the journal.</summary>
    private static Task<string> FingerprintAsync(Pair pair) => pair.ScalarAsync<string>(
        """
        select md5(string_agg(x.line, '|' order by x.line)) from (
            select t::text as line from public.tasks t
            union all select c::text from public.contacts_profiles c
            union all select l::text from hs_sync.links l
            union all select j::text from hs_sync.journal j) x
        """);

    /// <summary>The bound: ceil(n/100), plus one for each relation that Notion cuts off.</summary>
    private static int RequestsOfAFirstSync(Pair pair, Database database)
    {
        var pages = pair.Notion.Workspace.PageIds(pair.Ids[database.Table].DataSource);
        var truncated = pages.Sum(page => database.Mirrored.Count(f =>
            f.Type == PropertyType.Relation && pair.Notion.Workspace.ReadValue(page, f.Property!)!.AsArray().Count > 25));
        return Math.Max(1, (pages.Count + 99) / 100) + truncated;
    }
}

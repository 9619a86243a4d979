namespace HigherSelf.Sync.Integration.Tests;

/// <summary>Everything that a migration could change, as one text to compare.</summary>
internal static class Schema
{
    public static async Task<string> ReadAsync(RunningSupabase running)
    {
        await using var command = running.Sql.CreateCommand(
            """
            select string_agg(x.line, e'\n' order by x.line) from (
                select concat_ws(' ', table_schema, table_name, column_name, data_type, column_default, is_nullable) as line
                from information_schema.columns where table_schema in ('public', 'hs_sync')
                union all select indexdef from pg_indexes where schemaname in ('public', 'hs_sync')
                union all select conname || pg_get_constraintdef(oid) from pg_constraint where connamespace in ('public'::regnamespace, 'hs_sync'::regnamespace)
                union all select pg_get_triggerdef(oid) from pg_trigger where tgname like 'hs\_sync\_%'
                union all select md5(pg_get_functiondef(oid)) || proname || coalesce(proacl::text, '') from pg_proc where pronamespace = 'hs_sync'::regnamespace or proname like 'hs\_sync\_%'
                union all select relname || relrowsecurity || coalesce(relacl::text, '') from pg_class where relnamespace = 'public'::regnamespace and relkind = 'r'
                union all select f::text from hs_sync.fields f
                union all select a::text from hs_sync.applied a) x
            """);
        return (string)(await command.ExecuteScalarAsync())!;
    }
}

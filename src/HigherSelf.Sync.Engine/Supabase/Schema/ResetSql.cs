using HigherSelf.Sync.Engine.Catalog;

namespace HigherSelf.Sync.Engine.Supabase.Schema;

/// <summary>
/// The SQL that looks for what this module has made, and drops it. A mirror is known by its triggers, the state by its tables, and a function by what
/// it calls; what only has the same name belongs to somebody else and stays.
/// </summary>
internal static class ResetSql
{
    private const string HasState = "(to_regclass('hs_sync.applied') is not null or to_regclass('hs_sync.links') is not null)";

    private const string Functions =
        """
        select p.oid::regprocedure::text as name from pg_proc p
            where p.pronamespace = 'public'::regnamespace and p.proname like 'hs\_sync\_%' and p.prosecdef
                and p.prorettype = 'text'::regtype and p.proargtypes::text = 'text'::regtype::oid::text and p.prosrc like '%hs\_sync.%'
        """;

    /// <summary>Gives a <see cref="MirrorContent"/> as JSON.</summary>
    public static string Look(DatabaseCatalog catalog) => MigrationSql.Script("{}",
    [
        Do($"""
            declare
                tables jsonb := '[]';
                mirror text;
                rows bigint;
            begin
                for mirror in select name from ({Tables(catalog)}) t where ours order by name loop
                    execute format('select count(*) from public.%I', mirror) into rows;
                    tables := tables || jsonb_build_object('name', mirror, 'rows', rows);
                end loop;
                {MigrationSql.SetAnswer($"""
                jsonb_build_object('tables', tables, 'state', {HasState},
                    'foreign', (select coalesce(jsonb_agg(name order by name), '[]') from ({Tables(catalog)}) t where not ours),
                    'functions', (select coalesce(jsonb_agg(name order by name), '[]') from ({Functions}) f))
                """)}
            end
            """),
    ]);

    /// <summary>Drops it. What somebody else has built on it, a view for instance, is never dropped with it: then all of it stays.</summary>
    public static string Drop(DatabaseCatalog catalog) => Do(
        $"""
        declare
            mirrors text;
            doomed text;
        begin
            select string_agg(format('public.%I', name), ', ') into mirrors from ({Tables(catalog)}) t where ours;
            if mirrors is not null then
                execute 'drop table ' || mirrors;
            end if;
            for doomed in {Functions} loop
                execute 'drop function ' || doomed;
            end loop;
            if {HasState} then
                drop schema hs_sync cascade;
            end if;
        end
        """);

    /// <summary>The relations with names of the catalog, and whether each is a mirror.</summary>
    private static string Tables(DatabaseCatalog catalog) =>
        $"""
        select c.relname::text as name, c.relkind = 'r' and exists (
                select from pg_trigger t join pg_proc p on p.oid = t.tgfoid where t.tgrelid = c.oid and p.pronamespace = to_regnamespace('hs_sync')) as ours
            from pg_class c
            where c.relnamespace = 'public'::regnamespace and c.relkind not in ('i', 'I', 'S', 't', 'c')
                and c.relname = any (array[{string.Join(", ", catalog.Databases.Select(d => MigrationSql.Literal(d.Table)))}])
        """;

    private static string Do(string block) => "do " + MigrationSql.Quote("\n" + block + "\n") + ";";
}

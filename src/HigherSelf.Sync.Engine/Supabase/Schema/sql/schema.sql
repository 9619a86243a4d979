-- What is there of some tables, for a comparison with the catalog and with Notion: {"tables": ["..."]} to {"version", "tables": {"<table>": {"columns":
-- {"<column>": "<type>"}, "triggers": ["..."], "row_security", "known", "binding"}}}; a table that is not there is left out.
create or replace function public.hs_sync_schema(request text) returns text
language plpgsql security definer set search_path = '' set timezone = 'UTC' as $$
begin
    return hs_sync.ok(jsonb_build_object(
        'version', hs_sync.version(),
        'tables', (
            select coalesce(jsonb_object_agg(c.relname, jsonb_build_object(
                'columns', (
                    select coalesce(jsonb_object_agg(a.attname, case a.atttypid when 'timestamptz'::regtype then 'timestamptz' else format_type(a.atttypid, null) end), '{}')
                    from pg_catalog.pg_attribute a where a.attrelid = c.oid and a.attnum > 0 and not a.attisdropped),
                'triggers', (
                    select coalesce(jsonb_agg(t.tgname order by t.tgname), '[]')
                    from pg_catalog.pg_trigger t where t.tgrelid = c.oid and not t.tgisinternal and t.tgenabled <> 'D'),
                'row_security', c.relrowsecurity,
                'known', d.name is not null,
                'binding', d.binding)), '{}')
            from jsonb_array_elements_text(request::jsonb -> 'tables') asked (name)
            join pg_catalog.pg_class c on c.relname = asked.name and c.relnamespace = 'public'::regnamespace and c.relkind in ('r', 'p')
            left join hs_sync.databases d on d.name = asked.name)));
exception when others then
    return jsonb_build_object('error', jsonb_build_object('sqlstate', sqlstate, 'message', sqlerrm))::text;
end $$;

-- The functions that the module calls through the REST API. Argument and result are text that holds JSON, because numbers inside a json
-- argument are not exact on every server. Each answers {"ok": ...} or {"error": {"sqlstate", "message"}}: an error undoes
-- everything that the call did. Only service_role may call them. The handlers of errors use nothing of this module: it may be what is missing.

-- The version of these functions; the module refuses to work with another one.
create or replace function hs_sync.version() returns integer language sql immutable set search_path = '' as $$ select 1 $$;

create or replace function hs_sync.ok(answer jsonb) returns text language sql immutable set search_path = '' as $$
    select jsonb_build_object('ok', answer)::text
$$;

-- The row ids that a record's references lead to, by column, in the form of the column: {"business_entity_id": "...", "tags": ["...", ...]}.
-- A page without a row is left out.
create or replace function hs_sync.rows_of(of_database text, refs jsonb) returns jsonb language sql stable set search_path = '' as $$
    select coalesce(jsonb_object_agg(f.field, case f.kind when 'reference' then t.rows -> 0 else t.rows end), '{}')
    from hs_sync.fields f
    cross join lateral (
        select coalesce(jsonb_agg(r.id order by p.place) filter (where r.id is not null), '[]') as rows
        from jsonb_array_elements_text(refs -> f.field) with ordinality p (page, place)
        cross join lateral (select case when f.target is null then p.page else (
            select l.row_id::text from hs_sync.links l
            where l.page_id = p.page::uuid and l.database = f.target and l.row_deleted_at is null) end as id) r
    ) t
    where f.database = of_database and f.kind <> 'value' and refs ? f.field
$$;

-- What the value of a reference column points to, as page ids; "row:<id>" where a row has no page.
create or replace function hs_sync.refs_of(target text, value jsonb) returns jsonb language sql stable set search_path = '' as $$
    select coalesce(jsonb_agg(
        case when refs_of.target is null then r.id else coalesce((
            select l.page_id::text from hs_sync.links l where l.database = refs_of.target and l.row_id = r.id::uuid), 'row:' || r.id) end
        order by r.place), '[]')
    from jsonb_array_elements_text(
        case jsonb_typeof(value) when 'array' then value when 'string' then jsonb_build_array(value) else '[]' end) with ordinality r (id, place)
$$;

-- A row as a record: its mirrored fields, references as page ids. A reference column that is as it was in the base points to what the base
-- pointed to, pages without a row included.
create or replace function hs_sync.record_of(of_database text, from_row jsonb, base jsonb, refs jsonb) returns jsonb
language sql stable set search_path = '' as $$
    select coalesce(jsonb_object_agg(f.field, case
        when f.kind = 'value' then from_row -> f.field
        when refs ? f.field and base -> f.field is not distinct from from_row -> f.field then refs -> f.field
        else hs_sync.refs_of(f.target, from_row -> f.field) end), '{}')
    from hs_sync.fields f
    where f.database = of_database
$$;

-- The columns of a table that are mirrored, quoted, with a prefix: p."name", p."status".
create or replace function hs_sync.column_list(of_database text, prefix text) returns text language sql stable set search_path = '' as $$
    select string_agg(prefix || quote_ident(field), ', ' order by field) from hs_sync.fields where database = of_database
$$;

-- The rows of some ids, locked in one order so that two writers cannot deadlock: {"<id>": row}.
create or replace function hs_sync.lock_rows(of_database text, ids uuid[]) returns jsonb language plpgsql set search_path = '' as $$
declare
    rows jsonb;
begin
    execute format(
        'select coalesce(jsonb_object_agg(t.id, to_jsonb(t)), ''{}'')
         from (select * from public.%I where id = any($1) order by id for update) t', of_database)
    into rows using ids;
    return rows;
end $$;

-- The relations of some links that have no row yet, noted anew.
create or replace function hs_sync.note_waiting(of_database text, ids uuid[]) returns void language sql set search_path = '' as $$
    delete from hs_sync.waiting w where w.database = of_database and w.row_id = any(ids);
    insert into hs_sync.waiting (target_page_id, database, row_id)
    select distinct p.page::uuid, k.database, k.row_id
    from hs_sync.links k
    join hs_sync.fields f on f.database = k.database and f.kind <> 'value' and f.target is not null
    cross join lateral jsonb_array_elements_text(coalesce(k.refs -> f.field, '[]')) p (page)
    left join hs_sync.links l on l.page_id = p.page::uuid and l.database = f.target and l.row_deleted_at is null
    where k.database = of_database and k.row_id = any(ids) and l.row_id is null
    on conflict do nothing;
$$;

-- Writes records to rows: [{"page", "row", "version", "edited", "set": {column: value}, "refs": {column: [page ids]}, "conflict"}].
-- Without a row one is made, if the page has none yet; otherwise the row is written if its updated_at still is "version".
-- Gives [{"page", "row", "state": "created" | "updated" | "unchanged" | "stale", "fields": [...]}]: a stale one was left alone.
create or replace function hs_sync.apply(of_database text, in_run uuid, writes jsonb) returns jsonb language plpgsql set search_path = '' as $$
declare
    made jsonb;     -- {"<page id>": "<row id>"}: the links that were made for new rows
    before jsonb;   -- {"<row id>": row}
    after jsonb;    -- {"<row id>": row}
    part jsonb;
    outcomes jsonb;
begin
    if jsonb_array_length(writes) = 0 then
        return '[]';
    end if;

    with added as (
        insert into hs_sync.links (database, row_id, page_id, base, refs, row_version, page_edited_at)
        select of_database, gen_random_uuid(), (w ->> 'page')::uuid, '{}', w -> 'refs', '-infinity', (w ->> 'edited')::timestamptz
        from jsonb_array_elements(writes) w
        where w ->> 'row' is null
        order by w ->> 'page'
        on conflict do nothing
        returning page_id, row_id)
    select coalesce(jsonb_object_agg(page_id, row_id), '{}') into made from added;

    execute format(
        'with asked as (
             select (made.value #>> ''{}'')::uuid as id, w ->> ''page'' as page, (w -> ''set'') || hs_sync.rows_of($3, w -> ''refs'') as set
             from jsonb_array_elements($1) w
             join jsonb_each($2) made on made.key = w ->> ''page''
             where w ->> ''row'' is null),
         added as (
             insert into public.%1$I (id, notion_page_id, %2$s)
             select a.id, a.page, %3$s
             from asked a cross join lateral jsonb_populate_record(null::public.%1$I, a.set) p
             on conflict do nothing
             returning *)
         select coalesce(jsonb_object_agg(added.id, to_jsonb(added)), ''{}'') from added',
        of_database, hs_sync.column_list(of_database, ''), hs_sync.column_list(of_database, 'p.'))
    into after using writes, made, of_database;

    -- A page whose row exists without a link is no new one: look again.
    delete from hs_sync.links l
    using jsonb_each_text(made) m
    where l.page_id = m.key::uuid and not after ? m.value;

    before := hs_sync.lock_rows(of_database, array(select (w ->> 'row')::uuid from jsonb_array_elements(writes) w where w ->> 'row' is not null));

    execute format(
        'with asked as (
             select (w ->> ''row'')::uuid as id, w ->> ''page'' as page, (w -> ''set'') || hs_sync.rows_of($3, w -> ''refs'') as set
             from jsonb_array_elements($1) w
             where $2 -> (w ->> ''row'') ->> ''updated_at'' = w ->> ''version''),
         changed as (
             update public.%1$I t
             set (notion_page_id, %2$s) = (select a.page, %3$s from jsonb_populate_record(t, a.set) p)
             from asked a
             where t.id = a.id
             returning t.*)
         select coalesce(jsonb_object_agg(changed.id, to_jsonb(changed)), ''{}'') from changed',
        of_database, hs_sync.column_list(of_database, ''), hs_sync.column_list(of_database, 'p.'))
    into part using writes, before, of_database;
    after := after || part;

    -- What both sides agree on now.
    insert into hs_sync.links as l (database, row_id, page_id, base, refs, row_version, page_edited_at)
    select of_database, r.id, (w ->> 'page')::uuid, b.base, w -> 'refs', (r.row ->> 'updated_at')::timestamptz, (w ->> 'edited')::timestamptz
    from jsonb_array_elements(writes) w
    cross join lateral (select coalesce(w ->> 'row', made ->> (w ->> 'page'))::uuid as id) i
    cross join lateral (select i.id, after -> i.id::text as row) r
    cross join lateral (
        select coalesce(jsonb_object_agg(k.key, r.row -> k.key), '{}') as base
        from (select jsonb_object_keys(w -> 'set') union select jsonb_object_keys(w -> 'refs')) k (key)) b
    where r.row is not null
    on conflict (database, row_id) do update
    set base = l.base || excluded.base, refs = l.refs || excluded.refs, row_version = excluded.row_version,
        page_edited_at = excluded.page_edited_at, row_deleted_at = null;

    perform hs_sync.note_waiting(of_database, array(select jsonb_object_keys(after)::uuid));

    with outcome as (
        select w ->> 'page' as page, i.id, i.is_new, (w ->> 'conflict')::boolean as is_conflict, after ? i.id as written,
            coalesce((
                select jsonb_agg(k.key order by k.key)
                from (select jsonb_object_keys(w -> 'set') union select jsonb_object_keys(w -> 'refs')) k (key)
                where before -> i.id -> k.key is distinct from after -> i.id -> k.key), '[]') as fields
        from jsonb_array_elements(writes) w
        cross join lateral (select coalesce(w ->> 'row', made ->> (w ->> 'page')) as id, w ->> 'row' is null as is_new) i),
    noted as (
        insert into hs_sync.journal (run_id, database, row_id, page_id, side, action, before, after)
        select in_run, of_database, o.id::uuid, o.page::uuid, 'Supabase',
            case when o.is_new then 'create' when o.is_conflict then 'conflict' else 'update' end,
            case when not o.is_new then (select jsonb_object_agg(f, before -> o.id -> f) from jsonb_array_elements_text(o.fields) f) end,
            case when not o.is_new then (select jsonb_object_agg(f, after -> o.id -> f) from jsonb_array_elements_text(o.fields) f) end
        from outcome o
        where o.written and (o.is_new or o.fields <> '[]')),
    settled as (
        delete from hs_sync.failures f using outcome o where o.written and f.database = of_database and f.page_id = o.page::uuid)
    select coalesce(jsonb_agg(jsonb_build_object(
            'page', o.page,
            'row', o.id,
            'state', case when not coalesce(o.written, false) then 'stale'
                when o.is_new then 'created'
                when o.fields = '[]' then 'unchanged'
                else 'updated' end,
            'fields', case when o.is_new then '[]' else o.fields end)), '[]')
    into outcomes from outcome o;
    return outcomes;
end $$;

-- The same, one by one: a record that the database cannot hold is told apart from the others, which go on.
create or replace function hs_sync.apply_each(of_database text, in_run uuid, writes jsonb) returns jsonb language plpgsql set search_path = '' as $$
declare
    write jsonb;
    outcomes jsonb := '[]';
begin
    for write in select value from jsonb_array_elements(writes) loop
        begin
            outcomes := outcomes || hs_sync.apply(of_database, in_run, jsonb_build_array(write));
        exception when data_exception or integrity_constraint_violation or program_limit_exceeded then
            outcomes := outcomes || jsonb_build_object('page', write ->> 'page', 'row', write ->> 'row', 'state', 'failed', 'reason', sqlerrm);
        end;
    end loop;
    return outcomes;
end $$;

-- What is known of some pages: [{"page", "supabase_id"}] to [{"page", "link": {"row", "base"}, "row": {"id", "version", "record"}}].
-- Without a link the row is the one that names the page, or the one that the page names, if no other page has it.
create or replace function hs_sync.look(of_database text, pages jsonb) returns jsonb language plpgsql stable set search_path = '' as $$
declare
    seen jsonb;
begin
    if jsonb_array_length(pages) = 0 then
        return '[]';
    end if;

    execute format(
        'select coalesce(jsonb_agg(jsonb_build_object(
             ''page'', p.page,
             ''link'', case when l.row_id is not null then jsonb_build_object(''row'', l.row_id, ''base'', l.base || l.refs) end,
             ''row'', case when t.id is not null then jsonb_build_object(
                 ''id'', t.id, ''version'', t.updated_at, ''record'', hs_sync.record_of($2, to_jsonb(t), l.base, l.refs)) end)), ''[]'')
         from jsonb_to_recordset($1) p (page uuid, supabase_id uuid)
         left join hs_sync.links l on l.page_id = p.page and l.database = $2
         cross join lateral (select coalesce(
             l.row_id,
             (select n.id from public.%1$I n where n.notion_page_id = p.page::text),
             (select s.id from public.%1$I s
              where s.id = p.supabase_id and not exists (select from hs_sync.links o where o.database = $2 and o.row_id = s.id))) as row_id) c
         left join public.%1$I t on t.id = c.row_id',
        of_database)
    into seen using pages, of_database;
    return seen;
end $$;

-- Notes records that could not be synced. The first retry is in the next cycle, the later ones at growing distance, a day at the most.
create or replace function hs_sync.note_failures(of_database text, in_run uuid, failed jsonb) returns void language sql set search_path = '' as $$
    insert into hs_sync.failures as f (database, page_id, reason, run_id)
    select of_database, (x ->> 'page')::uuid, x ->> 'reason', in_run
    from jsonb_array_elements(failed) x
    on conflict (database, page_id) do update
    set reason = excluded.reason, run_id = excluded.run_id, attempts = f.attempts + 1, last_at = clock_timestamp(),
        next_at = clock_timestamp() + least(interval '1 minute' * power(2, least(f.attempts, 11)), interval '1 day')
$$;

-- Notes up to where a database has been read: {"through", "full"}; null leaves it.
create or replace function hs_sync.move_watermark(of_database text, mark jsonb) returns void language sql set search_path = '' as $$
    insert into hs_sync.watermarks as w (database, direction, through, full_scan_at)
    select of_database, 'NotionToSupabase', (mark ->> 'through')::timestamptz,
        case when (mark ->> 'full')::boolean then clock_timestamp() end
    where mark ->> 'through' is not null
    on conflict (database, direction) do update
    set through = greatest(w.through, excluded.through), full_scan_at = coalesce(excluded.full_scan_at, w.full_scan_at)
$$;

-- Holds the databases of a run for some minutes more; raises if another run has taken one over.
create or replace function hs_sync.renew_lease(of_database text, in_run uuid) returns void language plpgsql set search_path = '' as $$
begin
    update hs_sync.leases set expires_at = clock_timestamp() + interval '5 minutes' where database = of_database and run_id = in_run;
    if not found then
        raise exception 'the lease of % has passed to another run', of_database using errcode = 'HS001';
    end if;
end $$;

-- Relations whose target has a row by now get it, as long as the row's own column was not edited meanwhile. Gives how many rows it wrote.
create or replace function hs_sync.resolve(in_run uuid, at_most integer) returns integer language plpgsql set search_path = '' as $$
declare
    of_database text;
    ids uuid[];
    before jsonb;
    after jsonb;
    written integer := 0;
begin
    for of_database in select d.name from hs_sync.databases d order by d.name loop
        select array_agg(row_id) into ids
        from (
            select distinct w.row_id
            from hs_sync.waiting w
            join hs_sync.links l on l.page_id = w.target_page_id and l.row_deleted_at is null
            where w.database = of_database
            limit at_most - written) d;
        continue when ids is null;

        before := hs_sync.lock_rows(of_database, ids);
        execute format(
            'with found as (
                 select l.row_id, jsonb_object_agg(r.key, r.value) as set
                 from hs_sync.links l
                 cross join lateral jsonb_each(hs_sync.rows_of($2, l.refs)) r
                 where l.database = $2 and l.row_id = any($1) and $3 -> l.row_id::text -> r.key is not distinct from l.base -> r.key
                 group by l.row_id),
             changed as (
                 update public.%1$I t
                 set (%2$s) = (select %3$s from jsonb_populate_record(t, f.set) p)
                 from found f
                 where t.id = f.row_id
                 returning t.*)
             select coalesce(jsonb_object_agg(changed.id, to_jsonb(changed)), ''{}'') from changed',
            of_database, hs_sync.column_list(of_database, ''), hs_sync.column_list(of_database, 'p.'))
        into after using ids, of_database, before;

        with changed as (
            select a.key::uuid as row_id, a.value as row, c.fields
            from jsonb_each(after) a
            cross join lateral (
                select jsonb_object_agg(f.field, a.value -> f.field) as fields
                from hs_sync.fields f
                where f.database = of_database and f.kind <> 'value' and a.value -> f.field is distinct from before -> a.key -> f.field) c
            where c.fields is not null),
        agreed as (
            update hs_sync.links l set base = l.base || c.fields, row_version = (c.row ->> 'updated_at')::timestamptz
            from changed c
            where l.database = of_database and l.row_id = c.row_id
            returning l.row_id, l.page_id)
        insert into hs_sync.journal (run_id, database, row_id, page_id, side, action, before, after)
        select in_run, of_database, c.row_id, g.page_id, 'Supabase', 'update',
            (select jsonb_object_agg(k, before -> c.row_id::text -> k) from jsonb_object_keys(c.fields) k), c.fields
        from changed c join agreed g on g.row_id = c.row_id;

        perform hs_sync.note_waiting(of_database, ids);
        written := written + cardinality(ids);
        exit when written >= at_most;
    end loop;
    return written;
end $$;

-- Begins a run: {"version", "run", "direction", "holder", "databases": [...], "dry"}.
-- Gives, by database, its binding, watermark, due failures, and who else holds it. A dry run leaves no trace and holds nothing.
create or replace function public.hs_sync_open(request text) returns text
language plpgsql security definer set search_path = '' set timezone = 'UTC' as $$
declare
    asked jsonb := request::jsonb;
    in_run uuid := asked ->> 'run';
    is_dry boolean := asked ->> 'dry';
    answer jsonb := '{}';
    of_database text;
    holding hs_sync.leases;
    is_empty boolean;
begin
    if (asked ->> 'version')::integer <> hs_sync.version() then
        raise exception 'the functions have version %', hs_sync.version() using errcode = 'HS002';
    end if;

    if not is_dry then
        insert into hs_sync.runs (id, direction, holder) values (in_run, asked ->> 'direction', asked ->> 'holder') on conflict do nothing;
    end if;

    for of_database in select d.name from hs_sync.databases d where asked -> 'databases' ? d.name order by d.name loop
        if not is_dry then
            insert into hs_sync.leases as l (database, run_id, holder, expires_at)
            values (of_database, in_run, asked ->> 'holder', clock_timestamp() + interval '5 minutes')
            on conflict (database) do update
            set run_id = excluded.run_id, holder = excluded.holder, acquired_at = clock_timestamp(), expires_at = excluded.expires_at
            where l.expires_at < clock_timestamp() or l.run_id = excluded.run_id;
            select * into holding from hs_sync.leases where database = of_database;
        end if;

        execute format(
            'select not exists (select from hs_sync.links where database = $1) and not exists (select from public.%I where notion_page_id is not null)',
            of_database)
        into is_empty using of_database;

        answer := answer || jsonb_build_object(of_database, jsonb_build_object(
            'held_by', case when holding.run_id <> in_run then jsonb_build_object('holder', holding.holder, 'until', holding.expires_at) end,
            'binding', (select d.binding from hs_sync.databases d where d.name = of_database),
            'watermark', (select to_jsonb(w) from hs_sync.watermarks w where w.database = of_database and w.direction = 'NotionToSupabase'),
            'is_empty', is_empty,
            'retry', (
                select coalesce(jsonb_agg(f.page_id), '[]')
                from (select page_id from hs_sync.failures where database = of_database and next_at <= clock_timestamp() order by next_at limit 100) f)));
    end loop;
    return hs_sync.ok(answer);
exception when others then
    return jsonb_build_object('error', jsonb_build_object('sqlstate', sqlstate, 'message', sqlerrm))::text;
end $$;

-- One step of one database, in one transaction:
-- {"id", "run", "database", "dry", "writes", "failed", "settled", "look", "watermark": {"through", "full"}}.
-- Gives {"outcomes", "seen"}. A dry one only looks. The watermark stays where it is while a write is stale.
create or replace function public.hs_sync_exchange(request text) returns text
language plpgsql security definer set search_path = '' set timezone = 'UTC' as $$
declare
    asked jsonb := request::jsonb;
    in_run uuid := asked ->> 'run';
    of_database text := asked ->> 'database';
    outcomes jsonb;
    given text;
begin
    if (asked ->> 'dry')::boolean then
        return hs_sync.ok(jsonb_build_object('outcomes', '[]'::jsonb, 'seen', hs_sync.look(of_database, asked -> 'look')));
    end if;

    select e.answer into given from hs_sync.exchanges e where e.id = (asked ->> 'id')::uuid;
    if found then
        return given;
    end if;

    perform hs_sync.renew_lease(of_database, in_run);
    begin
        outcomes := hs_sync.apply(of_database, in_run, asked -> 'writes');
    exception when data_exception or integrity_constraint_violation or program_limit_exceeded then
        outcomes := hs_sync.apply_each(of_database, in_run, asked -> 'writes');
    end;

    perform hs_sync.note_failures(of_database, in_run, (asked -> 'failed') || coalesce(
        (select jsonb_agg(o) from jsonb_array_elements(outcomes) o where o ->> 'state' = 'failed'), '[]'));

    delete from hs_sync.failures f where f.database = of_database and asked -> 'settled' ? f.page_id::text;

    if not outcomes @> '[{"state": "stale"}]' then
        perform hs_sync.move_watermark(of_database, asked -> 'watermark');
    end if;

    given := hs_sync.ok(jsonb_build_object('outcomes', outcomes, 'seen', hs_sync.look(of_database, asked -> 'look')));
    insert into hs_sync.exchanges (id, answer) values ((asked ->> 'id')::uuid, given);
    return given;
exception when others then
    return jsonb_build_object('error', jsonb_build_object('sqlstate', sqlstate, 'message', sqlerrm))::text;
end $$;

-- Ends a run, or does a part of what is left to do for it: {"run", "status", "results", "watermarks": {"<database>": mark}, "resolve"}.
-- Gives {"resolved"}: as many rows as were asked for mean that there may be more.
create or replace function public.hs_sync_close(request text) returns text
language plpgsql security definer set search_path = '' set timezone = 'UTC' as $$
declare
    asked jsonb := request::jsonb;
    in_run uuid := asked ->> 'run';
    resolved integer;
begin
    perform hs_sync.move_watermark(m.key, m.value) from jsonb_each(asked -> 'watermarks') m
    where exists (select from hs_sync.leases l where l.database = m.key and l.run_id = in_run);
    resolved := hs_sync.resolve(in_run, (asked ->> 'resolve')::integer);
    update hs_sync.runs
    set ended_at = clock_timestamp(), status = asked ->> 'status', results = asked -> 'results'
    where id = in_run;
    if resolved < (asked ->> 'resolve')::integer then
        delete from hs_sync.leases where run_id = in_run;
    end if;
    delete from hs_sync.exchanges where at < clock_timestamp() - interval '1 hour';
    delete from hs_sync.journal where at < clock_timestamp() - interval '30 days';
    return hs_sync.ok(jsonb_build_object('resolved', resolved));
exception when others then
    return jsonb_build_object('error', jsonb_build_object('sqlstate', sqlstate, 'message', sqlerrm))::text;
end $$;

-- Keeps how databases are bound: {"<database>": binding}.
create or replace function public.hs_sync_bind(request text) returns text
language plpgsql security definer set search_path = '' set timezone = 'UTC' as $$
begin
    update hs_sync.databases d set binding = b.value from jsonb_each(request::jsonb) b where b.key = d.name;
    return hs_sync.ok('{}');
exception when others then
    return jsonb_build_object('error', jsonb_build_object('sqlstate', sqlstate, 'message', sqlerrm))::text;
end $$;

-- The rows of a table after an id, in order: {"database", "after", "limit"}. Gives [{"page", "row"}] as look does; page is null without one.
create or replace function public.hs_sync_rows(request text) returns text
language plpgsql security definer set search_path = '' set timezone = 'UTC' as $$
declare
    asked jsonb := request::jsonb;
    of_database text := asked ->> 'database';
    rows jsonb;
begin
    if not exists (select from hs_sync.databases d where d.name = of_database) then
        raise exception 'there is no database %', of_database using errcode = '42P01';
    end if;

    execute format(
        'select coalesce(jsonb_agg(jsonb_build_object(
             ''page'', coalesce(l.page_id::text, t.notion_page_id),
             ''row'', jsonb_build_object(
                 ''id'', t.id, ''version'', t.updated_at, ''record'', hs_sync.record_of($1, to_jsonb(t), l.base, l.refs))) order by t.id), ''[]'')
         from (select * from public.%I where $2 is null or id > $2 order by id limit $3) t
         left join hs_sync.links l on l.database = $1 and l.row_id = t.id',
        of_database)
    into rows using of_database, (asked ->> 'after')::uuid, (asked ->> 'limit')::integer;
    return hs_sync.ok(rows);
exception when others then
    return jsonb_build_object('error', jsonb_build_object('sqlstate', sqlstate, 'message', sqlerrm))::text;
end $$;

-- What is set up: {"version", "databases": [...]}.
create or replace function public.hs_sync_status(request text) returns text
language plpgsql security definer set search_path = '' set timezone = 'UTC' as $$
begin
    return hs_sync.ok(jsonb_build_object(
        'version', hs_sync.version(),
        'now', clock_timestamp(),
        'databases', (select coalesce(jsonb_agg(d.name order by d.name), '[]') from hs_sync.databases d)));
exception when others then
    return jsonb_build_object('error', jsonb_build_object('sqlstate', sqlstate, 'message', sqlerrm))::text;
end $$;

revoke execute on all functions in schema hs_sync from public;
do $$
declare
    f text;
begin
    foreach f in array array['open', 'exchange', 'close', 'bind', 'rows', 'status'] loop
        execute format('revoke execute on function public.hs_sync_%s(text) from public, anon, authenticated', f);
        execute format('grant execute on function public.hs_sync_%s(text) to service_role', f);
    end loop;
end $$;
notify pgrst, 'reload schema';

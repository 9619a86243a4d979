-- Writing: rows, links, journal, deletes, and the second pass of relations.

-- Writes records to rows and notes what both sides agree on:
-- [{"page", "edited", "set": {column: value}, "refs": {column: [page ids]}, "extras": {column: value}, "row", "version", "again", "anyway", "waiting": [column]}].
-- Without a row one is made, if the page has none yet; "again" is the id of one that was deleted, which comes back with the columns that it had.
-- Otherwise the row is written if its updated_at still is "version". With "anyway" the page has these values already, so they are what both sides
-- agree on even if the row has moved on. Of the columns in "waiting" the row keeps what it has.
-- Gives [{"page", "row", "anyway", "state": "created" | "updated" | "unchanged" | "stale", "fields": [...]}]: a stale one was left alone.
create or replace function hs_sync.apply(of_database text, in_run uuid, writes jsonb) returns jsonb language plpgsql set search_path = '' as $$
declare
    cast_set jsonb; -- {"<page id>": the set and the refs in the form of the row}
    refs_of_pages jsonb; -- {"<page id>": {"<field>": the row ids in the form of the column}}
    missing jsonb;  -- {"<page id>": {"<field>": [page ids without a row]}}
    made jsonb;     -- {"<page id>": "<row id>"}: the rows to make
    before jsonb;   -- {"<row id>": row}
    after jsonb;    -- {"<row id>": row}
    part jsonb;
    outcomes jsonb;
begin
    if jsonb_array_length(writes) = 0 then
        return '[]';
    end if;

    -- New links first, so that records of one chunk can point to each other.
    with added as (
        insert into hs_sync.links (database, row_id, page_id, base, refs, page_edited_at)
        select of_database, gen_random_uuid(), (w ->> 'page')::uuid, '{}', w -> 'refs', (w ->> 'edited')::timestamptz
        from jsonb_array_elements(writes) w
        where w ->> 'row' is null and w ->> 'again' is null
        order by w ->> 'page'
        on conflict do nothing
        returning page_id, row_id),
    returning_ones as (
        select (w ->> 'page')::uuid as page_id, (w ->> 'again')::uuid as row_id from jsonb_array_elements(writes) w where w ->> 'again' is not null)
    select coalesce(jsonb_object_agg(m.page_id, m.row_id), '{}') into made from (table added union all table returning_ones) m;

    -- As resolve_refs does it, for all records at once.
    with targets as (
        select w ->> 'page' as page, f.field, f.kind, p.page as target, p.place,
            case when f.target is null then p.page else l.row_id::text end as id
        from jsonb_array_elements(writes) w
        cross join lateral jsonb_each(w -> 'refs') r
        join hs_sync.fields f on f.database = of_database and f.kind <> 'value' and f.field = r.key
        left join lateral jsonb_array_elements_text(case jsonb_typeof(r.value) when 'array' then r.value else '[]' end) with ordinality p (page, place) on true
        left join hs_sync.links l on l.page_id = case when f.target is not null then p.page::uuid end
            and l.database = f.target and l.row_deleted_at is null and l.deleted_at is null),
    resolved as (
        select t.page, t.field, t.kind,
            coalesce(jsonb_agg(t.id order by t.place) filter (where t.id is not null), '[]') as rows,
            coalesce(jsonb_agg(t.target order by t.place) filter (where t.target is not null and t.id is null), '[]') as missing
        from targets t group by t.page, t.field, t.kind),
    of_pages as (
        select r.page,
            jsonb_object_agg(r.field, case r.kind when 'reference' then r.rows -> 0 else r.rows end) as rows,
            coalesce(jsonb_object_agg(r.field, r.missing) filter (where r.missing <> '[]'), '{}') as missing
        from resolved r group by r.page)
    select coalesce(jsonb_object_agg(o.page, o.rows), '{}'), coalesce(jsonb_object_agg(o.page, o.missing), '{}') into refs_of_pages, missing from of_pages o;

    -- A row that is made: what it holds then is what both sides agree on.
    execute format(
        'with added as (
             insert into public.%1$I (id, notion_page_id, %2$s)
             select ($2 ->> (w ->> ''page''))::uuid, w ->> ''page'', %3$s
             from jsonb_array_elements($1) w
             cross join lateral jsonb_populate_record(null::public.%1$I, (w -> ''set'') || coalesce($3 -> (w ->> ''page''), ''{}'')) p
             where $2 ? (w ->> ''page'') and w ->> ''again'' is null
             order by w ->> ''page''
             on conflict (notion_page_id) do nothing
             returning *)
         select coalesce(jsonb_object_agg(added.id, to_jsonb(added)), ''{}'') from added',
        of_database, hs_sync.column_list(of_database, ''), hs_sync.column_list(of_database, 'p.'))
    into after using writes, made, refs_of_pages;
    select coalesce(jsonb_object_agg(w ->> 'page', c.set), '{}') into cast_set
    from jsonb_array_elements(writes) w
    cross join lateral (
        select coalesce(jsonb_object_agg(m.key, m.value), '{}') as set
        from jsonb_each(after -> (made ->> (w ->> 'page'))) m where w -> 'set' ? m.key or w -> 'refs' ? m.key) c
    where w ->> 'row' is null and w ->> 'again' is null and after ? (made ->> (w ->> 'page'));

    -- Of the others, the values in the form of the row.
    execute format(
        'select coalesce(jsonb_object_agg(a.page, (
             select coalesce(jsonb_object_agg(c.key, c.value), ''{}'') from jsonb_each(to_jsonb(p)) c where a.set ? c.key)), ''{}'')
         from (
             select w ->> ''page'' as page, (w -> ''set'') || coalesce($2 -> (w ->> ''page''), ''{}'') as set
             from jsonb_array_elements($1) w
             where w ->> ''row'' is not null or w ->> ''again'' is not null) a
         cross join lateral jsonb_populate_record(null::public.%I, a.set) p', of_database)
    into part using writes, refs_of_pages;
    cast_set := cast_set || part;

    -- A row that was deleted comes back whole, with the columns that the sync never touches.
    execute format(
        'with added as (
             insert into public.%1$I
             select r.*
             from jsonb_array_elements($1) w
             cross join lateral (
                 select coalesce((
                     select j.before from hs_sync.journal j
                     where j.database = $3 and j.row_id = (w ->> ''again'')::uuid and j.side = ''Supabase'' and j.action = ''delete''
                     order by j.id desc limit 1), jsonb_build_object(''created_at'', clock_timestamp())) as row) b
             cross join lateral jsonb_populate_record(null::public.%1$I, b.row || ($2 -> (w ->> ''page'')) || jsonb_build_object(
                 ''id'', w ->> ''again'', ''notion_page_id'', w ->> ''page'', ''updated_at'', clock_timestamp())) r
             where w ->> ''again'' is not null
             on conflict (id) do nothing
             returning *)
         select coalesce(jsonb_object_agg(added.id, to_jsonb(added)), ''{}'') from added',
        of_database)
    into part using writes, cast_set, of_database;
    after := after || part;

    -- A page whose row exists without a link is no new one: look again. Others of the chunk may have taken the row that was not made for a real one.
    delete from hs_sync.links l
    using jsonb_each_text(made) m
    where l.page_id = m.key::uuid and l.base = '{}' and not after ? m.value;
    if found and jsonb_array_length(writes) > 1 then
        raise exception 'a page has a row already' using errcode = 'HS003';
    end if;

    before := hs_sync.lock_rows(of_database, array(select (w ->> 'row')::uuid from jsonb_array_elements(writes) w where w ->> 'row' is not null));

    execute format(
        'with asked as (
             select (w ->> ''row'')::uuid as id, w ->> ''page'' as page, ($4 -> (w ->> ''page'')) - array(select jsonb_array_elements_text(w -> ''waiting'')) as set
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
    into part using writes, before, of_database, cast_set;
    after := after || part;

    execute format(
        'update public.%I t set notion_page_id = w ->> ''page''
         from jsonb_array_elements($1) w
         where t.id = (w ->> ''row'')::uuid and (w ->> ''anyway'')::boolean and t.notion_page_id is distinct from w ->> ''page''', of_database)
    using writes;

    -- What both sides agree on now.
    insert into hs_sync.links as l (database, row_id, page_id, base, refs, extras, page_edited_at)
    select of_database, i.id, (w ->> 'page')::uuid, cast_set -> (w ->> 'page'), w -> 'refs', w -> 'extras', (w ->> 'edited')::timestamptz
    from jsonb_array_elements(writes) w
    cross join lateral (select coalesce(w ->> 'row', made ->> (w ->> 'page'))::uuid as id) i
    where after ? i.id::text or (w ->> 'anyway')::boolean
    on conflict (database, row_id) do update
    set page_id = excluded.page_id, base = l.base || excluded.base, refs = l.refs || excluded.refs,
        extras = (l.extras - array(select jsonb_object_keys(excluded.base))) || excluded.extras,
        page_edited_at = greatest(l.page_edited_at, excluded.page_edited_at), page_pending = false, row_returned = false, deleted_at = null,
        row_deleted_at = case when (after || before) ? excluded.row_id::text then null else l.row_deleted_at end;

    perform hs_sync.note_waiting(of_database, (
        select coalesce(jsonb_agg(jsonb_build_object(
            'row', coalesce(w ->> 'row', made ->> (w ->> 'page')),
            'fields', (select coalesce(jsonb_agg(k), '[]') from jsonb_object_keys(w -> 'refs') k),
            'missing', coalesce(missing -> (w ->> 'page'), '{}'))), '[]')
        from jsonb_array_elements(writes) w
        where after ? coalesce(w ->> 'row', made ->> (w ->> 'page')) or (w ->> 'anyway')::boolean));

    with outcome as (
        select w ->> 'page' as page, i.id, i.is_new, coalesce(after ? i.id, false) as written, coalesce((w ->> 'anyway')::boolean, false) as anyway,
            case when i.is_new then '[]' else coalesce((
                select jsonb_agg(k order by k)
                from jsonb_object_keys(cast_set -> (w ->> 'page')) k
                where before -> i.id -> k is distinct from after -> i.id -> k), '[]') end as fields
        from jsonb_array_elements(writes) w
        cross join lateral (select coalesce(w ->> 'row', made ->> (w ->> 'page')) as id, w ->> 'row' is null as is_new) i),
    noted as (
        insert into hs_sync.journal (run_id, database, row_id, page_id, side, action, before, after)
        select in_run, of_database, o.id::uuid, o.page::uuid, 'Supabase',
            case when o.is_new then 'create' else 'update' end,
            case when not o.is_new then (select jsonb_object_agg(f, before -> o.id -> f) from jsonb_array_elements_text(o.fields) f) end,
            case when not o.is_new then (select jsonb_object_agg(f, after -> o.id -> f) from jsonb_array_elements_text(o.fields) f) end
        from outcome o
        where o.written and (o.is_new or o.fields <> '[]')),
    settled as (
        delete from hs_sync.failures f using outcome o where (o.written or o.anyway) and f.database = of_database and f.record_id in (o.page::uuid, o.id::uuid)),
    done as (
        delete from hs_sync.intents i using outcome o where (o.written or o.anyway) and i.database = of_database and i.row_id = o.id::uuid),
    resolved as (
        update hs_sync.conflicts c set resolved_at = clock_timestamp() from outcome o
        where (o.written or o.anyway) and c.database = of_database and c.row_id = o.id::uuid and c.winner is null and c.resolved_at is null)
    select coalesce(jsonb_agg(jsonb_build_object(
            'page', o.page,
            'row', o.id,
            'anyway', o.anyway,
            'state', case when not o.written then 'stale'
                when o.is_new then 'created'
                when o.fields = '[]' then 'unchanged'
                else 'updated' end,
            'fields', case when o.is_new then '[]' else o.fields end)), '[]')
    into outcomes from outcome o;

    perform hs_sync.forget_dirty(of_database, array(select (o ->> 'row')::uuid from jsonb_array_elements(outcomes) o where o ->> 'row' is not null));
    return outcomes;
end $$;

-- True for errors that have nothing to do with the record: of the server, of the schema, of the lease.
create or replace function hs_sync.is_general(state text) returns boolean language sql immutable set search_path = '' as $$
    select left(state, 2) in ('08', '40', '42', '53', '57', '58', 'XX') or state in ('55P03', 'HS001')
$$;

-- The same, one by one: a record that the database cannot hold is told apart from the others, which go on.
create or replace function hs_sync.apply_each(of_database text, in_run uuid, writes jsonb) returns jsonb language plpgsql set search_path = '' as $$
declare
    write jsonb;
    outcomes jsonb := '[]';
begin
    for write in select value from jsonb_array_elements(writes) loop
        begin
            outcomes := outcomes || hs_sync.apply(of_database, in_run, jsonb_build_array(write));
        exception when others then
            if hs_sync.is_general(sqlstate) then
                raise;
            end if;
            outcomes := outcomes || jsonb_build_object('page', write ->> 'page', 'row', write ->> 'row', 'anyway', false, 'state', 'failed', 'reason', sqlerrm);
        end;
    end loop;
    return outcomes;
end $$;

-- Deletes rows whose pages are gone, and notes that both sides agree: [{"page", "row", "version", "moved"}]. A row that has moved on is left alone,
-- and so is the link of one; without a version the row is gone already, and it is only noted. A page that was moved to another database leaves no link. Gives [{"page", "row", "state": "deleted" | "stale"}].
create or replace function hs_sync.delete_rows(of_database text, in_run uuid, deletes jsonb) returns jsonb language plpgsql set search_path = '' as $$
declare
    before jsonb;
    gone uuid[];
    outcomes jsonb;
begin
    if jsonb_array_length(deletes) = 0 then
        return '[]';
    end if;

    before := hs_sync.lock_rows(of_database, array(select (d ->> 'row')::uuid from jsonb_array_elements(deletes) d));
    gone := array(
        select (d ->> 'row')::uuid from jsonb_array_elements(deletes) d
        where before -> (d ->> 'row') ->> 'updated_at' is not distinct from d ->> 'version');
    insert into hs_sync.journal (run_id, database, row_id, page_id, side, action, before)
    select in_run, of_database, (d ->> 'row')::uuid, (d ->> 'page')::uuid, 'Supabase', 'delete', before -> (d ->> 'row')
    from jsonb_array_elements(deletes) d
    where (d ->> 'row')::uuid = any(gone) and before ? (d ->> 'row');

    execute format('delete from public.%I where id = any($1)', of_database) using gone;
    update hs_sync.links set deleted_at = clock_timestamp(), page_pending = false where database = of_database and row_id = any(gone);
    delete from hs_sync.links l using jsonb_array_elements(deletes) d
    where (d ->> 'moved')::boolean and l.database = of_database and l.row_id = (d ->> 'row')::uuid and l.row_id = any(gone);
    delete from hs_sync.waiting where database = of_database and row_id = any(gone);
    delete from hs_sync.failures f using jsonb_array_elements(deletes) d
    where (d ->> 'row')::uuid = any(gone) and f.database = of_database and f.record_id in ((d ->> 'row')::uuid, (d ->> 'page')::uuid);
    perform hs_sync.forget_dirty(of_database, gone);

    select jsonb_agg(jsonb_build_object(
        'page', d ->> 'page', 'row', d ->> 'row', 'state', case when (d ->> 'row')::uuid = any(gone) then 'deleted' else 'stale' end))
    into outcomes from jsonb_array_elements(deletes) d;
    return outcomes;
end $$;

-- Relations whose target has a row by now get it, as long as the row's own column was not edited meanwhile.
create or replace function hs_sync.resolve_rows(of_database text, in_run uuid, ids uuid[]) returns void language plpgsql set search_path = '' as $$
declare
    before jsonb;
    after jsonb;
    found_refs jsonb; -- {"<row id>": what resolve_refs gives of the fields that wait}
begin
    before := hs_sync.lock_rows(of_database, ids);
    select coalesce(jsonb_object_agg(l.row_id, hs_sync.resolve_refs(of_database, hs_sync.pick(l.refs, f.fields))), '{}') into found_refs
    from hs_sync.links l
    cross join lateral (
        select jsonb_object_agg(w.field, null) as fields from hs_sync.waiting w where w.database = of_database and w.row_id = l.row_id) f
    where l.database = of_database and l.row_id = any(ids) and f.fields is not null;

    execute format(
        'with found as (
             select l.row_id, jsonb_object_agg(r.key, r.value) as set
             from jsonb_each($1) asked
             join hs_sync.links l on l.database = $3 and l.row_id = asked.key::uuid
             cross join lateral jsonb_each(asked.value -> ''rows'') r
             where $2 -> asked.key -> r.key is not distinct from l.base -> r.key
             group by l.row_id),
         changed as (
             update public.%1$I t
             set (%2$s) = (select %3$s from jsonb_populate_record(t, f.set) p)
             from found f
             where t.id = f.row_id
             returning t.*)
         select coalesce(jsonb_object_agg(changed.id, to_jsonb(changed)), ''{}'') from changed',
        of_database, hs_sync.column_list(of_database, ''), hs_sync.column_list(of_database, 'p.'))
    into after using found_refs, before, of_database;

    with changed as (
        select a.key::uuid as row_id, c.fields
        from jsonb_each(after) a
        cross join lateral (
            select jsonb_object_agg(f.field, a.value -> f.field) as fields
            from hs_sync.fields f
            where f.database = of_database and f.kind <> 'value' and a.value -> f.field is distinct from before -> a.key -> f.field) c
        where c.fields is not null),
    agreed as (
        update hs_sync.links l set base = l.base || c.fields
        from changed c
        where l.database = of_database and l.row_id = c.row_id
        returning l.row_id, l.page_id)
    insert into hs_sync.journal (run_id, database, row_id, page_id, side, action, before, after)
    select in_run, of_database, c.row_id, g.page_id, 'Supabase', 'update',
        (select jsonb_object_agg(k, before -> c.row_id::text -> k) from jsonb_object_keys(c.fields) k), c.fields
    from changed c join agreed g on g.row_id = c.row_id;

    perform hs_sync.note_waiting(of_database, (
        select coalesce(jsonb_agg(jsonb_build_object(
            'row', asked.key, 'fields', (select coalesce(jsonb_agg(k), '[]') from jsonb_object_keys(asked.value -> 'rows') k),
            'missing', asked.value -> 'missing')), '[]')
        from jsonb_each(found_refs) asked));
end $$;

-- The same for up to so many rows of all databases. One that refuses its late reference waits an hour. Gives how many rows it looked at.
create or replace function hs_sync.resolve(in_run uuid, at_most integer) returns integer language plpgsql set search_path = '' as $$
declare
    of_database text;
    ids uuid[];
    one uuid;
    seen integer := 0;
begin
    for of_database in select d.name from hs_sync.databases d order by d.name loop
        select array_agg(row_id) into ids
        from (
            select distinct w.row_id
            from hs_sync.waiting w
            join hs_sync.fields f on f.database = w.database and f.field = w.field
            join hs_sync.links l on l.page_id = w.target_page_id and l.database = f.target and l.row_deleted_at is null and l.deleted_at is null
            where w.database = of_database and w.next_at <= clock_timestamp()
            limit at_most - seen) d;
        continue when ids is null;

        begin
            perform hs_sync.resolve_rows(of_database, in_run, ids);
        exception when others then
            if hs_sync.is_general(sqlstate) then
                raise;
            end if;
            foreach one in array ids loop
                begin
                    perform hs_sync.resolve_rows(of_database, in_run, array[one]);
                exception when others then
                    if hs_sync.is_general(sqlstate) then
                        raise;
                    end if;
                    update hs_sync.waiting set next_at = clock_timestamp() + interval '1 hour' where database = of_database and row_id = one;
                end;
            end loop;
        end;
        seen := seen + cardinality(ids);
        exit when seen >= at_most;
    end loop;
    return seen;
end $$;

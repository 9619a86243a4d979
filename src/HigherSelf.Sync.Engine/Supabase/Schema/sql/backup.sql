-- Backups: rows as they are, and putting them back.

-- Rows in the order of their ids with all their columns, after an id, up to another, but for some:
-- {"database", "after", "to", "except": [ids], "limit", "bytes"}. Gives {"rows": [row]}: as many as fit into "bytes", one at least; none at the end.
create or replace function public.hs_sync_table(request text) returns text
language plpgsql security definer set search_path = '' set timezone = 'UTC' as $$
declare
    asked jsonb := request::jsonb;
    of_database text := asked ->> 'database';
    found_ones jsonb;
begin
    if not exists (select from hs_sync.databases d where d.name = of_database) then
        raise exception 'there is no database %', of_database using errcode = '42P01';
    end if;

    execute format(
        'select coalesce(jsonb_agg(x.said order by x.id), ''[]'')
         from (
             select t.id, t.said, sum(octet_length(t.said::text)) over (order by t.id) - octet_length(t.said::text) as bytes_before
             from (
                 select r.id, to_jsonb(r) as said from public.%I r
                 where ($1 is null or r.id > $1) and ($2 is null or r.id <= $2) and r.id <> all ($3)
                 order by r.id limit $4) t) x
         where x.bytes_before < $5', of_database)
    into found_ones
    using (asked ->> 'after')::uuid, (asked ->> 'to')::uuid, array(select value::uuid from jsonb_array_elements_text(asked -> 'except')),
        (asked ->> 'limit')::integer, (asked ->> 'bytes')::bigint;
    return hs_sync.ok(jsonb_build_object('rows', found_ones));
exception when others then
    return jsonb_build_object('error', jsonb_build_object('sqlstate', sqlstate, 'message', sqlerrm))::text;
end $$;

-- The columns of a table that a row can be given. In a row that is there, its identity stays, and what Notion derives is Notion's to say.
create or replace function hs_sync.givable(of_database text, is_new boolean) returns text[] language sql stable set search_path = '' as $$
    select array_agg(a.attname::text)
    from pg_catalog.pg_attribute a
    where a.attrelid = format('public.%I', of_database)::regclass and a.attnum > 0 and not a.attisdropped and a.attgenerated = '' and a.attname <> 'updated_at'
        and (is_new or a.attidentity <> 'a' and a.attname not in ('id', 'notion_page_id')
            and not exists (select from hs_sync.fields f where f.database = of_database and f.field = a.attname and not f.writable))
$$;

-- The references of a row, under foreign keys, that lead to nothing now: {"<column>": value}.
create or replace function hs_sync.dangling(of_database text, from_row jsonb) returns jsonb language plpgsql stable set search_path = '' as $$
declare
    key record;
    is_there boolean;
    found_ones jsonb := '{}';
begin
    for key in
        select a.attname::text as own, c.confrelid::regclass as target, r.attname::text as pointed_to
        from pg_catalog.pg_constraint c
        join pg_catalog.pg_attribute a on a.attrelid = c.conrelid and a.attnum = c.conkey[1]
        join pg_catalog.pg_attribute r on r.attrelid = c.confrelid and r.attnum = c.confkey[1]
        where c.contype = 'f' and cardinality(c.conkey) = 1 and c.conrelid = format('public.%I', of_database)::regclass
    loop
        if from_row ->> key.own is not null then
            execute format(
                'select exists (select from %s t where t.%I = (select p.%I from jsonb_populate_record(null::public.%I, $1) p))',
                key.target, key.pointed_to, key.own, of_database)
            into is_there using jsonb_build_object(key.own, from_row -> key.own);
            if not is_there then
                found_ones := found_ones || jsonb_build_object(key.own, from_row -> key.own);
            end if;
        end if;
    end loop;
    return found_ones;
end $$;

-- The page that a row comes back with: the one that it is linked to, or else its own, unless another row is linked to that.
create or replace function hs_sync.page_of_returning(of_database text, from_row jsonb) returns text language sql stable set search_path = '' as $$
    select coalesce(
        (select l.page_id::text from hs_sync.links l where l.database = of_database and l.row_id = (from_row ->> 'id')::uuid),
        (select from_row ->> 'notion_page_id' where not exists (select from hs_sync.links l where l.page_id::text = from_row ->> 'notion_page_id')))
$$;

-- Gives one row the values of a backup, or takes it away, as a person would: {"id", "row": {column: value} | null, "version"}. Nothing is done if the row is no
-- longer of that version (null: that it is not there), or with "dry". A reference that leads nowhere waits; "finally" it becomes nothing.
-- Gives {"id", "state", "version", "before", "after", "waiting"}. The state is same, missing, different (dry), done, or changed: left alone.
create or replace function hs_sync.put_row(of_database text, item jsonb, dry boolean, finally boolean) returns jsonb
language plpgsql set search_path = '' as $$
declare
    of_row uuid := item ->> 'id';
    given jsonb := item -> 'row';
    known jsonb := hs_sync.lock_rows(of_database, array[of_row]) -> of_row::text;
    answer jsonb := jsonb_build_object('id', of_row, 'state', 'same', 'version', known -> 'updated_at');
    waiting jsonb;
    wanted jsonb;
    columns text[];
    owner uuid;
begin
    if given = 'null' then
        if known is null then
            return answer;
        elsif known ->> 'updated_at' is distinct from item ->> 'version' then
            return answer || '{"state": "changed"}';
        end if;
        execute format('delete from public.%I where id = $1', of_database) using of_row;
        return answer || '{"state": "done"}';
    end if;

    waiting := hs_sync.dangling(of_database, given);
    given := case when finally then given || (select coalesce(jsonb_object_agg(k, null), '{}') from jsonb_object_keys(waiting) k)
        else given - array(select jsonb_object_keys(waiting)) end;
    execute format('select to_jsonb(p) from jsonb_populate_record(null::public.%I, $1) p', of_database) into wanted using given;
    columns := array(select c from unnest(hs_sync.givable(of_database, known is null)) c where given ? c and (known is null or known -> c is distinct from wanted -> c));
    answer := answer || jsonb_build_object('waiting', (
        select coalesce(jsonb_object_agg(w.key, w.value), '{}') from jsonb_each(waiting) w where not finally and known -> w.key is distinct from w.value));
    if known is not null and columns = '{}' then
        return answer;
    elsif dry then
        return answer || jsonb_build_object(
            'state', case when known is null then 'missing' else 'different' end,
            'before', (select jsonb_object_agg(c, known -> c) from unnest(columns) c where known is not null),
            'after', (select jsonb_object_agg(c, wanted -> c) from unnest(columns) c where known is not null));
    elsif known ->> 'updated_at' is distinct from item ->> 'version' then
        return answer || '{"state": "changed"}';
    end if;

    if known is null then
        given := given || jsonb_build_object('notion_page_id', hs_sync.page_of_returning(of_database, given));
        execute format('select t.id from public.%I t where t.notion_page_id = $1', of_database) into owner using given ->> 'notion_page_id';
        if owner is not null then
            raise exception 'its page % belongs to the row % by now', given ->> 'notion_page_id', owner using errcode = '23505';
        end if;
        execute format(
            'insert into public.%1$I (%2$s) overriding system value select %2$s from jsonb_populate_record(null::public.%1$I, $1)',
            of_database, (select string_agg(quote_ident(c), ', ') from unnest(columns) c)) using given;
    else
        execute format(
            'update public.%1$I t set (%2$s) = (select %3$s from jsonb_populate_record(t, $2) p) where t.id = $1',
            of_database, (select string_agg(quote_ident(c), ', ') from unnest(columns) c), (select string_agg('p.' || quote_ident(c), ', ') from unnest(columns) c))
        using of_row, given;
    end if;
    return answer || '{"state": "done"}';
end $$;

-- Puts rows back for a person, so that the next sync carries it on: {"database", "dry", "finally", "rows": as put_row takes them}. A row that the database
-- refuses is told apart, and the others go on. Gives {"columns": of the table, "rows": as put_row gives them, or {"id", "state": "failed", "reason"}}.
create or replace function public.hs_sync_restore(request text) returns text
language plpgsql security definer set search_path = '' set timezone = 'UTC' as $$
declare
    asked jsonb := request::jsonb;
    of_database text := asked ->> 'database';
    item jsonb;
    outcomes jsonb[] := '{}';
begin
    if not exists (select from hs_sync.databases d where d.name = of_database) then
        raise exception 'there is no database %', of_database using errcode = '42P01';
    end if;

    for item in select value from jsonb_array_elements(asked -> 'rows') loop
        begin
            outcomes := outcomes || hs_sync.put_row(of_database, item, (asked ->> 'dry')::boolean, (asked ->> 'finally')::boolean);
        exception when others then
            -- A fault of the server, or one that another try mends, is none of the row.
            if left(sqlstate, 2) in ('08', '40', '53', '55', '57', '58', 'XX') then
                raise;
            end if;
            outcomes := outcomes || jsonb_build_object('id', item -> 'id', 'state', 'failed', 'reason', sqlerrm);
        end;
    end loop;

    return hs_sync.ok(jsonb_build_object(
        'columns', (
            select jsonb_agg(a.attname) from pg_catalog.pg_attribute a
            where a.attrelid = format('public.%I', of_database)::regclass and a.attnum > 0 and not a.attisdropped),
        'rows', to_jsonb(outcomes)));
exception when others then
    return jsonb_build_object('error', jsonb_build_object('sqlstate', sqlstate, 'message', sqlerrm))::text;
end $$;

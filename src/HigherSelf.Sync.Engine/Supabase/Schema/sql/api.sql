-- The functions that the module calls through the REST API. Argument and result are text that holds JSON, because numbers inside a json
-- argument are not exact on every server. Each answers {"ok": ...} or {"error": {"sqlstate", "message"}}: an error undoes
-- everything that the call did. Only service_role may call them. The handlers of errors use nothing of this module: it may be what is missing.

create or replace function hs_sync.ok(answer jsonb) returns text language sql immutable set search_path = '' as $$
    select jsonb_build_object('ok', answer)::text
$$;

-- Notes records that could not be synced: [{"record", "side", "reason", "wait"}]. The first retry is in the next cycle, or after "wait" seconds; the
-- later ones come at growing distance, a day at the most.
create or replace function hs_sync.note_failures(of_database text, in_run uuid, failed jsonb) returns void language sql set search_path = '' as $$
    insert into hs_sync.failures as f (database, record_id, side, reason, run_id, next_at)
    select of_database, (x ->> 'record')::uuid, x ->> 'side', x ->> 'reason', in_run,
        clock_timestamp() + interval '1 second' * coalesce((x ->> 'wait')::integer, 0)
    from (select distinct on (f ->> 'record') f as x from jsonb_array_elements(failed) f) f
    on conflict (database, record_id) do update
    set reason = excluded.reason, side = excluded.side, run_id = excluded.run_id, attempts = f.attempts + 1, last_at = clock_timestamp(),
        next_at = greatest(excluded.next_at, clock_timestamp() + least(interval '1 minute' * power(2, least(f.attempts, 11)), interval '1 day'))
$$;

-- Notes records that both sides had changed: [{"page", "row", "winner", "fields"}]. One that nobody won stands once, as it is now.
create or replace function hs_sync.note_conflicts(of_database text, in_run uuid, conflicts jsonb) returns void language sql set search_path = '' as $$
    insert into hs_sync.conflicts as c (run_id, database, row_id, page_id, winner, fields)
    select in_run, of_database, (x ->> 'row')::uuid, (x ->> 'page')::uuid, x ->> 'winner', x -> 'fields'
    from jsonb_array_elements(conflicts) x
    on conflict (database, row_id) where winner is null and resolved_at is null do update
    set fields = excluded.fields, page_id = excluded.page_id, run_id = excluded.run_id, at = case when c.fields = excluded.fields then c.at else clock_timestamp() end;
$$;

-- Notes up to where a database has been read: {"through", "full"}; null leaves it.
create or replace function hs_sync.move_watermark(of_database text, mark jsonb) returns void language sql set search_path = '' as $$
    insert into hs_sync.watermarks as w (database, through, full_scan_at)
    select of_database, (mark ->> 'through')::timestamptz, case when (mark ->> 'full')::boolean then clock_timestamp() end
    where mark ->> 'through' is not null
    on conflict (database) do update
    set through = greatest(w.through, excluded.through), full_scan_at = coalesce(excluded.full_scan_at, w.full_scan_at);
    update hs_sync.databases set needs_full = false where name = of_database and needs_full and (mark ->> 'full')::boolean;
$$;

-- Holds the databases of a run for some minutes more; raises if another run has taken one over.
create or replace function hs_sync.renew_lease(of_database text, in_run uuid) returns void language plpgsql set search_path = '' as $$
begin
    update hs_sync.leases set expires_at = clock_timestamp() + interval '5 minutes' where database = of_database and run_id = in_run;
    if not found then
        raise exception 'the lease of % has passed to another run', of_database using errcode = 'HS001';
    end if;
end $$;

-- Begins a run: {"version", "run", "kind", "holder", "databases": {"<database>": [fields]}, "dry"}.
-- Gives, by database, its binding, watermark, what is to be looked at again, and who else holds it. A dry run leaves no trace and holds nothing.
create or replace function public.hs_sync_open(request text) returns text
language plpgsql security definer set search_path = '' set timezone = 'UTC' as $$
declare
    asked jsonb;
    in_run uuid;
    is_dry boolean;
    answer jsonb := '{}';
    of_database text;
    holding hs_sync.leases;
    is_empty boolean;
begin
    asked := request::jsonb;
    in_run := asked ->> 'run';
    is_dry := asked ->> 'dry';
    if (asked ->> 'version')::integer <> hs_sync.version() then
        raise exception 'the functions have version %', hs_sync.version() using errcode = 'HS002';
    end if;

    if not is_dry then
        insert into hs_sync.runs (id, kind, holder) values (in_run, asked ->> 'kind', asked ->> 'holder') on conflict do nothing;
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
            'select not exists (select from hs_sync.links where database = $1) and not exists (select from public.%I)', of_database)
        into is_empty using of_database;

        answer := answer || jsonb_build_object(of_database, jsonb_build_object(
            'held_by', case when holding.run_id <> in_run then jsonb_build_object('holder', holding.holder, 'until', holding.expires_at) end,
            'binding', (select d.binding from hs_sync.databases d where d.name = of_database),
            'needs_full', (select d.needs_full from hs_sync.databases d where d.name = of_database),
            'unknown_fields', (
                select coalesce(jsonb_agg(c.field), '[]') from jsonb_array_elements_text(asked -> 'databases' -> of_database) c (field)
                where not exists (select from hs_sync.fields f where f.database = of_database and f.field = c.field)),
            'watermark', (select to_jsonb(w) from hs_sync.watermarks w where w.database = of_database),
            'now', clock_timestamp(),
            'is_empty', is_empty,
            'is_dirty', exists (select from hs_sync.dirty d where d.database = of_database),
            'retry', (
                select coalesce(jsonb_agg(f.record_id), '[]')
                from (
                    select record_id from hs_sync.failures
                    where database = of_database and side = 'Notion' and next_at <= clock_timestamp() order by next_at limit 100) f),
            'pending', (
                select coalesce(jsonb_agg(l.page_id), '[]')
                from (
                    select k.page_id from hs_sync.links k
                    where k.database = of_database and k.page_pending and not exists (
                        select from hs_sync.failures f
                        where f.database = of_database and f.record_id in (k.page_id, k.row_id) and f.next_at > clock_timestamp())
                    order by k.page_id limit 500) l)));
    end loop;
    return hs_sync.ok(answer);
exception when others then
    return jsonb_build_object('error', jsonb_build_object('sqlstate', sqlstate, 'message', sqlerrm))::text;
end $$;

-- One step of one database, in one transaction: {"id", "run", "database", "dry", "writes", "deletes", "pending", "intend", "unintend", "journal",
-- "conflicts", "failed", "settled", "look", "match", "really", "look_rows", "watermark": {"through", "full"}}.
-- Gives {"outcomes", "deleted", "seen", "seen_rows"}. A dry one only looks. The watermark stays where it is while a write is stale.
create or replace function public.hs_sync_exchange(request text) returns text
language plpgsql security definer set search_path = '' set timezone = 'UTC' as $$
declare
    asked jsonb;
    in_run uuid;
    of_database text;
    is_dry boolean;
    outcomes jsonb := '[]';
    deleted jsonb := '[]';
    given text;
begin
    asked := request::jsonb;
    in_run := asked ->> 'run';
    of_database := asked ->> 'database';
    is_dry := asked ->> 'dry';
    if not is_dry then
        -- The lease first: an exchange that is asked again waits here until the first asking is done, and finds its answer.
        perform hs_sync.renew_lease(of_database, in_run);
        select e.answer into given from hs_sync.exchanges e where e.database = of_database and e.id = (asked ->> 'id')::uuid;
        if found then
            return given;
        end if;

        perform set_config('hs_sync.writing', 'on', true);
        begin
            outcomes := hs_sync.apply(of_database, in_run, asked -> 'writes');
        exception when others then
            if hs_sync.is_general(sqlstate) then
                raise;
            end if;
            outcomes := hs_sync.apply_each(of_database, in_run, asked -> 'writes');
        end;

        deleted := hs_sync.delete_rows(of_database, in_run, asked -> 'deletes');
        update hs_sync.links set page_pending = true where database = of_database and asked -> 'pending' ? page_id::text;

        insert into hs_sync.intents (database, row_id, run_id)
        select of_database, value::uuid, in_run from jsonb_array_elements_text(asked -> 'intend')
        on conflict (database, row_id) do update set run_id = excluded.run_id, at = clock_timestamp();
        delete from hs_sync.intents where database = of_database and asked -> 'unintend' ? row_id::text;

        insert into hs_sync.journal (run_id, database, row_id, page_id, side, action, before, after, raw)
        select in_run, of_database, (j ->> 'row')::uuid, (j ->> 'page')::uuid, 'Notion', j ->> 'action', j -> 'before', j -> 'after', j -> 'raw'
        from jsonb_array_elements(asked -> 'journal') j;

        -- The conflict of a write that was left alone is decided again.
        perform hs_sync.note_conflicts(of_database, in_run, (
            select coalesce(jsonb_agg(c), '[]') from jsonb_array_elements(asked -> 'conflicts') c
            where not exists (
                select from jsonb_array_elements(outcomes) o where o -> 'page' = c -> 'page' and o ->> 'state' in ('stale', 'failed') and not (o ->> 'anyway')::boolean)));
        perform hs_sync.note_failures(of_database, in_run, (asked -> 'failed') || coalesce((
            select jsonb_agg(jsonb_build_object('record', o ->> 'page', 'side', 'Notion', 'reason', o ->> 'reason'))
            from jsonb_array_elements(outcomes) o where o ->> 'state' = 'failed'), '[]'));
        delete from hs_sync.failures f where f.database = of_database and asked -> 'settled' ? f.record_id::text;

        if not outcomes @> '[{"state": "stale", "anyway": false}]' then
            perform hs_sync.move_watermark(of_database, asked -> 'watermark');
        end if;
    end if;

    given := hs_sync.ok(jsonb_build_object(
        'outcomes', outcomes, 'deleted', deleted,
        'seen', hs_sync.look(of_database, asked -> 'look', asked ->> 'match', (asked ->> 'really')::boolean),
        'seen_rows', hs_sync.look_rows(of_database, array(select value::uuid from jsonb_array_elements_text(asked -> 'look_rows')))));
    if not is_dry then
        insert into hs_sync.exchanges as e (database, id, answer) values (of_database, (asked ->> 'id')::uuid, given)
        on conflict (database) do update set id = excluded.id, at = clock_timestamp(), answer = excluded.answer;
    end if;
    return given;
exception when others then
    return jsonb_build_object('error', jsonb_build_object('sqlstate', sqlstate, 'message', sqlerrm))::text;
end $$;

-- Rows that have changed since both sides agreed, after an id and in order: {"database", "after", "limit", "dry"}.
-- Gives {"rows": as look_rows does, "last"}: where to go on, null at the end. Those whose retry is not due are left out.
create or replace function public.hs_sync_changes(request text) returns text
language plpgsql security definer set search_path = '' set timezone = 'UTC' as $$
declare
    asked jsonb := request::jsonb;
    of_database text := asked ->> 'database';
    ids uuid[];
begin
    ids := array(
        select d.row_id from hs_sync.dirty d
        where d.database = of_database and (asked ->> 'after' is null or d.row_id > (asked ->> 'after')::uuid)
            and not exists (
                select from hs_sync.failures f where f.database = of_database and f.record_id = d.row_id and f.next_at > clock_timestamp())
        order by d.row_id limit (asked ->> 'limit')::integer);
    if not (asked ->> 'dry')::boolean then
        perform hs_sync.forget_dirty(of_database, ids);
    end if;

    return hs_sync.ok(jsonb_build_object(
        'rows', hs_sync.look_rows(of_database, array(
            select d.row_id from hs_sync.dirty d where d.database = of_database and d.row_id = any(ids) order by d.row_id)),
        'last', ids[cardinality(ids)]));
exception when others then
    return jsonb_build_object('error', jsonb_build_object('sqlstate', sqlstate, 'message', sqlerrm))::text;
end $$;

-- Links that are not agreed to be deleted, after a number and in order: {"database", "after", "limit"}. Gives {"links": [{"number", "page", "row"}],
-- "count": how many there are in all}.
create or replace function public.hs_sync_links(request text) returns text
language plpgsql security definer set search_path = '' set timezone = 'UTC' as $$
declare
    asked jsonb := request::jsonb;
begin
    return hs_sync.ok(jsonb_build_object(
        'count', (select count(*) from hs_sync.links where database = asked ->> 'database' and deleted_at is null),
        'links', (
            select coalesce(jsonb_agg(jsonb_build_object('number', l.number, 'page', l.page_id, 'row', l.row_id) order by l.number), '[]')
            from (
                select number, page_id, row_id from hs_sync.links
                where database = asked ->> 'database' and deleted_at is null and number > (asked ->> 'after')::bigint
                order by number limit (asked ->> 'limit')::integer) l)));
exception when others then
    return jsonb_build_object('error', jsonb_build_object('sqlstate', sqlstate, 'message', sqlerrm))::text;
end $$;

-- Ends a run, or does a part of what is left to do for it: {"run", "status", "results", "watermarks": {"<database>": mark}, "resolve"}.
-- Gives {"resolved"}: as many rows as were asked for mean that there may be more.
create or replace function public.hs_sync_close(request text) returns text
language plpgsql security definer set search_path = '' set timezone = 'UTC' as $$
declare
    asked jsonb;
    in_run uuid;
    resolved integer;
begin
    asked := request::jsonb;
    in_run := asked ->> 'run';
    perform set_config('hs_sync.writing', 'on', true);
    perform hs_sync.move_watermark(m.key, m.value) from jsonb_each(asked -> 'watermarks') m
    where exists (select from hs_sync.leases l where l.database = m.key and l.run_id = in_run);
    resolved := hs_sync.resolve(in_run, (asked ->> 'resolve')::integer);
    update hs_sync.runs
    set ended_at = clock_timestamp(), status = asked ->> 'status', results = asked -> 'results'
    where id = in_run;
    if resolved < (asked ->> 'resolve')::integer then
        delete from hs_sync.leases where run_id = in_run;
    end if;
    delete from hs_sync.journal where at < clock_timestamp() - interval '30 days';
    delete from hs_sync.conflicts where resolved_at < clock_timestamp() - interval '30 days';
    delete from hs_sync.links where deleted_at < clock_timestamp() - interval '30 days';
    delete from hs_sync.runs where ended_at < clock_timestamp() - interval '90 days';
    return hs_sync.ok(jsonb_build_object('resolved', resolved));
exception when others then
    return jsonb_build_object('error', jsonb_build_object('sqlstate', sqlstate, 'message', sqlerrm))::text;
end $$;

-- Keeps how databases are bound: {"<database>": binding}. After a change every page has to be read again; of another database, from the beginning.
create or replace function public.hs_sync_bind(request text) returns text
language plpgsql security definer set search_path = '' set timezone = 'UTC' as $$
begin
    delete from hs_sync.watermarks w
    using jsonb_each(request::jsonb) b, hs_sync.databases d
    where w.database = b.key and d.name = b.key and d.binding ->> 'data_source_id' is distinct from b.value ->> 'data_source_id';

    -- A field that has another property now: what was agreed on was about the one before. A new one that is empty clears nothing.
    update hs_sync.links l set base = l.base - c.fields, refs = l.refs - c.fields, extras = l.extras - c.fields
    from (
        select d.name, array_agg(p.key) as fields
        from jsonb_each(request::jsonb) b
        join hs_sync.databases d on d.name = b.key
        cross join lateral jsonb_each(b.value -> 'properties') p
        where coalesce(d.binding -> 'properties' -> p.key ->> 'id', d.binding -> 'gone' ->> p.key) <> p.value ->> 'id'
        group by d.name) c
    where l.database = c.name;
    update hs_sync.databases d set binding = b.value, needs_full = d.needs_full or d.binding - 'others' is distinct from b.value - 'others'
    from jsonb_each(request::jsonb) b where b.key = d.name;
    return hs_sync.ok('{}');
exception when others then
    return jsonb_build_object('error', jsonb_build_object('sqlstate', sqlstate, 'message', sqlerrm))::text;
end $$;

-- The rows of a table after an id, in order: {"database", "after", "limit"}. Gives what look_rows does.
create or replace function public.hs_sync_rows(request text) returns text
language plpgsql security definer set search_path = '' set timezone = 'UTC' as $$
declare
    asked jsonb := request::jsonb;
    of_database text := asked ->> 'database';
    ids uuid[];
begin
    if not exists (select from hs_sync.databases d where d.name = of_database) then
        raise exception 'there is no database %', of_database using errcode = '42P01';
    end if;

    execute format('select array(select id from public.%I where $1 is null or id > $1 order by id limit $2)', of_database)
    into ids using (asked ->> 'after')::uuid, (asked ->> 'limit')::integer;
    return hs_sync.ok(hs_sync.look_rows(of_database, ids));
exception when others then
    return jsonb_build_object('error', jsonb_build_object('sqlstate', sqlstate, 'message', sqlerrm))::text;
end $$;

-- How each database stands: when it was synced, what waits to be carried, who holds it. A run that left a database to another one says nothing of it.
create or replace function hs_sync.standing(databases jsonb) returns jsonb language sql stable set search_path = '' as $$
    select coalesce(jsonb_agg(jsonb_build_object(
        'database', d.name,
        'now', clock_timestamp(),
        'is_set_up', exists (select from hs_sync.databases k where k.name = d.name),
        'last_success', (
            select r.ended_at from hs_sync.runs r
            where r.results @> jsonb_build_array(jsonb_build_object('database', d.name, 'status', 'Succeeded'))
            order by r.started_at desc limit 1),
        'last_status', (
            select x ->> 'status' from (
                select r.results from hs_sync.runs r
                where r.results @> jsonb_build_array(jsonb_build_object('database', d.name))
                    and not r.results @> jsonb_build_array(jsonb_build_object('database', d.name, 'status', 'Skipped'))
                order by r.started_at desc limit 1) r, jsonb_array_elements(r.results) x
            where x ->> 'database' = d.name limit 1),
        'through', w.through,
        'full_scan_at', w.full_scan_at,
        'needs_full', coalesce((select k.needs_full from hs_sync.databases k where k.name = d.name), true),
        'changed_rows', (select count(*) from hs_sync.dirty x where x.database = d.name),
        'waiting_pages', (
            select count(*) from (
                select l.page_id from hs_sync.links l where l.database = d.name and l.page_pending
                union select f.record_id from hs_sync.failures f where f.database = d.name and f.side = 'Notion') x),
        'failures', (select count(*) from hs_sync.failures f where f.database = d.name),
        'conflicts', (select count(*) from hs_sync.conflicts c where c.database = d.name and c.resolved_at is null),
        'held_by', l.holder,
        'held_until', l.expires_at) order by d.number), '[]')
    from jsonb_array_elements_text(databases) with ordinality d (name, number)
    left join hs_sync.watermarks w on w.database = d.name
    left join hs_sync.leases l on l.database = d.name and l.expires_at > clock_timestamp()
$$;

-- What has happened: {"what": "runs" | "changes" | "conflicts" | "failures" | "standing", "databases": [...], "run", "record", "since", "open", "after",
-- "limit"}. Gives a list: changes in their order and after an id, how databases stand in the order asked for, everything else the newest first.
create or replace function public.hs_sync_history(request text) returns text
language plpgsql security definer set search_path = '' set timezone = 'UTC' as $$
declare
    asked jsonb := request::jsonb;
    at_most integer := (asked ->> 'limit')::integer;
    found_ones jsonb;
begin
    case asked ->> 'what'
        when 'runs' then
            select coalesce(jsonb_agg(to_jsonb(x)), '[]') into found_ones from (
                select r.* from hs_sync.runs r
                where (asked ->> 'since' is null or r.started_at >= (asked ->> 'since')::timestamptz)
                    and (asked ->> 'run' is null or r.id = (asked ->> 'run')::uuid)
                order by r.started_at desc limit at_most) x;
        when 'changes' then
            select coalesce(jsonb_agg(to_jsonb(x)), '[]') into found_ones from (
                select j.* from hs_sync.journal j
                where j.id > (asked ->> 'after')::bigint
                    and (asked ->> 'run' is null or j.run_id = (asked ->> 'run')::uuid)
                    and (asked ->> 'record' is null or (asked ->> 'record')::uuid in (j.row_id, j.page_id))
                    and asked -> 'databases' ? j.database
                order by j.id limit at_most) x;
        when 'conflicts' then
            select coalesce(jsonb_agg(to_jsonb(x)), '[]') into found_ones from (
                select c.* from hs_sync.conflicts c
                where asked -> 'databases' ? c.database and (c.resolved_at is null or not (asked ->> 'open')::boolean)
                order by c.id desc limit at_most) x;
        when 'failures' then
            select coalesce(jsonb_agg(to_jsonb(x)), '[]') into found_ones from (
                select f.*, l.page_id, l.row_id from hs_sync.failures f
                left join hs_sync.links l on l.database = f.database and f.record_id in (l.page_id, l.row_id)
                where asked -> 'databases' ? f.database
                order by f.last_at desc limit at_most) x;
        when 'standing' then
            found_ones := hs_sync.standing(asked -> 'databases');
    end case;
    return hs_sync.ok(found_ones);
exception when others then
    return jsonb_build_object('error', jsonb_build_object('sqlstate', sqlstate, 'message', sqlerrm))::text;
end $$;

-- What a value says: no text, an empty list and a box without a tick say nothing.
create or replace function hs_sync.said(value jsonb) returns jsonb language sql immutable set search_path = '' as $$
    select case when value in ('""', '[]', 'false') then 'null' else coalesce(value, 'null') end
$$;

-- Edits rows for a person, so that the next sync carries it on: {"database", "edits": [{"row", "action", "form", "expect", "set"}], "conflict", "kept"}.
-- "set" writes columns if they still say what is expected, in the form of the row or of a record; "insert" puts a deleted row back; "remove" takes a row
-- away, and what is known of its page with it; "unlink" only the latter. Gives [{"row", "state": "done" | "changed" | "missing"}].
create or replace function public.hs_sync_edit(request text) returns text
language plpgsql security definer set search_path = '' set timezone = 'UTC' as $$
declare
    asked jsonb := request::jsonb;
    of_database text := asked ->> 'database';
    edit jsonb;
    known jsonb;
    now_said jsonb;
    link hs_sync.links;
    outcome text;
    outcomes jsonb := '[]';
begin
    if not exists (select from hs_sync.databases d where d.name = of_database) then
        raise exception 'there is no database %', of_database using errcode = '42P01';
    end if;

    for edit in select value from jsonb_array_elements(asked -> 'edits') loop
        known := hs_sync.lock_rows(of_database, array[(edit ->> 'row')::uuid]) -> (edit ->> 'row');
        select * into link from hs_sync.links l where l.database = of_database and l.row_id = (edit ->> 'row')::uuid;
        now_said := case edit ->> 'form' when 'record' then hs_sync.record_of(of_database, known, link.base, link.refs, false) else known end;
        outcome := 'done';
        if edit ->> 'action' = 'insert' then
            if known is null then
                execute format('insert into public.%1$I select * from jsonb_populate_record(null::public.%1$I, $1) on conflict do nothing', of_database)
                using (edit -> 'set') || jsonb_build_object('updated_at', clock_timestamp());
            else
                outcome := 'changed';
            end if;
        elsif known is null then
            outcome := 'missing';
        elsif exists (select from jsonb_each(edit -> 'expect') e where hs_sync.said(now_said -> e.key) is distinct from hs_sync.said(e.value)) then
            outcome := 'changed';
        elsif edit ->> 'action' = 'remove' then
            if hs_sync.is_agreed(of_database, known, link.base) then
                execute format('delete from public.%I where id = $1', of_database) using (edit ->> 'row')::uuid;
                delete from hs_sync.links l where l.database = of_database and l.row_id = (edit ->> 'row')::uuid;
            else
                outcome := 'changed';
            end if;
        elsif edit ->> 'action' = 'unlink' then
            delete from hs_sync.links l where l.database = of_database and l.row_id = (edit ->> 'row')::uuid;
            execute format('update public.%I set notion_page_id = null where id = $1', of_database) using (edit ->> 'row')::uuid;
        else
            execute format(
                'update public.%1$I t set (%2$s) = (select %3$s from jsonb_populate_record(t, $2) p) where t.id = $1',
                of_database, hs_sync.column_list(of_database, ''), hs_sync.column_list(of_database, 'p.'))
            using (edit ->> 'row')::uuid,
                case edit ->> 'form'
                    when 'record' then (edit -> 'set') || (hs_sync.resolve_refs(of_database, edit -> 'set') -> 'rows')
                    else edit -> 'set' end;
        end if;
        outcomes := outcomes || jsonb_build_object('row', edit ->> 'row', 'state', outcome);
    end loop;

    if outcomes @> '[{"state": "done"}]' or outcomes = '[]' then
        update hs_sync.conflicts set resolved_at = clock_timestamp(), kept = asked ->> 'kept' where id = (asked ->> 'conflict')::bigint;
    end if;
    return hs_sync.ok(outcomes);
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
    for f in select p.oid::regprocedure from pg_proc p where p.pronamespace = 'public'::regnamespace and p.proname like 'hs\_sync\_%' loop
        execute format('revoke execute on function %s from public, anon, authenticated', f);
        execute format('grant execute on function %s to service_role', f);
    end loop;
end $$;
notify pgrst, 'reload schema';

-- Rows as records: references as page ids in place of row ids, and back.

-- The version of these functions; the module refuses to work with another one.
create or replace function hs_sync.version() returns integer language sql immutable set search_path = '' as $$ select 2 $$;

-- The members of an object whose names another object has.
create or replace function hs_sync.pick(from_object jsonb, names jsonb) returns jsonb language sql immutable set search_path = '' as $$
    select coalesce(jsonb_object_agg(k, from_object -> k), '{}') from jsonb_object_keys(names) k
$$;

-- The row ids that a record's references lead to, by column, in the form of the column, and the pages that have no row:
-- {"rows": {"business_entity_id": "...", "dependencies": ["...", ...]}, "missing": {"dependencies": ["<page id>"]}}. Both from one look.
create or replace function hs_sync.resolve_refs(of_database text, refs jsonb) returns jsonb language sql stable set search_path = '' as $$
    select jsonb_build_object(
        'rows', coalesce(jsonb_object_agg(f.field, case f.kind when 'reference' then t.rows -> 0 else t.rows end), '{}'),
        'missing', coalesce(jsonb_object_agg(f.field, t.missing) filter (where t.missing <> '[]'), '{}'))
    from hs_sync.fields f
    cross join lateral (
        select coalesce(jsonb_agg(r.id order by p.place) filter (where r.id is not null), '[]') as rows,
            coalesce(jsonb_agg(p.page order by p.place) filter (where r.id is null), '[]') as missing
        from jsonb_array_elements_text(case jsonb_typeof(refs -> f.field) when 'array' then refs -> f.field else '[]' end)
            with ordinality p (page, place)
        cross join lateral (select case when f.target is null then p.page else (
            select l.row_id::text from hs_sync.links l
            where l.page_id = p.page::uuid and l.database = f.target and l.row_deleted_at is null and l.deleted_at is null) end as id) r
    ) t
    where f.database = of_database and f.kind <> 'value' and refs ? f.field
$$;

-- What the value of a reference column points to, as page ids; "row:<id>" where a row has no page yet, or its page is still in the trash after
-- somebody put the row back: such a row is in "dirty". An id of no row is nothing. Of a list, the pages that the link points to and that never had a row cannot be in the column: they are kept, behind the others.
create or replace function hs_sync.refs_of(target text, kind text, value jsonb, linked jsonb) returns jsonb language sql stable set search_path = '' as $$
    select coalesce(jsonb_agg(
        t.id order by r.place) filter (where t.id is not null), '[]')
        || case when refs_of.target is null or refs_of.kind = 'reference' then '[]'::jsonb else coalesce((
            select jsonb_agg(p.page order by p.place)
            from jsonb_array_elements_text(linked) with ordinality p (page, place)
            where not exists (select from hs_sync.links l where l.page_id = p.page::uuid and l.database = refs_of.target)), '[]') end
    from jsonb_array_elements_text(
        case jsonb_typeof(value) when 'array' then value when 'string' then jsonb_build_array(value) else '[]' end) with ordinality r (id, place)
    cross join lateral (select case when refs_of.target is null then r.id else coalesce(
        (select l.page_id::text from hs_sync.links l where l.database = refs_of.target and l.row_id = r.id::uuid and l.deleted_at is null),
        (select 'row:' || d.row_id from hs_sync.dirty d
         where d.database = refs_of.target and d.row_id = r.id::uuid
             and not exists (select from hs_sync.links l where l.database = d.database and l.row_id = d.row_id and not l.row_returned))) end as id) t
$$;

-- A row as a record: its mirrored fields, references as page ids. A reference column that is as it was in the base points to what the base
-- pointed to, pages without a row included. By "really" nothing is taken from the base: a reference is what the column holds, and what it
-- cannot hold is only taken as it is in the link if the column holds all that it can.
create or replace function hs_sync.record_of(of_database text, from_row jsonb, base jsonb, refs jsonb, really boolean) returns jsonb
language sql stable set search_path = '' as $$
    select coalesce(jsonb_object_agg(f.field, case
        when f.kind = 'value' then from_row -> f.field
        when really and refs ? f.field
            and coalesce(hs_sync.resolve_refs(of_database, hs_sync.pick(refs, jsonb_build_object(f.field, null))) -> 'rows' -> f.field, 'null')
                is not distinct from from_row -> f.field then refs -> f.field
        when really then hs_sync.refs_of(f.target, 'reference', from_row -> f.field, '[]')
        when refs ? f.field and base -> f.field is not distinct from from_row -> f.field then refs -> f.field
        else hs_sync.refs_of(f.target, f.kind, from_row -> f.field, coalesce(refs -> f.field, '[]')) end), '{}')
    from hs_sync.fields f
    where f.database = of_database
$$;

-- True if a row is as both sides last agreed.
create or replace function hs_sync.is_agreed(of_database text, from_row jsonb, base jsonb) returns boolean language sql stable set search_path = '' as $$
    select not exists (
        select from hs_sync.fields f
        where f.database = of_database and from_row -> f.field is distinct from coalesce(base -> f.field, 'null'))
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
         from (select * from public.%I where id = any($1) order by id for no key update) t', of_database)
    into rows using ids;
    return rows;
end $$;

-- Notes what the references of some rows wait for, in place of what they waited for: [{"row", "fields": ["..."], "missing": {"<field>": [page ids]}}].
create or replace function hs_sync.note_waiting(of_database text, notes jsonb) returns void language sql set search_path = '' as $$
    delete from hs_sync.waiting w
    using jsonb_array_elements(notes) n
    where w.database = of_database and w.row_id = (n ->> 'row')::uuid and n -> 'fields' ? w.field;
    insert into hs_sync.waiting (target_page_id, database, row_id, field)
    select distinct p.page::uuid, of_database, (n ->> 'row')::uuid, m.key
    from jsonb_array_elements(notes) n
    cross join lateral jsonb_each(n -> 'missing') m
    cross join lateral jsonb_array_elements_text(m.value) p (page)
    on conflict do nothing;
$$;

-- Rows that are as both sides agreed are nothing to look at any more, nor are those that neither side has; and their failures have no object.
create or replace function hs_sync.forget_dirty(of_database text, ids uuid[]) returns void language plpgsql set search_path = '' as $$
begin
    execute format(
        'delete from hs_sync.dirty d
         using unnest($2) asked (id)
         left join public.%I t on t.id = asked.id
         left join hs_sync.links l on l.database = $1 and l.row_id = asked.id
         where d.database = $1 and d.row_id = asked.id and case
             when t.id is null then l.row_id is null or l.deleted_at is not null
             else l.row_id is not null and l.deleted_at is null and not l.row_returned and hs_sync.is_agreed($1, to_jsonb(t), l.base) end',
        of_database)
    using of_database, ids;
    delete from hs_sync.failures f
    where f.database = of_database and f.side = 'Supabase' and f.record_id = any(ids)
        and not exists (select from hs_sync.dirty d where d.database = of_database and d.row_id = f.record_id);
end $$;

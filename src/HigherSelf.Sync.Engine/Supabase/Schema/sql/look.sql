-- Looking: what the state and the rows hold of pages, of rows, and of what has changed.

-- The pages that a link's relations pointed to and that are in the trash, although somebody has put their rows back.
create or replace function hs_sync.returning_of(refs jsonb) returns jsonb language sql stable set search_path = '' as $$
    -- One look by index for each target: a join might read all links.
    select coalesce(jsonb_agg(p.page), '[]')
    from jsonb_each(refs) f
    cross join lateral jsonb_array_elements_text(f.value) p (page)
    where (select t.row_returned and t.deleted_at is not null from hs_sync.links t where t.page_id = p.page::uuid)
$$;

-- A link as it is given: {"row", "page", "base", "extras", "deleted", "pending", "returned", "returning"}; null for none.
create or replace function hs_sync.link_of(l hs_sync.links) returns jsonb language sql stable set search_path = '' as $$
    select case when l.row_id is not null then jsonb_build_object(
        'row', l.row_id, 'page', l.page_id, 'base', l.base || l.refs, 'extras', l.extras, 'deleted', l.deleted_at is not null, 'pending', l.page_pending, 'returned', l.row_returned,
        'returning', hs_sync.returning_of(l.refs)) end
$$;

-- A row as it is given: {"id", "version", "edited", "record"}; null for none. "edited" is when somebody else than the sync wrote into it last.
create or replace function hs_sync.row_of(of_database text, from_row jsonb, l hs_sync.links, really boolean) returns jsonb language sql stable set search_path = '' as $$
    select case when from_row ->> 'id' is not null then jsonb_build_object(
        'id', from_row -> 'id',
        'version', from_row -> 'updated_at',
        'edited', coalesce((select to_jsonb(d.edited_at) from hs_sync.dirty d where d.database = of_database and d.row_id = (from_row ->> 'id')::uuid), from_row -> 'updated_at'),
        'record', hs_sync.record_of(of_database, from_row, l.base, l.refs, really)) end
$$;

-- What is known of some pages: [{"page", "supabase_id", "match"}] to [{"page", "link", "row", "intended", "matched", "elsewhere"}].
-- Without a link the row is the one that names the page, or the one that the page names, if no other page has it; or else, "matched", the only one
-- without a page whose column "match_field" holds the value of "match". "elsewhere" names another database that the page is linked in;
-- "intended" tells that the page was made for a row that is gone by now.
create or replace function hs_sync.look(of_database text, pages jsonb, match_field text, really boolean) returns jsonb
language plpgsql stable set search_path = '' as $$
declare
    seen jsonb;
begin
    if jsonb_array_length(pages) = 0 then
        return '[]';
    end if;

    execute format(
        'select coalesce(jsonb_agg(jsonb_build_object(
             ''page'', p.page,
             ''link'', hs_sync.link_of(l),
             ''elsewhere'', (select o.database from hs_sync.links o where o.page_id = p.page and o.database <> $2),
             ''intended'', l.row_id is null and t.id is null and exists (select from hs_sync.intents i where i.database = $2 and i.row_id = p.supabase_id),
             ''matched'', l.row_id is null and c.direct is null and c.matched is not null,
             ''row'', hs_sync.row_of($2, to_jsonb(t), l, $3))), ''[]'')
         from jsonb_to_recordset($1) p (page uuid, supabase_id uuid, match text)
         left join hs_sync.links l on l.page_id = p.page and l.database = $2
         cross join lateral (select coalesce(
             (select n.id from public.%1$I n where n.notion_page_id = p.page::text),
             (select s.id from public.%1$I s
              where s.id = p.supabase_id and not exists (select from hs_sync.links o where o.database = $2 and o.row_id = s.id))) as direct,
             %2$s as matched) c
         left join public.%1$I t on t.id = coalesce(l.row_id, c.direct, c.matched)',
        of_database,
        case when match_field is null then 'null::uuid' else format(
            '(select (array_agg(m.id))[1] from (
                 select v.id from public.%1$I v
                 where v.%2$I::text = p.match and v.notion_page_id is null
                     and not exists (select from hs_sync.links o where o.database = $2 and o.row_id = v.id) limit 2) m
             having count(*) = 1)', of_database, match_field) end)
    into seen using pages, of_database, really;
    return seen;
end $$;

-- What is known of some rows: ids to [{"id", "page", "link", "row", "intended"}]; the row is null if it is gone, "intended" tells when a page
-- was about to be made for it.
create or replace function hs_sync.look_rows(of_database text, ids uuid[]) returns jsonb language plpgsql stable set search_path = '' as $$
declare
    seen jsonb;
begin
    execute format(
        'select coalesce(jsonb_agg(jsonb_build_object(
             ''id'', asked.id,
             ''page'', coalesce(l.page_id::text, t.notion_page_id),
             ''link'', hs_sync.link_of(l),
             ''intended'', i.at,
             ''row'', hs_sync.row_of($1, to_jsonb(t), l, false)) order by asked.id), ''[]'')
         from unnest($2) asked (id)
         left join public.%I t on t.id = asked.id
         left join hs_sync.links l on l.database = $1 and l.row_id = asked.id
         left join hs_sync.intents i on i.database = $1 and i.row_id = asked.id', of_database)
    into seen using of_database, ids;
    return seen;
end $$;

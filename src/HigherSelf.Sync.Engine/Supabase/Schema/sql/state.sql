-- The sync's own state, in a schema that the REST API does not expose (docs/architecture.md, "State").

-- The state of the first drafts had another shape; both sides meet anew after it.
do $$
begin
    if to_regclass('hs_sync.watermarks') is not null and to_regclass('hs_sync.applied') is null then
        drop schema hs_sync cascade;
    end if;
end $$;

create schema if not exists hs_sync;
revoke all on schema hs_sync from public;

-- Which version of each migration was applied last.
create table if not exists hs_sync.applied (
    purpose text primary key,
    name text not null
);

-- The databases of the catalog, and how each is bound to its data source in Notion. needs_full: something about the binding has changed since
-- every page was read, so every page has to be read again.
create table if not exists hs_sync.databases (
    name text primary key,
    binding jsonb,
    needs_full boolean not null default true
);

-- The fields that are mirrored. A reference holds one row id, references hold many; without a target they hold page ids.
-- What is not writable goes from Notion to Supabase only.
create table if not exists hs_sync.fields (
    database text not null references hs_sync.databases (name) on delete cascade,
    field text not null,
    kind text not null check (kind in ('value', 'reference', 'references')),
    target text,
    writable boolean not null,
    primary key (database, field)
);

-- A page and a row that belong together. base: the row's mirrored columns when both sides last agreed, as to_jsonb gives them;
-- refs: what its relations pointed to then, as page ids, those without a row among them; extras: what the page's values had and no
-- column can hold (the end and zone of a date). row_deleted_at: the row is gone, which Notion does not know yet. row_returned:
-- somebody has put the row back, which beats a delete as an edit does. deleted_at: both sides
-- agreed that the record is deleted. page_pending: the page was seen to differ from the base, and that is not settled.
create table if not exists hs_sync.links (
    database text not null,
    row_id uuid not null,
    page_id uuid not null unique,
    number bigint generated always as identity,
    base jsonb not null,
    refs jsonb not null default '{}',
    extras jsonb not null default '{}',
    page_edited_at timestamptz not null,
    page_pending boolean not null default false,
    row_deleted_at timestamptz,
    row_returned boolean not null default false,
    deleted_at timestamptz,
    primary key (database, row_id)
);
create unique index if not exists links_number on hs_sync.links (database, number);
create index if not exists links_pending on hs_sync.links (database) where page_pending;

-- What could not be put into a reference column because the page that it points to has no row: the second pass of relations goes by this. One
-- whose row refused the late reference waits longer.
create table if not exists hs_sync.waiting (
    target_page_id uuid not null,
    database text not null,
    row_id uuid not null,
    field text not null,
    next_at timestamptz not null default clock_timestamp(),
    primary key (target_page_id, database, row_id, field)
);
create index if not exists waiting_row on hs_sync.waiting (database, row_id);

-- Rows that somebody has made, changed or deleted since both sides agreed: where the sync looks for changes. Triggers keep it, in the
-- transaction of the change itself, so that none is missed however long that transaction takes. edited_at: when that was, which the row's own
-- updated_at does not tell once the sync itself has written into the row.
create table if not exists hs_sync.dirty (
    database text not null,
    row_id uuid not null,
    edited_at timestamptz not null,
    primary key (database, row_id)
);

-- Rows for which a page is about to be made, noted before the request goes out.
create table if not exists hs_sync.intents (
    database text not null,
    row_id uuid not null,
    run_id uuid not null,
    at timestamptz not null default clock_timestamp(),
    primary key (database, row_id)
);

-- Up to where each database has been read, by Notion's clock.
create table if not exists hs_sync.watermarks (
    database text primary key,
    through timestamptz not null,
    full_scan_at timestamptz
);

create table if not exists hs_sync.runs (
    id uuid primary key,
    kind text not null,
    holder text not null,
    started_at timestamptz not null default clock_timestamp(),
    ended_at timestamptz,
    status text not null default 'Running',
    results jsonb
);
create index if not exists runs_started_at on hs_sync.runs (started_at);

-- Every write: what was there before and after, so that it can be put back. On the side of Supabase the columns as they are in the row, on the
-- side of Notion the fields as records have them. raw: what stood in Notion, as JSON in text, where a transform shows something else.
create table if not exists hs_sync.journal (
    id bigint generated always as identity primary key,
    run_id uuid not null,
    at timestamptz not null default clock_timestamp(),
    database text not null,
    row_id uuid,
    page_id uuid,
    side text not null check (side in ('Notion', 'Supabase')),
    action text not null check (action in ('create', 'update', 'delete', 'restore')),
    before jsonb,
    after jsonb,
    raw jsonb
);
create index if not exists journal_run_id on hs_sync.journal (run_id);
create index if not exists journal_record on hs_sync.journal (database, row_id);
create index if not exists journal_at on hs_sync.journal (at);

-- Records that both sides had changed differently: what each side had, and which one won; nobody did under the policy Manual.
create table if not exists hs_sync.conflicts (
    id bigint generated always as identity primary key,
    run_id uuid not null,
    at timestamptz not null default clock_timestamp(),
    database text not null,
    row_id uuid not null,
    page_id uuid not null,
    winner text check (winner in ('Notion', 'Supabase')),
    fields jsonb not null,
    resolved_at timestamptz,
    kept text check (kept in ('Notion', 'Supabase'))
);
create unique index if not exists conflicts_open on hs_sync.conflicts (database, row_id) where winner is null and resolved_at is null;
create index if not exists conflicts_at on hs_sync.conflicts (at);

-- Records that could not be synced, by page or by row, and when each is tried again.
create table if not exists hs_sync.failures (
    database text not null,
    record_id uuid not null,
    side text not null check (side in ('Notion', 'Supabase')),
    reason text not null,
    attempts integer not null default 1,
    first_at timestamptz not null default clock_timestamp(),
    last_at timestamptz not null default clock_timestamp(),
    next_at timestamptz not null default clock_timestamp(),
    run_id uuid not null,
    primary key (database, record_id)
);

-- One writer a database at a time.
create table if not exists hs_sync.leases (
    database text primary key,
    run_id uuid not null,
    holder text not null,
    acquired_at timestamptz not null default clock_timestamp(),
    expires_at timestamptz not null
);

-- The answer of the last exchange of each database: one that is asked again, because its answer was lost, gets the same answer and does nothing twice.
create table if not exists hs_sync.exchanges (
    database text primary key,
    id uuid not null,
    at timestamptz not null default clock_timestamp(),
    answer text not null
);

-- updated_at moves when, and only when, a row really changes, and never stands still or goes back, whatever the clock does. Rows are compared as
-- jsonb, because not every type of a column that a user adds can be compared by itself.
create or replace function hs_sync.touch() returns trigger language plpgsql set search_path = '' as $$
begin
    new.updated_at := old.updated_at;
    if to_jsonb(new) is distinct from to_jsonb(old) then
        new.updated_at := greatest(clock_timestamp(), old.updated_at + interval '1 microsecond');
    end if;
    return new;
end $$;

-- A row that was made, changed or deleted is one to look at; one that is gone can no longer be pointed to. What the sync writes itself is no
-- change, but what its deletes do to the rows that point to the deleted one is.
create or replace function hs_sync.note_change() returns trigger language plpgsql security definer set search_path = '' as $$
declare
    changed uuid := coalesce(new.id, old.id);
    -- As text: a name, which is what PostgreSQL gives, finds nothing by index.
    of_database text := tg_table_name;
    is_own boolean := coalesce(current_setting('hs_sync.writing', true), '') = 'on';
begin
    if tg_op <> 'UPDATE' then
        update hs_sync.links
        set row_deleted_at = case tg_op when 'DELETE' then clock_timestamp() end, row_returned = tg_op = 'INSERT' and not is_own
        where database = of_database and row_id = changed
            -- Of a row that the sync makes the link says so already: nothing is written twice.
            and (tg_op = 'DELETE' or row_deleted_at is not null or row_returned = is_own);
    elsif new.updated_at = old.updated_at then
        return null;
    end if;

    if is_own and pg_trigger_depth() > 1 then
        insert into hs_sync.dirty (database, row_id, edited_at) values (of_database, changed, new.updated_at) on conflict do nothing;
    elsif not is_own then
        insert into hs_sync.dirty (database, row_id, edited_at)
        values (of_database, changed, coalesce(new.updated_at, clock_timestamp()))
        on conflict (database, row_id) do update set edited_at = excluded.edited_at;
    end if;
    return null;
end $$;

create or replace function hs_sync.note_truncation() returns trigger language plpgsql security definer set search_path = '' as $$
begin
    insert into hs_sync.dirty (database, row_id, edited_at)
    select database, row_id, clock_timestamp() from hs_sync.links where database = tg_table_name::text and deleted_at is null
    on conflict (database, row_id) do update set edited_at = excluded.edited_at;
    update hs_sync.links set row_deleted_at = clock_timestamp() where database = tg_table_name::text and deleted_at is null;
    return null;
end $$;

revoke execute on all functions in schema hs_sync from public;

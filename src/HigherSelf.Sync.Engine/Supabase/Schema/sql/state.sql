-- The sync's own state, in a schema that the REST API does not expose (docs/architecture.md, "State").

create schema if not exists hs_sync;
revoke all on schema hs_sync from public;

-- The databases of the catalog, and how each is bound to its data source in Notion.
create table if not exists hs_sync.databases (
    name text primary key,
    binding jsonb
);

-- The fields that are mirrored. A reference holds one row id, references hold many; without a target they hold page ids.
create table if not exists hs_sync.fields (
    database text not null references hs_sync.databases (name) on delete cascade,
    field text not null,
    kind text not null check (kind in ('value', 'reference', 'references')),
    target text,
    primary key (database, field)
);

-- A page and a row that belong together. base: the row's mirrored columns when both sides last agreed, as to_jsonb gives them;
-- refs: what its relations pointed to then, as page ids, those without a row among them.
create table if not exists hs_sync.links (
    database text not null,
    row_id uuid not null,
    page_id uuid not null unique,
    base jsonb not null,
    refs jsonb not null default '{}',
    row_version timestamptz not null,
    page_edited_at timestamptz not null,
    row_deleted_at timestamptz,
    primary key (database, row_id)
);

-- Links that point to a page which has no row yet: the second pass of relations goes by this.
create table if not exists hs_sync.waiting (
    target_page_id uuid not null,
    database text not null,
    row_id uuid not null,
    primary key (target_page_id, database, row_id)
);
create index if not exists waiting_row on hs_sync.waiting (database, row_id);

-- Up to where each database has been read in each direction, by the clock of the side that is read.
create table if not exists hs_sync.watermarks (
    database text not null,
    direction text not null,
    through timestamptz not null,
    full_scan_at timestamptz,
    primary key (database, direction)
);

create table if not exists hs_sync.runs (
    id uuid primary key,
    direction text not null,
    holder text not null,
    started_at timestamptz not null default clock_timestamp(),
    ended_at timestamptz,
    status text not null default 'Running',
    results jsonb
);
create index if not exists runs_started_at on hs_sync.runs (started_at);

-- Every write: what was there before and after, so that it can be put back.
create table if not exists hs_sync.journal (
    id bigint generated always as identity primary key,
    run_id uuid not null,
    at timestamptz not null default clock_timestamp(),
    database text not null,
    row_id uuid,
    page_id uuid,
    side text not null check (side in ('Notion', 'Supabase')),
    action text not null,
    before jsonb,
    after jsonb
);
create index if not exists journal_run_id on hs_sync.journal (run_id);
create index if not exists journal_record on hs_sync.journal (database, row_id);
create index if not exists journal_at on hs_sync.journal (at);

-- Records that could not be synced, and when each is tried again.
create table if not exists hs_sync.failures (
    database text not null,
    page_id uuid not null,
    reason text not null,
    attempts integer not null default 1,
    first_at timestamptz not null default clock_timestamp(),
    last_at timestamptz not null default clock_timestamp(),
    next_at timestamptz not null default clock_timestamp(),
    run_id uuid not null,
    primary key (database, page_id)
);

-- One writer a database at a time.
create table if not exists hs_sync.leases (
    database text primary key,
    run_id uuid not null,
    holder text not null,
    acquired_at timestamptz not null default clock_timestamp(),
    expires_at timestamptz not null
);

-- The answers of the last exchanges: one that is asked again, because its answer was lost, gets the same answer and does nothing twice.
create table if not exists hs_sync.exchanges (
    id uuid primary key,
    at timestamptz not null default clock_timestamp(),
    answer text not null
);

-- updated_at moves when, and only when, a row really changes, and never stands still or goes back, whatever the clock does.
create or replace function hs_sync.touch() returns trigger language plpgsql set search_path = '' as $$
begin
    new.updated_at := old.updated_at;
    if new is distinct from old then
        new.updated_at := greatest(clock_timestamp(), old.updated_at + interval '1 microsecond');
    end if;
    return new;
end $$;

-- A row that is gone can no longer be pointed to.
create or replace function hs_sync.forget_row() returns trigger language plpgsql security definer set search_path = '' as $$
begin
    update hs_sync.links set row_deleted_at = clock_timestamp() where database = tg_table_name and row_id = old.id;
    return null;
end $$;

create or replace function hs_sync.forget_rows() returns trigger language plpgsql security definer set search_path = '' as $$
begin
    update hs_sync.links set row_deleted_at = clock_timestamp() where database = tg_table_name and row_deleted_at is null;
    return null;
end $$;

revoke execute on all functions in schema hs_sync from public;

-- Makes an empty PostgreSQL look like a new hosted project, as far as a client of its Data API or its database can
-- tell: the same roles with the same rights, and nothing granted in schema public that a migration does not grant.

create role anon nologin noinherit;
create role authenticated nologin noinherit;
create role service_role nologin noinherit bypassrls;

-- The owner of the database, whose password a project's user knows. No superuser, on hosted projects neither.
create role postgres login createdb createrole replication bypassrls;
grant anon, authenticated, service_role to postgres with admin option;
grant pg_monitor, pg_read_all_data, pg_signal_backend to postgres;
alter database postgres owner to postgres;

grant usage on schema public to postgres, anon, authenticated, service_role;

-- What the sandbox needs for itself; not served by the Data API.
create schema sandbox;

-- lite.mjs says what this table is for.
create table sandbox.row_level_security ();
alter table sandbox.row_level_security enable row level security;

-- PostgREST's schema cache follows DDL by notifications, and so does lite.mjs.
create function sandbox.announce_ddl() returns event_trigger language plpgsql as $$
begin
    if exists (select from pg_event_trigger_ddl_commands() where schema_name is distinct from 'pg_temp') then
        notify pgrst, 'reload schema';
    end if;
end $$;

create function sandbox.announce_drop() returns event_trigger language plpgsql as $$
begin
    if exists (select from pg_event_trigger_dropped_objects() where not is_temporary) then
        notify pgrst, 'reload schema';
    end if;
end $$;

create event trigger announce_ddl on ddl_command_end execute function sandbox.announce_ddl();
create event trigger announce_drop on sql_drop execute function sandbox.announce_drop();

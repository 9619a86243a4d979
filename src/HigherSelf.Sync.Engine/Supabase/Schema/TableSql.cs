using System.Globalization;
using System.Text;
using HigherSelf.Sync.Engine.Catalog;

namespace HigherSelf.Sync.Engine.Supabase.Schema;

/// <summary>
/// The tables of a catalog as SQL. Names need no quoting rules beyond these quotes: the catalog admits a-z, 0-9 and _ only.
/// </summary>
internal static class TableSql
{
    /// <summary>The columns that every table has, with what stands behind their names.</summary>
    private static readonly (string Name, string Type, string Definition)[] Reserved =
    [
        ("id", "uuid", "uuid primary key default gen_random_uuid()"),
        ("notion_page_id", "text", "text"),
        ("created_at", "timestamptz", "timestamptz not null default clock_timestamp()"),
        ("updated_at", "timestamptz", "timestamptz not null default clock_timestamp()"),
    ];

    private static readonly (string Name, string Moment)[] Triggers =
    [
        ("hs_sync_touch", "before update on {0} for each row execute function hs_sync.touch()"),
        ("hs_sync_note_change", "after insert or update or delete on {0} for each row execute function hs_sync.note_change()"),
        ("hs_sync_note_truncation", "after truncate on {0} for each statement execute function hs_sync.note_truncation()"),
    ];

    /// <summary>The triggers that every table has.</summary>
    public static IEnumerable<string> TriggerNames => Triggers.Select(t => t.Name);

    public static string Write(DatabaseCatalog catalog)
    {
        var sql = new StringBuilder();
        sql.Append("-- The tables of the catalog, generated from its files. It may be run over an older version of itself.\n");
        sql.Append("-- A mirror holds whatever Notion holds: no NOT NULL, no UNIQUE and no enum on a mirrored field.\n");
        WriteFields(sql, catalog);
        foreach (var database in catalog.Databases)
        {
            WriteTable(sql, database);
        }

        WriteRefusal(sql, catalog);
        foreach (var database in catalog.Databases)
        {
            WriteTriggers(sql, database);
        }

        sql.Append("\n-- Foreign keys come last: tables point to each other in circles. References from an older time that lead nowhere stay as they are.\n");
        foreach (var database in catalog.Databases)
        {
            WriteForeignKeys(sql, database);
        }

        sql.Append("\nnotify pgrst, 'reload schema';\n");
        return sql.ToString();
    }

    /// <summary>A query that gives true if all of it is there: columns with their types, triggers, foreign keys, fields, rights and row level security.</summary>
    public static string WriteCheck(DatabaseCatalog catalog)
    {
        var triggers = catalog.Databases.SelectMany(d => Triggers.Select(t => $"('{d.Table}', '{t.Name}')"));
        var keys = catalog.Databases.SelectMany(d => d.Mirrored.Where(f => f.IsForeignKey).Select(f => $"('{d.Table}', '{ForeignKey(d, f)}')")).Append("(null, null)");
        return $"""
            select not exists (
                    select from ({ExpectedColumns(catalog)}) expected (tab, col, typ)
                    where not exists (
                        select from pg_attribute a where a.attrelid = to_regclass('public.' || tab) and a.attname = col and a.atttypid = typ::regtype))
                and not exists (
                    select from (values {string.Join(", ", triggers)}) expected (tab, name)
                    where not exists (select from pg_trigger t where t.tgrelid = to_regclass('public.' || tab) and t.tgname = name and t.tgenabled <> 'D'))
                and not exists (
                    select from (values {string.Join(", ", keys)}) expected (tab, name)
                    where tab is not null and not exists (select from pg_constraint c where c.conrelid = to_regclass('public.' || tab) and c.conname = name))
                and not exists (
                    select from unnest(array[{string.Join(", ", catalog.Databases.Select(d => $"'{d.Table}'"))}]) expected (tab)
                    where not has_table_privilege('service_role', 'public.' || tab, 'select, insert, update, delete')
                        or not exists (select from pg_class c where c.oid = to_regclass('public.' || tab) and c.relrowsecurity)
                        or not exists (select from hs_sync.databases d where d.name = tab))
                and not exists (
                    (table hs_sync.fields except {FieldValues(catalog)}) union all ({FieldValues(catalog)} except table hs_sync.fields))
            """;
    }

    private static void WriteTable(StringBuilder sql, Database database)
    {
        var table = $"public.\"{database.Table}\"";
        Line(sql, $"\n-- {Comment($"{database.Title}: {database.Description}")}");

        // The rows of a table that was dropped are not deleted ones: they come back from their pages, under their old ids.
        Line(sql, $"update hs_sync.links set base = '{{}}', refs = '{{}}', extras = '{{}}', row_deleted_at = clock_timestamp()");
        Line(sql, $"where database = '{database.Table}' and deleted_at is null and to_regclass('{table}') is null;");
        Line(sql, $"create table if not exists {table} (");
        sql.AppendJoin(",\n", Reserved.Select(c => $"    {c.Name} {c.Definition}"));
        sql.Append("\n);\n");

        Line(sql, $"alter table {table}");
        sql.AppendJoin(",\n", Reserved.Skip(1).Select(c => $"    add column if not exists {c.Name} {c.Definition}"));
        sql.Append(",\n");
        sql.AppendJoin(",\n", database.Fields.Select(f => $"    add column if not exists \"{f.Column}\" {f.ColumnType.ToSql()}"));
        sql.Append(";\n");

        // A checkbox has no third state.
        foreach (var field in database.Mirrored.Where(f => f is { Type: PropertyType.Checkbox, ColumnType: ColumnType.Boolean }))
        {
            Line(sql, $"alter table {table} alter column \"{field.Column}\" set default false;");
        }

        Line(sql, $"create unique index if not exists \"{database.Table}_notion_page_id_key\" on {table} (notion_page_id);");
        Line(sql, $"create index if not exists \"{database.Table}_updated_at_idx\" on {table} (updated_at);");
        foreach (var field in database.Fields.Where(f => f.Indexed || f.IsForeignKey))
        {
            // Text may be longer than a b-tree can hold.
            var method = field.ColumnType switch
            {
                ColumnType.Text => "hash",
                ColumnType.TextArray or ColumnType.UuidArray or ColumnType.Jsonb => "gin",
                _ => "btree",
            };
            Line(sql, $"create index if not exists \"{database.Table}_{Short(field.Column)}_idx\" on {table} using {method} (\"{field.Column}\");");
        }

        // Row level security with no policy: the keys of a browser see nothing. What service_role may do is said, because hosted projects
        // no longer grant by themselves.
        Line(sql, $"alter table {table} enable row level security;");
        Line(sql, $"revoke all on {table} from public, anon, authenticated;");
        Line(sql, $"grant select, insert, update, delete on {table} to service_role;");
    }

    /// <summary>A table that was there before and does not fit is refused by name, before anything reads it wrong.</summary>
    private static void WriteRefusal(StringBuilder sql, DatabaseCatalog catalog) => sql.Append(CultureInfo.InvariantCulture, $"""

        do $$
        declare
            unfit text;
        begin
            select string_agg(reason, '; ') into unfit
            from (
                select format('the column %s.%s is %s and should be %s', tab, col, format_type(a.atttypid, a.atttypmod), typ) as reason
                from ({ExpectedColumns(catalog)}) expected (tab, col, typ)
                join pg_attribute a on a.attrelid = to_regclass('public.' || tab) and a.attname = col
                where a.atttypid <> typ::regtype or a.atttypmod <> -1
                union all
                select format('the column %s.%s is generated', tab, col)
                from ({ExpectedColumns(catalog)}) expected (tab, col, typ)
                join pg_attribute a on a.attrelid = to_regclass('public.' || tab) and a.attname = col
                where a.attgenerated <> ''
                union all
                select format('the primary key of the table %s is not its column id', tab)
                from unnest(array[{string.Join(", ", catalog.Databases.Select(d => $"'{d.Table}'"))}]) expected (tab)
                where not exists (
                    select from pg_constraint c
                    join pg_attribute a on a.attrelid = c.conrelid and a.attname = 'id' and c.conkey = array[a.attnum]
                    where c.conrelid = to_regclass('public.' || tab) and c.contype = 'p')) r;
            if unfit is not null then
                raise exception '%', unfit using errcode = 'HS004';
            end if;
        end $$;

        """);

    private static void WriteTriggers(StringBuilder sql, Database database)
    {
        var table = $"public.\"{database.Table}\"";
        Line(sql, $"\nupdate {table} set updated_at = clock_timestamp() where updated_at is null;");
        Line(sql, $"alter table {table} alter column updated_at set default clock_timestamp(), alter column updated_at set not null;");
        foreach (var (name, moment) in Triggers)
        {
            Line(sql, $"create or replace trigger {name} {string.Format(CultureInfo.InvariantCulture, moment, table)};");
        }

        // Rows that were there before the triggers are new ones.
        Line(sql, $"insert into hs_sync.dirty (database, row_id, edited_at) select '{database.Table}', t.id, t.updated_at from {table} t");
        Line(sql, $"where not exists (select from hs_sync.links l where l.database = '{database.Table}' and l.row_id = t.id) on conflict do nothing;");
    }

    private static void WriteForeignKeys(StringBuilder sql, Database database)
    {
        foreach (var field in database.Mirrored.Where(f => f.IsForeignKey))
        {
            Line(sql, $"alter table public.\"{database.Table}\" drop constraint if exists \"{ForeignKey(database, field)}\";");
            Line(sql, $"alter table public.\"{database.Table}\" add constraint \"{ForeignKey(database, field)}\" foreign key (\"{field.Column}\")");
            Line(sql, $"    references public.\"{field.Target}\" (id) on delete set null not valid;");
        }
    }

    private static void WriteFields(StringBuilder sql, DatabaseCatalog catalog)
    {
        sql.Append("\n-- Which columns the functions carry, and where references lead.\n");
        Line(sql, $"insert into hs_sync.databases (name) values {string.Join(", ", catalog.Databases.Select(d => $"('{d.Table}')"))} on conflict do nothing;");
        Line(sql, $"delete from hs_sync.fields where database in ({string.Join(", ", catalog.Databases.Select(d => $"'{d.Table}'"))});");
        Line(sql, $"insert into hs_sync.fields (database, field, kind, target, writable) {FieldValues(catalog)};");
    }

    private static string FieldValues(DatabaseCatalog catalog) => "(values\n" + string.Join(",\n", catalog.Databases.SelectMany(d => d.Mirrored.Select(f =>
        $"    ('{d.Table}', '{f.Column}', '{KindOf(f)}', {(f.Target is null ? "null" : $"'{f.Target}'")}, {(f.IsWritable ? "true" : "false")})"))) + ")";

    private static string ExpectedColumns(DatabaseCatalog catalog) => "values " + string.Join(", ", catalog.Databases.SelectMany(d =>
        Reserved.Select(c => (c.Name, c.Type)).Concat(d.Fields.Select(f => (Name: f.Column, Type: f.ColumnType.ToSql())))
            .Select(c => $"('{d.Table}', '{c.Name}', '{c.Type}')")));

    private static string KindOf(Field field) => field switch
    {
        { Type: PropertyType.Relation, ColumnType: ColumnType.Uuid } => "reference",
        { Type: PropertyType.Relation } => "references",
        _ => "value",
    };

    public static string ForeignKey(Database database, Field field) => $"{database.Table}_{Short(field.Column)}_fkey";

    /// <summary>PostgreSQL cuts names at 63 characters: two long ones would become one.</summary>
    private static string Short(string column) =>
        column.Length <= 40 ? column : $"{column[..32]}_{(uint)StableHash(column):x8}";

    private static int StableHash(string text) => text.Aggregate(17, (hash, c) => unchecked((hash * 31) + c));

    /// <summary>Text as a comment of one line, whatever it holds: nothing of it may be run.</summary>
    private static string Comment(string text) =>
        string.Concat(text.Select(c => char.GetUnicodeCategory(c) is UnicodeCategory.Control or UnicodeCategory.LineSeparator or UnicodeCategory.ParagraphSeparator ? ' ' : c));

    private static void Line(StringBuilder sql, FormattableString line) => sql.Append(line.ToString(CultureInfo.InvariantCulture)).Append('\n');
}

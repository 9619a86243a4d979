using System.Globalization;
using System.Text;
using HigherSelf.Sync.Engine.Catalog;

namespace HigherSelf.Sync.Engine.Supabase.Schema;

/// <summary>
/// The tables of a catalog as SQL. Names need no quoting rules beyond these quotes: the catalog admits a-z, 0-9 and _ only.
/// </summary>
internal static class TableSql
{
    public static string Write(DatabaseCatalog catalog)
    {
        var sql = new StringBuilder();
        sql.Append("-- The tables of the catalog, generated from its files. It may be run over an older version of itself.\n");
        sql.Append("-- A mirror holds whatever Notion holds: no NOT NULL, no UNIQUE and no enum on a mirrored field.\n");
        foreach (var database in catalog.Databases)
        {
            WriteTable(sql, database);
        }

        sql.Append("\n-- Foreign keys come last: tables point to each other in circles.\n");
        foreach (var database in catalog.Databases)
        {
            WriteForeignKeys(sql, database);
        }

        WriteFields(sql, catalog);
        sql.Append("\nnotify pgrst, 'reload schema';\n");
        return sql.ToString();
    }

    /// <summary>A query that gives true if every column, trigger and field is there.</summary>
    public static string WriteCheck(DatabaseCatalog catalog)
    {
        var columns = catalog.Databases.SelectMany(d => d.Fields.Select(f => f.Column).Concat(Database.ReservedColumns).Select(c => $"('{d.Table}', '{c}')"));
        var fields = catalog.Databases.SelectMany(d => d.Mirrored.Select(f => $"('{d.Table}', '{f.Column}')"));
        return $"""
            select not exists (
                    select from (values {string.Join(", ", columns)}) expected (tab, col)
                    where not exists (
                        select from information_schema.columns c where c.table_schema = 'public' and c.table_name = expected.tab and c.column_name = expected.col))
                and not exists (
                    select from unnest(array[{string.Join(", ", catalog.Databases.Select(d => $"'{d.Table}'"))}]) expected (tab)
                    where (select count(*) from pg_trigger t where t.tgrelid = to_regclass('public.' || tab) and t.tgname like 'hs\_sync\_%') < 3)
                and not exists (
                    select from (values {string.Join(", ", fields)}) expected (tab, col)
                    where not exists (select from hs_sync.fields f where f.database = expected.tab and f.field = expected.col))
            """;
    }

    private static void WriteTable(StringBuilder sql, Database database)
    {
        var table = database.Table;
        Line(sql, $"\n-- {database.Title}: {database.Description}");
        Line(sql, $"create table if not exists public.\"{table}\" (");
        sql.Append("    id uuid primary key default gen_random_uuid(),\n");
        sql.Append("    notion_page_id text unique,\n");
        sql.Append("    created_at timestamptz not null default clock_timestamp(),\n");
        sql.Append("    updated_at timestamptz not null default clock_timestamp()\n);\n");

        Line(sql, $"alter table public.\"{table}\"");
        sql.AppendJoin(",\n", database.Fields.Select(f => $"    add column if not exists \"{f.Column}\" {f.ColumnType.ToSql()}"));
        sql.Append(";\n");

        foreach (var column in database.Fields.Where(f => f.Indexed || f.IsForeignKey).Select(f => f.Column).Append("updated_at"))
        {
            Line(sql, $"create index if not exists \"{table}_{Short(column)}_idx\" on public.\"{table}\" (\"{column}\");");
        }

        // Row level security with no policy: the keys of a browser see nothing. What service_role may do is said, because hosted projects
        // no longer grant by themselves.
        Line(sql, $"alter table public.\"{table}\" enable row level security;");
        Line(sql, $"revoke all on public.\"{table}\" from public, anon, authenticated;");
        Line(sql, $"grant select, insert, update, delete on public.\"{table}\" to service_role;");
        Line(sql, $"create or replace trigger hs_sync_touch before update on public.\"{table}\" for each row execute function hs_sync.touch();");
        Line(sql, $"create or replace trigger hs_sync_forget_row after delete on public.\"{table}\" for each row execute function hs_sync.forget_row();");
        Line(sql, $"create or replace trigger hs_sync_forget_rows after truncate on public.\"{table}\" for each statement execute function hs_sync.forget_rows();");
        Line(sql, $"insert into hs_sync.databases (name) values ('{table}') on conflict do nothing;");
    }

    private static void WriteForeignKeys(StringBuilder sql, Database database)
    {
        foreach (var field in database.Mirrored.Where(f => f.IsForeignKey))
        {
            var name = $"{database.Table}_{Short(field.Column)}_fkey";
            Line(sql, $"alter table public.\"{database.Table}\" drop constraint if exists \"{name}\";");
            Line(sql, $"alter table public.\"{database.Table}\" add constraint \"{name}\" foreign key (\"{field.Column}\")");
            Line(sql, $"    references public.\"{field.Target}\" (id) on delete set null;");
        }
    }

    private static void WriteFields(StringBuilder sql, DatabaseCatalog catalog)
    {
        sql.Append("\n-- Which columns the functions carry, and where references lead.\n");
        foreach (var database in catalog.Databases)
        {
            Line(sql, $"delete from hs_sync.fields where database = '{database.Table}';");
            sql.Append("insert into hs_sync.fields (database, field, kind, target) values\n");
            sql.AppendJoin(",\n", database.Mirrored.Select(f =>
                $"    ('{database.Table}', '{f.Column}', '{KindOf(f)}', {(f.Target is null ? "null" : $"'{f.Target}'")})"));
            sql.Append(";\n");
        }
    }

    private static string KindOf(Field field) => field switch
    {
        { Type: PropertyType.Relation, ColumnType: ColumnType.Uuid } => "reference",
        { Type: PropertyType.Relation } => "references",
        _ => "value",
    };

    /// <summary>PostgreSQL cuts names at 63 characters: two long ones would become one.</summary>
    private static string Short(string column) =>
        column.Length <= 40 ? column : $"{column[..32]}_{(uint)StableHash(column):x8}";

    private static int StableHash(string text) => text.Aggregate(17, (hash, c) => unchecked((hash * 31) + c));

    private static void Line(StringBuilder sql, FormattableString line) => sql.Append(line.ToString(CultureInfo.InvariantCulture)).Append('\n');
}

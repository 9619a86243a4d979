using System.Globalization;
using System.Security.Cryptography;
using System.Text;

namespace HigherSelf.Sync.Engine.Supabase.Schema;

/// <summary>
/// The SQL around migrations. All that a runner wants to know or do is one request, because not every way into a database keeps a transaction open
/// from one request to the next; so the database itself decides what is needed, under a lock.
/// </summary>
internal static class MigrationSql
{
    /// <summary>Any number, the same for every runner: two of them take turns.</summary>
    private const long RunnersLock = 0x48_53_59_4E_43;

    /// <summary>Where the answer is gathered; it is forgotten with the transaction.</summary>
    private const string Answer = "hs_sync.answer";

    /// <summary>The table in which the Supabase CLI keeps what was applied.</summary>
    private const string HistoryTable =
        """
        create schema if not exists supabase_migrations;
        create table if not exists supabase_migrations.schema_migrations (version text not null primary key);
        alter table supabase_migrations.schema_migrations add column if not exists statements text[];
        alter table supabase_migrations.schema_migrations add column if not exists name text;
        """;

    /// <summary>Gives the names of the migrations that are missing, as a JSON array.</summary>
    public static string FindMissing(IEnumerable<Migration> migrations) => Script(
        "[]", migrations.Select(m => Block(
            "",
            $"""
            {Check(m)}
                if not is_there then
                    {AddToAnswer(m)}
                end if;
            """)));

    /// <summary>Applies those that are missing, and gives their names as a JSON array.</summary>
    /// <param name="migrations">The migrations.</param>
    /// <param name="version">The moment as yyyyMMddHHmmss; what is recorded is always after the last version that is there.</param>
    /// <param name="lockTimeout">How long one statement waits for what somebody else holds.</param>
    /// <param name="before">Statements that come first, in the same transaction.</param>
    public static string Apply(IEnumerable<Migration> migrations, string version, TimeSpan lockTimeout, string before = "") => Script(
        "[]", migrations.Select(m => Block(
            $"migration text := {Quote(m.Sql)};",
            $"""
            {Check(m)}
                if is_there then
                    return;
                end if;
                execute migration;
                {NoteApplied(m)}
                execute {Quote(HistoryTable)};
                insert into supabase_migrations.schema_migrations (version, name, statements)
                select greatest({version}, coalesce(max(case when version ~ '^[0-9]+$' then version::numeric end), 0) + 1)::text, {Literal(m.Name)}, array[migration]
                from supabase_migrations.schema_migrations
                having not coalesce(bool_or(name = {Literal(m.Name)}), false);
                {AddToAnswer(m)}
            exception when others then
                get stacked diagnostics code = returned_sqlstate, said = message_text, details = pg_exception_detail, advice = pg_exception_hint;
                -- Which function is in the way stands in the hint alone.
                raise exception using errcode = code, message = {Literal(m.Name + ": ")} || said, detail = case when code = '42P13' then advice else details end;
            """)).Prepend(before).Prepend(string.Create(CultureInfo.InvariantCulture,
            $"select set_config('lock_timeout', '{(int)lockTimeout.TotalMilliseconds}ms', true), pg_advisory_xact_lock({RunnersLock});")));

    /// <summary>The statement that notes which text of a purpose was applied last.</summary>
    public static string NoteApplied(Migration migration) =>
        $"insert into hs_sync.applied (purpose, name) values ({Literal(migration.Purpose)}, {Literal(migration.Name)}) on conflict (purpose) do update set name = excluded.name;";

    /// <summary>Statements with the answer that they gather.</summary>
    /// <param name="empty">The answer before any of them.</param>
    /// <param name="statements">They set <see cref="SetAnswer"/>.</param>
    public static string Script(string empty, IEnumerable<string> statements) => string.Join('\n',
        [$"select set_config('{Answer}', {Literal(empty)}, true);", .. statements.Where(s => s.Length > 0), $"select current_setting('{Answer}') as answer;"]);

    /// <summary>The statement of a block that sets the answer.</summary>
    public static string SetAnswer(string jsonb) => $"perform set_config('{Answer}', ({jsonb})::text, true);";

    /// <summary>A text as a literal, for names.</summary>
    public static string Literal(string text) => $"'{text.Replace("'", "''", StringComparison.Ordinal)}'";

    /// <summary>A text between dollar signs whose tag is not in it.</summary>
    public static string Quote(string text)
    {
        var tag = $"$hs_{Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(text)))[..12]}$";
        return tag + text + tag;
    }

    private static string AddToAnswer(Migration migration) =>
        SetAnswer($"current_setting('{Answer}')::jsonb || to_jsonb({Literal(migration.Name)}::text)");

    private static string Block(string declarations, string body) => "do " + Quote(
        $"""

        declare
            {declarations}
            is_there boolean := false;
            code text;
            said text;
            details text;
            advice text;
        begin
        {body}
        end
        """) + ";";

    /// <summary>Finds out whether this text was the last one of its purpose, and everything that it makes is there. A state that cannot even be asked is a damaged one.</summary>
    private static string Check(Migration migration) =>
        $"""
            begin
                if to_regclass('hs_sync.applied') is not null then
                    execute 'select exists (select from hs_sync.applied where purpose = $1 and name = $2)' into is_there using {Literal(migration.Purpose)}, {Literal(migration.Name)};
                    if is_there then
                        execute {Quote(migration.IsThere)} into is_there;
                        is_there := coalesce(is_there, false);
                    end if;
                end if;
            exception when others then
                is_there := false;
            end;
        """;
}

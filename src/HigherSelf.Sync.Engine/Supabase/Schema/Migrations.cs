using System.Reflection;
using System.Security.Cryptography;
using System.Text;
using System.Text.RegularExpressions;
using HigherSelf.Sync.Engine.Catalog;

namespace HigherSelf.Sync.Engine.Supabase.Schema;

/// <summary>All migrations for a catalog, in the order in which they are applied.</summary>
public static partial class Migrations
{
    /// <summary>The version of the functions that this engine calls; hs_sync.version() says which ones a database has.</summary>
    public const int FunctionsVersion = 2;

    /// <summary>In the order in which they build on each other.</summary>
    private static readonly string[] FunctionFiles = ["records.sql", "apply.sql", "look.sql", "backup.sql", "schema.sql", "api.sql"];

    /// <summary>The migrations for a catalog.</summary>
    public static IReadOnlyList<Migration> For(DatabaseCatalog catalog)
    {
        var state = Resource("state.sql");
        var functions = string.Join('\n', FunctionFiles.Select(Resource));
        return
        [
            new Migration("hs_sync_state", state + AddMissingColumns(state), CheckState(state)),
            new Migration("hs_sync_tables", TableSql.Write(catalog), TableSql.WriteCheck(catalog)),
            new Migration("hs_sync_functions", functions, CheckFunctions(functions)),
        ];
    }

    /// <summary>The state of an older version gets the columns that it lacks.</summary>
    private static string AddMissingColumns(string state) => "\n-- Columns that an older version lacks.\n" + string.Concat(
        Columns(state).Select(c => $"alter table {c.Table} add column if not exists {c.Column} {c.Definition};\n"));

    private static string CheckState(string state) =>
        $"""
        select not exists (
                select from (values {string.Join(", ", Columns(state).Select(c => $"('{c.Table}', '{c.Column}')"))}) expected (tab, col)
                where not exists (select from pg_attribute a where a.attrelid = to_regclass(tab) and a.attname = col and not a.attisdropped))
            and {SameFunctions(state)}
        """;

    private static string CheckFunctions(string functions) =>
        $"""
        select {SameFunctions(functions)}
            and not exists (
                select from pg_proc p
                where p.pronamespace = 'public'::regnamespace and p.proname like 'hs\_sync\_%' and not has_function_privilege('service_role', p.oid, 'execute'))
        """;

    /// <summary>A condition: every function of a text is there, word for word.</summary>
    private static string SameFunctions(string sql) =>
        $"""
        not exists (
                select from (values {string.Join(", ", Functions().Matches(sql).Select(m => $"('{m.Groups["name"].Value}', '{Md5(m.Groups["body"].Value)}')"))}) expected (name, body)
                where not exists (
                    select from pg_proc p where p.pronamespace::regnamespace || '.' || p.proname = expected.name and md5(p.prosrc) = expected.body))
        """;

    private static IEnumerable<(string Table, string Column, string Definition)> Columns(string state) =>
        from table in Tables().Matches(state)
        from column in ColumnLines().Matches(table.Groups["columns"].Value)
        select (table.Groups["name"].Value, column.Groups["name"].Value, column.Groups["definition"].Value);

    /// <summary>As PostgreSQL computes it; nothing is protected by it.</summary>
    private static string Md5(string text) =>
#pragma warning disable CA5351 // It compares texts and protects nothing.
        Convert.ToHexStringLower(MD5.HashData(Encoding.UTF8.GetBytes(text)));
#pragma warning restore CA5351

    private static string Resource(string name)
    {
        using var stream = Assembly.GetExecutingAssembly().GetManifestResourceStream(name)
            ?? throw new InvalidOperationException($"The resource {name} is not in the assembly.");
        using var reader = new StreamReader(stream);
        return reader.ReadToEnd().ReplaceLineEndings("\n");
    }

    [GeneratedRegex(@"create table if not exists (?<name>\S+) \(\n(?<columns>.*?)\n\);", RegexOptions.Singleline | RegexOptions.ExplicitCapture)]
    private static partial Regex Tables();

    [GeneratedRegex(@"^    (?<name>(?!primary key)[a-z_]+) (?<definition>.*?)( primary key)?,?$", RegexOptions.Multiline | RegexOptions.ExplicitCapture)]
    private static partial Regex ColumnLines();

    [GeneratedRegex(@"create or replace function (?<name>[a-z_.]+).*? as \$\$(?<body>.*?)\$\$", RegexOptions.Singleline | RegexOptions.ExplicitCapture)]
    private static partial Regex Functions();
}

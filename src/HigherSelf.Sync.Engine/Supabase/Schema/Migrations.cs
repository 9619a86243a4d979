using System.Reflection;
using System.Text.RegularExpressions;
using HigherSelf.Sync.Engine.Catalog;

namespace HigherSelf.Sync.Engine.Supabase.Schema;

/// <summary>All migrations for a catalog, in the order in which they are applied.</summary>
public static partial class Migrations
{
    /// <summary>The version of the functions that this engine calls; hs_sync.version() says which ones a database has.</summary>
    public const int FunctionsVersion = 2;

    /// <summary>In the order in which they build on each other.</summary>
    private static readonly string[] FunctionFiles = ["records.sql", "apply.sql", "look.sql", "api.sql"];

    /// <summary>The migrations for a catalog.</summary>
    public static IReadOnlyList<Migration> For(DatabaseCatalog catalog)
    {
        var state = Resource("state.sql");
        var functions = string.Join('\n', FunctionFiles.Select(Resource));
        return
        [
            new Migration("hs_sync_state", state, Exist(TableName().Matches(state), "to_regclass(name) is not null")),
            new Migration("hs_sync_tables", TableSql.Write(catalog), TableSql.WriteCheck(catalog)),
            new Migration("hs_sync_functions", functions,
                Exist(FunctionName().Matches(functions), "exists (select from pg_proc p where p.pronamespace::regnamespace || '.' || p.proname = name)")),
        ];
    }

    private static string Exist(MatchCollection matches, string condition) =>
        $"select bool_and({condition}) from unnest(array[{string.Join(", ", matches.Select(m => $"'{m.Groups[1].Value}'"))}]) names (name)";

    private static string Resource(string name)
    {
        using var stream = Assembly.GetExecutingAssembly().GetManifestResourceStream(name)
            ?? throw new InvalidOperationException($"The resource {name} is not in the assembly.");
        using var reader = new StreamReader(stream);
        return reader.ReadToEnd();
    }

    [GeneratedRegex(@"create table if not exists (\S+)")]
    private static partial Regex TableName();

    [GeneratedRegex(@"create or replace function ([a-z_.]+)")]
    private static partial Regex FunctionName();
}

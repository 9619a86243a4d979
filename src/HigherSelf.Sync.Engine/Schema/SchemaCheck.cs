using HigherSelf.Sync.Engine.Catalog;
using HigherSelf.Sync.Engine.Errors;
using HigherSelf.Sync.Engine.Notion;
using HigherSelf.Sync.Engine.Reporting;
using HigherSelf.Sync.Engine.Supabase;

namespace HigherSelf.Sync.Engine.Schema;

/// <summary>Reads the schemas of Notion and of Supabase and compares them with the catalog. Nothing is written.</summary>
/// <param name="notion">Notion.</param>
/// <param name="supabase">Supabase.</param>
public sealed class SchemaCheck(NotionClient notion, SupabaseClient supabase)
{
    /// <summary>Looks: two requests to Notion for each database, and one to Supabase for all.</summary>
    /// <param name="databases">The databases.</param>
    /// <param name="notionIds">The id of the Notion database of each, by table.</param>
    /// <param name="cancellationToken">Stops it.</param>
    /// <exception cref="SyncException">Notion or Supabase cannot be worked with at all.</exception>
    public async Task<SchemaLook> LookAsync(
        IReadOnlyList<Database> databases, IReadOnlyDictionary<string, Guid> notionIds, CancellationToken cancellationToken)
    {
        var (tables, outdated) = await ReadTablesAsync(databases, cancellationToken).ConfigureAwait(false);
        var findings = outdated is null ? new List<HSSchemaFinding>() : [outdated];
        var schemas = new Dictionary<string, NotionSchema?>(StringComparer.Ordinal);
        foreach (var database in databases)
        {
            schemas[database.Table] = await NotionSchema.ReadAsync(
                notion, database, notionIds[database.Table], tables?.GetValueOrDefault(database.Table)?.Binding, cancellationToken).ConfigureAwait(false);
        }

        var sources = schemas.Where(s => s.Value?.Source is not null).ToDictionary(s => s.Key, s => s.Value!.Source!.Id, StringComparer.Ordinal);
        foreach (var database in databases)
        {
            var comparison = new SchemaComparison(database);
            var table = tables?.GetValueOrDefault(database.Table);
            var found = comparison.InNotion(schemas[database.Table], notionIds[database.Table], BindingTo(table, notionIds[database.Table]), sources)
                .Concat(tables is null ? [] : comparison.InSupabase(table))
                .Concat(Doubles(database, databases, notionIds, schemas));
            findings.AddRange(found.OrderByDescending(f => f.Severity));
        }

        return new SchemaLook(schemas, tables, findings);
    }

    private static DataSourceBinding? BindingTo(TableSchema? table, Guid notionDatabaseId) =>
        table?.Binding is { } binding && binding.NotionDatabaseId == notionDatabaseId ? binding : null;

    private static IEnumerable<HSSchemaFinding> Doubles(
        Database database, IReadOnlyList<Database> databases, IReadOnlyDictionary<string, Guid> notionIds, Dictionary<string, NotionSchema?> schemas)
    {
        foreach (var other in databases.Where(d => d != database))
        {
            if (notionIds[other.Table] == notionIds[database.Table])
            {
                yield return new HSSchemaFinding
                {
                    Database = database.Table,
                    Where = SchemaPlace.Notion,
                    Kind = SchemaFindingKind.SameDatabase,
                    Severity = FindingSeverity.Error,
                    Detail = $"{database.Table}: {database.IdVariable} and {other.IdVariable} name the same Notion database.",
                    Fix = "Correct one of the two ids.",
                };
            }
            else if (schemas[database.Table]?.Container.PlainTitle is { Length: > 0 } title && schemas[other.Table]?.Container.PlainTitle == title)
            {
                yield return new HSSchemaFinding
                {
                    Database = database.Table,
                    Where = SchemaPlace.Notion,
                    Kind = SchemaFindingKind.SameTitle,
                    Severity = FindingSeverity.Warning,
                    Detail = $"{database.Table}: its Notion database and that of {other.Table} have the same title '{title}'; one may be a copy of the other.",
                    Fix = "Check the two ids, and rename one of the databases in Notion.",
                };
            }
        }
    }

    /// <summary>The tables; or, if the functions that tell are missing or of another version, a finding about them.</summary>
    private async Task<(IReadOnlyDictionary<string, TableSchema>? Tables, HSSchemaFinding? Outdated)> ReadTablesAsync(
        IReadOnlyList<Database> databases, CancellationToken cancellationToken)
    {
        try
        {
            return (await TableSchema.ReadAsync(supabase, databases, cancellationToken).ConfigureAwait(false), null);
        }
        catch (SyncException e) when (e.Id is ErrorId.SupabaseSchemaMissing or ErrorId.SupabaseSchemaOutdated)
        {
            return (null, new HSSchemaFinding
            {
                Database = string.Join(", ", databases.Select(d => d.Table)),
                Where = SchemaPlace.Supabase,
                Kind = SchemaFindingKind.FunctionOutdated,
                Severity = FindingSeverity.Error,
                Detail = e.Cause,
                Fix = e.NextStep,
            });
        }
    }
}

using HigherSelf.Sync.Engine.Notion;
using HigherSelf.Sync.Engine.Reporting;

namespace HigherSelf.Sync.Engine.Schema;

/// <summary>What was read of the schemas, and what was found in them.</summary>
/// <param name="Notion">By table; null for a database that cannot be read.</param>
/// <param name="Tables">By table, as far as they are there; null if Supabase could not tell.</param>
/// <param name="Findings">One database after another, errors first.</param>
public sealed record SchemaLook(IReadOnlyDictionary<string, NotionSchema?> Notion, IReadOnlyDictionary<string, TableSchema>? Tables, IReadOnlyList<HSSchemaFinding> Findings)
{
    /// <summary>How the databases were bound last, by table, as far as that is known.</summary>
    public IReadOnlyDictionary<string, DataSourceBinding> Bindings =>
        Tables?.Where(t => t.Value.Binding is not null).ToDictionary(t => t.Key, t => t.Value.Binding!, StringComparer.Ordinal) ?? [];
}

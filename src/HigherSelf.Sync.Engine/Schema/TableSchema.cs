using System.Text.Json;
using HigherSelf.Sync.Engine.Catalog;
using HigherSelf.Sync.Engine.Errors;
using HigherSelf.Sync.Engine.Notion;
using HigherSelf.Sync.Engine.Supabase;
using HigherSelf.Sync.Engine.Sync;

namespace HigherSelf.Sync.Engine.Schema;

/// <summary>A table as it stands in Supabase.</summary>
public sealed record TableSchema
{
    /// <summary>The type of each column, as SQL names it: "text[]", "timestamptz".</summary>
    public required IReadOnlyDictionary<string, string> Columns { get; init; }

    /// <summary>The triggers that are switched on.</summary>
    public required IReadOnlyCollection<string> Triggers { get; init; }

    /// <summary>True if row level security is on.</summary>
    public required bool HasRowSecurity { get; init; }

    /// <summary>True if the sync's state knows the table.</summary>
    public required bool IsKnown { get; init; }

    /// <summary>How the database was bound to Notion last, or null.</summary>
    public DataSourceBinding? Binding { get; init; }

    /// <summary>Reads what is there of the tables of some databases; one request.</summary>
    /// <returns>By table; one that is not there is left out.</returns>
    /// <exception cref="SyncException">The functions are not there or of another version, or Supabase cannot be worked with.</exception>
    public static async Task<IReadOnlyDictionary<string, TableSchema>> ReadAsync(
        SupabaseClient client, IReadOnlyList<Database> databases, CancellationToken cancellationToken)
    {
        var request = RequestJson.Write(json =>
        {
            json.WriteStartArray("tables");
            foreach (var database in databases)
            {
                json.WriteStringValue(database.Table);
            }

            json.WriteEndArray();
        });
        var answer = await client.CallAsync("hs_sync_schema", request, cancellationToken).ConfigureAwait(false);
        SupabaseCheck.CheckVersion(answer);
        var tables = answer.GetProperty("tables");
        return databases.Where(d => tables.TryGetProperty(d.Table, out _)).ToDictionary(d => d.Table, d => Read(d, tables.GetProperty(d.Table)), StringComparer.Ordinal);
    }

    private static TableSchema Read(Database database, JsonElement table) => new()
    {
        Columns = table.GetProperty("columns").EnumerateObject().ToDictionary(c => c.Name, c => c.Value.GetString()!, StringComparer.Ordinal),
        Triggers = [.. table.GetProperty("triggers").EnumerateArray().Select(t => t.GetString()!)],
        HasRowSecurity = table.GetProperty("row_security").GetBoolean(),
        IsKnown = table.GetProperty("known").GetBoolean(),
        Binding = BindingJson.Read(database, table.GetProperty("binding")),
    };
}

using System.Runtime.CompilerServices;
using System.Text.Json;
using HigherSelf.Sync.Engine.Supabase;
using HigherSelf.Sync.Engine.Sync;

namespace HigherSelf.Sync.Engine.Backup;

/// <summary>The rows of a table with all their columns, as the database writes them: numbers and texts are exact.</summary>
/// <param name="client">The client.</param>
internal sealed class TableRows(SupabaseClient client)
{
    private const int RowsAtOnce = 500;
    private const int BytesAtOnce = 4_000_000;

    /// <summary>Every row in the order of ids, a batch at a time: each batch is as of its own moment.</summary>
    public async IAsyncEnumerable<IReadOnlyList<JsonElement>> ReadAsync(string table, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        await foreach (var batch in ReadOthersAsync(table, null, null, [], cancellationToken).ConfigureAwait(false))
        {
            yield return batch;
        }
    }

    /// <summary>The rows behind one id and up to another, but for some.</summary>
    public async IAsyncEnumerable<IReadOnlyList<JsonElement>> ReadOthersAsync(
        string table, Guid? after, Guid? to, IReadOnlyList<Guid> except, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        while (true)
        {
            var from = after;
            var answer = await client.CallAsync("hs_sync_table", RequestJson.Write(json =>
            {
                json.WriteString("database", table);
                json.WriteNumber("limit", RowsAtOnce);
                json.WriteNumber("bytes", BytesAtOnce);
                json.WriteString("after", from?.ToString());
                json.WriteString("to", to?.ToString());
                json.WriteStartArray("except");
                foreach (var id in except)
                {
                    json.WriteStringValue(id);
                }

                json.WriteEndArray();
            }), cancellationToken).ConfigureAwait(false);
            var rows = answer.GetProperty("rows").EnumerateArray().ToList();
            if (rows.Count == 0)
            {
                yield break;
            }

            yield return rows;
            after = rows[^1].GetProperty("id").GetGuid();
        }
    }

    /// <summary>Gives rows the values of a backup, or takes rows away.</summary>
    /// <param name="table">The table.</param>
    /// <param name="rows">The rows.</param>
    /// <param name="dry">True to be told only what would be done.</param>
    /// <param name="final">True if a reference that leads nowhere now will lead nowhere later, too.</param>
    /// <param name="cancellationToken">Ends the waiting.</param>
    public async Task<PutAnswer> PutAsync(string table, IReadOnlyList<RowToPut> rows, bool dry, bool final, CancellationToken cancellationToken)
    {
        var answer = await client.CallAsync("hs_sync_restore", RequestJson.Write(json =>
        {
            json.WriteString("database", table);
            json.WriteBoolean("dry", dry);
            json.WriteBoolean("finally", final);
            json.WriteStartArray("rows");
            foreach (var row in rows)
            {
                json.WriteStartObject();
                json.WriteString("id", row.Id);
                json.WriteString("version", row.Version);
                json.WritePropertyName("row");
                json.WriteRawValue(row.Json ?? "null", skipInputValidation: true);
                json.WriteEndObject();
            }

            json.WriteEndArray();
        }), cancellationToken).ConfigureAwait(false);
        return new PutAnswer(
            [.. answer.GetProperty("columns").EnumerateArray().Select(c => c.GetString()!)],
            [.. answer.GetProperty("rows").EnumerateArray().Select(PutOutcome.Read)]);
    }
}

using System.Runtime.CompilerServices;
using System.Text.Json;
using HigherSelf.Sync.Engine.Catalog;
using HigherSelf.Sync.Engine.Notion;
using HigherSelf.Sync.Engine.Supabase;
using HigherSelf.Sync.Engine.Supabase.Schema;

namespace HigherSelf.Sync.Engine.Sync;

/// <summary>Supabase behind the sync's port: the hs_sync_* functions (Supabase/Schema/sql/functions.sql).</summary>
/// <param name="client">The client.</param>
public sealed class SupabaseRowSide(SupabaseClient client) : IRowSide
{
    private const int RowsAtOnce = 500;
    private const int RelationsAtOnce = 2000;

    /// <inheritdoc/>
    public IRowSide CountedBy(RequestCounter counter) => new SupabaseRowSide(client.CountedBy(counter));

    /// <inheritdoc/>
    public async Task<IReadOnlyDictionary<string, DatabaseState>> OpenAsync(
        SyncRun run, IReadOnlyList<Database> databases, CancellationToken cancellationToken)
    {
        var request = JsonText.Write(json =>
        {
            json.WriteNumber("version", Migrations.FunctionsVersion);
            json.WriteString("run", run.Id);
            json.WriteString("direction", run.Direction.ToString());
            json.WriteString("holder", run.Holder);
            json.WriteBoolean("dry", run.DryRun);
            json.WriteStartArray("databases");
            foreach (var database in databases)
            {
                json.WriteStringValue(database.Table);
            }

            json.WriteEndArray();
        });
        var answer = await client.CallAsync("hs_sync_open", request, cancellationToken).ConfigureAwait(false);
        return databases
            .Where(d => answer.TryGetProperty(d.Table, out _))
            .ToDictionary(d => d.Table, d => ReadState(d, answer.GetProperty(d.Table)), StringComparer.Ordinal);
    }

    /// <inheritdoc/>
    public async Task BindAsync(IReadOnlyList<DataSourceBinding> bindings, CancellationToken cancellationToken)
    {
        var request = JsonText.Write(json =>
        {
            foreach (var binding in bindings)
            {
                json.WritePropertyName(binding.Database.Table);
                BindingJson.Write(json, binding);
            }
        });
        await client.CallAsync("hs_sync_bind", request, cancellationToken).ConfigureAwait(false);
    }

    /// <inheritdoc/>
    public async Task<ExchangeAnswer> ExchangeAsync(Exchange exchange, CancellationToken cancellationToken)
    {
        var answer = await client.CallAsync("hs_sync_exchange", ExchangeJson.Write(exchange), cancellationToken).ConfigureAwait(false);
        return ExchangeJson.Read(exchange.Database, answer);
    }

    /// <inheritdoc/>
    public async Task<int> CloseAsync(SyncRun run, RunEnding ending, CancellationToken cancellationToken)
    {
        var request = JsonText.Write(json =>
        {
            json.WriteString("run", run.Id);
            json.WriteString("status", ending.Status.ToString());
            json.WriteNumber("resolve", RelationsAtOnce);
            json.WritePropertyName("results");
            RunJson.Write(json, ending.Results);
            json.WriteStartObject("watermarks");
            foreach (var (database, watermark) in ending.Watermarks)
            {
                json.WritePropertyName(database);
                ExchangeJson.Write(json, watermark);
            }

            json.WriteEndObject();
        });

        var total = 0;
        while (true)
        {
            var answer = await client.CallAsync("hs_sync_close", request, cancellationToken).ConfigureAwait(false);
            var resolved = answer.GetProperty("resolved").GetInt32();
            total += resolved;
            if (resolved < RelationsAtOnce)
            {
                return total;
            }
        }
    }

    /// <inheritdoc/>
    public async IAsyncEnumerable<IReadOnlyList<RowSighting>> ReadRowsAsync(Database database, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        Guid? after = null;
        while (true)
        {
            var request = JsonText.Write(json =>
            {
                json.WriteString("database", database.Table);
                json.WriteNumber("limit", RowsAtOnce);
                if (after is { } id)
                {
                    json.WriteString("after", id);
                }
            });
            var answer = await client.CallAsync("hs_sync_rows", request, cancellationToken).ConfigureAwait(false);
            var rows = new List<RowSighting>(RowsAtOnce);
            foreach (var item in answer.EnumerateArray())
            {
                var row = ExchangeJson.ReadRow(database, item.GetProperty("row"))!;
                rows.Add(new RowSighting(row, Guid.TryParse(item.GetProperty("page").GetString(), out var page) ? page : null));
            }

            if (rows.Count == 0)
            {
                yield break;
            }

            yield return rows;
            after = rows[^1].Row.Id;
        }
    }

    private static DatabaseState ReadState(Database database, JsonElement state) => new()
    {
        Binding = BindingJson.Read(database, state.GetProperty("binding")),
        Through = state.GetProperty("watermark") is { ValueKind: JsonValueKind.Object } mark
            ? RowCodec.ParseInstant(mark.GetProperty("through").GetString()!)
            : null,
        IsEmpty = state.GetProperty("is_empty").GetBoolean(),
        Retry = [.. state.GetProperty("retry").EnumerateArray().Select(p => p.GetGuid())],
        HeldBy = state.GetProperty("held_by") is { ValueKind: JsonValueKind.Object } holder
            ? new LeaseHolder(holder.GetProperty("holder").GetString()!, RowCodec.ParseInstant(holder.GetProperty("until").GetString()!))
            : null,
    };
}

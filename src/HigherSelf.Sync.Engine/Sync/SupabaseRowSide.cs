using System.Runtime.CompilerServices;
using System.Text.Json;
using HigherSelf.Sync.Engine.Catalog;
using HigherSelf.Sync.Engine.Notion;
using HigherSelf.Sync.Engine.Supabase;
using HigherSelf.Sync.Engine.Supabase.Schema;

namespace HigherSelf.Sync.Engine.Sync;

/// <summary>Supabase behind the sync's port: the hs_sync_* functions (Supabase/Schema/sql/api.sql).</summary>
/// <param name="client">The client.</param>
public sealed class SupabaseRowSide(SupabaseClient client) : IRowSide
{
    private const int RowsAtOnce = 500;
    private const int RelationsAtOnce = 2000;
    private const int LinksAtOnce = 10_000;

    /// <inheritdoc/>
    public IRowSide CountedBy(RequestCounter counter) => new SupabaseRowSide(client.CountedBy(counter));

    /// <inheritdoc/>
    public async Task<IReadOnlyDictionary<string, DatabaseState>> OpenAsync(
        SyncRun run, IReadOnlyList<Database> databases, CancellationToken cancellationToken)
    {
        var request = RequestJson.Write(json =>
        {
            json.WriteNumber("version", Migrations.FunctionsVersion);
            json.WriteString("run", run.Id);
            json.WriteString("kind", run.Direction.ToString());
            json.WriteString("holder", run.Holder);
            json.WriteBoolean("dry", run.DryRun);
            json.WriteStartObject("databases");
            foreach (var database in databases)
            {
                json.WriteStartArray(database.Table);
                foreach (var field in database.Mirrored)
                {
                    json.WriteStringValue(field.Column);
                }

                json.WriteEndArray();
            }

            json.WriteEndObject();
        });
        var answer = await client.CallAsync("hs_sync_open", request, cancellationToken).ConfigureAwait(false);
        return databases
            .Where(d => answer.TryGetProperty(d.Table, out _))
            .ToDictionary(d => d.Table, d => ReadState(d, answer.GetProperty(d.Table)), StringComparer.Ordinal);
    }

    /// <inheritdoc/>
    public async Task BindAsync(IReadOnlyList<DataSourceBinding> bindings, CancellationToken cancellationToken)
    {
        var request = RequestJson.Write(json =>
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
    public async IAsyncEnumerable<IReadOnlyList<RowSighting>> ReadChangesAsync(
        SyncRun run, Database database, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        Guid? after = null;
        do
        {
            var request = WriteWalk(database, after, json => json.WriteBoolean("dry", run.DryRun));
            var answer = await client.CallAsync("hs_sync_changes", request, cancellationToken).ConfigureAwait(false);
            yield return ExchangeJson.ReadRows(database, answer.GetProperty("rows"));
            after = answer.GetProperty("last") is { ValueKind: JsonValueKind.String } last ? last.GetGuid() : null;
        }
        while (after is not null);
    }

    /// <inheritdoc/>
    public async IAsyncEnumerable<IReadOnlyList<(Guid PageId, Guid RowId)>> ReadLinksAsync(
        Database database, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        long after = 0;
        while (true)
        {
            var answer = await ReadLinksAsync(database, after, LinksAtOnce, cancellationToken).ConfigureAwait(false);
            var links = answer.GetProperty("links");
            if (links.GetArrayLength() == 0)
            {
                yield break;
            }

            yield return [.. links.EnumerateArray().Select(l => (l.GetProperty("page").GetGuid(), l.GetProperty("row").GetGuid()))];
            after = links[links.GetArrayLength() - 1].GetProperty("number").GetInt64();
        }
    }

    /// <inheritdoc/>
    public async Task<int> CountLinksAsync(Database database, CancellationToken cancellationToken) =>
        (await ReadLinksAsync(database, 0, 0, cancellationToken).ConfigureAwait(false)).GetProperty("count").GetInt32();

    private Task<JsonElement> ReadLinksAsync(Database database, long after, int limit, CancellationToken cancellationToken) =>
        client.CallAsync("hs_sync_links", RequestJson.Write(json =>
        {
            json.WriteString("database", database.Table);
            json.WriteNumber("after", after);
            json.WriteNumber("limit", limit);
        }), cancellationToken);

    /// <inheritdoc/>
    public async Task<int> CloseAsync(SyncRun run, RunEnding ending, CancellationToken cancellationToken)
    {
        var request = RequestJson.Write(json =>
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
            var answer = await client.CallAsync("hs_sync_rows", WriteWalk(database, after, static _ => { }), cancellationToken).ConfigureAwait(false);
            var rows = ExchangeJson.ReadRows(database, answer);
            if (rows.Count == 0)
            {
                yield break;
            }

            yield return rows;
            after = rows[^1].RowId;
        }
    }

    private static ReadOnlyMemory<byte> WriteWalk(Database database, Guid? after, Action<Utf8JsonWriter> writeMore) => RequestJson.Write(json =>
    {
        json.WriteString("database", database.Table);
        json.WriteNumber("limit", RowsAtOnce);
        if (after is { } id)
        {
            json.WriteString("after", id);
        }

        writeMore(json);
    });

    private static DatabaseState ReadState(Database database, JsonElement state)
    {
        var mark = state.GetProperty("watermark");
        return new DatabaseState
        {
            Binding = BindingJson.Read(database, state.GetProperty("binding")),
            NeedsFull = state.GetProperty("needs_full").GetBoolean(),
            UnknownFields = [.. state.GetProperty("unknown_fields").EnumerateArray().Select(f => f.GetString()!)],
            Through = ReadInstant(mark, "through"),
            FullScanAt = ReadInstant(mark, "full_scan_at"),
            Now = RowCodec.ParseInstant(state.GetProperty("now").GetString()!),
            IsEmpty = state.GetProperty("is_empty").GetBoolean(),
            IsDirty = state.GetProperty("is_dirty").GetBoolean(),
            Retry = [.. state.GetProperty("retry").EnumerateArray().Select(p => p.GetGuid())],
            Pending = [.. state.GetProperty("pending").EnumerateArray().Select(p => p.GetGuid())],
            HeldBy = state.GetProperty("held_by") is { ValueKind: JsonValueKind.Object } holder
                ? new LeaseHolder(holder.GetProperty("holder").GetString()!, RowCodec.ParseInstant(holder.GetProperty("until").GetString()!))
                : null,
        };
    }

    private static DateTimeOffset? ReadInstant(JsonElement mark, string name) =>
        mark.ValueKind == JsonValueKind.Object && mark.GetProperty(name) is { ValueKind: JsonValueKind.String } text
            ? RowCodec.ParseInstant(text.GetString()!)
            : null;
}

using HigherSelf.Sync.Engine.Supabase;

namespace HigherSelf.Sync.Engine.Sync;

/// <summary>The exchanges of one database: one that is too large for Supabase is sent in halves.</summary>
/// <param name="rows">Supabase.</param>
/// <param name="newId">Makes ids.</param>
internal sealed class ExchangeLine(IRowSide rows, Func<Guid> newId)
{
    /// <summary>Sends an exchange, whole or in halves.</summary>
    public async Task<ExchangeAnswer> SendAsync(Exchange exchange, CancellationToken cancellationToken)
    {
        try
        {
            return await rows.ExchangeAsync(exchange, cancellationToken).ConfigureAwait(false);
        }
        catch (SupabaseException e) when (e.IsTooLarge && exchange.Writes.Count + exchange.Look.Count > 1)
        {
            var writes = exchange.Writes.Count / 2;
            var look = exchange.Writes.Count > 0 ? 0 : exchange.Look.Count / 2;
            var first = await SendAsync(
                exchange with { Id = newId(), Writes = [.. exchange.Writes.Take(writes)], Look = [.. exchange.Look.Take(look)], LookRows = [], Watermark = null },
                cancellationToken).ConfigureAwait(false);
            var isStale = first.Outcomes.Any(o => o.State == WriteState.Stale);
            var second = await SendAsync(
                new Exchange
                {
                    Id = newId(),
                    RunId = exchange.RunId,
                    Database = exchange.Database,
                    DryRun = exchange.DryRun,
                    Writes = [.. exchange.Writes.Skip(writes)],
                    Pending = exchange.Pending,
                    Look = [.. exchange.Look.Skip(look)],
                    LookRows = exchange.LookRows,
                    Really = exchange.Really,
                    Watermark = isStale ? null : exchange.Watermark,
                },
                cancellationToken).ConfigureAwait(false);
            return new ExchangeAnswer(
                [.. first.Outcomes, .. second.Outcomes], [.. first.Deleted, .. second.Deleted], [.. first.Seen, .. second.Seen], [.. first.SeenRows, .. second.SeenRows]);
        }
    }
}

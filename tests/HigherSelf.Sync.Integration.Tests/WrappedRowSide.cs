using HigherSelf.Sync.Engine;
using HigherSelf.Sync.Engine.Catalog;
using HigherSelf.Sync.Engine.Notion;
using HigherSelf.Sync.Engine.Sync;

namespace HigherSelf.Sync.Integration.Tests;

/// <summary>The real rows, to be changed in some point by a test.</summary>
internal class WrappedRowSide(IRowSide inner) : IRowSide
{
    public IRowSide CountedBy(RequestCounter counter) => this;

    public virtual Task<IReadOnlyDictionary<string, DatabaseState>> OpenAsync(SyncRun run, IReadOnlyList<Database> databases, CancellationToken cancellationToken) =>
        inner.OpenAsync(run, databases, cancellationToken);

    public Task BindAsync(IReadOnlyList<DataSourceBinding> bindings, CancellationToken cancellationToken) => inner.BindAsync(bindings, cancellationToken);

    public virtual Task<ExchangeAnswer> ExchangeAsync(Exchange exchange, CancellationToken cancellationToken) => inner.ExchangeAsync(exchange, cancellationToken);

    public IAsyncEnumerable<IReadOnlyList<RowSighting>> ReadChangesAsync(SyncRun run, Database database, CancellationToken cancellationToken) =>
        inner.ReadChangesAsync(run, database, cancellationToken);

    public IAsyncEnumerable<IReadOnlyList<(Guid PageId, Guid RowId)>> ReadLinksAsync(Database database, CancellationToken cancellationToken) =>
        inner.ReadLinksAsync(database, cancellationToken);

    public Task<int> CountLinksAsync(Database database, CancellationToken cancellationToken) => inner.CountLinksAsync(database, cancellationToken);

    public Task<int> CloseAsync(SyncRun run, RunEnding ending, CancellationToken cancellationToken) => inner.CloseAsync(run, ending, cancellationToken);

    public IAsyncEnumerable<IReadOnlyList<RowSighting>> ReadRowsAsync(Database database, CancellationToken cancellationToken) =>
        inner.ReadRowsAsync(database, cancellationToken);
}

/// <summary>The real rows, with something happening to them after a certain exchange.</summary>
internal sealed class MeddlingRowSide(IRowSide inner, int afterExchange, Func<Task> meddle) : WrappedRowSide(inner)
{
    private int _exchanges;

    public override async Task<ExchangeAnswer> ExchangeAsync(Exchange exchange, CancellationToken cancellationToken)
    {
        var answer = await base.ExchangeAsync(exchange, cancellationToken);
        if (++_exchanges == afterExchange)
        {
            await meddle();
        }

        return answer;
    }
}

/// <summary>The real rows, whose opening is cancelled after the server has done it and before the answer comes.</summary>
internal sealed class CancelledOpeningRowSide(IRowSide inner, CancellationTokenSource cancel) : WrappedRowSide(inner)
{
    public override async Task<IReadOnlyDictionary<string, DatabaseState>> OpenAsync(
        SyncRun run, IReadOnlyList<Database> databases, CancellationToken cancellationToken)
    {
        var states = await base.OpenAsync(run, databases, cancellationToken);
        await cancel.CancelAsync();
        cancellationToken.ThrowIfCancellationRequested();
        return states;
    }
}

using HigherSelf.Sync.Engine;
using HigherSelf.Sync.Engine.Catalog;
using HigherSelf.Sync.Engine.Notion;
using HigherSelf.Sync.Engine.Sync;

namespace HigherSelf.Sync.Integration.Tests;

/// <summary>The real rows, with something happening to them after a certain exchange.</summary>
internal sealed class MeddlingRowSide(IRowSide inner, int afterExchange, Func<Task> meddle) : IRowSide
{
    private int _exchanges;

    public IRowSide CountedBy(RequestCounter counter) => this;

    public Task<IReadOnlyDictionary<string, DatabaseState>> OpenAsync(SyncRun run, IReadOnlyList<Database> databases, CancellationToken cancellationToken) =>
        inner.OpenAsync(run, databases, cancellationToken);

    public Task BindAsync(IReadOnlyList<DataSourceBinding> bindings, CancellationToken cancellationToken) => inner.BindAsync(bindings, cancellationToken);

    public async Task<ExchangeAnswer> ExchangeAsync(Exchange exchange, CancellationToken cancellationToken)
    {
        var answer = await inner.ExchangeAsync(exchange, cancellationToken);
        if (++_exchanges == afterExchange)
        {
            await meddle();
        }

        return answer;
    }

    public IAsyncEnumerable<IReadOnlyList<RowSighting>> ReadChangesAsync(SyncRun run, Database database, CancellationToken cancellationToken) =>
        inner.ReadChangesAsync(run, database, cancellationToken);

    public Task<int> CloseAsync(SyncRun run, RunEnding ending, CancellationToken cancellationToken) => inner.CloseAsync(run, ending, cancellationToken);

    public IAsyncEnumerable<IReadOnlyList<RowSighting>> ReadRowsAsync(Database database, CancellationToken cancellationToken) =>
        inner.ReadRowsAsync(database, cancellationToken);
}

using HigherSelf.Sync.Engine.Catalog;
using HigherSelf.Sync.Engine.Errors;
using HigherSelf.Sync.Engine.Notion;
using HigherSelf.Sync.Engine.Reporting;
using HigherSelf.Sync.Engine.Supabase;
using HigherSelf.Sync.Engine.Supabase.Schema;

namespace HigherSelf.Sync.Engine.Sync;

/// <summary>Sets the Supabase side up: applies the migrations, waits until the REST API knows what they made, and binds the databases to Notion.</summary>
/// <param name="catalog">The databases.</param>
/// <param name="environment">Clock and observer.</param>
public sealed class SetUp(DatabaseCatalog catalog, SyncEnvironment environment)
{
    /// <summary>PostgREST reloads its schema within a second or two of being told; a project that takes longer has another trouble.</summary>
    private static readonly TimeSpan LongestReload = TimeSpan.FromSeconds(15);

    private static readonly TimeSpan BetweenLooks = TimeSpan.FromMilliseconds(250);

    /// <summary>All migrations of the catalog.</summary>
    public IReadOnlyList<Migration> Migrations { get; } = Supabase.Schema.Migrations.For(catalog);

    /// <summary>Waits until the REST API answers with functions and tables of the right version.</summary>
    /// <exception cref="SyncException">It does not within 15 seconds; the error is the last one that it gave.</exception>
    public async Task WaitForApiAsync(SupabaseClient client, CancellationToken cancellationToken)
    {
        var started = environment.Time.GetTimestamp();
        while (true)
        {
            try
            {
                await new SupabaseCheck(client, environment.Time).ReadStatusAsync(cancellationToken).ConfigureAwait(false);
                return;
            }
            catch (SyncException e) when (e.Id is ErrorId.SupabaseSchemaMissing or ErrorId.SupabaseSchemaOutdated
                && environment.Time.GetElapsedTime(started) < LongestReload)
            {
                await Task.Delay(BetweenLooks, environment.Time, cancellationToken).ConfigureAwait(false);
            }
        }
    }

    /// <summary>Binds databases to their data sources in Notion, so that the first sync needs no request for it. What is bound stays as it is.</summary>
    /// <returns>What went wrong, by table; the others are bound.</returns>
    /// <exception cref="SyncException">An error that is not one of a single database: a wrong token, say.</exception>
    public async Task<IReadOnlyDictionary<string, SyncException>> BindAsync(
        IPageSide pages, IRowSide rows, IReadOnlyList<Database> databases, IReadOnlyDictionary<string, Guid> notionIds, CancellationToken cancellationToken)
    {
        var look = new SyncRun(environment.NewId(), SyncDirection.NotionToSupabase, environment.Holder, DryRun: true);
        var states = await rows.OpenAsync(look, databases, cancellationToken).ConfigureAwait(false);
        var bindings = new List<DataSourceBinding>();
        var errors = new Dictionary<string, SyncException>(StringComparer.Ordinal);
        foreach (var database in databases)
        {
            if (states[database.Table].Binding is { } bound && bound.NotionDatabaseId == notionIds[database.Table] && bound.Properties.Count == database.Mirrored.Count && bound.SupabaseIdProperty is not null)
            {
                continue;
            }

            try
            {
                var earlier = states[database.Table].Binding is { } kept && kept.NotionDatabaseId == notionIds[database.Table] ? kept : null;
                var outcome = await pages.BindAsync(database, notionIds[database.Table], earlier, cancellationToken).ConfigureAwait(false);
                BindingErrors.Check(database, notionIds[database.Table], outcome);
                bindings.Add(outcome.Binding);
            }
            catch (SyncException e) when (e.Target == database.Table)
            {
                errors[database.Table] = e;
            }
        }

        if (bindings.Count > 0)
        {
            await rows.BindAsync(bindings, cancellationToken).ConfigureAwait(false);
        }

        Log.Bound(environment.Log.Logger, bindings.Count);
        return errors;
    }
}

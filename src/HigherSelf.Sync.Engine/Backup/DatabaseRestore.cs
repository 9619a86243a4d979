using System.Runtime.CompilerServices;
using HigherSelf.Sync.Engine.Catalog;
using HigherSelf.Sync.Engine.Errors;
using HigherSelf.Sync.Engine.Reporting;
using HigherSelf.Sync.Engine.Supabase;
using HigherSelf.Sync.Engine.Sync;

namespace HigherSelf.Sync.Engine.Backup;

/// <summary>
/// Puts the rows of a backup back as a person would: rows are edited, triggers note it, and the next sync carries it to Notion, with its own guards. It is
/// in no sync's journal; what the rows were before is noted in a file beside the backup.
/// </summary>
/// <param name="client">Supabase.</param>
/// <param name="backup">The backup.</param>
/// <param name="environment">The clock.</param>
public sealed class DatabaseRestore(SupabaseClient client, BackupContent backup, SyncEnvironment environment)
{
    /// <summary>The databases of a backup that are asked for.</summary>
    /// <param name="catalog">The databases of this installation.</param>
    /// <param name="names">What is asked for; null for all that the backup holds.</param>
    /// <param name="report">Hears of tables that only the backup knows.</param>
    /// <exception cref="SyncException"><see cref="ErrorId.BackupIncomplete"/>: the backup does not hold the rows of one that was asked for.</exception>
    public IReadOnlyList<Database> Choose(DatabaseCatalog catalog, IReadOnlyList<string>? names, Action<SyncException> report)
    {
        var held = backup.Tables(Side.Supabase);
        if (names is not null)
        {
            var chosen = catalog.Select(names);
            return chosen.FirstOrDefault(d => !held.Contains(d.Table)) is { } missing
                ? throw new SyncException(ErrorId.BackupIncomplete, $"{missing}: the backup in {backup.Path} does not hold its rows.",
                    held.Count == 0 ? "Name a backup that holds rows." : $"It holds those of {string.Join(", ", held)}.", missing.Table)
                : chosen;
        }

        foreach (var unknown in held.Where(t => catalog.Find(t) is null))
        {
            report(new SyncException(ErrorId.RestoreIncomplete, $"{unknown}: the backup holds its rows, and the catalog does not know it.",
                $"Put {backup.Path}/{BackupNames.Catalog(unknown)} into the module's folder databases, run Initialize-HSSupabase, and restore again.", unknown));
        }

        return [.. catalog.Databases.Where(d => held.Contains(d.Table))];
    }

    /// <summary>Puts rows back and gives what came of each database when all of them are done.</summary>
    /// <param name="request">What.</param>
    /// <param name="accept">Is asked before each change.</param>
    /// <param name="report">Hears of what could not be put back.</param>
    /// <param name="cancellationToken">Stops it between two chunks; what was changed until then is noted.</param>
    public async IAsyncEnumerable<HSRestoreResult> RunAsync(
        RestoreRequest request, Func<RestoreChange, Task<bool>> accept, Action<SyncException> report, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var notes = new RestoreNotes(Path.Combine(backup.Path, BackupNames.Notes(environment.Time.GetUtcNow())));
        await using var ending = notes.ConfigureAwait(false);
        var rows = new TableRows(client);
        var tables = DatabaseCatalog.TargetsFirst(request.Databases)
            .Select(d => new TableRestore(d, backup, request, rows, new RestoreChanges(rows, notes, accept), environment.Time)).ToList();
        foreach (var table in tables)
        {
            await table.PutAsync(cancellationToken).ConfigureAwait(false);
        }

        // What references lead to is there now, or will not be.
        var returning = tables.SelectMany(t => t.Returning).ToHashSet();
        foreach (var table in tables)
        {
            await table.PutReferencesAsync(returning, cancellationToken).ConfigureAwait(false);
        }

        if (request.RemoveOthers)
        {
            foreach (var table in Enumerable.Reverse(tables))
            {
                await table.RemoveOthersAsync(cancellationToken).ConfigureAwait(false);
            }
        }

        foreach (var id in request.Only?.Except(tables.SelectMany(t => t.Found)) ?? [])
        {
            report(new SyncException(ErrorId.RecordUnknown, $"{id}: the backup in {backup.Path} holds no such row of {string.Join(", ", request.Databases)}.",
                "Look for the id in its .supabase.jsonl files.", id.ToString()));
        }

        foreach (var table in tables.OrderBy(t => t.Table, StringComparer.Ordinal))
        {
            foreach (var error in table.Errors())
            {
                report(error);
            }

            yield return table.Result with { Notes = notes.Path };
        }
    }
}

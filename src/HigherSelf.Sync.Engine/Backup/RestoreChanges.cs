namespace HigherSelf.Sync.Engine.Backup;

/// <summary>Makes changes: each is asked about, noted, and only then made.</summary>
/// <param name="rows">The rows.</param>
/// <param name="notes">What the rows were before.</param>
/// <param name="accept">Is asked before each change.</param>
internal sealed class RestoreChanges(TableRows rows, RestoreNotes notes, Func<RestoreChange, Task<bool>> accept)
{
    /// <summary>Asks about a change.</summary>
    public Task<bool> IsAcceptedAsync(RestoreChange change) => accept(change);

    /// <summary>Makes changes of one table that were accepted.</summary>
    /// <returns>What came of each, in their order.</returns>
    public async Task<IReadOnlyList<PutOutcome>> MakeAsync(string table, IReadOnlyList<RestoreChange> changes, bool final, CancellationToken cancellationToken)
    {
        if (changes.Count == 0)
        {
            return [];
        }

        await notes.AddAsync(changes, cancellationToken).ConfigureAwait(false);
        return (await rows.PutAsync(table, [.. changes.Select(c => new RowToPut(c.Id, c.Values, c.Version))], dry: false, final, cancellationToken).ConfigureAwait(false)).Outcomes;
    }
}

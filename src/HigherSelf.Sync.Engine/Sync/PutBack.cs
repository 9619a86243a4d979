using HigherSelf.Sync.Engine.Catalog;
using HigherSelf.Sync.Engine.Errors;
using HigherSelf.Sync.Engine.Reporting;

namespace HigherSelf.Sync.Engine.Sync;

/// <summary>
/// Puts back what a run has changed, what was deleted, or what lost a conflict. It is done as a person would do it: the row is edited, if it still says what
/// it is expected to, and a sync of that record carries it to Notion. So it is guarded and journaled like any other edit, and can itself be undone.
/// </summary>
/// <param name="pages">Notion.</param>
/// <param name="rows">Supabase.</param>
/// <param name="history">What has happened.</param>
/// <param name="service">Syncs.</param>
/// <param name="catalog">The databases.</param>
/// <param name="environment">Ids.</param>
public sealed class PutBack(
    IPageSide pages, IRowSide rows, SyncHistory history, DatabaseSyncService service, DatabaseCatalog catalog, SyncEnvironment environment)
{
    /// <summary>Puts the values of one side in place, on both.</summary>
    /// <exception cref="SyncException"><see cref="ErrorId.RecordChanged"/>: the record has been edited since; nothing was changed.</exception>
    public async Task<HSSyncResult?> ResolveAsync(HSConflict conflict, Side keep, CancellationToken cancellationToken)
    {
        if (conflict.Winner is null)
        {
            var result = await SyncAsync(conflict.Database, r => r with { PageId = conflict.NotionPageId }, keep, cancellationToken).ConfigureAwait(false);
            if (result.Error is not null)
            {
                return result;
            }

            // The sync has settled it as a conflict of its own, which is this one once more.
            var open = await history.ReadConflictsAsync(catalog.Select([conflict.Database]), onlyOpen: true, cancellationToken).ConfigureAwait(false);
            foreach (var settled in open.Where(c => c.RunId == result.RunId && c.SupabaseId == conflict.SupabaseId).Append(conflict))
            {
                await history.EditAsync(conflict.Database, [], (settled.Id, keep), cancellationToken).ConfigureAwait(false);
            }

            return result;
        }

        if (conflict.Winner == keep)
        {
            await history.EditAsync(conflict.Database, [], (conflict.Id, keep), cancellationToken).ConfigureAwait(false);
            return null;
        }

        var edit = new RowEdit(conflict.SupabaseId, "set", ValuesOf(conflict, keep), ValuesOf(conflict, conflict.Winner.Value), IsRecord: true);
        var states = await history.EditAsync(conflict.Database, [edit], (conflict.Id, keep), cancellationToken).ConfigureAwait(false);
        return states[0] == RowEditState.Done
            ? await SyncAsync(conflict.Database, r => r with { RowId = conflict.SupabaseId }, Side.Supabase, cancellationToken).ConfigureAwait(false)
            : throw Changed(conflict.Database, conflict.SupabaseId);
    }

    /// <summary>What putting a run back would do, the last change first.</summary>
    public async Task<IReadOnlyList<HSChange>> ReadUndoableAsync(Guid runId, CancellationToken cancellationToken)
    {
        var changes = new List<HSChange>();
        await foreach (var change in history.ReadChangesAsync(catalog.Databases, runId, null, cancellationToken).ConfigureAwait(false))
        {
            changes.Add(change);
        }

        changes.Reverse();
        return changes;
    }

    /// <summary>Puts one change back; the other side hears of it with <see cref="CarryAsync(HSChange, CancellationToken)"/>.</summary>
    /// <exception cref="SyncException"><see cref="ErrorId.RecordChanged"/>: the record has been edited since; nothing was changed.</exception>
    public async Task UndoAsync(HSChange change, CancellationToken cancellationToken)
    {
        var state = (change.Side, change.Action) switch
        {
            (Side.Supabase, nameof(JournalAction.Update)) => await EditAsync(change, new RowEdit(change.SupabaseId!.Value, "set", change.Before, change.After), cancellationToken).ConfigureAwait(false),
            (Side.Supabase, nameof(JournalAction.Delete)) => await EditAsync(change, new RowEdit(change.SupabaseId!.Value, "insert", change.Before), cancellationToken).ConfigureAwait(false),
            (Side.Supabase, _) => await EditAsync(change, new RowEdit(change.SupabaseId!.Value, "remove"), cancellationToken).ConfigureAwait(false),
            (_, nameof(JournalAction.Update)) => await EditAsync(
                change, new RowEdit(change.SupabaseId!.Value, "set", change.Before, change.After, IsRecord: true), cancellationToken).ConfigureAwait(false),
            (_, nameof(JournalAction.Delete)) => await TrashAsync(change, inTrash: false, cancellationToken).ConfigureAwait(false),
            (_, nameof(JournalAction.Restore)) => await TrashAsync(change, inTrash: true, cancellationToken).ConfigureAwait(false),
            _ => await UnmakeAsync(change, cancellationToken).ConfigureAwait(false),
        };
        if (state != RowEditState.Done)
        {
            throw Changed(change.Database, change.SupabaseId ?? change.NotionPageId!.Value);
        }
    }

    /// <summary>Syncs the record of a change that was put back. One that was made by the run is left to the next sync, which makes it again.</summary>
    public Task<HSSyncResult?> CarryAsync(HSChange change, CancellationToken cancellationToken) => CarryAsync([change], cancellationToken);

    /// <summary>Syncs a record of which several changes were put back, in the order in which they were.</summary>
    public async Task<HSSyncResult?> CarryAsync(IReadOnlyList<HSChange> changes, CancellationToken cancellationToken)
    {
        var handBack = changes.SelectMany(c => c.BeforeInNotion).GroupBy(b => b.Key).ToDictionary(b => b.Key, b => b.Last().Value);
        return await CarryAsync(changes[0], handBack, cancellationToken).ConfigureAwait(false);
    }

    private async Task<HSSyncResult?> CarryAsync(
        HSChange change, IReadOnlyDictionary<string, string> handBack, CancellationToken cancellationToken) => (change.Side, change.Action) switch
    {
        (_, nameof(JournalAction.Create)) => null,
        (Side.Notion, nameof(JournalAction.Delete) or nameof(JournalAction.Restore)) =>
            await SyncAsync(change.Database, r => r with { PageId = change.NotionPageId }, Side.Supabase, cancellationToken).ConfigureAwait(false),
        _ => await SyncAsync(change.Database, r => r with { RowId = change.SupabaseId, HandBack = handBack }, Side.Supabase, cancellationToken).ConfigureAwait(false),
    };

    /// <summary>Brings a deleted record back on both sides.</summary>
    /// <param name="database">The database, by its table.</param>
    /// <param name="recordId">Its page or its row.</param>
    /// <param name="cancellationToken">Stops it.</param>
    /// <exception cref="SyncException"><see cref="ErrorId.RecordUnknown"/>: no run has deleted such a record within the last 30 days.</exception>
    public async Task<HSSyncResult?> RestoreAsync(string database, Guid recordId, CancellationToken cancellationToken)
    {
        HSChange? deleted = null;
        await foreach (var change in history.ReadChangesAsync(catalog.Select([database]), null, recordId, cancellationToken).ConfigureAwait(false))
        {
            deleted = change.Action == nameof(JournalAction.Delete) ? change : deleted;
        }

        if (deleted is null)
        {
            throw new SyncException(ErrorId.RecordUnknown, $"{database}: no run has deleted the record {recordId} within the last 30 days.",
                "Look for it with Get-HSSyncHistory -RunId; what a person has deleted, Notion's trash may still have.", recordId.ToString());
        }

        await UndoAsync(deleted, cancellationToken).ConfigureAwait(false);
        return await CarryAsync(deleted, cancellationToken).ConfigureAwait(false);
    }

    private async Task<RowEditState> EditAsync(HSChange change, RowEdit edit, CancellationToken cancellationToken) =>
        (await history.EditAsync(change.Database, [edit], null, cancellationToken).ConfigureAwait(false))[0];

    private async Task<RowEditState> TrashAsync(HSChange change, bool inTrash, CancellationToken cancellationToken)
    {
        var database = catalog.Find(change.Database)!;
        var run = new SyncRun(environment.NewId(), SyncDirection.Bidirectional, environment.Holder, DryRun: true);
        var binding = (await rows.OpenAsync(run, [database], cancellationToken).ConfigureAwait(false))[database.Table].Binding
            ?? throw new SyncException(ErrorId.SupabaseSchemaMissing, $"{database.Table}: it is not bound to Notion.", "Run Initialize-HSSupabase.", database.Table);
        try
        {
            await pages.TrashAsync(binding, change.NotionPageId!.Value, inTrash, cancellationToken).ConfigureAwait(false);
            return RowEditState.Done;
        }
        catch (PageWriteException e)
        {
            throw new SyncException(ErrorId.NotionRejected, $"{database.Table}: the page {change.NotionPageId} could not be put back: {e.Message}",
                "Look at the page in Notion, and try again.", change.NotionPageId.ToString(), e);
        }
    }

    /// <summary>A page that the run has made goes to the trash, and its row is one without a page again.</summary>
    private async Task<RowEditState> UnmakeAsync(HSChange change, CancellationToken cancellationToken)
    {
        var state = await EditAsync(change, new RowEdit(change.SupabaseId!.Value, "unlink"), cancellationToken).ConfigureAwait(false);
        return state == RowEditState.Done ? await TrashAsync(change, inTrash: true, cancellationToken).ConfigureAwait(false) : state;
    }

    private Task<HSSyncResult> SyncAsync(string database, Func<SyncRequest, SyncRequest> what, Side winner, CancellationToken cancellationToken) =>
        service.SyncOneAsync(
            what(new SyncRequest
            {
                Databases = catalog.Select([database]),
                Policy = new SyncPolicy { Conflicts = winner == Side.Notion ? ConflictPolicy.NotionWins : ConflictPolicy.SupabaseWins },
            }),
            cancellationToken);

    private static string ValuesOf(HSConflict conflict, Side side) =>
        "{" + string.Join(",", conflict.Fields.Select(f => $"\"{f.Field}\":{(side == Side.Notion ? f.NotionValue : f.SupabaseValue)}")) + "}";

    private static SyncException Changed(string database, Guid recordId) =>
        new(ErrorId.RecordChanged, $"{database}: the record {recordId} has been edited since, and was left as it is.",
            "Look at it on both sides, and edit it there.", recordId.ToString());
}

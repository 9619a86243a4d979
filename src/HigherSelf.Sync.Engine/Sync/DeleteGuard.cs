using HigherSelf.Sync.Engine.Errors;

namespace HigherSelf.Sync.Engine.Sync;

/// <summary>
/// Collects the deletes of a database, and carries them out at the end of its cycle unless there are too many of them (R7): then none is.
/// </summary>
/// <param name="context">The cycle.</param>
/// <param name="writer">Writes into Notion.</param>
/// <param name="freshness">What is known of Notion.</param>
/// <param name="lookAtRows">Gives rows as they are now.</param>
internal sealed class DeleteGuard(
    CycleContext context, PageWriter writer, Freshness freshness, Func<IReadOnlyList<Guid>, CancellationToken, Task<IReadOnlyList<RowSighting>>> lookAtRows)
{
    /// <summary>So many deletes are always allowed.</summary>
    private const int AlwaysAllowed = 10;

    private readonly Dictionary<Guid, DecidedRecord> _deletes = [];
    private readonly HashSet<Guid> _moved = [];
    private int? _links;

    /// <summary>Why the deletes were not carried out; null if nothing stopped them.</summary>
    public SyncException? Halted { get; private set; }

    /// <summary>A record that is to be deleted on one side.</summary>
    public void Add(DecidedRecord record)
    {
        if (Halted is null)
        {
            _deletes[PageOf(record)] = record;
        }
        else
        {
            Leave(record);
        }
    }

    /// <summary>A record whose page was moved to another database, where it will have another row.</summary>
    public void AddMoved(DecidedRecord record)
    {
        Add(record);
        _moved.Add(PageOf(record));
    }

    /// <summary>A record that was decided on anew, and is not to be deleted as far as is known.</summary>
    public void Forget(Guid pageId) => _deletes.Remove(pageId);

    /// <summary>True if a database of this size may lose so many records in one run; if not, it is halted.</summary>
    public async Task<bool> AllowsAsync(int deletes, CancellationToken cancellationToken)
    {
        if (deletes <= AlwaysAllowed || context.Request.Force)
        {
            return true;
        }

        if (Halted is not null)
        {
            return false;
        }

        _links ??= await context.Rows.CountLinksAsync(context.Database, cancellationToken).ConfigureAwait(false);
        var allowed = Math.Max(AlwaysAllowed, _links.Value * context.Request.MaxDeletePercent / 100);
        if (deletes <= allowed)
        {
            return true;
        }

        Halted = new SyncException(ErrorId.DeletesHalted,
            $"{context.Database.Table}: more than {allowed} of {_links} records are gone on one side, which is more than may be deleted in one run. None was.",
            "If they were meant to be deleted, run again with -Force, or with a higher -MaxDeletePercent; if not, restore them.", context.Database.Table);
        return false;
    }

    /// <summary>Halts if there are too many already; what comes then is not even collected.</summary>
    public async Task CheckAsync(CancellationToken cancellationToken)
    {
        if (!await AllowsAsync(_deletes.Count, cancellationToken).ConfigureAwait(false))
        {
            foreach (var record in _deletes.Values)
            {
                Leave(record);
            }

            _deletes.Clear();
        }
    }

    /// <summary>Carries the deletes out.</summary>
    public async Task RunAsync(CancellationToken cancellationToken)
    {
        await CheckAsync(cancellationToken).ConfigureAwait(false);

        var trash = _deletes.Values.Where(d => d.Decision.Kind == DecisionKind.TrashPage).ToList();
        foreach (var chunk in trash.Chunk(100))
        {
            var edited = await freshness.RefreshAsync(chunk.Select(r => r.Page!.Id).ToHashSet(), cancellationToken).ConfigureAwait(false);
            var rows = await lookAtRows([.. chunk.Select(r => r.Link!.RowId)], cancellationToken).ConfigureAwait(false);
            var back = rows.Where(r => r.Row is not null).Select(r => r.RowId).ToHashSet();
            foreach (var record in chunk.Where(r => !back.Contains(r.Link!.RowId)))
            {
                if (!edited.TryGetValue(record.Page!.Id, out var now))
                {
                    await writer.TrashAsync(record, cancellationToken).ConfigureAwait(false);
                }
                else if (now is not null)
                {
                    // The edit beats the delete, if it is one.
                    context.LookAgain[now.Id] = now;
                }
            }
        }

        foreach (var chunk in _deletes.Where(d => d.Value.Decision.Kind == DecisionKind.DeleteRow).ToList().Chunk(100))
        {
            await DeleteRowsAsync(chunk, cancellationToken).ConfigureAwait(false);
        }

        _deletes.Clear();
    }

    private async Task DeleteRowsAsync(IReadOnlyList<KeyValuePair<Guid, DecidedRecord>> chunk, CancellationToken cancellationToken)
    {
        // A page that was restored since it was seen in the trash is listed as edited.
        var edited = await freshness.RefreshAsync(chunk.Select(d => d.Key).ToHashSet(), cancellationToken).ConfigureAwait(false);
        foreach (var (pageId, record) in chunk)
        {
            if (edited.TryGetValue(pageId, out var now))
            {
                if (now is not null)
                {
                    context.LookAgain[pageId] = now;
                }
            }
            else if (context.Run.DryRun)
            {
                context.Tally.Deleted++;
                context.Plan("Delete row", pageId, record.Row!.Id, record.Title, [], record.Decision.Reason);
            }
            else
            {
                context.Outbox.Add(new RowDelete(pageId, record.Row!.Id, record.Row.Version, _moved.Contains(pageId)) { Values = record.Row.Record });
            }
        }
    }

    /// <summary>A page in the trash is in no window: it has to be found again.</summary>
    private void Leave(DecidedRecord record)
    {
        if (record.Decision.Kind == DecisionKind.DeleteRow)
        {
            context.Outbox.AddPending(PageOf(record));
        }
    }

    private static Guid PageOf(DecidedRecord record) => record.Page?.Id ?? record.Link!.PageId;
}

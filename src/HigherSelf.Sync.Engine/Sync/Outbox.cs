using HigherSelf.Sync.Engine.Catalog;
using HigherSelf.Sync.Engine.Records;

namespace HigherSelf.Sync.Engine.Sync;

/// <summary>What the next exchange of a database carries to Supabase.</summary>
internal sealed class Outbox
{
    private readonly Dictionary<Guid, RowWrite> _writes = [];
    private readonly List<RowDelete> _deletes = [];
    private readonly HashSet<Guid> _pending = [];
    private readonly Dictionary<Guid, ConflictNote> _conflicts = [];
    private readonly Dictionary<Guid, RecordFailure> _failures = [];
    private readonly HashSet<Guid> _settled = [];
    private readonly HashSet<Guid> _intents = [];
    private readonly HashSet<Guid> _intentsGone = [];
    private readonly List<JournalEntry> _journal = [];

    public bool IsEmpty =>
        _writes.Count + _deletes.Count + _pending.Count + _conflicts.Count + _failures.Count + _settled.Count + _intents.Count + _intentsGone.Count + _journal.Count == 0;

    public void Add(RowWrite write)
    {
        _writes[write.Page.Id] = write;
        if (write.Page.WhyUntransformed is { } reason)
        {
            // What else it says is agreed on; this field is still to be read.
            _pending.Add(write.Page.Id);
            Add(new RecordFailure(write.Page.Id, reason));
        }
        else
        {
            _pending.Remove(write.Page.Id);
        }
    }

    public void Add(JournalEntry entry) => _journal.Add(entry);

    public void Add(RowDelete delete) => _deletes.Add(delete);

    public void Add(ConflictNote conflict) => _conflicts[conflict.PageId] = conflict;

    public void AddPending(Guid pageId) => _pending.Add(pageId);

    public void AddIntent(Guid rowId) => _intents.Add(rowId);

    public void RemoveIntent(Guid rowId) => _intentsGone.Add(rowId);

    /// <summary>Notes a failure; of one record the last.</summary>
    public void Add(RecordFailure failure)
    {
        _failures[failure.RecordId] = failure;
        _settled.Remove(failure.RecordId);
    }

    /// <summary>Notes that an earlier failure of a record has no object any more.</summary>
    public void Settle(Guid recordId)
    {
        _failures.Remove(recordId);
        _settled.Add(recordId);
    }

    /// <summary>
    /// A page that is looked at again has been edited since its write was decided: what would be written is old. What Notion has taken already is noted
    /// nevertheless.
    /// </summary>
    public void Forget(Guid pageId)
    {
        if (_writes.TryGetValue(pageId, out var write) && write.Anyway)
        {
            return;
        }

        _writes.Remove(pageId);
        _conflicts.Remove(pageId);
        _pending.Remove(pageId);
    }

    /// <summary>Everything, as an exchange; the outbox is empty then.</summary>
    public Exchange Take(Guid id, SyncRun run, Database database, IReadOnlyList<Page> look, IReadOnlyList<Guid> lookRows, Watermark? watermark)
    {
        var exchange = new Exchange
        {
            Id = id,
            RunId = run.Id,
            Database = database,
            DryRun = run.DryRun,
            Writes = [.. _writes.Values],
            Deletes = [.. _deletes],
            Pending = [.. _pending],
            Intend = [.. _intents],
            Unintend = [.. _intentsGone],
            Journal = [.. _journal],
            Conflicts = [.. _conflicts.Values],
            Failures = [.. _failures.Values],
            Settled = [.. _settled],
            Look = look,
            LookRows = lookRows,
            Watermark = watermark,
        };
        _writes.Clear();
        _deletes.Clear();
        _pending.Clear();
        _conflicts.Clear();
        _failures.Clear();
        _settled.Clear();
        _intents.Clear();
        _intentsGone.Clear();
        _journal.Clear();
        return exchange;
    }
}

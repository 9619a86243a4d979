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

    public bool IsEmpty => _writes.Count + _deletes.Count + _pending.Count + _conflicts.Count + _failures.Count + _settled.Count == 0;

    public void Add(RowWrite write) => _writes[write.Page.Id] = write;

    public void Add(RowDelete delete) => _deletes.Add(delete);

    public void Add(ConflictNote conflict) => _conflicts[conflict.PageId] = conflict;

    public void AddPending(Guid pageId) => _pending.Add(pageId);

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

    /// <summary>A page that is looked at again has been edited since its write was decided: what would be written is old.</summary>
    public void Forget(Guid pageId)
    {
        _writes.Remove(pageId);
        _conflicts.Remove(pageId);
        _pending.Remove(pageId);
    }

    /// <summary>Everything, as an exchange; the outbox is empty then.</summary>
    public Exchange Take(Guid id, SyncRun run, Database database, IReadOnlyList<Page> look, Watermark? watermark)
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
            Conflicts = [.. _conflicts.Values],
            Failures = [.. _failures.Values],
            Settled = [.. _settled],
            Look = look,
            Watermark = watermark,
        };
        _writes.Clear();
        _deletes.Clear();
        _pending.Clear();
        _conflicts.Clear();
        _failures.Clear();
        _settled.Clear();
        return exchange;
    }
}

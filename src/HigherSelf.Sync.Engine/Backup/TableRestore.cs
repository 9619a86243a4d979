using System.Text.Json;
using HigherSelf.Sync.Engine.Catalog;
using HigherSelf.Sync.Engine.Errors;
using HigherSelf.Sync.Engine.Reporting;

namespace HigherSelf.Sync.Engine.Backup;

/// <summary>Puts the rows of one table back: first the rows, then what their references waited for, then what is too much.</summary>
/// <param name="database">The database.</param>
/// <param name="backup">The backup.</param>
/// <param name="request">What is wanted.</param>
/// <param name="rows">The rows.</param>
/// <param name="changes">Makes the changes.</param>
/// <param name="time">The clock.</param>
internal sealed class TableRestore(Database database, BackupContent backup, RestoreRequest request, TableRows rows, RestoreChanges changes, TimeProvider time)
{
    /// <summary>A row that is edited again and again while it is put back is left to its editor.</summary>
    private const int Attempts = 3;

    private const int ReasonsTold = 5;

    private readonly Dictionary<Guid, IReadOnlyDictionary<string, string>> _again = [];
    private readonly HashSet<Guid> _counted = [];
    private readonly List<string> _reasons = [];
    private IReadOnlyList<string>? _lost;
    private HSRestoreResult _result = new() { Database = database.Table };

    /// <summary>The table.</summary>
    public string Table => database.Table;

    /// <summary>What came of it.</summary>
    public HSRestoreResult Result => _result;

    /// <summary>Rows that come back, for what points to them.</summary>
    public HashSet<Guid> Returning { get; } = [];

    /// <summary>Of the rows that are asked for by id, those that the backup holds.</summary>
    public HashSet<Guid> Found { get; } = [];

    /// <summary>Puts the rows back. References that lead nowhere yet, and rows that were refused, wait for <see cref="PutReferencesAsync"/>.</summary>
    public Task PutAsync(CancellationToken cancellationToken) => TimedAsync(async () =>
    {
        await foreach (var batch in backup.ReadRowsAsync(Table, request.Only, cancellationToken).ConfigureAwait(false))
        {
            if (request.Only is not null)
            {
                Found.UnionWith(batch.Select(r => r.Id));
            }

            await PutAsync(batch, final: false, cancellationToken).ConfigureAwait(false);
        }
    });

    /// <summary>Puts back what has waited; a reference whose target is not there now becomes nothing.</summary>
    /// <param name="returning">The rows of all tables that came back.</param>
    /// <param name="cancellationToken">Stops it.</param>
    public Task PutReferencesAsync(IReadOnlySet<Guid> returning, CancellationToken cancellationToken) => TimedAsync(async () =>
    {
        if (_again.Count == 0)
        {
            return;
        }

        if (request.DryRun)
        {
            await AskAboutReferencesAsync(returning).ConfigureAwait(false);
            return;
        }

        await foreach (var batch in backup.ReadRowsAsync(Table, _again.Keys.ToHashSet(), cancellationToken).ConfigureAwait(false))
        {
            await PutAsync(batch, final: true, cancellationToken).ConfigureAwait(false);
        }
    });

    /// <summary>Takes the rows away that are not in the backup: both are in the order of ids, so a batch at a time is enough.</summary>
    public Task RemoveOthersAsync(CancellationToken cancellationToken) => TimedAsync(async () =>
    {
        Guid? after = null;
        await foreach (var batch in backup.ReadRowsAsync(Table, cancellationToken).ConfigureAwait(false))
        {
            var last = batch[^1].Id;
            await RemoveAsync(after, last, [.. batch.Select(r => r.Id)], cancellationToken).ConfigureAwait(false);
            after = last;
        }

        await RemoveAsync(after, null, [], cancellationToken).ConfigureAwait(false);
    });

    /// <summary>What could not be put back.</summary>
    public IEnumerable<SyncException> Errors()
    {
        if (_lost is { Count: > 0 })
        {
            yield return new SyncException(ErrorId.RestoreIncomplete, $"{Table}: the table has no column {string.Join(", ", _lost)}, of which the backup holds values; the rest was put back.",
                $"Add the column, or put {backup.Path}/{BackupNames.Catalog(Table)} into the module's folder databases and run Initialize-HSSupabase; then restore again.", Table);
        }

        if (_result.Failed > 0)
        {
            var more = _result.Failed > _reasons.Count ? $"; and {_result.Failed - _reasons.Count} more" : "";
            yield return new SyncException(ErrorId.RestoreIncomplete, $"{Table}: {_result.Failed} rows could not be put back: {string.Join("; ", _reasons)}{more}.",
                "Mend the reasons, and restore again: what is back already is left as it is.", Table);
        }
    }

    private async Task PutAsync(IReadOnlyList<RowToPut> batch, bool final, CancellationToken cancellationToken)
    {
        var left = batch;
        var accepted = new HashSet<Guid>();
        for (var attempt = 1; attempt <= Attempts && left.Count > 0; attempt++)
        {
            var answer = await rows.PutAsync(Table, left, dry: true, final, cancellationToken).ConfigureAwait(false);
            _lost ??= LostColumns(left[0], answer.Columns);
            var due = new List<RestoreChange>();
            foreach (var (row, seen) in left.Zip(answer.Outcomes))
            {
                if (ChangeFor(row, seen, final) is { } change
                    && (_counted.Contains(row.Id) || accepted.Contains(row.Id) || await changes.IsAcceptedAsync(change).ConfigureAwait(false)))
                {
                    accepted.Add(row.Id);
                    due.Add(change);
                }
            }

            var outcomes = await changes.MakeAsync(Table, due, final, cancellationToken).ConfigureAwait(false);
            foreach (var (change, outcome) in due.Zip(outcomes))
            {
                Settle(change, outcome, final);
            }

            var moved = outcomes.Where(o => o.State == PutState.Changed).Select(o => o.Id).ToHashSet();
            left = [.. left.Where(r => moved.Contains(r.Id))];
        }

        foreach (var row in left)
        {
            Fail(row.Id, "it is being edited");
        }
    }

    /// <summary>What is to be done to a row; null for nothing.</summary>
    private RestoreChange? ChangeFor(RowToPut row, PutOutcome seen, bool final)
    {
        switch (seen.State)
        {
            case PutState.Missing:
                Returning.Add(row.Id);
                return new RestoreChange { Database = Table, Id = row.Id, Action = RestoreAction.Restore, Values = row.Json };
            case PutState.Different:
                return new RestoreChange
                {
                    Database = Table,
                    Id = row.Id,
                    Action = RestoreAction.Change,
                    Before = seen.Before,
                    After = seen.After,
                    Version = seen.Version,
                    Values = row.Json,
                };
            case PutState.Failed:
                Refuse(seen, final);
                return null;
            default:
                if (!WaitFor(seen, final) && _counted.Add(row.Id))
                {
                    _result = _result with { Unchanged = _result.Unchanged + 1 };
                }

                return null;
        }
    }

    private void Settle(RestoreChange change, PutOutcome outcome, bool final)
    {
        if (outcome.State == PutState.Failed)
        {
            Refuse(outcome, final);
        }
        else if (outcome.State != PutState.Changed)
        {
            WaitFor(outcome, final);
            if (_counted.Add(change.Id))
            {
                _result = change.Action == RestoreAction.Restore
                    ? _result with { Restored = _result.Restored + 1 }
                    : _result with { Changed = _result.Changed + 1 };
            }
        }
    }

    /// <summary>Notes what a row waits for; false if that is nothing.</summary>
    private bool WaitFor(PutOutcome outcome, bool final)
    {
        if (final || outcome.Waiting.Count == 0)
        {
            return false;
        }

        _again[outcome.Id] = outcome.Waiting;
        return true;
    }

    /// <summary>A row that is refused may only have come too early.</summary>
    private void Refuse(PutOutcome outcome, bool final)
    {
        if (final || request.DryRun)
        {
            Fail(outcome.Id, outcome.Reason!);
        }
        else
        {
            _again[outcome.Id] = outcome.Waiting;
        }
    }

    private void Fail(Guid id, string reason)
    {
        _result = _result with { Failed = _result.Failed + 1 };
        if (_reasons.Count < ReasonsTold)
        {
            _reasons.Add($"{id}: {reason}");
        }
    }

    private async Task AskAboutReferencesAsync(IReadOnlySet<Guid> returning)
    {
        foreach (var (id, waiting) in _again)
        {
            var due = waiting.Where(w => Guid.TryParse(w.Value.Trim('"'), out var target) && returning.Contains(target)).ToDictionary();
            if (due.Count > 0)
            {
                await changes.IsAcceptedAsync(new RestoreChange { Database = Table, Id = id, Action = RestoreAction.Change, After = due }).ConfigureAwait(false);
            }
        }
    }

    private async Task RemoveAsync(Guid? after, Guid? to, IReadOnlyList<Guid> except, CancellationToken cancellationToken)
    {
        await foreach (var others in rows.ReadOthersAsync(Table, after, to, except, cancellationToken).ConfigureAwait(false))
        {
            var due = new List<RestoreChange>();
            foreach (var change in others.Select(Removal))
            {
                if (await changes.IsAcceptedAsync(change).ConfigureAwait(false))
                {
                    due.Add(change);
                }
            }

            foreach (var outcome in await changes.MakeAsync(Table, due, final: true, cancellationToken).ConfigureAwait(false))
            {
                if (outcome.State is PutState.Changed or PutState.Failed)
                {
                    Fail(outcome.Id, outcome.Reason ?? "it was edited when it was to be taken away, and stays");
                }
                else
                {
                    _result = _result with { Removed = _result.Removed + 1 };
                }
            }
        }
    }

    private RestoreChange Removal(JsonElement row) => new()
    {
        Database = Table,
        Id = row.GetProperty("id").GetGuid(),
        Action = RestoreAction.Remove,
        Before = row.EnumerateObject().ToDictionary(c => c.Name, c => c.Value.GetRawText(), StringComparer.Ordinal),
        Version = row.GetProperty("updated_at").GetString(),
    };

    private static IReadOnlyList<string> LostColumns(RowToPut row, IReadOnlyList<string> columns)
    {
        using var values = JsonDocument.Parse(row.Json!, new JsonDocumentOptions { MaxDepth = 300 });
        return [.. values.RootElement.EnumerateObject().Select(c => c.Name).Except(columns, StringComparer.Ordinal)];
    }

    private async Task TimedAsync(Func<Task> work)
    {
        var started = time.GetTimestamp();
        await work().ConfigureAwait(false);
        _result = _result with { Duration = _result.Duration + time.GetElapsedTime(started) };
    }
}

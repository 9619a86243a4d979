using System.Runtime.CompilerServices;
using System.Text.Json;
using HigherSelf.Sync.Engine.Catalog;
using HigherSelf.Sync.Engine.Reporting;
using HigherSelf.Sync.Engine.Supabase;

namespace HigherSelf.Sync.Engine.Sync;

/// <summary>What has happened, and the edits that put something back.</summary>
/// <param name="client">The client.</param>
public sealed class SyncHistory(SupabaseClient client)
{
    private const int AtOnce = 1000;

    /// <summary>The runs, the newest first.</summary>
    public async Task<IReadOnlyList<HSSyncRun>> ReadRunsAsync(DateTimeOffset? since, Guid? runId, int atMost, CancellationToken cancellationToken)
    {
        var answer = await AskAsync("runs", json =>
        {
            if (since is { } from)
            {
                json.WriteString("since", from);
            }

            WriteId(json, "run", runId);
            json.WriteNumber("limit", atMost);
        }, cancellationToken).ConfigureAwait(false);
        return [.. answer.EnumerateArray().Select(ReadRun)];
    }

    /// <summary>The writes of a run, or of a record, in their order.</summary>
    public async IAsyncEnumerable<HSChange> ReadChangesAsync(
        IReadOnlyList<Database> databases, Guid? runId, Guid? recordId, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        long after = 0;
        while (true)
        {
            var from = after;
            var answer = await AskAsync("changes", json =>
            {
                WriteDatabases(json, databases);
                WriteId(json, "run", runId);
                WriteId(json, "record", recordId);
                json.WriteNumber("after", from);
                json.WriteNumber("limit", AtOnce);
            }, cancellationToken).ConfigureAwait(false);
            var changes = answer.EnumerateArray().Select(ReadChange).ToList();
            foreach (var change in changes)
            {
                yield return change;
                after = change.Id;
            }

            if (changes.Count < AtOnce)
            {
                yield break;
            }
        }
    }

    /// <summary>The conflicts, the newest first.</summary>
    public async Task<IReadOnlyList<HSConflict>> ReadConflictsAsync(IReadOnlyList<Database> databases, bool onlyOpen, CancellationToken cancellationToken)
    {
        var answer = await AskAsync("conflicts", json =>
        {
            WriteDatabases(json, databases);
            json.WriteBoolean("open", onlyOpen);
            json.WriteNumber("limit", 10_000);
        }, cancellationToken).ConfigureAwait(false);
        return [.. answer.EnumerateArray().Select(ReadConflict)];
    }

    /// <summary>The records that could not be synced, the last first.</summary>
    public async Task<IReadOnlyList<HSSyncFailure>> ReadFailuresAsync(IReadOnlyList<Database> databases, CancellationToken cancellationToken)
    {
        var answer = await AskAsync("failures", json =>
        {
            WriteDatabases(json, databases);
            json.WriteNumber("limit", 10_000);
        }, cancellationToken).ConfigureAwait(false);
        return [.. answer.EnumerateArray().Select(ReadFailure)];
    }

    /// <summary>How each database stands, in one request; nothing is asked of Notion.</summary>
    /// <param name="databases">The databases.</param>
    /// <param name="fullScanEvery">How long after the last complete scan the next one is due.</param>
    /// <param name="cancellationToken">Ends the waiting.</param>
    public async Task<IReadOnlyList<HSSyncStatus>> ReadStatusAsync(
        IReadOnlyList<Database> databases, TimeSpan fullScanEvery, CancellationToken cancellationToken)
    {
        var answer = await AskAsync("standing", json => WriteDatabases(json, databases), cancellationToken).ConfigureAwait(false);
        return [.. answer.EnumerateArray().Select(s => ReadStatus(s, fullScanEvery))];
    }

    /// <summary>Edits rows as a person would, so that a sync carries it on; a row that says something else than expected is left alone.</summary>
    /// <param name="database">The database, by its table.</param>
    /// <param name="edits">The edits.</param>
    /// <param name="conflict">The conflict that is resolved by it, and whose values are kept.</param>
    /// <param name="cancellationToken">Ends the waiting.</param>
    /// <returns>What came of each, in their order.</returns>
    internal async Task<IReadOnlyList<RowEditState>> EditAsync(
        string database, IReadOnlyList<RowEdit> edits, (long Id, Side Kept)? conflict, CancellationToken cancellationToken)
    {
        var request = RequestJson.Write(json =>
        {
            json.WriteString("database", database);
            json.WriteStartArray("edits");
            foreach (var edit in edits)
            {
                json.WriteStartObject();
                json.WriteString("row", edit.RowId);
                json.WriteString("action", edit.Action);
                json.WriteString("form", edit.IsRecord ? "record" : "row");
                json.WritePropertyName("expect");
                json.WriteRawValue(edit.Expected ?? "{}");
                json.WritePropertyName("set");
                json.WriteRawValue(edit.Set ?? "{}");
                json.WriteEndObject();
            }

            json.WriteEndArray();
            if (conflict is { } resolved)
            {
                json.WriteNumber("conflict", resolved.Id);
                json.WriteString("kept", resolved.Kept.ToString());
            }
        });
        var answer = await client.CallAsync("hs_sync_edit", request, cancellationToken).ConfigureAwait(false);
        return [.. answer.EnumerateArray().Select(e => Enum.Parse<RowEditState>(e.GetProperty("state").GetString()!, ignoreCase: true))];
    }

    private async Task<JsonElement> AskAsync(string what, Action<Utf8JsonWriter> writeMore, CancellationToken cancellationToken) =>
        await client.CallAsync("hs_sync_history", RequestJson.Write(json =>
        {
            json.WriteString("what", what);
            writeMore(json);
        }), cancellationToken).ConfigureAwait(false);

    private static void WriteDatabases(Utf8JsonWriter json, IReadOnlyList<Database> databases)
    {
        json.WriteStartArray("databases");
        foreach (var database in databases)
        {
            json.WriteStringValue(database.Table);
        }

        json.WriteEndArray();
    }

    private static void WriteId(Utf8JsonWriter json, string name, Guid? id)
    {
        if (id is { } known)
        {
            json.WriteString(name, known);
        }
    }

    private static HSSyncRun ReadRun(JsonElement run)
    {
        var (id, direction) = (run.GetProperty("id").GetGuid(), run.GetProperty("kind").GetString()!);
        var results = RunJson.Read(run.GetProperty("results"), id, Enum.TryParse<SyncDirection>(direction, out var known) ? known : SyncDirection.Bidirectional);
        return new HSSyncRun
        {
            RunId = id,
            Direction = direction,
            Status = run.GetProperty("status").GetString()!,
            StartedAt = Instant(run, "started_at")!.Value,
            EndedAt = Instant(run, "ended_at"),
            Holder = run.GetProperty("holder").GetString()!,
            Created = results.Sum(r => r.Created),
            Updated = results.Sum(r => r.Updated),
            Deleted = results.Sum(r => r.Deleted),
            Conflicts = results.Sum(r => r.Conflicts),
            Failed = results.Sum(r => r.Failed),
            Results = results,
        };
    }

    private static HSSyncStatus ReadStatus(JsonElement status, TimeSpan fullScanEvery)
    {
        var now = Instant(status, "now")!.Value;
        var lastFullScan = Instant(status, "full_scan_at");
        return new HSSyncStatus
        {
            Database = status.GetProperty("database").GetString()!,
            IsSetUp = status.GetProperty("is_set_up").GetBoolean(),
            LastSuccess = Instant(status, "last_success"),
            LastStatus = status.GetProperty("last_status").GetString() is { } last && Enum.TryParse<SyncStatus>(last, out var known) ? known : null,
            // Notion's clock may be before Supabase's.
            Freshness = Instant(status, "through") is { } through ? (now > through ? now - through : TimeSpan.Zero) : null,
            SupabaseBacklog = status.GetProperty("changed_rows").GetInt32(),
            NotionBacklog = status.GetProperty("waiting_pages").GetInt32(),
            Failures = status.GetProperty("failures").GetInt32(),
            Conflicts = status.GetProperty("conflicts").GetInt32(),
            LastFullScan = lastFullScan,
            NextFullScan = lastFullScan is { } at && !status.GetProperty("needs_full").GetBoolean() ? at + fullScanEvery : now,
            HeldBy = status.GetProperty("held_by").GetString(),
            HeldUntil = Instant(status, "held_until"),
        };
    }

    private static HSChange ReadChange(JsonElement change)
    {
        var written = change.GetProperty("after") is { ValueKind: JsonValueKind.Object } after ? after : change.GetProperty("before");
        return new HSChange
        {
            Id = change.GetProperty("id").GetInt64(),
            RunId = change.GetProperty("run_id").GetGuid(),
            At = Instant(change, "at")!.Value,
            Database = change.GetProperty("database").GetString()!,
            Side = Enum.Parse<Side>(change.GetProperty("side").GetString()!),
            Action = Enum.Parse<JournalAction>(change.GetProperty("action").GetString()!, ignoreCase: true).ToString(),
            NotionPageId = Id(change, "page_id"),
            SupabaseId = Id(change, "row_id"),
            Fields = written.ValueKind == JsonValueKind.Object ? [.. written.EnumerateObject().Select(f => f.Name)] : [],
            Before = Text(change, "before"),
            BeforeInNotion = change.TryGetProperty("raw", out var raw) && raw.ValueKind == JsonValueKind.Object
                ? raw.EnumerateObject().ToDictionary(r => r.Name, r => r.Value.GetString()!)
                : [],
            After = Text(change, "after"),
        };
    }

    private static HSConflict ReadConflict(JsonElement conflict) => new()
    {
        Id = conflict.GetProperty("id").GetInt64(),
        At = Instant(conflict, "at")!.Value,
        RunId = conflict.GetProperty("run_id").GetGuid(),
        Database = conflict.GetProperty("database").GetString()!,
        NotionPageId = conflict.GetProperty("page_id").GetGuid(),
        SupabaseId = conflict.GetProperty("row_id").GetGuid(),
        Winner = SideOf(conflict, "winner"),
        Fields =
        [
            .. conflict.GetProperty("fields").EnumerateObject().Select(f =>
                new HSConflictField(f.Name, f.Value.GetProperty("notion").GetRawText(), f.Value.GetProperty("supabase").GetRawText())),
        ],
        ResolvedAt = Instant(conflict, "resolved_at"),
        Kept = SideOf(conflict, "kept"),
    };

    private static HSSyncFailure ReadFailure(JsonElement failure)
    {
        var record = failure.GetProperty("record_id").GetGuid();
        var isPage = failure.GetProperty("side").ValueEquals(nameof(Side.Notion));
        return new HSSyncFailure
        {
            Database = failure.GetProperty("database").GetString()!,
            NotionPageId = Id(failure, "page_id") ?? (isPage ? record : null),
            SupabaseId = Id(failure, "row_id") ?? (isPage ? null : record),
            Reason = failure.GetProperty("reason").GetString()!,
            Attempts = failure.GetProperty("attempts").GetInt32(),
            FirstAt = Instant(failure, "first_at")!.Value,
            LastAt = Instant(failure, "last_at")!.Value,
            NextAt = Instant(failure, "next_at")!.Value,
            RunId = failure.GetProperty("run_id").GetGuid(),
        };
    }

    private static Side? SideOf(JsonElement json, string name) => json.GetProperty(name).GetString() is { } side ? Enum.Parse<Side>(side) : null;

    private static Guid? Id(JsonElement json, string name) => json.GetProperty(name) is { ValueKind: JsonValueKind.String } id ? id.GetGuid() : null;

    private static DateTimeOffset? Instant(JsonElement json, string name) =>
        json.GetProperty(name) is { ValueKind: JsonValueKind.String } text ? RowCodec.ParseInstant(text.GetString()!) : null;

    private static string? Text(JsonElement json, string name) => json.GetProperty(name) is { ValueKind: JsonValueKind.Object } value ? value.GetRawText() : null;
}

/// <summary>An edit of a row that puts something back.</summary>
/// <param name="RowId">The row.</param>
/// <param name="Action">"set", "insert" or "remove".</param>
/// <param name="Set">The columns, as JSON.</param>
/// <param name="Expected">What they say now, as JSON; otherwise the row is left alone.</param>
/// <param name="IsRecord">True if relations are given as page ids; false if they are as in the row.</param>
internal sealed record RowEdit(Guid RowId, string Action, string? Set = null, string? Expected = null, bool IsRecord = false);

/// <summary>What came of an edit.</summary>
internal enum RowEditState
{
    Done,

    /// <summary>The row says something else than was expected, and was left alone.</summary>
    Changed,

    /// <summary>There is no such row.</summary>
    Missing,
}

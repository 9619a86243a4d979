using HigherSelf.Sync.Engine.Catalog;
using HigherSelf.Sync.Engine.Records;
using HigherSelf.Sync.Engine.Sync;
using HigherSelf.Sync.Engine.Transforms;

namespace HigherSelf.Sync.Samples;

/// <summary>A sync that leaves drafts alone, never blanks a note, keeps records that are locked, and counts what it has written.</summary>
public sealed class NightlySync(
    IPageSide pages, IRowSide rows, DatabaseCatalog catalog, IReadOnlyDictionary<string, Guid> notionIds, SyncEnvironment environment)
    : DatabaseSyncService(pages, rows, catalog, notionIds, environment)
{
    private int _written;

    /// <summary>How many writes there were.</summary>
    public int Written => _written;

    /// <summary>The transforms that its catalog files can name: those that ship, and one of its own.</summary>
    public static TransformSet Transforms { get; } =
        TransformSet.BuiltIn.With("no-spaces", new TextTransform(text => text.Replace(" ", "", StringComparison.Ordinal)));

    /// <summary>Which records are looked at.</summary>
    protected override RecordFilter FilterOf(SyncRequest request) =>
        (record, _) => ValueTask.FromResult(!Text(record.Values.Find("name")).StartsWith("draft", StringComparison.Ordinal));

    /// <summary>The last word on a decision.</summary>
    protected override ValueTask<Verdict> ReviewAsync(PlannedRecord record, CancellationToken cancellationToken)
    {
        if (record.Row is { } row && Text(row.Record.Find("code")) == "locked")
        {
            return ValueTask.FromResult(Verdict.Hold("The record is locked."));
        }

        var blanksNotes = record.Decision.ToPage.Any(f => f.Column == "notes") && Text(record.Row!.Record.Find("notes")).Length == 0;
        return ValueTask.FromResult(blanksNotes ? Verdict.LeaveOut("notes") : Verdict.Accept);
    }

    /// <summary>Hears what was written; from several threads.</summary>
    protected override ValueTask OnCarriedAsync(CarriedRecord record, CancellationToken cancellationToken)
    {
        Interlocked.Increment(ref _written);
        return ValueTask.CompletedTask;
    }

    private static string Text(FieldValue? value) => value?.ToString() ?? "";
}

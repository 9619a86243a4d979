using HigherSelf.Sync.Engine.Catalog;
using HigherSelf.Sync.Engine.Reporting;

namespace HigherSelf.Sync.Engine.Sync;

/// <summary>What a run is to do.</summary>
public sealed record SyncRequest
{
    /// <summary>The databases.</summary>
    public required IReadOnlyList<Database> Databases { get; init; }

    /// <summary>Which way records go.</summary>
    public SyncDirection Direction { get; init; } = SyncDirection.Bidirectional;

    /// <summary>What is done about conflicts and deletes.</summary>
    public SyncPolicy Policy { get; init; } = new();

    /// <summary>So many percent of a database's records may be deleted in one run, and ten in any case.</summary>
    public int MaxDeletePercent { get; init; } = 10;

    /// <summary>Deletes are carried out however many they are.</summary>
    public bool Force { get; init; }

    /// <summary>Every page is read when the last time is longer ago than this.</summary>
    public TimeSpan FullScanEvery { get; init; } = TimeSpan.FromDays(1);

    /// <summary>Only this page, which is in the one database of the request.</summary>
    public Guid? PageId { get; init; }

    /// <summary>Only this row, which is in the one database of the request.</summary>
    public Guid? RowId { get; init; }

    /// <summary>
    /// Only records of which this says yes; null for all. The others are left alone, so the watermarks stay where they are, and no page counts as deleted because it was not seen.
    /// </summary>
    public RecordFilter? Filter { get; init; }

    /// <summary>What stood in Notion once, as JSON by column: it is written again where it shows as what the row says.</summary>
    internal IReadOnlyDictionary<string, string> HandBack { get; init; } = new Dictionary<string, string>();

    /// <summary>Only pages that were edited at or after this; the watermarks stay where they are.</summary>
    public DateTimeOffset? Since { get; init; }

    /// <summary>Every page is read, whatever the watermarks say.</summary>
    public bool Full { get; init; }

    /// <summary>Nothing is written, not even state; the results tell what would have been.</summary>
    public bool DryRun { get; init; }

    /// <summary>How many databases are worked on at once.</summary>
    public int DatabasesAtOnce { get; init; } = 4;

    /// <summary>How many records go to Supabase at once.</summary>
    public int ChunkSize { get; init; } = 500;
}

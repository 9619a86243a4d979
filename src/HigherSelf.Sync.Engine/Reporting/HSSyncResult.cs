namespace HigherSelf.Sync.Engine.Reporting;

/// <summary>Which way records go.</summary>
public enum SyncDirection
{
    /// <summary>Pages are read, rows are written.</summary>
    NotionToSupabase,

    /// <summary>Rows are read, pages are written.</summary>
    SupabaseToNotion,

    /// <summary>Both ways.</summary>
    Bidirectional,
}

/// <summary>How a database came out of a run.</summary>
public enum SyncStatus
{
    /// <summary>Everything that was due was done.</summary>
    Succeeded,

    /// <summary>The database was synced, but for some records or fields.</summary>
    Partial,

    /// <summary>The database could not be synced.</summary>
    Failed,

    /// <summary>A guard stopped it before anything could go wrong.</summary>
    Halted,

    /// <summary>It was not this run's turn.</summary>
    Skipped,
}

/// <summary>What a run did to one database.</summary>
public sealed record HSSyncResult
{
    /// <summary>The database, by its table.</summary>
    public required string Database { get; init; }

    public required SyncDirection Direction { get; init; }

    public required SyncStatus Status { get; init; }

    /// <summary>Records that were made on a side that lacked them.</summary>
    public int Created { get; init; }

    /// <summary>Records that were changed on one side after an edit on the other.</summary>
    public int Updated { get; init; }

    /// <summary>Records that were looked at and needed nothing.</summary>
    public int Unchanged { get; init; }

    /// <summary>Records that were deleted on one side after a delete on the other.</summary>
    public int Deleted { get; init; }

    /// <summary>Records that had changed on both sides, differently.</summary>
    public int Conflicts { get; init; }

    /// <summary>Records that could not be synced; they are tried again in the next cycle.</summary>
    public int Failed { get; init; }

    /// <summary>Requests that were sent to Notion for this database, retries among them.</summary>
    public int NotionRequests { get; init; }

    /// <summary>Requests that were sent to Supabase for this database; opening and closing a run is one each for all databases.</summary>
    public int SupabaseRequests { get; init; }

    public TimeSpan Duration { get; init; }

    /// <summary>Properties that are new in Notion and in no field of the catalog; each is told once.</summary>
    public IReadOnlyList<string> NewProperties { get; init; } = [];

    /// <summary>What went wrong and what to do; null if nothing did.</summary>
    public string? Error { get; init; }

    /// <summary>The stable id of the error; null if there is none.</summary>
    public string? ErrorId { get; init; }

    /// <summary>What to do about the error; null if there is none.</summary>
    public string? NextStep { get; init; }

    /// <summary>The run that this is a part of.</summary>
    public Guid RunId { get; init; }

    /// <summary>True if nothing was written because the run was only asked what it would do.</summary>
    public bool WhatIf { get; init; }
}

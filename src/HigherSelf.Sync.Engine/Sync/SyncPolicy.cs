namespace HigherSelf.Sync.Engine.Sync;

/// <summary>Who wins where both sides have changed the same record differently.</summary>
public enum ConflictPolicy
{
    /// <summary>The later edit, by the minute; Notion in the same minute.</summary>
    LatestWins,

    NotionWins,

    SupabaseWins,

    /// <summary>Nobody, until a person decides: both sides keep what they have.</summary>
    Manual,
}

/// <summary>What a conflict is about.</summary>
public enum MergeScope
{
    /// <summary>The whole record: it is taken from the winner.</summary>
    Record,

    /// <summary>Each field by itself: edits of different fields both live.</summary>
    Field,
}

/// <summary>What happens to one side when a record is deleted on the other.</summary>
public enum DeletePolicy
{
    /// <summary>It is deleted there too: a row into the journal, a page into Notion's trash.</summary>
    Propagate,

    /// <summary>Nothing.</summary>
    Ignore,
}

/// <summary>The policies of a run.</summary>
public sealed record SyncPolicy
{
    public ConflictPolicy Conflicts { get; init; } = ConflictPolicy.LatestWins;

    public MergeScope Scope { get; init; } = MergeScope.Record;

    public DeletePolicy Deletes { get; init; } = DeletePolicy.Propagate;
}

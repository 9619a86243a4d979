namespace HigherSelf.Sync.Engine.Sync;

/// <summary>What the state holds of a database when a run begins.</summary>
public sealed record DatabaseState
{
    /// <summary>The binding to Notion, or null.</summary>
    public Notion.DataSourceBinding? Binding { get; init; }

    /// <summary>True if something about the binding has changed since every page was read.</summary>
    public bool NeedsFull { get; init; }

    /// <summary>Columns of the catalog that Supabase does not know.</summary>
    public IReadOnlyList<string> UnknownFields { get; init; } = [];

    /// <summary>Up to where it has been read, or null.</summary>
    public DateTimeOffset? Through { get; init; }

    /// <summary>When every page was last looked at, by the clock of Supabase; or null.</summary>
    public DateTimeOffset? FullScanAt { get; init; }

    /// <summary>The clock of Supabase.</summary>
    public DateTimeOffset Now { get; init; }

    /// <summary>True if there is neither a row nor a link, so that no page needs a look.</summary>
    public bool IsEmpty { get; init; }

    /// <summary>True if rows have changed since both sides agreed.</summary>
    public bool IsDirty { get; init; }

    /// <summary>Pages whose sync failed and is due again.</summary>
    public IReadOnlyList<Guid> Retry { get; init; } = [];

    /// <summary>Pages that were seen to differ from the base, which is not settled.</summary>
    public IReadOnlyList<Guid> Pending { get; init; } = [];

    /// <summary>Who else holds the database, and until when; null if this run does.</summary>
    public LeaseHolder? HeldBy { get; init; }
}

/// <summary>Another run.</summary>
public sealed record LeaseHolder(string Holder, DateTimeOffset Until);

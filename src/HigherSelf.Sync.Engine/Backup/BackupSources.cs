using HigherSelf.Sync.Engine.Supabase;
using HigherSelf.Sync.Engine.Sync;

namespace HigherSelf.Sync.Engine.Backup;

/// <summary>Where a backup reads from; what is not asked for need not be there.</summary>
public sealed record BackupSources
{
    /// <summary>Notion.</summary>
    public IPageSide? Pages { get; init; }

    /// <summary>The ids of the Notion databases, by table.</summary>
    public IReadOnlyDictionary<string, Guid> NotionIds { get; init; } = new Dictionary<string, Guid>();

    /// <summary>Supabase; if it is there, it also says how databases are bound to Notion.</summary>
    public SupabaseClient? Supabase { get; init; }

    /// <summary>The host of the Supabase project.</summary>
    public string? Project { get; init; }
}

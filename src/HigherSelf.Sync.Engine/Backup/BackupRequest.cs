using HigherSelf.Sync.Engine.Catalog;
using HigherSelf.Sync.Engine.Reporting;

namespace HigherSelf.Sync.Engine.Backup;

/// <summary>What is to be backed up, and where to.</summary>
public sealed record BackupRequest
{
    /// <summary>The databases.</summary>
    public required IReadOnlyList<Database> Databases { get; init; }

    /// <summary>The folder; it is made if it is missing.</summary>
    public required string Path { get; init; }

    /// <summary>What is read.</summary>
    public BackupSides Sides { get; init; }

    /// <summary>True if a backup that is in the folder is replaced.</summary>
    public bool Replace { get; init; }

    /// <summary>True if a side is to be read.</summary>
    public bool Includes(Side side) => Sides == BackupSides.Both || Sides == (side == Side.Notion ? BackupSides.Notion : BackupSides.Supabase);
}

/// <summary>What a backup holds.</summary>
public enum BackupSides
{
    /// <summary>Pages and rows.</summary>
    Both,

    /// <summary>Pages alone; Supabase is not asked.</summary>
    Notion,

    /// <summary>Rows alone; Notion is not asked.</summary>
    Supabase,
}

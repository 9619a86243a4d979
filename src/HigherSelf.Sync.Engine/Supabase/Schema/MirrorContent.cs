using System.Text.Json;

namespace HigherSelf.Sync.Engine.Supabase.Schema;

/// <summary>What this module has made in a database, and what would be lost with it.</summary>
public sealed record MirrorContent
{
    /// <summary>The tables of the catalog that are mirrors, with their rows.</summary>
    public required IReadOnlyList<MirrorTable> Tables { get; init; }

    /// <summary>Tables with names of the catalog that this module has not made: they stay.</summary>
    public required IReadOnlyList<string> Foreign { get; init; }

    /// <summary>True if the state is there.</summary>
    public required bool HasState { get; init; }

    /// <summary>The functions in public.</summary>
    public required IReadOnlyList<string> Functions { get; init; }

    /// <summary>All rows of all mirrors.</summary>
    public long Rows => Tables.Sum(t => t.Rows);

    internal static MirrorContent Read(JsonElement answer) => new()
    {
        Tables = [.. answer.GetProperty("tables").EnumerateArray().Select(t => new MirrorTable(t.GetProperty("name").GetString()!, t.GetProperty("rows").GetInt64()))],
        Foreign = [.. answer.GetProperty("foreign").EnumerateArray().Select(t => t.GetString()!)],
        HasState = answer.GetProperty("state").GetBoolean(),
        Functions = [.. answer.GetProperty("functions").EnumerateArray().Select(t => t.GetString()!)],
    };
}

/// <summary>A mirror.</summary>
/// <param name="Name">The table.</param>
/// <param name="Rows">How many rows it has.</param>
public sealed record MirrorTable(string Name, long Rows);

namespace HigherSelf.Sync.Engine.Reporting;

/// <summary>A record that both sides had changed differently.</summary>
public sealed record HSConflict
{
    public required long Id { get; init; }

    public required DateTimeOffset At { get; init; }

    public required Guid RunId { get; init; }

    /// <summary>The database, by its table.</summary>
    public required string Database { get; init; }

    public required Guid NotionPageId { get; init; }

    public required Guid SupabaseId { get; init; }

    /// <summary>Whose values were taken; null if a person decides.</summary>
    public Side? Winner { get; init; }

    /// <summary>What each side had.</summary>
    public required IReadOnlyList<HSConflictField> Fields { get; init; }

    /// <summary>When it was resolved; null if it was not.</summary>
    public DateTimeOffset? ResolvedAt { get; init; }

    /// <summary>Whose values a person has kept.</summary>
    public Side? Kept { get; init; }
}

/// <summary>A field in a conflict.</summary>
/// <param name="Field">The column.</param>
/// <param name="NotionValue">What Notion had, as JSON.</param>
/// <param name="SupabaseValue">What Supabase had, as JSON.</param>
public sealed record HSConflictField(string Field, string NotionValue, string SupabaseValue)
{
    /// <inheritdoc/>
    public override string ToString() => $"{Field}: {NotionValue} | {SupabaseValue}";
}

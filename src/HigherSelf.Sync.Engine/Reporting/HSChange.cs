namespace HigherSelf.Sync.Engine.Reporting;

/// <summary>One write of a run, as the journal has it.</summary>
public sealed record HSChange
{
    public required long Id { get; init; }

    public required Guid RunId { get; init; }

    public required DateTimeOffset At { get; init; }

    /// <summary>The database, by its table.</summary>
    public required string Database { get; init; }

    /// <summary>The side that was written.</summary>
    public required Side Side { get; init; }

    /// <summary>Create, Update, Delete or Restore.</summary>
    public required string Action { get; init; }

    public Guid? NotionPageId { get; init; }

    public Guid? SupabaseId { get; init; }

    /// <summary>The columns that were written.</summary>
    public IReadOnlyList<string> Fields { get; init; } = [];

    /// <summary>What was there before, as JSON; of a deleted row, all of it.</summary>
    public string? Before { get; init; }

    /// <summary>What stood in the page before, as JSON by column, where a transform shows something else.</summary>
    public IReadOnlyDictionary<string, string> BeforeInNotion { get; init; } = new Dictionary<string, string>();

    /// <summary>What came in its place, as JSON.</summary>
    public string? After { get; init; }
}

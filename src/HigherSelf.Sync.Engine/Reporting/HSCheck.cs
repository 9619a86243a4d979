namespace HigherSelf.Sync.Engine.Reporting;

/// <summary>One check of a service.</summary>
public sealed record HSCheck
{
    /// <summary>"Notion" or "Supabase".</summary>
    public required string Service { get; init; }

    /// <summary>What was checked: "Token", "tasks" ...</summary>
    public required string Name { get; init; }

    public required bool Passed { get; init; }

    /// <summary>What was found.</summary>
    public required string Detail { get; init; }

    /// <summary>What to do; null if the check passed.</summary>
    public string? NextStep { get; init; }

    /// <summary>The stable id of the error; null if the check passed.</summary>
    public string? ErrorId { get; init; }
}

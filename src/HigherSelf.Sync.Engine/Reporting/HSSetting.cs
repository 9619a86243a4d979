namespace HigherSelf.Sync.Engine.Reporting;

/// <summary>A setting, as Get-HSConfiguration shows it.</summary>
public sealed record HSSetting
{
    /// <summary>Its name, which is that of its environment variable.</summary>
    public required string Name { get; init; }

    /// <summary>Its value; *** for a secret, null if there is none.</summary>
    public string? Value { get; init; }

    /// <summary>"parameter", "environment", the path of a file, "default", or "not set".</summary>
    public required string Source { get; init; }

    /// <summary>What it is.</summary>
    public required string Description { get; init; }
}

namespace HigherSelf.Sync.Sandbox.Supabase;

/// <summary>One line of the stack's output: what happened, and what goes with it.</summary>
internal sealed record StackEvent
{
    public required string Event { get; init; }

    /// <summary>With "failed": why, and the last lines of the log of the part that failed.</summary>
    public string? Reason { get; init; }

    public string? Log { get; init; }

    /// <summary>With "ready": where everything is, and what opens it.</summary>
    public Uri? Url { get; init; }

    public string? DatabaseUrl { get; init; }

    public string? PublishableKey { get; init; }

    public string? SecretKey { get; init; }

    /// <summary>The folder that holds all files of this run.</summary>
    public string? Directory { get; init; }
}

namespace HigherSelf.Sync.Engine.Sync;

/// <summary>What a run needs of the world around it; a simulation puts its own in.</summary>
public sealed record SyncEnvironment
{
    /// <summary>The clock.</summary>
    public TimeProvider Time { get; init; } = TimeProvider.System;

    /// <summary>Makes the ids of runs and exchanges.</summary>
    public Func<Guid> NewId { get; init; } = Guid.NewGuid;

    /// <summary>Who runs it, for the message to a second run: user, machine, process.</summary>
    public string Holder { get; init; } = $"{Environment.UserName} on {Environment.MachineName}, process {Environment.ProcessId}";

    /// <summary>How many batches of pages are read while one is worked on; 0 for one thing after another.</summary>
    public int ReadAhead { get; init; } = 2;

    /// <summary>Where the story of a run goes.</summary>
    public EngineLog Log { get; init; } = EngineLog.None;

    /// <summary>Hears how a run goes on.</summary>
    public ISyncObserver Observer { get; init; } = NoObserver.Instance;
}

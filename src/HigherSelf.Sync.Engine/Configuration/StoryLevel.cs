namespace HigherSelf.Sync.Engine.Configuration;

/// <summary>How much of what happens is printed, from all of it to next to nothing.</summary>
public enum StoryLevel
{
    /// <summary>Each request, as one line.</summary>
    Debug,

    /// <summary>The story of a run.</summary>
    Info,

    /// <summary>What is not right and does not stop the run.</summary>
    Warning,

    /// <summary>Errors only.</summary>
    Error,
}

namespace HigherSelf.Sync.Engine.Errors;

/// <summary>
/// An error that a user can act on. The message names the thing and the cause, then the next step.
/// </summary>
public class SyncException : Exception
{
    /// <param name="id">The stable id.</param>
    /// <param name="cause">The thing and what is wrong with it, as a sentence: "tasks: the Notion database ... is not shared."</param>
    /// <param name="nextStep">What the user does now, as a sentence.</param>
    /// <param name="target">The user's object that the error is about: a database name, a file, a setting.</param>
    /// <param name="innerException">What was caught, if anything.</param>
    public SyncException(ErrorId id, string cause, string nextStep, string? target = null, Exception? innerException = null)
        : base($"{(cause[^1] is '.' or '!' or '?' ? cause : cause + ".")} {nextStep}", innerException)
    {
        Id = id;
        Cause = cause;
        NextStep = nextStep;
        Target = target;
    }

    /// <summary>The stable id of the error.</summary>
    public ErrorId Id { get; }

    /// <summary>The thing and the cause.</summary>
    public string Cause { get; }

    /// <summary>What to do now.</summary>
    public string NextStep { get; }

    /// <summary>The user's object that the error is about, if it is about one.</summary>
    public string? Target { get; }
}

namespace HigherSelf.Sync.Engine.Sync;

/// <summary>A page was not written, or nobody knows whether it was.</summary>
/// <param name="outcome">What is known.</param>
/// <param name="reason">Why, for the user.</param>
/// <param name="committedPageId">The page that was made after all, if Notion names it.</param>
/// <param name="innerException">What was caught.</param>
public sealed class PageWriteException(PageWriteOutcome outcome, string reason, Guid? committedPageId = null, Exception? innerException = null)
    : Exception(reason, innerException)
{
    /// <summary>What is known.</summary>
    public PageWriteOutcome Outcome => outcome;

    /// <summary>The page that was made after all, if Notion names it.</summary>
    public Guid? CommittedPageId => committedPageId;
}

/// <summary>What is known of a write that did not succeed.</summary>
public enum PageWriteOutcome
{
    /// <summary>Notion cannot or will not take the value; nothing was written.</summary>
    Refused,

    /// <summary>The page is in the trash or archived; nothing was written.</summary>
    InTrash,

    /// <summary>The page does not exist or is not shared; nothing was written.</summary>
    NotFound,

    /// <summary>No answer came, or one that leaves it open: it may have been written.</summary>
    Doubtful,
}

namespace HigherSelf.Sync.Engine.Sync;

/// <summary>What a run has done to one database so far.</summary>
internal sealed class SyncTally
{
    public int Read { get; set; }

    public int Created { get; set; }

    public int Updated { get; set; }

    public int Unchanged { get; set; }

    public int Deleted { get; set; }

    public int Conflicts { get; set; }

    public int Failed { get; private set; }

    /// <summary>Why the first record failed.</summary>
    public string? FirstReason { get; private set; }

    public int Settled => Created + Updated + Unchanged + Deleted + Failed;

    public void Fail(string reason)
    {
        Failed++;
        FirstReason ??= reason;
    }

    /// <summary>Every page is read once more: what was written stays written, and the rest is counted anew.</summary>
    public void BeginAgain()
    {
        (Read, Unchanged, Failed, FirstReason) = (0, 0, 0, null);
    }
}

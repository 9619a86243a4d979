namespace HigherSelf.Sync.Engine.Sync;

/// <summary>What a run has done to one database so far.</summary>
internal sealed class SyncTally
{
    public int Read { get; set; }

    public int Created { get; set; }

    public int Updated { get; set; }

    public int Unchanged { get; set; }

    public int Conflicts { get; set; }

    public int Failed { get; set; }

    /// <summary>Why records failed.</summary>
    public List<string> Reasons { get; } = [];

    public int Settled => Created + Updated + Unchanged + Failed;
}

namespace HigherSelf.Sync.Engine;

/// <summary>Counts the requests that one piece of work has sent, retries among them.</summary>
public sealed class RequestCounter
{
    private int _count;

    /// <summary>How many so far.</summary>
    public int Count => Volatile.Read(ref _count);

    internal void Add() => Interlocked.Increment(ref _count);
}

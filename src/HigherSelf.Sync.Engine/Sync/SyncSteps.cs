namespace HigherSelf.Sync.Engine.Sync;

/// <summary>The steps of a run that whoever starts it has a say in; see <see cref="DatabaseSyncService"/>.</summary>
/// <param name="Filter">Which records are looked at; null for all.</param>
/// <param name="ReviewAsync">The last word on a decision.</param>
/// <param name="CarriedAsync">Hears what was written.</param>
internal sealed record SyncSteps(
    RecordFilter? Filter,
    Func<PlannedRecord, CancellationToken, ValueTask<Verdict>> ReviewAsync,
    Func<CarriedRecord, CancellationToken, ValueTask> CarriedAsync)
{
    /// <summary>Nobody has a say.</summary>
    public static SyncSteps None { get; } = new(null, (_, _) => ValueTask.FromResult(Verdict.Accept), (_, _) => ValueTask.CompletedTask);
}

using HigherSelf.Sync.Engine.Catalog;
using HigherSelf.Sync.Engine.Reporting;

namespace HigherSelf.Sync.Simulation;

/// <summary>What is kept of the sync beside links and changed rows.</summary>
internal sealed class StateOfSync
{
    public Dictionary<Database, (Guid Run, string Holder, DateTimeOffset Until)> Leases { get; } = [];

    public Dictionary<Database, (DateTimeOffset Through, DateTimeOffset? FullAt)> Watermarks { get; } = [];

    public Dictionary<Guid, (Database Database, Side Side, int Attempts, DateTimeOffset NextAt)> Failures { get; } = [];

    public Dictionary<Guid, (Database Database, DateTimeOffset At)> Intents { get; } = [];

    public HashSet<(Guid Page, Database Database, Guid Row, Field Field)> Waiting { get; } = [];

    public HashSet<Guid> OpenConflicts { get; } = [];

    public HashSet<Database> HasRead { get; } = [];
}

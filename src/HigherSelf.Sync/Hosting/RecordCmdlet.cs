using HigherSelf.Sync.Engine.Sync;

namespace HigherSelf.Sync.Hosting;

/// <summary>The base of cmdlets that work on single records: both sides, and what has happened to them.</summary>
public abstract class RecordCmdlet : HSCmdlet
{
    private BothSides? _sides;

    /// <summary>Syncs.</summary>
    private protected DatabaseSyncService Service => Sides.ServiceFor(Catalog, Surroundings);

    /// <summary>Puts things back.</summary>
    private protected PutBack PutBack => new(Sides.Pages, Sides.Rows, Sides.History, Service, Catalog, Surroundings);

    private BothSides Sides => _sides ??= OpenBothSides(Settings.WithId(Catalog.Databases));
}

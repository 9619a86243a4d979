using System.Management.Automation;
using HigherSelf.Sync.Engine.Catalog;
using HigherSelf.Sync.Engine.Reporting;
using HigherSelf.Sync.Engine.Sync;
using HigherSelf.Sync.Hosting;

namespace HigherSelf.Sync.Commands;

/// <summary>Tells what a sync would do, one object a change, with the reason. Nothing is written.</summary>
[Cmdlet(VerbsCommon.Get, "HSSyncPlan")]
[OutputType(typeof(HSPlannedChange))]
public sealed class GetHSSyncPlanCommand : PolicyCmdlet
{
    // A SyncDirection; see ModuleInitializer for why no field is of that type.
    private int _direction = (int)SyncDirection.Bidirectional;

    /// <summary>Which way records would go.</summary>
    [Parameter]
    public SyncDirection Direction
    {
        get => (SyncDirection)_direction;
        set => _direction = (int)value;
    }

    /// <summary>Every page would be read.</summary>
    [Parameter]
    public SwitchParameter Full { get; set; }

    /// <inheritdoc/>
    protected override async Task RunAsync(IReadOnlyList<Database> databases, CancellationToken cancellationToken)
    {
        var sides = OpenBothSides(databases);
        var request = new SyncRequest
        {
            Databases = databases,
            Direction = Direction,
            Full = Full,
            Policy = Policy,
            Filter = RecordFilter,
            MaxDeletePercent = MaxDeletePercent,
            Force = Force,
            DryRun = true,
        };
        var service = sides.ServiceFor(Catalog, Surroundings with { Observer = new PlanObserver(Emit) });
        await foreach (var result in service.SyncAsync(request, cancellationToken).ConfigureAwait(false))
        {
            ReportErrorOf(result);
        }
    }

    private sealed class PlanObserver(Action<object> emit) : ISyncObserver
    {
        public void Plan(PlannedChange change) => emit(new HSPlannedChange
        {
            Database = change.Database.Table,
            Action = change.Action,
            Title = change.Title,
            NotionPageId = change.PageId,
            SupabaseId = change.RowId,
            Fields = change.Fields,
            Reason = change.Reason,
        });

        public void Progress(Database database, int read, int settled)
        {
        }
    }
}

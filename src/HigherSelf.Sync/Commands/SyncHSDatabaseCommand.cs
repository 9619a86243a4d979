using System.Management.Automation;
using HigherSelf.Sync.Engine.Catalog;
using HigherSelf.Sync.Engine.Reporting;
using HigherSelf.Sync.Engine.Sync;
using HigherSelf.Sync.Hosting;

namespace HigherSelf.Sync.Commands;

/// <summary>Keeps Notion databases and their tables equal: carries what has changed, both ways or one way.</summary>
[Cmdlet(VerbsData.Sync, "HSDatabase", SupportsShouldProcess = true, DefaultParameterSetName = Changes)]
[OutputType(typeof(HSSyncResult))]
public sealed class SyncHSDatabaseCommand : PolicyCmdlet
{
    private const string Changes = "Changes";
    private const string SinceTime = "Since";
    private const string Everything = "Full";

    // A SyncDirection; see ModuleInitializer for why no field is of that type.
    private int _direction = (int)SyncDirection.Bidirectional;

    /// <summary>Which way records go.</summary>
    [Parameter]
    public SyncDirection Direction
    {
        get => (SyncDirection)_direction;
        set => _direction = (int)value;
    }

    /// <summary>Only pages that were edited at or after this.</summary>
    [Parameter(ParameterSetName = SinceTime, Mandatory = true)]
    public DateTimeOffset Since { get; set; }

    /// <summary>Reads every page, whatever was seen before.</summary>
    [Parameter(ParameterSetName = Everything, Mandatory = true)]
    public SwitchParameter Full { get; set; }

    /// <summary>Every page is read when the last time is this long ago.</summary>
    [Parameter]
    public TimeSpan FullScanEvery { get; set; } = TimeSpan.FromDays(1);

    /// <inheritdoc/>
    protected override async Task RunAsync(IReadOnlyList<Database> databases, CancellationToken cancellationToken)
    {
        var sides = OpenBothSides(databases);
        var request = new SyncRequest
        {
            Databases = IsWhatIf ? databases : await AcceptedAsync(databases).ConfigureAwait(false),
            Direction = Direction,
            Since = ParameterSetName == SinceTime ? Since : null,
            Full = Full,
            Policy = Policy,
            MaxDeletePercent = MaxDeletePercent,
            Force = Force,
            FullScanEvery = FullScanEvery,
            DryRun = IsWhatIf,
        };
        if (request.Databases.Count == 0)
        {
            return;
        }

        var observer = (CmdletObserver)Surroundings.Observer;
        observer.Begin(request.Databases.Count, sides.Pacer);
        await foreach (var result in sides.ServiceFor(Catalog, Surroundings).SyncAsync(request, cancellationToken).ConfigureAwait(false))
        {
            observer.SumUp(result.Database);
            observer.Done(result.Database);
            ReportErrorOf(result);

            if (!request.DryRun)
            {
                ProcessWide.NoteRun(result.RunId, $"{result.Database} {result.Status}");
                Emit(result);
            }
        }
    }

    private async Task<IReadOnlyList<Database>> AcceptedAsync(IReadOnlyList<Database> databases)
    {
        var accepted = new List<Database>();
        foreach (var database in databases)
        {
            if (await ShouldAsync(database.Table, Direction switch
            {
                SyncDirection.NotionToSupabase => "Sync from Notion to Supabase",
                SyncDirection.SupabaseToNotion => "Sync from Supabase to Notion",
                _ => "Sync both ways",
            }).ConfigureAwait(false))
            {
                accepted.Add(database);
            }
        }

        return accepted;
    }
}

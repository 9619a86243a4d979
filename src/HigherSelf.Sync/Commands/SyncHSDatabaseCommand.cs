using System.Management.Automation;
using HigherSelf.Sync.Engine.Catalog;
using HigherSelf.Sync.Engine.Reporting;
using HigherSelf.Sync.Hosting;

namespace HigherSelf.Sync.Commands;

/// <summary>
/// <para type="synopsis">Keeps Notion databases and their tables equal: carries what has changed, both ways or one way.</para>
/// <para type="description">One result is given for each database as soon as it is done. A database that could not be synced is an error too, and the
/// others go on.</para>
/// </summary>
[Cmdlet(VerbsData.Sync, "HSDatabase", SupportsShouldProcess = true, DefaultParameterSetName = Changes)]
[OutputType(typeof(HSSyncResult))]
public sealed class SyncHSDatabaseCommand : SyncCmdlet
{
    private const string Changes = "Changes";
    private const string SinceTime = "Since";
    private const string Everything = "Full";

    /// <summary>
    /// <para type="description">Only what was edited at or after this. It narrows what is looked at and moves no watermark.</para>
    /// </summary>
    [Parameter(ParameterSetName = SinceTime, Mandatory = true)]
    public DateTimeOffset Since { get; set; }

    /// <summary>
    /// <para type="description">Reads every page, whatever was seen before.</para>
    /// </summary>
    [Parameter(ParameterSetName = Everything, Mandatory = true)]
    public SwitchParameter Full { get; set; }

    /// <inheritdoc/>
    protected override async Task RunAsync(IReadOnlyList<Database> databases, CancellationToken cancellationToken)
    {
        var sides = OpenBothSides(databases);
        var request = (await RequestAsync(databases, "Sync").ConfigureAwait(false)) with
        {
            Since = ParameterSetName == SinceTime ? Since : null,
            Full = Full,
        };
        if (request.Databases.Count == 0)
        {
            return;
        }

        await foreach (var result in sides.ServiceFor(Catalog, Surroundings).SyncAsync(request, cancellationToken).ConfigureAwait(false))
        {
            Tell(result);
        }
    }
}

using System.Management.Automation;
using HigherSelf.Sync.Engine.Catalog;
using HigherSelf.Sync.Engine.Reporting;
using HigherSelf.Sync.Hosting;

namespace HigherSelf.Sync.Commands;

/// <summary>Keeps Notion databases and their tables equal: carries what has changed, both ways or one way.</summary>
[Cmdlet(VerbsData.Sync, "HSDatabase", SupportsShouldProcess = true, DefaultParameterSetName = Changes)]
[OutputType(typeof(HSSyncResult))]
public sealed class SyncHSDatabaseCommand : SyncCmdlet
{
    private const string Changes = "Changes";
    private const string SinceTime = "Since";
    private const string Everything = "Full";

    /// <summary>Only pages that were edited at or after this.</summary>
    [Parameter(ParameterSetName = SinceTime, Mandatory = true)]
    public DateTimeOffset Since { get; set; }

    /// <summary>Reads every page, whatever was seen before.</summary>
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

        await foreach (var result in CarryAsync(sides, request, cancellationToken).ConfigureAwait(false))
        {
            Tell(result);
        }
    }
}

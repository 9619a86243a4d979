using System.Management.Automation;
using HigherSelf.Sync.Engine.Catalog;
using HigherSelf.Sync.Engine.Reporting;
using HigherSelf.Sync.Hosting;

namespace HigherSelf.Sync.Commands;

/// <summary>Tells how each database stands.</summary>
[Cmdlet(VerbsCommon.Get, "HSSyncStatus")]
[OutputType(typeof(HSSyncStatus))]
public sealed class GetHSSyncStatusCommand : DatabaseCmdlet
{
    /// <summary>How long after the last complete scan the next one is due, as for Sync-HSDatabase.</summary>
    [Parameter]
    public TimeSpan FullScanEvery { get; set; } = TimeSpan.FromDays(1);

    /// <inheritdoc/>
    protected override async Task RunAsync(IReadOnlyList<Database> databases, CancellationToken cancellationToken)
    {
        foreach (var status in await OpenHistory().ReadStatusAsync(databases, FullScanEvery, cancellationToken).ConfigureAwait(false))
        {
            Emit(status);
        }
    }
}

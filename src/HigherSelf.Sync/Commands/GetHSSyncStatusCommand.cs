using System.Management.Automation;
using HigherSelf.Sync.Engine.Catalog;
using HigherSelf.Sync.Engine.Reporting;
using HigherSelf.Sync.Hosting;

namespace HigherSelf.Sync.Commands;

/// <summary>
/// <para type="synopsis">Tells how each database stands: when it was synced, how fresh it is, what waits on either side, and who holds it.</para>
/// <para type="description">One request to Supabase for all databases, none to Notion.</para>
/// </summary>
[Cmdlet(VerbsCommon.Get, "HSSyncStatus")]
[OutputType(typeof(HSSyncStatus))]
public sealed class GetHSSyncStatusCommand : DatabaseCmdlet
{
    /// <summary>
    /// <para type="description">How long after the last complete scan the next one is due, as for Sync-HSDatabase. A day unless given.</para>
    /// </summary>
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

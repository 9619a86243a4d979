using System.Management.Automation;
using HigherSelf.Sync.Engine.Catalog;
using HigherSelf.Sync.Engine.Reporting;
using HigherSelf.Sync.Hosting;

namespace HigherSelf.Sync.Commands;

/// <summary>Lists the records that could not be synced, why, and when they are tried again.</summary>
[Cmdlet(VerbsCommon.Get, "HSSyncFailure")]
[OutputType(typeof(HSSyncFailure))]
public sealed class GetHSSyncFailureCommand : DatabaseCmdlet
{
    /// <inheritdoc/>
    protected override async Task RunAsync(IReadOnlyList<Database> databases, CancellationToken cancellationToken)
    {
        foreach (var failure in await OpenHistory().ReadFailuresAsync(databases, cancellationToken).ConfigureAwait(false))
        {
            Emit(failure);
        }
    }
}

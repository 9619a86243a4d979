using System.Management.Automation;
using HigherSelf.Sync.Engine.Catalog;
using HigherSelf.Sync.Engine.Reporting;
using HigherSelf.Sync.Hosting;

namespace HigherSelf.Sync.Commands;

/// <summary>Lists the records that both sides had changed differently, with what each side had and whose values were taken.</summary>
[Cmdlet(VerbsCommon.Get, "HSConflict")]
[OutputType(typeof(HSConflict))]
public sealed class GetHSConflictCommand : DatabaseCmdlet
{
    /// <summary>Also those that were resolved.</summary>
    [Parameter]
    public SwitchParameter All { get; set; }

    /// <inheritdoc/>
    protected override async Task RunAsync(IReadOnlyList<Database> databases, CancellationToken cancellationToken)
    {
        foreach (var conflict in await OpenHistory().ReadConflictsAsync(databases, onlyOpen: !All, cancellationToken).ConfigureAwait(false))
        {
            Emit(conflict);
        }
    }
}

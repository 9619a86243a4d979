using System.Management.Automation;
using HigherSelf.Sync.Engine.Catalog;
using HigherSelf.Sync.Engine.Reporting;
using HigherSelf.Sync.Engine.Sync;
using HigherSelf.Sync.Hosting;

namespace HigherSelf.Sync.Commands;

/// <summary>Compares Notion databases with their tables and gives each difference; nothing means equal.</summary>
[Cmdlet(VerbsData.Compare, "HSDatabase")]
[OutputType(typeof(HSDifference))]
public sealed class CompareHSDatabaseCommand : DatabaseCmdlet
{
    /// <inheritdoc/>
    protected override async Task RunAsync(IReadOnlyList<Database> databases, CancellationToken cancellationToken)
    {
        var sides = OpenBothSides(databases);
        var comparison = new DatabaseComparison(sides.Pages, sides.Rows, Surroundings);
        foreach (var database in databases)
        {
            await foreach (var difference in comparison.CompareAsync(database, sides.Ids[database.Table], cancellationToken).ConfigureAwait(false))
            {
                Emit(difference);
            }
        }
    }
}

using System.Management.Automation;
using HigherSelf.Sync.Completion;
using HigherSelf.Sync.Hosting;

namespace HigherSelf.Sync.Commands;

/// <summary>Lists the databases of the catalog.</summary>
[Cmdlet(VerbsCommon.Get, "HSDatabase")]
[OutputType(typeof(HSDatabase))]
public sealed class GetHSDatabaseCommand : HSCmdlet
{
    /// <summary>Tables, Notion titles or model names; wildcards are allowed.</summary>
    [Parameter(Position = 0, ValueFromPipeline = true, ValueFromPipelineByPropertyName = true)]
    [ArgumentCompleter(typeof(DatabaseNameCompleter))]
    [SupportsWildcards]
    public string[] Name { get; set; } = ["*"];

    /// <inheritdoc/>
    protected override bool UsesServices => false;

    /// <inheritdoc/>
    protected override Task ProcessAsync(CancellationToken cancellationToken)
    {
        foreach (var database in Catalog.Select(Name))
        {
            Emit(new HSDatabase(database, Settings.WithId([database]).Count > 0));
        }

        return Task.CompletedTask;
    }
}

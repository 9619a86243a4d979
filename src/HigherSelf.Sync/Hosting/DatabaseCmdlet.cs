using System.Management.Automation;
using HigherSelf.Sync.Completion;
using HigherSelf.Sync.Engine.Catalog;

namespace HigherSelf.Sync.Hosting;

/// <summary>The base of cmdlets that work on databases given by name, all of them together once the pipeline has given its last.</summary>
public abstract class DatabaseCmdlet : HSCmdlet
{
    private readonly List<Database> _chosen = [];

    /// <summary>The databases; all of them if none is named.</summary>
    [Parameter(Position = 0, ValueFromPipeline = true, ValueFromPipelineByPropertyName = true)]
    [Alias("Database", "Model")]
    [ArgumentCompleter(typeof(DatabaseNameCompleter))]
    [SupportsWildcards]
    public string[]? Name { get; set; }

    /// <summary>Works on the databases.</summary>
    protected abstract Task RunAsync(IReadOnlyList<Database> databases, CancellationToken cancellationToken);

    /// <inheritdoc/>
    protected sealed override Task ProcessAsync(CancellationToken cancellationToken)
    {
        _chosen.AddRange(Name is null ? Catalog.Databases : Catalog.Select(Name));
        return Task.CompletedTask;
    }

    /// <inheritdoc/>
    protected sealed override async Task EndAsync(CancellationToken cancellationToken)
    {
        // A pipeline that gave nothing asks for nothing, and not for everything.
        if (_chosen.Count > 0)
        {
            await RunAsync([.. _chosen.Distinct()], cancellationToken).ConfigureAwait(false);
        }
    }
}

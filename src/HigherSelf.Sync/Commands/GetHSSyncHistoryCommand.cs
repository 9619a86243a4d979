using System.Management.Automation;
using HigherSelf.Sync.Completion;
using HigherSelf.Sync.Engine.Reporting;
using HigherSelf.Sync.Hosting;

namespace HigherSelf.Sync.Commands;

/// <summary>Lists the runs, the newest first; or, with -RunId, every change that a run has made.</summary>
[Cmdlet(VerbsCommon.Get, "HSSyncHistory", DefaultParameterSetName = Runs)]
[OutputType(typeof(HSSyncRun), ParameterSetName = [Runs])]
[OutputType(typeof(HSChange), ParameterSetName = [Changes])]
public sealed class GetHSSyncHistoryCommand : HSCmdlet
{
    private const string Runs = "Runs";
    private const string Changes = "Changes";

    /// <summary>The run whose changes are listed.</summary>
    [Parameter(Mandatory = true, Position = 0, ParameterSetName = Changes, ValueFromPipelineByPropertyName = true)]
    [ArgumentCompleter(typeof(RunIdCompleter))]
    public Guid RunId { get; set; }

    /// <summary>Only runs that began at or after this.</summary>
    [Parameter(ParameterSetName = Runs)]
    public DateTimeOffset? Since { get; set; }

    /// <summary>So many runs at the most.</summary>
    [Parameter(ParameterSetName = Runs)]
    [ValidateRange(1, 10_000)]
    public int First { get; set; } = 50;

    /// <inheritdoc/>
    protected override async Task ProcessAsync(CancellationToken cancellationToken)
    {
        var history = OpenHistory();
        if (ParameterSetName == Runs)
        {
            foreach (var run in await history.ReadRunsAsync(Since, null, First, cancellationToken).ConfigureAwait(false))
            {
                ProcessWide.NoteRun(run.RunId, $"{run.StartedAt:u} {run.Status}");
                Emit(run);
            }

            return;
        }

        await foreach (var change in history.ReadChangesAsync(Catalog.Databases, RunId, null, cancellationToken).ConfigureAwait(false))
        {
            Emit(change);
        }
    }
}

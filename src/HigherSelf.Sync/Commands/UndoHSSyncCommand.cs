using System.Management.Automation;
using HigherSelf.Sync.Completion;
using HigherSelf.Sync.Engine.Errors;
using HigherSelf.Sync.Engine.Reporting;
using HigherSelf.Sync.Hosting;

namespace HigherSelf.Sync.Commands;

/// <summary>Puts back what a run has changed, on both sides.</summary>
[Cmdlet(VerbsCommon.Undo, "HSSync", SupportsShouldProcess = true, ConfirmImpact = ConfirmImpact.Medium)]
[OutputType(typeof(HSChange))]
public sealed class UndoHSSyncCommand : RecordCmdlet
{
    /// <summary>The run, from Get-HSSyncHistory or from a result of Sync-HSDatabase.</summary>
    [Parameter(Mandatory = true, Position = 0, ValueFromPipelineByPropertyName = true)]
    [ArgumentCompleter(typeof(RunIdCompleter))]
    public Guid RunId { get; set; }

    /// <inheritdoc/>
    protected override async Task ProcessAsync(CancellationToken cancellationToken)
    {
        var putBack = PutBack;
        var undone = new List<HSChange>();
        foreach (var change in await putBack.ReadUndoableAsync(RunId, cancellationToken).ConfigureAwait(false))
        {
            var fields = change.Fields.Count > 0 ? $" ({string.Join(", ", change.Fields)})" : "";
            if (!await ShouldAsync($"{change.Database} / {change.SupabaseId ?? change.NotionPageId}", $"Put back: {change.Action} in {change.Side}{fields}").ConfigureAwait(false))
            {
                continue;
            }

            try
            {
                await putBack.UndoAsync(change, cancellationToken).ConfigureAwait(false);
                undone.Add(change);
                Emit(change);
            }
            catch (SyncException e) when (e.Id is ErrorId.RecordChanged or ErrorId.NotionRejected)
            {
                Report(ErrorRecords.From(e));
            }
        }

        foreach (var record in undone.GroupBy(c => c.SupabaseId))
        {
            ReportErrorOf(await putBack.CarryAsync([.. record], cancellationToken).ConfigureAwait(false));
        }
    }
}

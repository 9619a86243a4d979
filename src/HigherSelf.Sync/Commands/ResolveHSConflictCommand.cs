using System.Management.Automation;
using HigherSelf.Sync.Engine.Errors;
using HigherSelf.Sync.Engine.Reporting;
using HigherSelf.Sync.Hosting;

namespace HigherSelf.Sync.Commands;

/// <summary>Puts the values of one side of a conflict in place, on both sides.</summary>
[Cmdlet(VerbsDiagnostic.Resolve, "HSConflict", SupportsShouldProcess = true, ConfirmImpact = ConfirmImpact.Medium)]
[OutputType(typeof(HSSyncResult))]
public sealed class ResolveHSConflictCommand : RecordCmdlet
{
    // A Side; see ModuleInitializer for why no field is of that type.
    private int _keep;

    /// <summary>The conflicts, from Get-HSConflict.</summary>
    [Parameter(Mandatory = true, ValueFromPipeline = true)]
    public HSConflict[] InputObject { get; set; } = [];

    /// <summary>Whose values are kept.</summary>
    [Parameter(Mandatory = true)]
    public Side Keep
    {
        get => (Side)_keep;
        set => _keep = (int)value;
    }

    /// <inheritdoc/>
    protected override async Task ProcessAsync(CancellationToken cancellationToken)
    {
        foreach (var conflict in InputObject)
        {
            var fields = string.Join(", ", conflict.Fields.Select(f => f.Field));
            if (!await ShouldAsync($"{conflict.Database} / {conflict.NotionPageId}", $"Keep what {Keep} had ({fields})").ConfigureAwait(false))
            {
                continue;
            }

            try
            {
                if (await PutBack.ResolveAsync(conflict, Keep, cancellationToken).ConfigureAwait(false) is { } result)
                {
                    ReportErrorOf(result);

                    Emit(result);
                }
            }
            catch (SyncException e) when (e.Id == ErrorId.RecordChanged)
            {
                Report(ErrorRecords.From(e));
            }
        }
    }
}

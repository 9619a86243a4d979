using System.Management.Automation;
using HigherSelf.Sync.Completion;
using HigherSelf.Sync.Engine.Reporting;
using HigherSelf.Sync.Hosting;

namespace HigherSelf.Sync.Commands;

/// <summary>Brings a record back, on both sides, that a sync has deleted on one after somebody deleted it on the other.</summary>
[Cmdlet(VerbsData.Restore, "HSRecord", SupportsShouldProcess = true)]
[OutputType(typeof(HSSyncResult))]
public sealed class RestoreHSRecordCommand : RecordCmdlet
{
    /// <summary>The database: its table, Notion title or model name.</summary>
    [Parameter(Position = 0, Mandatory = true, ValueFromPipelineByPropertyName = true)]
    [ArgumentCompleter(typeof(DatabaseNameCompleter))]
    public string Database { get; set; } = "";

    /// <summary>The id of the row, or of the page.</summary>
    [Parameter(Position = 1, Mandatory = true, ValueFromPipelineByPropertyName = true)]
    [Alias("SupabaseId", "Id")]
    public Guid RecordId { get; set; }

    /// <inheritdoc/>
    protected override async Task ProcessAsync(CancellationToken cancellationToken)
    {
        if (await ShouldAsync($"{Database} / {RecordId}", "Restore on both sides").ConfigureAwait(false)
            && await PutBack.RestoreAsync(Catalog.Select([Database])[0].Table, RecordId, cancellationToken).ConfigureAwait(false) is { } result)
        {
            ReportErrorOf(result);

            Emit(result);
        }
    }
}

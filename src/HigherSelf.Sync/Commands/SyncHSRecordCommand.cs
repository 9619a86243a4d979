using System.Management.Automation;
using HigherSelf.Sync.Completion;
using HigherSelf.Sync.Engine.Errors;
using HigherSelf.Sync.Engine.Reporting;
using HigherSelf.Sync.Engine.Sync;
using HigherSelf.Sync.Hosting;

namespace HigherSelf.Sync.Commands;

/// <summary>Syncs one record, both ways.</summary>
[Cmdlet(VerbsData.Sync, "HSRecord", SupportsShouldProcess = true, DefaultParameterSetName = ByPage)]
[OutputType(typeof(HSSyncResult))]
public sealed class SyncHSRecordCommand : RecordCmdlet
{
    private const string ByPage = "Page";
    private const string ByRow = "Row";

    /// <summary>The database: its table, Notion title or model name.</summary>
    [Parameter(Position = 0, Mandatory = true, ValueFromPipelineByPropertyName = true)]
    [ArgumentCompleter(typeof(DatabaseNameCompleter))]
    public string Database { get; set; } = "";

    /// <summary>The id of the page; null for objects of the pipeline that only have a row.</summary>
    [Parameter(Mandatory = true, ParameterSetName = ByPage, ValueFromPipelineByPropertyName = true)]
    [AllowNull]
    public Guid? NotionPageId { get; set; }

    /// <summary>The id of the row; it counts where there is no page.</summary>
    [Parameter(ParameterSetName = ByPage, ValueFromPipelineByPropertyName = true)]
    [Parameter(Mandatory = true, ParameterSetName = ByRow, ValueFromPipelineByPropertyName = true)]
    public Guid? SupabaseId { get; set; }

    /// <inheritdoc/>
    protected override async Task ProcessAsync(CancellationToken cancellationToken)
    {
        var id = NotionPageId ?? SupabaseId ?? throw new SyncException(
            ErrorId.RecordUnknown, $"{Database}: neither a page nor a row is named.", "Give -NotionPageId or -SupabaseId.", Database);
        var request = new SyncRequest
        {
            Databases = Catalog.Select([Database]),
            PageId = NotionPageId,
            RowId = NotionPageId is null ? SupabaseId : null,
            DryRun = IsWhatIf,
        };
        if (!IsWhatIf && !await ShouldAsync($"{Database} / {id}", "Sync both ways").ConfigureAwait(false))
        {
            return;
        }

        await foreach (var result in Service.SyncAsync(request, cancellationToken).ConfigureAwait(false))
        {
            ReportErrorOf(result);

            if (!IsWhatIf)
            {
                Emit(result);
            }
        }
    }
}

using System.Management.Automation;
using HigherSelf.Sync.Engine.Reporting;
using HigherSelf.Sync.Engine.Sync;
using HigherSelf.Sync.Hosting;

namespace HigherSelf.Sync.Commands;

/// <summary>Writes a report into a file.</summary>
[Cmdlet(VerbsData.Export, "HSReport", SupportsShouldProcess = true, DefaultParameterSetName = Recorded)]
[OutputType(typeof(HSSyncResult), ParameterSetName = [Results])]
[OutputType(typeof(HSSyncRun), ParameterSetName = [Runs, Recorded])]
public sealed class ExportHSReportCommand : HSCmdlet
{
    private const string Recorded = "Recorded";
    private const string Results = "Results";
    private const string Runs = "Runs";

    private static readonly TimeSpan Week = TimeSpan.FromDays(7);

    private readonly List<HSSyncResult> _results = [];
    private readonly List<HSSyncRun> _runs = [];

    // A ReportFormat, or none; see ModuleInitializer for why no field is of that type.
    private int? _format;
    private string _file = "";

    /// <summary>The file.</summary>
    [Parameter(Mandatory = true, Position = 0)]
    [Alias("FilePath")]
    [ValidateNotNullOrEmpty]
    public string Path { get; set; } = "";

    /// <summary>The form of the report.</summary>
    [Parameter]
    public ReportFormat? Format
    {
        get => (ReportFormat?)_format;
        set => _format = (int?)value;
    }

    /// <summary>A result of Sync-HSDatabase.</summary>
    [Parameter(ParameterSetName = Results, Mandatory = true, ValueFromPipeline = true)]
    public HSSyncResult? InputObject { get; set; }

    /// <summary>A run from Get-HSSyncHistory.</summary>
    [Parameter(ParameterSetName = Runs, Mandatory = true, ValueFromPipeline = true)]
    public HSSyncRun? Run { get; set; }

    /// <summary>Only runs that began at or after this.</summary>
    [Parameter(ParameterSetName = Recorded)]
    public DateTimeOffset? Since { get; set; }

    /// <summary>Only so many runs, the last ones.</summary>
    [Parameter(ParameterSetName = Recorded)]
    [ValidateRange(1, 10_000)]
    public int? Last { get; set; }

    /// <summary>Keeps a file that is there already.</summary>
    [Parameter]
    [Alias("NoOverwrite")]
    public SwitchParameter NoClobber { get; set; }

    /// <summary>Gives on what came through the pipeline.</summary>
    [Parameter]
    public SwitchParameter PassThru { get; set; }

    /// <inheritdoc/>
    protected override void Prepare()
    {
        // Before the commands further up have done anything: nobody wants to learn after an hour that a folder is missing.
        _file = SessionState.Path.GetUnresolvedProviderPathFromPSPath(Path);
        _format ??= (int)ReportFormats.OfFile(_file);
        ReportFile.Check(_file, NoClobber);
    }

    /// <inheritdoc/>
    protected override Task ProcessAsync(CancellationToken cancellationToken)
    {
        if (ParameterSetName == Results)
        {
            _results.Add(InputObject!);
            Give(InputObject!);
        }
        else if (ParameterSetName == Runs)
        {
            _runs.Add(Run!);
            Give(Run!);
        }

        return Task.CompletedTask;
    }

    /// <inheritdoc/>
    protected override async Task EndAsync(CancellationToken cancellationToken)
    {
        var isPiped = _results.Count + _runs.Count > 0;
        if (!isPiped && MyInvocation.ExpectingInput)
        {
            Say(() => WriteWarning($"No results came, so no report was written to {_file}."));
            return;
        }

        var format = (ReportFormat)_format!.Value;
        if (!await ShouldAsync(_file, $"Write report ({format})").ConfigureAwait(false))
        {
            return;
        }

        var report = isPiped
            ? await Reader(isHistoryNeeded: false).ReadAsync(_results, _runs, format.NeedsHistory(), cancellationToken).ConfigureAwait(false)
            : await Reader(isHistoryNeeded: true).ReadHistoryAsync(Since ?? (Last is null ? Surroundings.Time.GetUtcNow() - Week : null), Last, cancellationToken).ConfigureAwait(false);
        await ReportFile.WriteAsync(_file, format.Write(report), NoClobber, cancellationToken).ConfigureAwait(false);
        if (report.Note is { } note)
        {
            Say(() => WriteWarning(note));
        }

        if (!isPiped)
        {
            foreach (var run in report.Recorded)
            {
                Give(run);
            }
        }
    }

    private void Give(object value)
    {
        if (PassThru)
        {
            Emit(value);
        }
    }

    private ReportReader Reader(bool isHistoryNeeded)
    {
        var isConfigured = isHistoryNeeded || Settings.HasSupabase;
        return new ReportReader
        {
            History = isConfigured ? OpenHistory() : null,
            Databases = Catalog.Databases,
            Links = new ReportLinks(isConfigured ? Settings.Supabase().Url : null),
            RequestsPerMinute = Settings.NotionBudget(),
        };
    }
}

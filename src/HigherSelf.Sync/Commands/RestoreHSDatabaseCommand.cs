using System.Management.Automation;
using HigherSelf.Sync.Completion;
using HigherSelf.Sync.Engine.Backup;
using HigherSelf.Sync.Engine.Reporting;
using HigherSelf.Sync.Hosting;

namespace HigherSelf.Sync.Commands;

/// <summary>Puts the rows of a backup back into Supabase.</summary>
[Cmdlet(VerbsData.Restore, "HSDatabase", SupportsShouldProcess = true, ConfirmImpact = ConfirmImpact.High, DefaultParameterSetName = Whole)]
[OutputType(typeof(HSRestoreResult))]
public sealed class RestoreHSDatabaseCommand : HSCmdlet
{
    private const string Whole = "Whole";
    private const string Single = "Single";

    private readonly List<(string Path, string[]? Names)> _asked = [];

    /// <summary>The folder that Backup-HSDatabase wrote.</summary>
    [Parameter(Mandatory = true, Position = 0, ValueFromPipelineByPropertyName = true)]
    [ValidateNotNullOrEmpty]
    public string Path { get; set; } = "";

    /// <summary>The databases.</summary>
    [Parameter(Position = 1, ValueFromPipelineByPropertyName = true)]
    [Alias("Database", "Model")]
    [ArgumentCompleter(typeof(DatabaseNameCompleter))]
    [SupportsWildcards]
    public string[]? Name { get; set; }

    /// <summary>The ids of single rows.</summary>
    [Parameter(ParameterSetName = Single, Mandatory = true)]
    public Guid[] Id { get; set; } = [];

    /// <summary>Takes rows away that are not in the backup.</summary>
    [Parameter(ParameterSetName = Whole)]
    public SwitchParameter RemoveOthers { get; set; }

    /// <inheritdoc/>
    protected override async Task ProcessAsync(CancellationToken cancellationToken) =>
        _asked.Add((await ResolveAsync(Path).ConfigureAwait(false), Name));

    /// <inheritdoc/>
    protected override async Task EndAsync(CancellationToken cancellationToken)
    {
        foreach (var asked in _asked.GroupBy(a => a.Path, a => a.Names, StringComparer.Ordinal))
        {
            var names = asked.Any(n => n is null) ? null : asked.SelectMany(n => n!).Distinct(StringComparer.OrdinalIgnoreCase).ToList();
            await RestoreAsync(asked.Key, names, cancellationToken).ConfigureAwait(false);
        }
    }

    private async Task RestoreAsync(string path, IReadOnlyList<string>? names, CancellationToken cancellationToken)
    {
        var supabase = Settings.Supabase();
        Settings.ThrowIfMissing();
        var backup = await BackupContent.OpenAsync(path, cancellationToken).ConfigureAwait(false);
        var restore = new DatabaseRestore(Connect(supabase), backup, Surroundings);
        var request = new RestoreRequest
        {
            Databases = restore.Choose(Catalog, names, e => Report(ErrorRecords.From(e))),
            Only = ParameterSetName == Single ? Id.ToHashSet() : null,
            RemoveOthers = RemoveOthers,
            DryRun = IsWhatIf,
        };
        if (backup.Manifest.Project is { } project && project != supabase.Url.Host)
        {
            Say(() => WriteWarning($"The backup is of {project}, and is put into {supabase.Url.Host}."));
        }

        var results = restore.RunAsync(
            request, c => ShouldAsync($"{c.Database} / {c.Id}", $"{c} in Supabase"), e => Report(ErrorRecords.From(e)), cancellationToken);
        string? notes = null;
        await foreach (var result in results.ConfigureAwait(false))
        {
            notes = result.Notes;
            if (!IsWhatIf)
            {
                Emit(result);
            }
        }

        if (notes is not null)
        {
            Say(() => WriteVerbose($"What the rows were before is in {notes}. The next sync carries the changes to Notion."));
        }
    }
}

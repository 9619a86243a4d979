using System.Management.Automation;
using HigherSelf.Sync.Completion;
using HigherSelf.Sync.Engine.Backup;
using HigherSelf.Sync.Engine.Reporting;
using HigherSelf.Sync.Hosting;

namespace HigherSelf.Sync.Commands;

/// <summary>
/// <para type="synopsis">Puts the rows of a backup back into Supabase; the next sync carries them to Notion.</para>
/// <para type="description">The backup is checked whole first. Rows that are gone come back under their ids, rows that differ get the values of the backup, and other rows
/// stay. What the rows were before is noted in a file restore-(time).jsonl beside the backup.</para>
/// </summary>
[Cmdlet(VerbsData.Restore, "HSDatabase", SupportsShouldProcess = true, ConfirmImpact = ConfirmImpact.High, DefaultParameterSetName = Whole)]
[OutputType(typeof(HSRestoreResult))]
public sealed class RestoreHSDatabaseCommand : HSCmdlet
{
    private const string Whole = "Whole";
    private const string Single = "Single";

    private readonly List<(string Path, string[]? Names)> _asked = [];

    /// <summary>
    /// <para type="description">The folder that Backup-HSDatabase wrote.</para>
    /// </summary>
    [Parameter(Mandatory = true, Position = 0, ValueFromPipelineByPropertyName = true)]
    [ValidateNotNullOrEmpty]
    public string Path { get; set; } = "";

    /// <summary>
    /// <para type="description">The databases: tables, Notion titles or model names; wildcards are allowed. All that the backup holds if none is named.</para>
    /// </summary>
    [Parameter(Position = 1, ValueFromPipelineByPropertyName = true)]
    [Alias("Database")]
    [ArgumentCompleter(typeof(DatabaseNameCompleter))]
    [SupportsWildcards]
    public string[]? Name { get; set; }

    /// <summary>
    /// <para type="description">The ids of single rows; no other row is touched.</para>
    /// </summary>
    [Parameter(ParameterSetName = Single, Mandatory = true)]
    public Guid[] Id { get; set; } = [];

    /// <summary>
    /// <para type="description">Takes rows away that are not in the backup.</para>
    /// </summary>
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

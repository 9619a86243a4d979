using System.Management.Automation;
using HigherSelf.Sync.Engine.Backup;
using HigherSelf.Sync.Engine.Catalog;
using HigherSelf.Sync.Engine.Reporting;
using HigherSelf.Sync.Engine.Sync;
using HigherSelf.Sync.Hosting;

namespace HigherSelf.Sync.Commands;

/// <summary>Writes the pages and rows of databases into files.</summary>
[Cmdlet(VerbsData.Backup, "HSDatabase", SupportsShouldProcess = true)]
[OutputType(typeof(HSBackup))]
public sealed class BackupHSDatabaseCommand : DatabaseCmdlet
{
    // A BackupSides; see ModuleInitializer for why no field is of that type.
    private int _side = (int)BackupSides.Both;

    /// <summary>The folder.</summary>
    [Parameter(Mandatory = true, Position = 1)]
    [ValidateNotNullOrEmpty]
    public string Path { get; set; } = "";

    /// <summary>What is read.</summary>
    [Parameter]
    public BackupSides Side
    {
        get => (BackupSides)_side;
        set => _side = (int)value;
    }

    /// <summary>Replaces a backup that is in the folder, once the new one is whole.</summary>
    [Parameter]
    public SwitchParameter Force { get; set; }

    /// <inheritdoc/>
    protected override async Task RunAsync(IReadOnlyList<Database> databases, CancellationToken cancellationToken)
    {
        var request = new BackupRequest { Databases = databases, Path = await ResolveAsync(Path).ConfigureAwait(false), Sides = Side, Replace = Force };
        var backup = new DatabaseBackup(OpenSources(databases), Surroundings);
        DatabaseBackup.Check(request);
        var accepted = new List<Database>();
        foreach (var database in databases)
        {
            if (await ShouldAsync(database.Table, $"Back up to {request.Path}").ConfigureAwait(false))
            {
                accepted.Add(database);
            }
        }

        if (accepted.Count == 0)
        {
            return;
        }

        await foreach (var done in backup.RunAsync(request with { Databases = accepted }, e => Report(ErrorRecords.From(e)), cancellationToken).ConfigureAwait(false))
        {
            Emit(done);
        }
    }

    /// <summary>Only what is read has to be configured.</summary>
    private BackupSources OpenSources(IReadOnlyList<Database> databases)
    {
        var notion = Side == BackupSides.Supabase ? null : Settings.Notion();
        var ids = Side == BackupSides.Supabase ? null : Settings.DatabaseIds(databases);
        var supabase = Side == BackupSides.Notion ? null : Settings.Supabase();
        Settings.ThrowIfMissing();
        return new BackupSources
        {
            Pages = notion is null ? null : new NotionPageSide(Connect(notion)),
            NotionIds = ids ?? new Dictionary<string, Guid>(),
            Supabase = supabase is null ? null : Connect(supabase),
            Project = supabase?.Url.Host,
        };
    }
}

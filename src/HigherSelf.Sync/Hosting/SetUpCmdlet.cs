using System.Management.Automation;
using HigherSelf.Sync.Engine.Catalog;
using HigherSelf.Sync.Engine.Errors;
using HigherSelf.Sync.Engine.Supabase;
using HigherSelf.Sync.Engine.Supabase.Schema;
using HigherSelf.Sync.Engine.Sync;

namespace HigherSelf.Sync.Hosting;

/// <summary>The base of cmdlets that bring migrations into a project, by one of three ways.</summary>
public abstract class SetUpCmdlet : HSCmdlet
{
    private const string ThreeWays = "Set SUPABASE_DB_URL (-Via Connection) or SUPABASE_ACCESS_TOKEN (-Via ManagementApi), or have files written for `supabase db push` (-Via Script).";

    // A MigrationWay, or none; see ModuleInitializer for why no field is of that type.
    private int? _via;
    private string _folder = "";
    private bool _hasFolder;

    /// <summary>How the migrations get there; what is configured decides without it.</summary>
    [Parameter]
    public MigrationWay? Via
    {
        get => (MigrationWay?)_via;
        set => _via = (int?)value;
    }

    /// <summary>The folder of the Supabase project that files are written into.</summary>
    [Parameter]
    [ValidateNotNullOrEmpty]
    public string OutputPath { get; set; } = ".";

    /// <inheritdoc/>
    protected override void Prepare()
    {
        _hasFolder = MyInvocation.BoundParameters.ContainsKey(nameof(OutputPath));
        _folder = SessionState.Path.GetUnresolvedProviderPathFromPSPath(OutputPath);
    }

    /// <summary>The way that is asked for, or that is configured; null if none is.</summary>
    /// <exception cref="SyncException">-OutputPath is given for a way that writes no files.</exception>
    private protected MigrationWay? ChooseWay()
    {
        var way = Via ?? (_hasFolder ? MigrationWay.Script : Settings.FindMigrationWay());
        return way == MigrationWay.Script || !_hasFolder ? way
            : throw new SyncException(ErrorId.ConfigurationInvalid, $"-OutputPath is for files, and -Via {way} writes none.", "Leave one of them out.", nameof(OutputPath));
    }

    /// <summary>What runs SQL in the database, by a way that is not <see cref="MigrationWay.Script"/>.</summary>
    /// <exception cref="SyncException">Something that it needs is not configured.</exception>
    private protected IDatabaseAccess OpenAccess(MigrationWay? way)
    {
        var access = way switch
        {
            MigrationWay.Connection => new ConnectionAccess(Settings.DatabaseUrl()),
            MigrationWay.ManagementApi => Connect(Settings.ManagementApi()),
            _ => (IDatabaseAccess?)null,
        };
        Settings.ThrowIfMissing(way is null ? ThreeWays : null);
        TellStory($"Set-up goes through {(way == MigrationWay.Connection ? "a connection to the database" : "the Management API")}.");
        return access!;
    }

    /// <summary>Writes migrations as files.</summary>
    private protected async Task WriteScriptsAsync(SetUp setUp, CancellationToken cancellationToken)
    {
        var scripts = new MigrationScripts(_folder, TimeProvider.System);
        foreach (var script in scripts.Plan(setUp.Migrations))
        {
            var isWritten = script.IsNew && await ShouldAsync(script.Path, "Write migration").ConfigureAwait(false);
            if (script.IsNew)
            {
                Show(script.Text);
            }

            if (isWritten)
            {
                await scripts.WriteAsync(script, cancellationToken).ConfigureAwait(false);
            }

            if (isWritten || (!script.IsNew && !IsWhatIf))
            {
                NoteScript(new HSMigration(script.Migration.Name, applied: false, script.Path, isWritten));
            }
        }
    }

    /// <summary>A migration is in a file.</summary>
    private protected virtual void NoteScript(HSMigration script) => Emit(script);

    /// <summary>Shows SQL: with -WhatIf on the screen, otherwise with -Verbose.</summary>
    private protected void Show(string sql) => Say(() =>
    {
        if (IsWhatIf)
        {
            WriteInformation(new HostInformationMessage { Message = sql }, ["PSHOST", "HSSync"]);
        }
        else
        {
            WriteVerbose(sql);
        }
    });

    /// <summary>Binds databases to Notion, once the REST API knows what set-up made.</summary>
    private protected async Task BindAsync(SetUp setUp, DatabaseCatalog catalog, SupabaseClient supabase, CancellationToken cancellationToken)
    {
        await setUp.WaitForApiAsync(supabase, cancellationToken).ConfigureAwait(false);
        var databases = Settings.WithId(catalog.Databases);
        if (!Settings.HasNotion || databases.Count == 0)
        {
            Say(() => WriteVerbose("Notion is not configured; the first sync of each database will look it up, with two requests."));
            return;
        }

        var pages = new NotionPageSide(Connect(Settings.Notion()));
        var errors = await setUp.BindAsync(pages, new SupabaseRowSide(supabase), databases, Settings.DatabaseIds(databases), cancellationToken).ConfigureAwait(false);
        foreach (var error in errors.Values)
        {
            Report(ErrorRecords.From(error));
        }
    }
}

using System.Globalization;
using System.Management.Automation;
using HigherSelf.Sync.Engine.Errors;
using HigherSelf.Sync.Engine.Supabase;
using HigherSelf.Sync.Engine.Supabase.Schema;
using HigherSelf.Sync.Engine.Sync;
using HigherSelf.Sync.Hosting;

namespace HigherSelf.Sync.Commands;

/// <summary>Sets the Supabase side up: tables, security, the sync's own state and its functions.</summary>
[Cmdlet(VerbsData.Initialize, "HSSupabase", SupportsShouldProcess = true)]
[OutputType(typeof(HSMigration))]
public sealed class InitializeHSSupabaseCommand : HSCmdlet
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

    /// <summary>Drops the tables and the state first.</summary>
    [Parameter]
    public SwitchParameter Reset { get; set; }

    /// <summary>Resets without asking for the name of the project.</summary>
    [Parameter]
    public SwitchParameter Force { get; set; }

    /// <inheritdoc/>
    protected override void Prepare()
    {
        _hasFolder = MyInvocation.BoundParameters.ContainsKey(nameof(OutputPath));
        _folder = SessionState.Path.GetUnresolvedProviderPathFromPSPath(OutputPath);
    }

    /// <inheritdoc/>
    protected override async Task EndAsync(CancellationToken cancellationToken)
    {
        var setUp = new SetUp(Catalog, Surroundings);
        var way = Via ?? (_hasFolder ? MigrationWay.Script : Settings.FindMigrationWay());
        if (way != MigrationWay.Script && _hasFolder)
        {
            throw new SyncException(ErrorId.ConfigurationInvalid, $"-OutputPath is for files, and -Via {way} writes none.", "Leave one of them out.", nameof(OutputPath));
        }

        if (way == MigrationWay.Script)
        {
            await WriteScriptsAsync(setUp, cancellationToken).ConfigureAwait(false);
            return;
        }

        var supabase = Settings.Supabase();
        var access = way switch
        {
            MigrationWay.Connection => new ConnectionAccess(Settings.DatabaseUrl()),
            MigrationWay.ManagementApi => Connect(Settings.ManagementApi()),
            _ => (IDatabaseAccess?)null,
        };
        Settings.ThrowIfMissing(way is null ? ThreeWays : null);
        TellStory($"Set-up goes through {(way == MigrationWay.Connection ? "a connection to the database" : "the Management API")}.");
        var runner = new MigrationRunner(access!, TimeProvider.System);
        var isWhole = Reset
            ? await ResetAsync(setUp, runner, supabase, cancellationToken).ConfigureAwait(false)
            : await ApplyAsync(setUp, runner, cancellationToken).ConfigureAwait(false);
        if (isWhole)
        {
            await BindAsync(setUp, Connect(supabase), cancellationToken).ConfigureAwait(false);
        }
    }

    /// <returns>True if nothing is missing any more.</returns>
    private async Task<bool> ApplyAsync(SetUp setUp, MigrationRunner runner, CancellationToken cancellationToken)
    {
        var missing = await runner.FindMissingAsync(setUp.Migrations, cancellationToken).ConfigureAwait(false);
        var accepted = new List<Migration>();
        foreach (var migration in missing)
        {
            if (await ShouldAsync(migration.Name, "Apply migration").ConfigureAwait(false))
            {
                accepted.Add(migration);
            }

            Show(migration.Sql);
        }

        if (IsWhatIf)
        {
            return false;
        }

        Emit(setUp.Migrations, await runner.ApplyAsync(accepted, cancellationToken).ConfigureAwait(false));
        return accepted.Count == missing.Count;
    }

    /// <returns>True if all was dropped and made anew.</returns>
    private async Task<bool> ResetAsync(SetUp setUp, MigrationRunner runner, SupabaseOptions supabase, CancellationToken cancellationToken)
    {
        var project = Settings.Project() ?? supabase.Url.Host;
        var content = await runner.LookAsync(Catalog, cancellationToken).ConfigureAwait(false);
        foreach (var table in content.Foreign)
        {
            Say(() => WriteWarning($"{table} was not made by this module, and stays as it is."));
        }

        if (IsWhatIf)
        {
            await ShowLossesAsync(setUp, content).ConfigureAwait(false);
            return false;
        }

        var losses = string.Create(CultureInfo.InvariantCulture,
            $"{content.Tables.Count} tables with {content.Rows} rows ({string.Join(", ", content.Tables.Select(t => $"{t.Name} {t.Rows}"))}), the schema hs_sync with links and journal, and {content.Functions.Count} functions");
        if (!await ShouldAsync(project, $"Drop {losses}, and set up anew").ConfigureAwait(false))
        {
            return false;
        }

        await ConfirmAsync(project, losses).ConfigureAwait(false);
        TellStory($"{project}: dropping {losses}.");
        Emit(setUp.Migrations, await runner.ResetAsync(Catalog, setUp.Migrations, cancellationToken).ConfigureAwait(false));
        return true;
    }

    /// <exception cref="SyncException"><see cref="ErrorId.ResetNotConfirmed"/>.</exception>
    private async Task ConfirmAsync(string project, string losses)
    {
        if (Force)
        {
            return;
        }

        var typed = await AskTextAsync($"Reset of {project}", $"This drops {losses}. Backup-HSDatabase keeps the rows. Type {project} to go on.", "Project").ConfigureAwait(false);
        if (typed?.Trim() != project)
        {
            throw new SyncException(ErrorId.ResetNotConfirmed,
                typed is null ? $"{project} was not reset, because there is nobody who could type its name." : $"{project} was not reset, because its name was not typed.",
                $"Nothing was dropped. Keep the rows with Backup-HSDatabase -Path <folder>, and then {(typed is null ? "add -Force" : $"type {project}, or add -Force")}.", project);
        }
    }

    private async Task ShowLossesAsync(SetUp setUp, MirrorContent content)
    {
        foreach (var table in content.Tables)
        {
            await ShouldAsync(string.Create(CultureInfo.InvariantCulture, $"public.{table.Name} ({table.Rows} rows)"), "Drop table").ConfigureAwait(false);
        }

        if (content.HasState)
        {
            await ShouldAsync("hs_sync (links, journal, runs)", "Drop schema").ConfigureAwait(false);
        }

        foreach (var function in content.Functions)
        {
            await ShouldAsync($"public.{function}", "Drop function").ConfigureAwait(false);
        }

        foreach (var migration in setUp.Migrations)
        {
            await ShouldAsync(migration.Name, "Apply migration").ConfigureAwait(false);
            Show(migration.Sql);
        }
    }

    private async Task WriteScriptsAsync(SetUp setUp, CancellationToken cancellationToken)
    {
        if (Reset)
        {
            throw new SyncException(ErrorId.ConfigurationInvalid, "-Reset works on a database, and -Via Script writes files only.", "Use -Via Connection or -Via ManagementApi.", nameof(Reset));
        }

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
                Emit(new HSMigration(script.Migration.Name, applied: false, script.Path, isWritten));
            }
        }
    }

    private void Emit(IReadOnlyList<Migration> all, IReadOnlyList<Migration> applied)
    {
        foreach (var migration in all)
        {
            Emit(new HSMigration(migration.Name, applied.Contains(migration)));
        }
    }

    /// <summary>Shows SQL: with -WhatIf on the screen, otherwise with -Verbose.</summary>
    private void Show(string sql) => Say(() =>
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

    private async Task BindAsync(SetUp setUp, SupabaseClient supabase, CancellationToken cancellationToken)
    {
        await setUp.WaitForApiAsync(supabase, cancellationToken).ConfigureAwait(false);
        var databases = Settings.WithId(Catalog.Databases);
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

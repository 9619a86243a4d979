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
public sealed class InitializeHSSupabaseCommand : SetUpCmdlet
{
    /// <summary>Drops the tables and the state first.</summary>
    [Parameter]
    public SwitchParameter Reset { get; set; }

    /// <summary>Resets without asking for the name of the project.</summary>
    [Parameter]
    public SwitchParameter Force { get; set; }

    /// <inheritdoc/>
    protected override async Task EndAsync(CancellationToken cancellationToken)
    {
        var setUp = new SetUp(Catalog, Surroundings);
        var way = ChooseWay();
        if (way == MigrationWay.Script)
        {
            if (Reset)
            {
                throw new SyncException(ErrorId.ConfigurationInvalid, "-Reset works on a database, and -Via Script writes files only.", "Use -Via Connection or -Via ManagementApi.", nameof(Reset));
            }

            await WriteScriptsAsync(setUp, cancellationToken).ConfigureAwait(false);
            return;
        }

        var supabase = Settings.Supabase();
        var access = OpenAccess(way);
        var runner = new MigrationRunner(access, TimeProvider.System);
        var isWhole = Reset
            ? await ResetAsync(setUp, runner, supabase, cancellationToken).ConfigureAwait(false)
            : await ApplyAsync(setUp, runner, cancellationToken).ConfigureAwait(false);
        if (isWhole)
        {
            await BindAsync(setUp, Catalog, Connect(supabase), cancellationToken).ConfigureAwait(false);
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

    private void Emit(IReadOnlyList<Migration> all, IReadOnlyList<Migration> applied)
    {
        foreach (var migration in all)
        {
            Emit(new HSMigration(migration.Name, applied.Contains(migration)));
        }
    }
}

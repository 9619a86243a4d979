using System.Management.Automation;
using HigherSelf.Sync.Engine.Supabase.Schema;
using HigherSelf.Sync.Engine.Sync;
using HigherSelf.Sync.Hosting;

namespace HigherSelf.Sync.Commands;

/// <summary>Sets the Supabase side up: tables, security, the sync's own state and its functions.</summary>
[Cmdlet(VerbsData.Initialize, "HSSupabase", SupportsShouldProcess = true)]
[OutputType(typeof(HSMigration))]
public sealed class InitializeHSSupabaseCommand : HSCmdlet
{
    /// <inheritdoc/>
    protected override async Task EndAsync(CancellationToken cancellationToken)
    {
        var supabase = Settings.Supabase();
        var url = Settings.DatabaseUrl();
        Settings.ThrowIfMissing();

        var setUp = new SetUp(Catalog, Surroundings);
        var runner = new MigrationRunner(url, TimeProvider.System);
        var missing = await runner.FindMissingAsync(setUp.Migrations, cancellationToken).ConfigureAwait(false);
        var accepted = new List<Migration>();
        foreach (var migration in missing)
        {
            Say(() => WriteVerbose(migration.Sql));
            if (await ShouldAsync(migration.Name, "Apply migration").ConfigureAwait(false))
            {
                accepted.Add(migration);
            }
        }

        if (IsWhatIf)
        {
            return;
        }

        var applied = await runner.ApplyAsync(accepted, cancellationToken).ConfigureAwait(false);
        foreach (var migration in setUp.Migrations)
        {
            Emit(new HSMigration(migration.Name, applied.Contains(migration)));
        }

        if (accepted.Count == missing.Count)
        {
            await BindAsync(setUp, Connect(supabase), cancellationToken).ConfigureAwait(false);
        }
    }

    private async Task BindAsync(SetUp setUp, Engine.Supabase.SupabaseClient supabase, CancellationToken cancellationToken)
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

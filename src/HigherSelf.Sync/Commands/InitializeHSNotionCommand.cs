using System.Management.Automation;
using HigherSelf.Sync.Engine.Configuration;
using HigherSelf.Sync.Engine.Errors;
using HigherSelf.Sync.Engine.Notion;
using HigherSelf.Sync.Engine.Notion.Schema;
using HigherSelf.Sync.Engine.Reporting;
using HigherSelf.Sync.Engine.Schema;
using HigherSelf.Sync.Hosting;

namespace HigherSelf.Sync.Commands;

/// <summary>Sets the Notion side up: makes the databases that are missing, adds properties that they lack, and writes their ids into a file of settings.</summary>
[Cmdlet(VerbsData.Initialize, "HSNotion", SupportsShouldProcess = true)]
[OutputType(typeof(HSNotionDatabase))]
public sealed class InitializeHSNotionCommand : HSCmdlet
{
    private string _file = "";

    /// <summary>The id or link of the page that databases are made in.</summary>
    [Parameter(Mandatory = true, Position = 0)]
    [ValidateNotNullOrEmpty]
    public string ParentPage { get; set; } = "";

    /// <inheritdoc/>
    protected override bool MakesEnvFile => true;

    /// <inheritdoc/>
    protected override void Prepare()
    {
        _file = System.IO.Path.GetFullPath(EnvFile ?? Engine.Configuration.Settings.DefaultEnvFile, SessionState.Path.CurrentFileSystemLocation.ProviderPath);
        Engine.Configuration.EnvFile.Check(_file);
    }

    /// <inheritdoc/>
    protected override async Task EndAsync(CancellationToken cancellationToken)
    {
        var parent = NotionId.ParsePage("-ParentPage", ParentPage);
        var notion = Settings.Notion();
        Settings.ThrowIfMissing();
        var configured = Settings.DatabaseIds(Settings.WithId(Catalog.Databases));
        var setUp = new NotionSetUp(Connect(notion), Catalog.Databases, parent, configured, await ReadBindingsAsync(cancellationToken).ConfigureAwait(false));

        var plan = await setUp.LookAsync(cancellationToken).ConfigureAwait(false);
        var accepted = await AskAsync(plan).ConfigureAwait(false);
        try
        {
            await setUp.MakeAsync(accepted, cancellationToken).ConfigureAwait(false);
        }
        finally
        {
            // Whatever ends this, the next time begins with what is there.
            await WriteIdsAsync(setUp, plan).ConfigureAwait(false);
        }

        await setUp.RelateAsync(accepted, cancellationToken).ConfigureAwait(false);
        Tell(setUp);
    }

    /// <summary>How the databases were bound, if Supabase is set up already: a property that was renamed is not made a second time.</summary>
    private async Task<IReadOnlyDictionary<string, DataSourceBinding>?> ReadBindingsAsync(CancellationToken cancellationToken)
    {
        if (!Settings.HasSupabase)
        {
            return null;
        }

        try
        {
            var tables = await TableSchema.ReadAsync(Connect(Settings.Supabase()), Catalog.Databases, cancellationToken).ConfigureAwait(false);
            return tables.Where(t => t.Value.Binding is not null).ToDictionary(t => t.Key, t => t.Value.Binding!, StringComparer.Ordinal);
        }
        catch (SyncException e) when (e.Id is ErrorId.SupabaseSchemaMissing or ErrorId.SupabaseSchemaOutdated)
        {
            return null;
        }
        catch (SyncException e)
        {
            Say(() => WriteWarning($"Supabase cannot tell which properties were renamed, so one that was is made again: {e.Cause}"));
            return null;
        }
    }

    private async Task<IReadOnlyList<SchemaChange>> AskAsync(SchemaPlan plan)
    {
        var accepted = new List<SchemaChange>();
        foreach (var change in plan.Changes)
        {
            if (await ShouldAsync(change.Database.Table, change.Action).ConfigureAwait(false))
            {
                accepted.Add(change);
            }
        }

        return accepted;
    }

    private async Task WriteIdsAsync(NotionSetUp setUp, SchemaPlan plan)
    {
        var ids = setUp.Ids.Select(i => (i.Database.IdVariable, i.NotionId)).ToList();
        var count = IsWhatIf ? ids.Count + plan.Changes.OfType<CreateDatabase>().Count() : ids.Count;
        var isChanged = count > ids.Count || Engine.Configuration.EnvFile.Differs(_file, ids);
        if (isChanged && await ShouldAsync(_file, $"Write the ids of {count} Notion databases").ConfigureAwait(false))
        {
            await Engine.Configuration.EnvFile.WriteAsync(_file, ids, CancellationToken.None).ConfigureAwait(false);
        }
    }

    private void Tell(NotionSetUp setUp)
    {
        foreach (var result in setUp.Results)
        {
            foreach (var note in result.Notes)
            {
                Say(() => WriteWarning($"{result.Database}: {note}"));
            }

            if (!IsWhatIf)
            {
                Emit(result);
            }
        }

        foreach (var error in setUp.Errors)
        {
            Report(ErrorRecords.From(error));
        }
    }
}

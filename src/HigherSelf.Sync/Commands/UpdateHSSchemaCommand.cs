using System.Management.Automation;
using System.Text;
using HigherSelf.Sync.Completion;
using HigherSelf.Sync.Engine.Catalog;
using HigherSelf.Sync.Engine.Errors;
using HigherSelf.Sync.Engine.Notion;
using HigherSelf.Sync.Engine.Notion.Schema;
using HigherSelf.Sync.Engine.Reporting;
using HigherSelf.Sync.Engine.Schema;
using HigherSelf.Sync.Engine.Supabase;
using HigherSelf.Sync.Engine.Supabase.Schema;
using HigherSelf.Sync.Engine.Sync;
using HigherSelf.Sync.Hosting;

namespace HigherSelf.Sync.Commands;

/// <summary>Brings the catalog, Notion and Supabase together where they do not agree.</summary>
[Cmdlet(VerbsData.Update, "HSSchema", SupportsShouldProcess = true, DefaultParameterSetName = ByName)]
[OutputType(typeof(HSSchemaChange))]
public sealed class UpdateHSSchemaCommand : SetUpCmdlet
{
    private const string ByName = "Name";
    private const string ByFinding = "Finding";

    private readonly List<HSSchemaFinding> _given = [];

    /// <summary>The databases; all of them if none is named.</summary>
    [Parameter(Position = 0, ParameterSetName = ByName)]
    [Alias("Database", "Model")]
    [ArgumentCompleter(typeof(DatabaseNameCompleter))]
    [SupportsWildcards]
    public string[]? Name { get; set; }

    /// <summary>What Test-HSSchema has found; nothing else is done.</summary>
    [Parameter(Mandatory = true, ParameterSetName = ByFinding, ValueFromPipeline = true)]
    public HSSchemaFinding[] Finding { get; set; } = [];

    /// <summary>The folder that catalog files are written to; HS_CATALOG unless given.</summary>
    [Parameter]
    [ValidateNotNullOrEmpty]
    public string? Path { get; set; }

    /// <summary>Drops columns that no field of the catalog has.</summary>
    [Parameter]
    public SwitchParameter AllowDrop { get; set; }

    /// <summary>Where the rows are backed up to before a column is dropped.</summary>
    [Parameter]
    [ValidateNotNullOrEmpty]
    public string? BackupPath { get; set; }

    /// <inheritdoc/>
    protected override Task ProcessAsync(CancellationToken cancellationToken)
    {
        _given.AddRange(Finding);
        return Task.CompletedTask;
    }

    /// <inheritdoc/>
    protected override async Task EndAsync(CancellationToken cancellationToken)
    {
        if (AllowDrop && BackupPath is null)
        {
            throw new SyncException(ErrorId.ConfigurationInvalid, "-AllowDrop drops columns with all that is in them, and there is nowhere to back the rows up to.",
                "Name a folder with -BackupPath.", nameof(AllowDrop));
        }

        var backupFolder = BackupPath is null ? null : await ResolveAsync(BackupPath).ConfigureAwait(false);
        if (AllowDrop)
        {
            ColumnDrop.Check(backupFolder!);
        }

        var isOfFindings = ParameterSetName == ByFinding;
        if (isOfFindings && _given.Count == 0)
        {
            return;
        }

        var databases = isOfFindings ? Catalog.Select(_given.SelectMany(f => f.Database.Split(", ")).Distinct()) : Name is null ? Catalog.Databases : Catalog.Select(Name);
        var (notionOptions, supabaseOptions) = (Settings.Notion(), Settings.Supabase());
        var ids = Settings.DatabaseIds(databases);
        Settings.ThrowIfMissing();
        var way = ChooseWay();
        var access = way == MigrationWay.Script ? null : OpenAccess(way);
        var (notion, supabase) = (Connect(notionOptions), Connect(supabaseOptions));

        // What was found may have been mended since: only what is still so is worked on.
        var look = await new SchemaCheck(notion, supabase).LookAsync(databases, ids, cancellationToken).ConfigureAwait(false);
        var wanted = look.Findings.Where(f => !isOfFindings || _given.Any(g => g.IsSameAs(f) || (IsRename(g) && IsRename(f) && g.Database == f.Database))).ToList();

        var updates = await FollowNotionAsync(look, wanted, cancellationToken).ConfigureAwait(false);
        var catalog = Catalog.With(updates.Select(u => (u.File, u.Update.Text)), Transforms);
        await AddPropertiesAsync(notion, catalog, look, wanted, cancellationToken).ConfigureAwait(false);
        var isApplied = await MigrateAsync(catalog, access, wanted, updates.Count > 0, cancellationToken).ConfigureAwait(false);
        if (access is not null)
        {
            await DropAsync(access, supabase, supabaseOptions.Url.Host, backupFolder, wanted, cancellationToken).ConfigureAwait(false);
        }

        if (!isApplied || IsWhatIf)
        {
            return;
        }

        await BindAsync(new SetUp(catalog, Surroundings), catalog, supabase, cancellationToken).ConfigureAwait(false);
        var gained = updates.Select(u => u.Database.Table).Concat(wanted.Where(f => f is { Where: SchemaPlace.Supabase, Kind: SchemaFindingKind.Missing }).Select(f => f.Database)).ToHashSet(StringComparer.Ordinal);
        await FillAsync(catalog, [.. catalog.Databases.Where(d => gained.Contains(d.Table))], notion, supabase, ids, cancellationToken).ConfigureAwait(false);
    }

    /// <summary>Names can be swapped, so those of a database are followed together.</summary>
    private static bool IsRename(HSSchemaFinding finding) => finding is { Kind: SchemaFindingKind.Renamed, PropertyId: not null };

    /// <summary>Tells of findings about which nothing is done.</summary>
    private void TellLeft(IEnumerable<HSSchemaFinding> findings)
    {
        foreach (var finding in findings.Where(f => f.Severity != FindingSeverity.Info))
        {
            Say(() => WriteWarning($"{finding.Detail} {finding.Fix}"));
        }
    }

    /// <summary>The catalog follows what was changed in Notion.</summary>
    private async Task<IReadOnlyList<(Database Database, string File, CatalogUpdate Update)>> FollowNotionAsync(
        SchemaLook look, IReadOnlyList<HSSchemaFinding> wanted, CancellationToken cancellationToken)
    {
        var tables = Settings.DatabaseIds(Settings.WithId(Catalog.Databases)).ToLookup(i => i.Value, i => i.Key).ToDictionary(g => g.Key, g => g.First());
        foreach (var (table, schema) in look.Notion)
        {
            if (schema?.Source is { } source)
            {
                tables[source.Id] = table;
            }
        }

        var updates = new List<(Database, string, CatalogUpdate)>();
        foreach (var ofOne in wanted.GroupBy(f => f.Database))
        {
            if (Catalog.Find(ofOne.Key) is not { } database || look.Notion.GetValueOrDefault(ofOne.Key)?.Source is not { } source)
            {
                TellLeft(ofOne.Where(f => f.Where != SchemaPlace.Supabase));
                continue;
            }

            var columns = look.Tables?.GetValueOrDefault(ofOne.Key)?.Columns.Keys ?? [];
            var update = CatalogUpdate.Of(database, source, columns, ofOne, tables);
            TellLeft(update.Left.Where(f => f is not { Where: SchemaPlace.Notion, Kind: SchemaFindingKind.Missing } && !IsOfSetUp(f)));
            if (update.Changes.Count == 0)
            {
                continue;
            }

            string file;
            CatalogFolder folder;
            try
            {
                folder = new CatalogFolder(await CatalogFolderAsync(Path).ConfigureAwait(false));
                folder.Check();
                file = folder.FileOf(database);
            }
            catch (SyncException e)
            {
                // What needs no file is done all the same.
                Report(ErrorRecords.From(e));
                continue;
            }

            if (!await ShouldAsync(file, string.Join("; ", update.Changes.Select(c => $"{c.Action} {c.Field}, {c.Detail}"))).ConfigureAwait(false))
            {
                if (IsWhatIf)
                {
                    updates.Add((database, file, update));
                }

                continue;
            }

            _ = Catalog.With([(file, update.Text)], Transforms);
            await folder.WriteFileAsync(file, Encoding.UTF8.GetString(update.Text), ModuleFolder.Catalog, overwrite: true, cancellationToken).ConfigureAwait(false);
            updates.Add((database, file, update));
            foreach (var change in update.Changes)
            {
                Emit(change);
            }

            if (OwnCatalog is null || System.IO.Path.GetRelativePath(OwnCatalog, System.IO.Path.GetDirectoryName(file)!) != ".")
            {
                Say(() => WriteWarning($"{database.Table}: the file is not read until HS_CATALOG names its folder."));
            }
        }

        return updates;
    }

    /// <summary>Notion gets what the catalog has.</summary>
    private async Task AddPropertiesAsync(
        NotionClient notion, DatabaseCatalog catalog, SchemaLook look, IReadOnlyList<HSSchemaFinding> wanted, CancellationToken cancellationToken)
    {
        var missing = wanted.Where(f => f is { Where: SchemaPlace.Notion, Kind: SchemaFindingKind.Missing })
            .Select(f => (f.Database, Name: NameOf(catalog, f))).ToHashSet();
        if (missing.Count == 0)
        {
            return;
        }

        var setUp = new NotionSetUp(notion, catalog.Databases, null, Settings.DatabaseIds(Settings.WithId(catalog.Databases)), look.Bindings);
        var plan = await setUp.LookAsync(cancellationToken).ConfigureAwait(false);
        var accepted = new List<SchemaChange>();
        foreach (var change in plan.Changes.Where(c => missing.Any(m => c.Makes(m.Database, m.Name))))
        {
            if (await ShouldAsync(change.Database.Table, change.Action).ConfigureAwait(false))
            {
                accepted.Add(change);
            }
        }

        var told = setUp.Results.Where(r => r.Notes.Count > 0).Select(r => r.Database).ToHashSet(StringComparer.Ordinal);
        TellLeft(wanted.Where(f => f is { Where: SchemaPlace.Notion, Kind: SchemaFindingKind.Missing } && !told.Contains(f.Database) && plan.Changes.All(c => !c.Makes(f.Database, NameOf(catalog, f)))));
        await setUp.MakeAsync(accepted, cancellationToken).ConfigureAwait(false);
        await setUp.RelateAsync(accepted, cancellationToken).ConfigureAwait(false);
        foreach (var result in setUp.Results)
        {
            foreach (var added in result.Added)
            {
                Emit(new HSSchemaChange { Database = result.Database, Field = added, Where = SchemaPlace.Notion, Action = "Add property", Detail = $"to the Notion database {result.NotionId}" });
            }
        }

        foreach (var note in setUp.Results.Where(r => missing.Any(m => m.Database == r.Database)).SelectMany(r => r.Notes.Select(n => $"{r.Database}: {n}")))
        {
            Say(() => WriteWarning(note));
        }

        foreach (var error in setUp.Errors)
        {
            Report(ErrorRecords.From(error));
        }
    }

    /// <summary>The property that a finding is about.</summary>
    private static string NameOf(DatabaseCatalog catalog, HSSchemaFinding finding) =>
        catalog.Find(finding.Database)!.Mirrored.FirstOrDefault(m => m.Column == finding.Field)?.Property ?? finding.Field!;

    /// <summary>True for what set-up makes in Supabase, and makes again.</summary>
    private static bool IsOfSetUp(HSSchemaFinding finding) => finding.Where == SchemaPlace.Supabase
        && finding.Kind is SchemaFindingKind.Missing or SchemaFindingKind.RowSecurityOff or SchemaFindingKind.TriggerMissing or SchemaFindingKind.FunctionOutdated;

    /// <summary>Supabase gets what the catalog has.</summary>
    /// <returns>True if something was applied to the database.</returns>
    private async Task<bool> MigrateAsync(
        DatabaseCatalog catalog, IDatabaseAccess? access, IReadOnlyList<HSSchemaFinding> wanted, bool isCatalogChanged, CancellationToken cancellationToken)
    {
        if (!isCatalogChanged && !wanted.Any(IsOfSetUp))
        {
            return false;
        }

        var setUp = new SetUp(catalog, Surroundings);
        if (access is null)
        {
            await WriteScriptsAsync(setUp, cancellationToken).ConfigureAwait(false);
            Say(() => WriteWarning("The columns are there once `supabase db push` has applied the files; then run Sync-HSDatabase -Full, which fills them."));
            return false;
        }

        var before = Migrations.For(Catalog).SelectMany(m => m.Sql.Split('\n')).ToHashSet(StringComparer.Ordinal);
        var runner = new MigrationRunner(access, TimeProvider.System);
        var accepted = new List<Migration>();
        foreach (var migration in await runner.FindMissingAsync(setUp.Migrations, cancellationToken).ConfigureAwait(false))
        {
            if (await ShouldAsync(migration.Name, "Apply migration").ConfigureAwait(false))
            {
                accepted.Add(migration);
            }

            // Of a migration that is run over itself, what is new in it.
            Show(isCatalogChanged ? string.Join('\n', migration.Sql.Split('\n').Where(l => !before.Contains(l))) : migration.Sql);
        }

        foreach (var applied in await runner.ApplyAsync(accepted, cancellationToken).ConfigureAwait(false))
        {
            Emit(new HSSchemaChange { Database = "", Where = SchemaPlace.Supabase, Action = "Apply migration", Detail = applied.Name });
        }

        return accepted.Count > 0;
    }

    private protected override void NoteScript(HSMigration script)
    {
        if (script.Written)
        {
            Emit(new HSSchemaChange { Database = "", Where = SchemaPlace.Supabase, Action = "Write migration", Detail = script.Path! });
        }
    }

    /// <summary>Columns that no field has go, once all rows of their tables are in a backup.</summary>
    private async Task DropAsync(
        IDatabaseAccess access, SupabaseClient supabase, string project, string? folder, IReadOnlyList<HSSchemaFinding> wanted, CancellationToken cancellationToken)
    {
        var accepted = new List<HSSchemaFinding>();
        foreach (var extra in wanted.Where(f => AllowDrop && f is { Where: SchemaPlace.Supabase, Kind: SchemaFindingKind.Extra }))
        {
            if (await ShouldAsync($"public.{extra.Database}.{extra.Field}", $"Back up the rows to {BackupPath}, and drop the column").ConfigureAwait(false))
            {
                accepted.Add(extra);
            }
        }

        if (accepted.Count == 0)
        {
            return;
        }

        var drop = new ColumnDrop(access, supabase, Surroundings);
        var columns = accepted.Select(f => (Catalog.Find(f.Database)!, f.Field!)).ToList();
        await drop.RunAsync(columns, folder!, project, cancellationToken).ConfigureAwait(false);
        foreach (var extra in accepted)
        {
            Emit(new HSSchemaChange { Database = extra.Database, Field = extra.Field, Where = SchemaPlace.Supabase, Action = "Drop column", Detail = $"the rows are in {folder}" });
        }
    }

    /// <summary>New columns get their values from every page, at once.</summary>
    private async Task FillAsync(
        DatabaseCatalog catalog, IReadOnlyList<Database> databases, NotionClient notion, SupabaseClient supabase, IReadOnlyDictionary<string, Guid> ids, CancellationToken cancellationToken)
    {
        if (databases.Count == 0)
        {
            return;
        }

        var service = new DatabaseSyncService(new NotionPageSide(notion), new SupabaseRowSide(supabase), catalog, ids, Surroundings);
        // It brings values, and is no reason to delete a row.
        var request = new SyncRequest { Databases = databases, Direction = SyncDirection.NotionToSupabase, Full = true, Policy = new SyncPolicy { Deletes = DeletePolicy.Ignore } };
        await foreach (var result in service.SyncAsync(request, cancellationToken).ConfigureAwait(false))
        {
            ReportErrorOf(result);
            Emit(new HSSchemaChange
            {
                Database = result.Database,
                Where = SchemaPlace.Supabase,
                Action = "Fill columns",
                Detail = $"{result.Unchanged + result.Updated} records looked at, {result.Updated} rows updated: {result.Status}",
            });
        }
    }
}

using System.Management.Automation;
using System.Text;
using System.Text.RegularExpressions;
using HigherSelf.Sync.Engine.Catalog;
using HigherSelf.Sync.Engine.Configuration;
using HigherSelf.Sync.Engine.Errors;
using HigherSelf.Sync.Engine.Notion.Schema;
using HigherSelf.Sync.Hosting;

namespace HigherSelf.Sync.Commands;

/// <summary>Writes a catalog file for a Notion database, so that the module serves it like those that it knows.</summary>
[Cmdlet(VerbsCommon.New, "HSDatabase", SupportsShouldProcess = true)]
[OutputType(typeof(HSDatabase))]
public sealed class NewHSDatabaseCommand : HSCmdlet
{
    /// <summary>The id or link of the Notion database.</summary>
    [Parameter(Mandatory = true, Position = 0)]
    [ValidateNotNullOrEmpty]
    public string NotionDatabase { get; set; } = "";

    /// <summary>The name of the table; made of the title unless given.</summary>
    [Parameter]
    [ValidatePattern("^[a-z][a-z0-9_]{0,47}$", Options = RegexOptions.None)]
    public string? Table { get; set; }

    /// <summary>The folder that the file is written to; HS_CATALOG unless given.</summary>
    [Parameter]
    [ValidateNotNullOrEmpty]
    public string? Path { get; set; }

    /// <summary>Replaces a file that is there, and writes that of a database that the catalog has already.</summary>
    [Parameter]
    public SwitchParameter Force { get; set; }

    /// <inheritdoc/>
    protected override async Task EndAsync(CancellationToken cancellationToken)
    {
        var id = NotionId.Parse("-NotionDatabase", NotionDatabase);
        var notion = Settings.Notion();
        Settings.ThrowIfMissing();
        var path = await CatalogFolderAsync(Path).ConfigureAwait(false);
        var folder = new CatalogFolder(path);
        folder.Check();

        var tables = Settings.DatabaseIds(Settings.WithId(Catalog.Databases)).ToLookup(i => i.Value, i => i.Key).ToDictionary(g => g.Key, g => g.First());
        var known = tables.TryGetValue(id, out var table) ? Catalog.Find(table) : null;
        if (known is not null && !Force)
        {
            throw new SyncException(ErrorId.DatabaseKnown, $"The Notion database {id} is {known.Table} of the catalog already.",
                $"Work with {known.Table}, or write its file anew with -Force.", known.Table);
        }

        var there = await new DatabaseReader(Connect(notion)).ReadAsync(id, cancellationToken).ConfigureAwait(false);
        var draft = new CatalogDraft(there, Table ?? known?.Table ?? CatalogDraft.TableFor(there.Title, Catalog), Table is null || Table == known?.Table ? known : null, tables);
        var database = Accepted(draft, folder);
        folder.CheckFree(draft.Table, Force);
        if (!await ShouldAsync(folder.FileOf(draft.Table), $"Write the catalog file of the Notion database '{there.Title}'").ConfigureAwait(false))
        {
            return;
        }

        await folder.WriteAsync(draft.Table, draft.Text, ModuleFolder.Catalog, Force, cancellationToken).ConfigureAwait(false);
        var isConfigured = Settings.WithId([database]).Count > 0;
        Tell(draft, database, id, isConfigured, isRead: OwnCatalog is not null && System.IO.Path.GetRelativePath(OwnCatalog, path) == ".");
        Emit(new HSDatabase(database, isConfigured));
    }

    /// <summary>The database as the catalog will read it, beside the others.</summary>
    private Database Accepted(CatalogDraft draft, CatalogFolder folder) =>
        Catalog.With([(folder.FileOf(draft.Table), Encoding.UTF8.GetBytes(draft.Text))], Transforms).Find(draft.Table)!;

    private void Tell(CatalogDraft draft, Database database, Guid id, bool isConfigured, bool isRead)
    {
        if (!draft.HasSupabaseId)
        {
            Warn($"{draft.Table}: the Notion database lacks the text property '{Database.SupabaseIdProperty}'; rows that are made in Supabase get no pages until you add it in Notion.");
        }

        if (draft.LeftOut.Count > 0)
        {
            Warn($"{draft.Table}: left out is what has no place in a table: {string.Join(", ", draft.LeftOut)}.");
        }

        if (!isRead)
        {
            Warn($"{draft.Table}: the file is not read until {SettingName.CatalogFolder} names its folder.");
        }

        if (!isConfigured)
        {
            Warn($"{draft.Table}: set {database.IdVariable}={id}, and run Initialize-HSSupabase; then Sync-HSDatabase {draft.Table}.");
        }
    }

    private void Warn(string text) => Say(() => WriteWarning(text));
}

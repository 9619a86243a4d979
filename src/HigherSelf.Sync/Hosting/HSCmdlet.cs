using System.Management.Automation;
using System.Net;
using System.Security;
using HigherSelf.Sync.Engine;
using HigherSelf.Sync.Engine.Catalog;
using HigherSelf.Sync.Engine.Configuration;
using HigherSelf.Sync.Engine.Errors;
using HigherSelf.Sync.Engine.Notion;
using HigherSelf.Sync.Engine.Reporting;
using HigherSelf.Sync.Engine.Supabase;
using HigherSelf.Sync.Engine.Supabase.Schema;
using HigherSelf.Sync.Engine.Sync;
using HigherSelf.Sync.Engine.Transforms;

namespace HigherSelf.Sync.Hosting;

/// <summary>The base of the cmdlets that work with Notion or Supabase: settings, catalog and clients.</summary>
public abstract class HSCmdlet : AsyncCmdlet
{
    private readonly List<IDisposable> _clients = [];
    private readonly ScriptTransforms _scripts = new();

    // A StoryLevel, or what is above all of them; see ModuleInitializer for why no field is of that type.
    private int _printed;
    private EngineLog _log = EngineLog.None;

    /// <summary>A file of NAME=value lines to read settings from, in place of .env.</summary>
    [Parameter]
    public string? EnvFile { get; set; }

    /// <summary>The token of the Notion integration; goes before every other setting of it.</summary>
    [Parameter]
    public SecureString? NotionToken { get; set; }

    /// <summary>The secret or service_role key of Supabase; goes before every other setting of it.</summary>
    [Parameter]
    public SecureString? SupabaseKey { get; set; }

    /// <summary>The databases of the catalog that ships, and of the user's own.</summary>
    protected DatabaseCatalog Catalog { get; private set; } = null!;

    /// <summary>The folder with catalog files of the user's own; null if none is set.</summary>
    private protected string? OwnCatalog { get; private set; }

    /// <summary>The transforms that catalog files can name.</summary>
    private protected TransformSet Transforms => Settings.MayRunCatalogScripts ? _scripts.Set : ScriptTransforms.Refused;

    /// <summary>The settings of this command.</summary>
    protected SettingsReader Settings { get; private set; } = null!;

    /// <summary>The same, as they stand.</summary>
    private protected Settings Found { get; private set; } = null!;

    /// <summary>False for commands that connect to nothing: no vault is opened for them.</summary>
    protected virtual bool UsesServices => true;

    /// <summary>True for a command that makes the file of settings where it is missing.</summary>
    protected virtual bool MakesEnvFile => false;

    /// <summary>Clock, ids and observer of the runs that this command starts.</summary>
    protected SyncEnvironment Surroundings { get; private set; } = null!;

    /// <inheritdoc/>
    protected sealed override void BeginProcessing()
    {
        try
        {
            var folder = SessionState.Path.CurrentFileSystemLocation.ProviderPath;
            Found = HigherSelf.Sync.Engine.Configuration.Settings.Find(Given(), Environment.GetEnvironmentVariable, folder, EnvFile, MakesEnvFile);
            Settings = new SettingsReader(Found);
            OwnCatalog = Settings.CatalogFolder(folder);
            Catalog = DatabaseCatalog.Load(ModuleFolder.Catalog, OwnCatalog, Transforms);
            if (UsesServices)
            {
                Found.ReadSecrets(KnownSetting.Of(Catalog).Select(s => s.Name), ReadSecret);
            }

            var level = Settings.LogLevel();
            _printed = level is null ? int.MaxValue : (int)level;
            _log = EngineLog.Create(Hear, Settings.LogFile(folder), level ?? StoryLevel.Info);
            Surroundings = new SyncEnvironment { Observer = new CmdletObserver(this, TimeProvider.System), Log = _log };
            Prepare();
        }
        catch (SyncException e)
        {
            ThrowTerminatingError(ErrorRecords.From(e));
        }
    }

    /// <summary>What can be told before the commands further up the pipeline have done anything; on the pipeline's thread.</summary>
    protected virtual void Prepare()
    {
    }

    /// <summary>The folder that catalog files are written to: the one that is asked for, or that of the user's own.</summary>
    /// <exception cref="SyncException"><see cref="ErrorId.ConfigurationMissing"/>: there is neither.</exception>
    private protected async Task<string> CatalogFolderAsync(string? asked) => asked is not null
        ? await ResolveAsync(asked).ConfigureAwait(false)
        : OwnCatalog ?? throw new SyncException(ErrorId.ConfigurationMissing, $"{SettingName.CatalogFolder} is not set, so there is no folder for catalog files of your own.",
            $"Make a folder, and set {SettingName.CatalogFolder} to it; or name one with -Path.", SettingName.CatalogFolder);

    /// <summary>A client of Notion that lives as long as this command.</summary>
    protected NotionClient Connect(NotionOptions options) => Keep(new NotionClient(options, ProcessWide.PacerOf(options), TimeProvider.System, _log));

    /// <summary>A client of Supabase that lives as long as this command.</summary>
    protected SupabaseClient Connect(SupabaseOptions options) => Keep(new SupabaseClient(options, TimeProvider.System, _log));

    /// <summary>The Management API, for as long as this command lives.</summary>
    protected ManagementApiAccess Connect(ManagementApiOptions options) => Keep(new ManagementApiAccess(options, TimeProvider.System, _log));

    /// <summary>The records of earlier runs.</summary>
    private protected SyncHistory OpenHistory()
    {
        var supabase = Settings.Supabase();
        Settings.ThrowIfMissing();
        return new SyncHistory(Connect(supabase));
    }

    /// <summary>Both sides.</summary>
    /// <param name="databases">Those whose Notion ids are needed.</param>
    private protected BothSides OpenBothSides(IReadOnlyList<Database> databases)
    {
        var notion = Settings.Notion();
        var supabase = Settings.Supabase();
        var ids = Settings.DatabaseIds(databases);
        Settings.ThrowIfMissing();
        var (pages, rows) = (Connect(notion), Connect(supabase));
        return new BothSides(pages.Pacer, new NotionPageSide(pages), new SupabaseRowSide(rows), new SyncHistory(rows), ids);
    }

    /// <summary>Reports the error of a database in a run that went on, if it has one.</summary>
    private protected void ReportErrorOf(HSSyncResult? result)
    {
        if (result is not null && ErrorRecords.From(result) is { } error)
        {
            Report(error);
        }
    }

    /// <inheritdoc/>
    protected override void Dispose(bool disposing)
    {
        if (disposing)
        {
            _clients.ForEach(c => c.Dispose());
            _scripts.Dispose();
            _log.Dispose();
        }

        base.Dispose(disposing);
    }

    /// <summary>Adds to the story of this command.</summary>
    internal void TellStory(string story) => _log.Tell(story);

    /// <summary>Has something done by this cmdlet on the pipeline's thread.</summary>
    internal void Tell(Action<HSCmdlet> action) => Say(() => action(this));

    /// <summary>The story with -Verbose, and one line a request, without headers or bodies, with -Debug; printed if LOG_LEVEL asks for it.</summary>
    private void Hear(StoryLevel level, string line) => Say(() =>
    {
        if (level == StoryLevel.Debug)
        {
            WriteDebug(line);
        }
        else
        {
            WriteVerbose(line);
        }

        if ((int)level >= _printed)
        {
            WriteInformation(new HostInformationMessage { Message = line }, ["PSHOST", "HSSync"]);
        }
    });

    private Dictionary<string, string> Given()
    {
        var given = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (var (name, value) in new[] { (SettingName.NotionToken, NotionToken), (SettingName.SupabaseKey, SupabaseKey) })
        {
            if (value is not null)
            {
                given[name] = new NetworkCredential("", value).Password;
            }
        }

        return given;
    }

    /// <summary>The text of a secret, by SecretManagement.</summary>
    private string ReadSecret(Setting setting, SecretReference secret)
    {
        if (InvokeCommand.GetCommand("Get-Secret", CommandTypes.Cmdlet | CommandTypes.Function) is null)
        {
            throw new SyncException(ErrorId.ConfigurationInvalid, $"{setting.Name} names the secret {secret}, and there is no command Get-Secret.",
                "Run Install-PSResource Microsoft.PowerShell.SecretManagement, and register the vault; or set the value itself.", setting.Name);
        }

        try
        {
            var found = InvokeCommand.InvokeScript(
                "param($name, $vault) $with = @{ Name = $name; AsPlainText = $true; ErrorAction = 'Stop' }; if ($vault) { $with.Vault = $vault }; Get-Secret @with",
                secret.Name, secret.Vault);
            return found is [{ BaseObject: string { Length: > 0 } text }]
                ? text
                : throw new SyncException(ErrorId.ConfigurationInvalid, $"{setting.Name} names the secret {secret}, which is no text.", "Store it as a string.", setting.Name);
        }
        catch (RuntimeException e)
        {
            throw new SyncException(ErrorId.ConfigurationInvalid, $"{setting.Name} names the secret {secret}, which cannot be read: {e.Message}",
                "Unlock the vault, and look with Get-SecretInfo whether the secret is in it.", setting.Name, e);
        }
    }

    private T Keep<T>(T client)
        where T : IDisposable
    {
        _clients.Add(client);
        return client;
    }
}

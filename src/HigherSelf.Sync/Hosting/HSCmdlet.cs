using System.Management.Automation;
using HigherSelf.Sync.Engine;
using HigherSelf.Sync.Engine.Catalog;
using HigherSelf.Sync.Engine.Configuration;
using HigherSelf.Sync.Engine.Notion;
using HigherSelf.Sync.Engine.Reporting;
using HigherSelf.Sync.Engine.Supabase;
using HigherSelf.Sync.Engine.Sync;

namespace HigherSelf.Sync.Hosting;

/// <summary>The base of the cmdlets that work with Notion or Supabase: settings, catalog and clients.</summary>
public abstract class HSCmdlet : AsyncCmdlet
{
    private readonly List<IDisposable> _clients = [];

    // A StoryLevel; see ModuleInitializer for why no field is of that type.
    private int _printed;

    /// <summary>
    /// <para type="description">A file of NAME=value lines to read settings from; parameters and environment variables go before it. Without it, .env in the current folder is read.</para>
    /// </summary>
    [Parameter]
    public string? EnvFile { get; set; }

    /// <summary>The databases of the module's catalog folder.</summary>
    protected DatabaseCatalog Catalog { get; private set; } = null!;

    /// <summary>The settings of this command.</summary>
    protected SettingsReader Settings { get; private set; } = null!;

    /// <summary>Clock, ids and observer of the runs that this command starts.</summary>
    protected SyncEnvironment Surroundings { get; private set; } = null!;

    /// <inheritdoc/>
    protected sealed override void BeginProcessing()
    {
        try
        {
            Catalog = DatabaseCatalog.Load(ModuleFolder.Catalog);
            Settings = new SettingsReader(HigherSelf.Sync.Engine.Configuration.Settings.Find(
                new Dictionary<string, string>(), Environment.GetEnvironmentVariable, SessionState.Path.CurrentFileSystemLocation.ProviderPath, EnvFile));
            _printed = (int)Settings.LogLevel();
            Surroundings = new SyncEnvironment { Observer = new CmdletObserver(this, TimeProvider.System) };
            Prepare();
        }
        catch (HigherSelf.Sync.Engine.Errors.SyncException e)
        {
            ThrowTerminatingError(ErrorRecords.From(e));
        }
    }

    /// <summary>What can be told before the commands further up the pipeline have done anything; on the pipeline's thread.</summary>
    protected virtual void Prepare()
    {
    }

    /// <summary>A client of Notion that lives as long as this command.</summary>
    protected NotionClient Connect(NotionOptions options) => Keep(new NotionClient(options, ProcessWide.PacerOf(options), TimeProvider.System, RequestLog));

    /// <summary>A client of Supabase that lives as long as this command.</summary>
    protected SupabaseClient Connect(SupabaseOptions options) => Keep(new SupabaseClient(options, TimeProvider.System, RequestLog));

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
        var client = Connect(supabase);
        return new BothSides(new NotionPageSide(Connect(notion)), new SupabaseRowSide(client), new SyncHistory(client), ids);
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
        }

        base.Dispose(disposing);
    }

    /// <summary>Tells the story: with -Verbose, or printed if LOG_LEVEL asks for it.</summary>
    internal void TellStory(string story) => Say(() =>
    {
        WriteVerbose(story);
        Print(StoryLevel.Info, story);
    });

    /// <summary>Has something done by this cmdlet on the pipeline's thread.</summary>
    internal void Tell(Action<HSCmdlet> action) => Say(() => action(this));

    /// <summary>One line a request, without headers or bodies: with -Debug, or printed if LOG_LEVEL asks for it.</summary>
    private EngineLog RequestLog => EngineLog.ToLines(line => Say(() =>
    {
        WriteDebug(line);
        Print(StoryLevel.Debug, line);
    }));

    private void Print(StoryLevel level, string line)
    {
        if ((int)level >= _printed)
        {
            WriteInformation(new HostInformationMessage { Message = line }, ["PSHOST", "HSSync"]);
        }
    }

    private T Keep<T>(T client)
        where T : IDisposable
    {
        _clients.Add(client);
        return client;
    }
}

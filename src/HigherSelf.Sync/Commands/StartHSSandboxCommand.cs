using System.Management.Automation;
using HigherSelf.Sync.Engine.Errors;
using HigherSelf.Sync.Hosting;
using HigherSelf.Sync.Sandbox;
using HigherSelf.Sync.Sandbox.Notion;
using HigherSelf.Sync.Sandbox.Supabase;

namespace HigherSelf.Sync.Commands;

/// <summary>Starts a sandbox: an offline Notion with sixteen databases, and an offline Supabase, on this machine.</summary>
[Cmdlet(VerbsLifecycle.Start, "HSSandbox")]
[OutputType(typeof(HSSandbox))]
public sealed class StartHSSandboxCommand : HSCmdlet
{
    /// <summary>Leaves the Notion databases without pages.</summary>
    [Parameter]
    public SwitchParameter Empty { get; set; }

    /// <summary>Leaves Notion without databases, as it is before Initialize-HSNotion.</summary>
    [Parameter]
    public SwitchParameter NoDatabases { get; set; }

    /// <summary>Leaves the environment variables of this process alone.</summary>
    [Parameter]
    public SwitchParameter NoEnvironment { get; set; }

    /// <summary>The requests that the offline Notion allows in any 60 seconds.</summary>
    [Parameter]
    [ValidateRange(1, 100_000)]
    public int RequestsPerMinute { get; set; } = 600;

    /// <inheritdoc/>
    protected override bool UsesServices => false;

    /// <inheritdoc/>
    protected override async Task EndAsync(CancellationToken cancellationToken)
    {
        var notion = new OfflineNotionOptions { RequestsPerMinute = RequestsPerMinute };
        var supabase = new OfflineSupabaseOptions { Progress = story => Say(() => WriteWarning(story)) };
        OfflinePair pair;
        try
        {
            pair = await OfflinePair.StartAsync(Catalog, !Empty, notion, supabase, cancellationToken, withDatabases: !NoDatabases).ConfigureAwait(false);
        }
        catch (SandboxException e)
        {
            throw new SyncException(ErrorId.SandboxFailed, e.Message, "Mend that, and start the sandbox again.", innerException: e);
        }

        var running = new RunningSandbox(pair);
        ProcessWide.Sandboxes[pair.Id] = running;
        if (!NoEnvironment)
        {
            SandboxSettings.Apply(running);
        }

        Emit(new HSSandbox(pair, Catalog));
    }
}

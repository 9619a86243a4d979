using System.Management.Automation;
using HigherSelf.Sync.Engine.Errors;
using HigherSelf.Sync.Hosting;
using HigherSelf.Sync.Sandbox;
using HigherSelf.Sync.Sandbox.Notion;
using HigherSelf.Sync.Sandbox.Supabase;

namespace HigherSelf.Sync.Commands;

/// <summary>
/// <para type="synopsis">Starts a sandbox: an offline Notion with sixteen databases, and an offline Supabase, on this machine.</para>
/// <para type="description">Needs Node.js 20 or newer; the first time, npm packages of about 200 MB are installed into a cache. The settings of this
/// process are set to the sandbox, so that every other command works with it. It ends with Stop-HSSandbox, or with this process.</para>
/// </summary>
[Cmdlet(VerbsLifecycle.Start, "HSSandbox")]
[OutputType(typeof(HSSandbox))]
public sealed class StartHSSandboxCommand : HSCmdlet
{
    /// <summary>
    /// <para type="description">Leaves the Notion databases without pages.</para>
    /// </summary>
    [Parameter]
    public SwitchParameter Empty { get; set; }

    /// <summary>
    /// <para type="description">Leaves the environment variables of this process alone. Set them yourself from the sandbox's GetSettings().</para>
    /// </summary>
    [Parameter]
    public SwitchParameter NoEnvironment { get; set; }

    /// <summary>
    /// <para type="description">The requests that the offline Notion allows in any 60 seconds: 600 as on a Business plan, 180 as on the smaller ones.</para>
    /// </summary>
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
            pair = await OfflinePair.StartAsync(Catalog, !Empty, notion, supabase, cancellationToken).ConfigureAwait(false);
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

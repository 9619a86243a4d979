using System.Management.Automation;
using HigherSelf.Sync.Hosting;

namespace HigherSelf.Sync.Commands;

/// <summary>
/// <para type="synopsis">Stops sandboxes; nothing of them is left, neither a process nor a file.</para>
/// </summary>
[Cmdlet(VerbsLifecycle.Stop, "HSSandbox")]
public sealed class StopHSSandboxCommand : AsyncCmdlet
{
    /// <summary>
    /// <para type="description">The sandboxes to stop; all of this process if none is named.</para>
    /// </summary>
    [Parameter(Position = 0, ValueFromPipeline = true)]
    public HSSandbox[]? InputObject { get; set; }

    /// <inheritdoc/>
    protected override async Task ProcessAsync(CancellationToken cancellationToken)
    {
        var pairs = InputObject is null ? [.. ProcessWide.Sandboxes.Values] : InputObject.Select(s => s.Pair).ToList();
        foreach (var pair in pairs)
        {
            if (ProcessWide.Sandboxes.TryRemove(pair.Id, out _))
            {
                SandboxSettings.Remove(pair);
                await pair.DisposeAsync().ConfigureAwait(false);
            }
        }
    }
}

using System.Management.Automation;
using HigherSelf.Sync.Hosting;

namespace HigherSelf.Sync.Commands;

/// <summary>Stops sandboxes; nothing of them is left, neither a process nor a file.</summary>
[Cmdlet(VerbsLifecycle.Stop, "HSSandbox")]
public sealed class StopHSSandboxCommand : AsyncCmdlet
{
    /// <summary>The sandboxes to stop; all of this process if none is named.</summary>
    [Parameter(Position = 0, ValueFromPipeline = true)]
    public HSSandbox[]? InputObject { get; set; }

    /// <inheritdoc/>
    protected override async Task ProcessAsync(CancellationToken cancellationToken)
    {
        var ids = InputObject is null ? [.. ProcessWide.Sandboxes.Keys] : InputObject.Select(s => s.Pair.Id).ToList();
        foreach (var id in ids)
        {
            if (ProcessWide.Sandboxes.TryRemove(id, out var sandbox))
            {
                SandboxSettings.Remove(sandbox);
                await sandbox.Pair.DisposeAsync().ConfigureAwait(false);
            }
        }
    }
}

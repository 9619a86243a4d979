using System.Management.Automation;
using HigherSelf.Sync.Engine.Catalog;
using HigherSelf.Sync.Engine.Errors;
using HigherSelf.Sync.Engine.Reporting;
using HigherSelf.Sync.Engine.Watching;
using HigherSelf.Sync.Hosting;

namespace HigherSelf.Sync.Commands;

/// <summary>Watch-HSDatabase: syncs databases again and again until it is stopped.</summary>
[Cmdlet(VerbsCommon.Watch, "HSDatabase", SupportsShouldProcess = true)]
[OutputType(typeof(HSSyncResult))]
public sealed class WatchHSDatabaseCommand : SyncCmdlet
{
    /// <summary>From the beginning of one cycle to that of the next.</summary>
    [Parameter(Mandatory = true)]
    public TimeSpan Every { get; set; }

    /// <summary>A file that always holds the last sign of life, as one line of JSON.</summary>
    [Parameter]
    public string? HeartbeatPath { get; set; }

    /// <summary>Ends after so many cycles.</summary>
    [Parameter]
    [ValidateRange(1, int.MaxValue)]
    public int? MaxCycles { get; set; }

    /// <inheritdoc/>
    protected override async Task RunAsync(IReadOnlyList<Database> databases, CancellationToken cancellationToken)
    {
        var sides = OpenBothSides(databases);
        var cycle = await RequestAsync(databases, "Watch and sync").ConfigureAwait(false);
        if (cycle.Databases.Count == 0)
        {
            return;
        }

        var watch = new WatchRequest { Every = Every, MaxCycles = cycle.DryRun ? 1 : MaxCycles };
        var file = HeartbeatPath is null || cycle.DryRun
            ? null
            : new HeartbeatFile(Path.GetFullPath(HeartbeatPath, SessionState.Path.CurrentFileSystemLocation.ProviderPath));
        await new Watch(token => CarryAsync(sides, cycle, token), watch, TimeProvider.System, new Random().NextDouble, file)
            .RunAsync(new Listener(this), cancellationToken).ConfigureAwait(false);
    }

    private sealed class Listener(WatchHSDatabaseCommand command) : IWatchListener
    {
        private Heartbeat? _last;

        public void Result(HSSyncResult result) => command.Tell(result);

        public void Trouble(SyncException error) => command.Report(ErrorRecords.From(error));

        public void Beat(Heartbeat heartbeat)
        {
            if (heartbeat.Status != WatchStatus.Running || heartbeat.Cycle != _last?.Cycle)
            {
                var next = heartbeat.NextRun is { } at ? $" The next one begins at {at:HH:mm:ss} UTC." : "";
                command.TellStory($"Cycle {heartbeat.Cycle}: {heartbeat.Status}.{next}");
            }

            _last = heartbeat;
        }
    }
}

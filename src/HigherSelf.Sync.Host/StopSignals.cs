using System.Runtime.InteropServices;

namespace HigherSelf.Sync.Host;

/// <summary>
/// Turns Ctrl+C and SIGTERM into a request to stop, so that a script's <c>finally</c> blocks still run.
/// Whoever asks a second time is not made to wait for them.
/// </summary>
internal sealed class StopSignals : IDisposable
{
    private readonly CancellationTokenSource _stop = new();
    private readonly PosixSignalRegistration[] _registrations;
    private int _exitCode;

    public StopSignals() => _registrations =
    [
        PosixSignalRegistration.Create(PosixSignal.SIGINT, context => OnSignal(context, 130)),
        PosixSignalRegistration.Create(PosixSignal.SIGTERM, context => OnSignal(context, 143)),
    ];

    /// <summary>Cancelled by the first signal.</summary>
    public CancellationToken Token => _stop.Token;

    /// <summary>128 and the number of the first signal, as shells report it; null while there was none.</summary>
    public int? ExitCode => _exitCode == 0 ? null : _exitCode;

    public void Dispose()
    {
        // And not the source: a signal may just be on its way to it.
        foreach (var registration in _registrations)
        {
            registration.Dispose();
        }
    }

    private void OnSignal(PosixSignalContext context, int exitCode)
    {
        context.Cancel = true;
        if (Interlocked.CompareExchange(ref _exitCode, exitCode, 0) != 0)
        {
            Environment.Exit(exitCode);
        }

        // Listed first: what a finally block starts is not meant.
        var children = context.Signal == PosixSignal.SIGTERM && !OperatingSystem.IsWindows() ? ChildProcesses.Running() : [];
        _stop.Cancel();
        ChildProcesses.Terminate(children);
    }
}

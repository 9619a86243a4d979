using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;

namespace HigherSelf.Sync.Engine;

/// <summary>
/// Where the engine's log goes. It stands between callers and the logging library, so that the cmdlets need not load that library into PowerShell's own
/// load context.
/// </summary>
public sealed class EngineLog
{
    private EngineLog(ILogger logger) => Logger = logger;

    /// <summary>A log that nobody reads.</summary>
    public static EngineLog None { get; } = new(NullLogger.Instance);

    internal ILogger Logger { get; }

    /// <summary>A log that gives each entry, debug ones too, as a line.</summary>
    public static EngineLog ToLines(Action<string> write) => new(new LineLogger(write));

    private sealed class LineLogger(Action<string> write) : ILogger
    {
        public IDisposable? BeginScope<TState>(TState state)
            where TState : notnull => null;

        public bool IsEnabled(LogLevel logLevel) => logLevel >= LogLevel.Debug;

        public void Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter) =>
            write(formatter(state, exception));
    }
}

using HigherSelf.Sync.Engine.Configuration;
using HigherSelf.Sync.Engine.Errors;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;
using Serilog;
using Serilog.Events;
using Serilog.Extensions.Logging;
using Serilog.Formatting.Compact;
using ILogger = Microsoft.Extensions.Logging.ILogger;

namespace HigherSelf.Sync.Engine;

/// <summary>
/// Where the engine's log goes. It stands between callers and the logging library, so that the cmdlets need not load that library into PowerShell's own
/// load context.
/// </summary>
public sealed class EngineLog : IDisposable
{
    private const long LargestFile = 10_000_000;
    private const int MostFiles = 10;

    private readonly LoggerFactory? _factory;

    private EngineLog(LoggerFactory? factory)
    {
        _factory = factory;
        Logger = factory?.CreateLogger("HigherSelf.Sync") ?? NullLogger.Instance;
    }

    /// <summary>A log that nobody reads.</summary>
    public static EngineLog None { get; } = new(null);

    internal ILogger Logger { get; }

    /// <summary>A log that gives each entry as a line, and writes it to a file.</summary>
    /// <param name="hear">Takes each line, with its level; debug lines too.</param>
    /// <param name="file">
    /// A file of JSON lines, in Serilog's compact form, with RunId and Database on every line of a run; null for none. It rolls at 10 MB (name_001.ext ...), and the last ten files are kept.
    /// </param>
    /// <param name="fileLevel">What goes to the file.</param>
    /// <exception cref="SyncException"><see cref="ErrorId.ConfigurationInvalid"/>: the file cannot be written.</exception>
    public static EngineLog Create(Action<StoryLevel, string> hear, string? file = null, StoryLevel fileLevel = StoryLevel.Info)
    {
        var providers = new List<ILoggerProvider> { new LineProvider(hear) };
        if (file is not null)
        {
            providers.Add(new SerilogLoggerProvider(ToFile(file, fileLevel), dispose: true));
        }

        return new EngineLog(new LoggerFactory(providers, new LoggerFilterOptions { MinLevel = LogLevel.Debug }));
    }

    /// <summary>Every line from here on, in this and what it calls, tells of a run and a database.</summary>
    /// <param name="runId">The run.</param>
    /// <param name="database">The table; null for what concerns all of them.</param>
    internal IDisposable? Of(Guid runId, string? database) =>
        Logger.BeginScope(new Dictionary<string, object?> { ["RunId"] = runId, ["Database"] = database ?? "all" });

    /// <summary>Tells something of a command that is no part of a run.</summary>
    public void Tell(string story) => Log.Told(Logger, story);

    /// <inheritdoc/>
    public void Dispose() => _factory?.Dispose();

    private static Serilog.Core.Logger ToFile(string file, StoryLevel level)
    {
        try
        {
            // The sink itself would keep silent.
            Directory.CreateDirectory(Path.GetDirectoryName(file)!);
            using (new FileStream(file, FileMode.Append, FileAccess.Write, FileShare.ReadWrite))
            {
            }
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or ArgumentException or NotSupportedException)
        {
            throw new SyncException(ErrorId.ConfigurationInvalid, $"{SettingName.LogFile}: {file} cannot be written: {e.Message}",
                "Name a file in a folder that this user may write to.", SettingName.LogFile, e);
        }

        return new LoggerConfiguration()
            .MinimumLevel.Is(level switch
            {
                StoryLevel.Debug => LogEventLevel.Debug,
                StoryLevel.Info => LogEventLevel.Information,
                StoryLevel.Warning => LogEventLevel.Warning,
                _ => LogEventLevel.Error,
            })
            .WriteTo.File(
                new RenderedCompactJsonFormatter(), file, fileSizeLimitBytes: LargestFile, rollOnFileSizeLimit: true, retainedFileCountLimit: MostFiles, shared: true)
            .CreateLogger();
    }

    private sealed class LineProvider(Action<StoryLevel, string> hear) : ILoggerProvider, ILogger
    {
        public ILogger CreateLogger(string categoryName) => this;

        public IDisposable? BeginScope<TState>(TState state)
            where TState : notnull => null;

        public bool IsEnabled(LogLevel logLevel) => true;

        public void Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter) => hear(
            logLevel switch
            {
                <= LogLevel.Debug => StoryLevel.Debug,
                LogLevel.Information => StoryLevel.Info,
                LogLevel.Warning => StoryLevel.Warning,
                _ => StoryLevel.Error,
            },
            formatter(state, exception));

        public void Dispose()
        {
        }
    }
}

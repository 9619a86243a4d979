using Microsoft.Extensions.Logging;

namespace HigherSelf.Sync.Engine;

/// <summary>
/// Every log message of the engine, with its event id: 10xx Notion, 11xx Supabase, 20xx runs, 21xx databases, 22xx records, 23xx set-up, 24xx commands. None carries a header, a
/// body or a secret (R13).
/// </summary>
internal static partial class Log
{
    [LoggerMessage(1001, LogLevel.Debug, "Notion {Method} {Path} {Status} {Milliseconds} ms {RequestId}")]
    public static partial void NotionAnswered(ILogger logger, HttpMethod method, string path, int status, long milliseconds, string? requestId);

    [LoggerMessage(1002, LogLevel.Debug, "Notion attempt {Attempt} failed and is tried again: {Reason}")]
    public static partial void NotionRetry(ILogger logger, int attempt, string reason);

    [LoggerMessage(1101, LogLevel.Debug, "Supabase {Method} {Path} {Status} {Milliseconds} ms")]
    public static partial void SupabaseAnswered(ILogger logger, HttpMethod method, string path, int status, long milliseconds);

    [LoggerMessage(1102, LogLevel.Debug, "Supabase attempt {Attempt} failed and is tried again: {Reason}")]
    public static partial void SupabaseRetry(ILogger logger, int attempt, string reason);

    [LoggerMessage(2001, LogLevel.Information, "Run {Run} of {Databases} databases has begun.")]
    public static partial void RunBegan(ILogger logger, Guid run, int databases);

    [LoggerMessage(2002, LogLevel.Information, "Run {Run} has ended: {Status}; {Resolved} rows were given relations whose target had come later.")]
    public static partial void RunEnded(ILogger logger, Guid run, string status, int resolved);

    [LoggerMessage(2003, LogLevel.Warning, "Run {Run} could not be closed: {Reason}")]
    public static partial void RunNotClosed(ILogger logger, Guid run, string reason);

    [LoggerMessage(2101, LogLevel.Information, "{Table}: {Read} pages read, {Created} records created, {Updated} updated, {Deleted} deleted, {Unchanged} unchanged.")]
    public static partial void DatabaseCarried(ILogger logger, string table, int read, int created, int updated, int deleted, int unchanged);

    [LoggerMessage(2102, LogLevel.Warning, "{Error} ({ErrorId}) {NextStep}")]
    public static partial void DatabaseIncomplete(ILogger logger, string error, string errorId, string nextStep);

    [LoggerMessage(2201, LogLevel.Warning, "{Table}: a record could not be synced, and is tried again: {Reason}")]
    public static partial void RecordFailed(ILogger logger, string table, string reason);

    [LoggerMessage(2103, LogLevel.Warning, "{Table}: new in Notion and in no field of the catalog: {Properties}.")]
    public static partial void PropertiesNew(ILogger logger, string table, string properties);

    [LoggerMessage(2301, LogLevel.Information, "{Databases} databases are bound to Notion.")]
    public static partial void Bound(ILogger logger, int databases);

    [LoggerMessage(2401, LogLevel.Information, "{Story}")]
    public static partial void Told(ILogger logger, string story);
}

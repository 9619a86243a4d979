using Microsoft.Extensions.Logging;

namespace HigherSelf.Sync.Engine;

/// <summary>Every log message of the engine, with its event id. None carries a header, a body or a secret (R13).</summary>
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
}

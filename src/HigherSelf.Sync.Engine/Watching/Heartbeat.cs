using System.Text.Json;
using System.Text.Json.Serialization;
using HigherSelf.Sync.Engine.Errors;

namespace HigherSelf.Sync.Engine.Watching;

/// <summary>What a watch is doing.</summary>
public enum WatchStatus
{
    /// <summary>A cycle is under way.</summary>
    Running,

    /// <summary>The last cycle did everything that was due.</summary>
    Succeeded,

    /// <summary>The last cycle synced all but some records or databases.</summary>
    Partial,

    /// <summary>A guard stopped a database in the last cycle.</summary>
    Halted,

    /// <summary>Another run held databases of the last cycle.</summary>
    Skipped,

    /// <summary>The last cycle failed as a whole.</summary>
    Failed,

    /// <summary>The watch has ended.</summary>
    Stopped,
}

/// <summary>A sign of life of a watch.</summary>
public sealed record Heartbeat
{
    /// <summary>When it was given, in UTC.</summary>
    public required DateTimeOffset Time { get; init; }

    /// <summary>The number of the cycle, from 1.</summary>
    public required int Cycle { get; init; }

    public required WatchStatus Status { get; init; }

    /// <summary>When the next cycle begins, in UTC; null while one is under way, and after the last.</summary>
    public DateTimeOffset? NextRun { get; init; }

    /// <summary>The id of the error that the cycle failed with, or that ended the watch; null if there is none.</summary>
    public ErrorId? Error { get; init; }

    /// <summary>One line of JSON.</summary>
    public string ToJson() => JsonSerializer.Serialize(this, HeartbeatJson.Default.Heartbeat);
}

[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase, UseStringEnumConverter = true)]
[JsonSerializable(typeof(Heartbeat))]
internal sealed partial class HeartbeatJson : JsonSerializerContext;

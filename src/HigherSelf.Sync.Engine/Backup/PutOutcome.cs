using System.Text.Json;

namespace HigherSelf.Sync.Engine.Backup;

/// <summary>A row that is to be given values, or to be taken away.</summary>
/// <param name="Id">The row.</param>
/// <param name="Json">The values by column, as JSON; null to take the row away.</param>
/// <param name="Version">Its updated_at as it was read: it is left alone if it has moved. Null if it was not there.</param>
internal sealed record RowToPut(Guid Id, string? Json, string? Version = null);

/// <summary>What came of rows.</summary>
/// <param name="Columns">The columns of the table.</param>
/// <param name="Outcomes">What came of each row, in their order.</param>
internal sealed record PutAnswer(IReadOnlyList<string> Columns, IReadOnlyList<PutOutcome> Outcomes);

/// <summary>What came of a row, or would.</summary>
internal sealed record PutOutcome
{
    private static readonly Dictionary<string, string> Nothing = [];

    public required Guid Id { get; init; }

    public required PutState State { get; init; }

    /// <summary>The row's updated_at; null if it is not there.</summary>
    public string? Version { get; init; }

    /// <summary>What the columns that differ hold, as JSON.</summary>
    public IReadOnlyDictionary<string, string> Before { get; init; } = Nothing;

    /// <summary>What they would hold then, as JSON.</summary>
    public IReadOnlyDictionary<string, string> After { get; init; } = Nothing;

    /// <summary>References that lead nowhere yet, with what they are to hold, as JSON.</summary>
    public IReadOnlyDictionary<string, string> Waiting { get; init; } = Nothing;

    /// <summary>Why the database refused it.</summary>
    public string? Reason { get; init; }

    public static PutOutcome Read(JsonElement json) => new()
    {
        Id = json.GetProperty("id").GetGuid(),
        State = Enum.Parse<PutState>(json.GetProperty("state").GetString()!, ignoreCase: true),
        Version = json.TryGetProperty("version", out var version) ? version.GetString() : null,
        Before = Values(json, "before"),
        After = Values(json, "after"),
        Waiting = Values(json, "waiting"),
        Reason = json.TryGetProperty("reason", out var reason) ? reason.GetString() : null,
    };

    private static Dictionary<string, string> Values(JsonElement json, string name) =>
        json.TryGetProperty(name, out var values) && values.ValueKind == JsonValueKind.Object
            ? values.EnumerateObject().ToDictionary(v => v.Name, v => v.Value.GetRawText(), StringComparer.Ordinal)
            : Nothing;
}

/// <summary>How a row came out.</summary>
internal enum PutState
{
    /// <summary>It is as it should be.</summary>
    Same,

    /// <summary>It is not there.</summary>
    Missing,

    /// <summary>It is there, with other values.</summary>
    Different,

    /// <summary>It was given its values, or taken away.</summary>
    Done,

    /// <summary>It has changed since it was looked at, and was left alone.</summary>
    Changed,

    /// <summary>The database refused it.</summary>
    Failed,
}

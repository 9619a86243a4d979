using System.Globalization;
using System.Text.Json.Nodes;

namespace HigherSelf.Sync.Engine.Notion;

/// <summary>A query of a data source.</summary>
public sealed record NotionQuery
{
    /// <summary>The most that Notion gives at once.</summary>
    public const int LargestPage = 100;

    public JsonNode? Filter { get; init; }

    public IReadOnlyList<NotionSort>? Sorts { get; init; }

    public string? StartCursor { get; init; }

    public int PageSize { get; init; } = LargestPage;

    /// <summary>"page" leaves out the data sources that a wiki lists among its pages.</summary>
    public string? ResultType { get; init; }

    /// <summary>Pages whose time is at or after an instant, oldest first.</summary>
    /// <param name="timestamp">"created_time" or "last_edited_time".</param>
    /// <param name="from">The instant; null for all pages.</param>
    public static NotionQuery Since(string timestamp, DateTimeOffset? from) => new()
    {
        Filter = from is { } instant
            ? new JsonObject { ["timestamp"] = timestamp, [timestamp] = new JsonObject { ["on_or_after"] = Format(instant) } }
            : null,
        Sorts = [new NotionSort { Timestamp = timestamp, Direction = "ascending" }],
        ResultType = "page",
    };

    private static string Format(DateTimeOffset instant) =>
        instant.UtcDateTime.ToString("yyyy-MM-ddTHH:mm:ss.fffZ", CultureInfo.InvariantCulture);
}

/// <summary>An order of a query.</summary>
public sealed record NotionSort
{
    public string? Timestamp { get; init; }

    public string? Property { get; init; }

    public required string Direction { get; init; }
}

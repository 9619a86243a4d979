using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;
using HigherSelf.Sync.Engine.Records;

namespace HigherSelf.Sync.Engine.Notion.Properties;

/// <summary>
/// Dates: {start, end, time_zone}. A column holds the instant of the start; the end, the zone and the date-only form live in Notion only, and
/// stay there as long as the instant does (R6).
/// </summary>
internal static class NotionDate
{
    private const string DateOnlyFormat = "yyyy-MM-dd";

    /// <summary>The instant at which a date value starts; a date without a time starts at midnight UTC.</summary>
    /// <param name="date">The object, not null.</param>
    public static Decoded Read(JsonElement date)
    {
        if (!date.TryGetProperty("start", out var start) || start.ValueKind != JsonValueKind.String)
        {
            return Decoded.Unreadable("it has no start");
        }

        var zone = date.TryGetProperty("time_zone", out var z) && z.ValueKind == JsonValueKind.String ? z.GetString() : null;
        return TryParse(start.GetString()!, zone) is { } instant
            ? Decoded.Of(FieldValue.OfInstant(instant), zone is null && Text(date, "end") is null ? null : date.GetRawText())
            : Decoded.Unreadable($"'{start.GetString()}' is no date that can be read{(zone is null ? "" : $" in the zone {zone}")}");
    }

    /// <summary>The date value for an instant. What the value in Notion has beside its start is kept where it still fits.</summary>
    /// <param name="instant">The new start.</param>
    /// <param name="current">The date object in Notion now, if any.</param>
    public static JsonObject Write(DateTimeOffset instant, JsonElement? current)
    {
        var start = Text(current, "start");
        var end = Text(current, "end");
        var zone = Text(current, "time_zone");
        var dateOnly = instant.UtcDateTime.TimeOfDay == TimeSpan.Zero && (start is null || IsDateOnly(start));
        var written = new JsonObject { ["start"] = Format(instant, dateOnly, dateOnly ? null : zone) };
        if (end is not null && IsDateOnly(end) == dateOnly && TryParse(end, zone) >= instant)
        {
            written["end"] = end;
        }

        if (!dateOnly && zone is not null && TryFindZone(zone) is not null)
        {
            written["time_zone"] = zone;
        }

        return written;
    }

    private static string Format(DateTimeOffset instant, bool dateOnly, string? zone)
    {
        if (dateOnly)
        {
            return instant.UtcDateTime.ToString(DateOnlyFormat, CultureInfo.InvariantCulture);
        }

        // With a time zone Notion takes no offset, and reads the start as local time there.
        return zone is not null && TryFindZone(zone) is { } found
            ? TimeZoneInfo.ConvertTime(instant, found).ToString("yyyy-MM-ddTHH:mm:ss.FFFFFF", CultureInfo.InvariantCulture)
            : instant.UtcDateTime.ToString("yyyy-MM-ddTHH:mm:ss.FFFFFF", CultureInfo.InvariantCulture) + "Z";
    }

    private static DateTimeOffset? TryParse(string text, string? zone)
    {
        if (!DateTime.TryParse(text, CultureInfo.InvariantCulture, DateTimeStyles.RoundtripKind, out var parsed))
        {
            return null;
        }

        if (IsDateOnly(text))
        {
            return new DateTimeOffset(DateTime.SpecifyKind(parsed, DateTimeKind.Unspecified), TimeSpan.Zero);
        }

        if (parsed.Kind != DateTimeKind.Unspecified || zone is null)
        {
            return DateTimeOffset.Parse(text, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal).ToUniversalTime();
        }

        if (TryFindZone(zone) is not { } found)
        {
            return null;
        }

        // A time that the clocks skipped has no offset of its own; the one before the change is as near as any.
        return new DateTimeOffset(parsed, found.GetUtcOffset(parsed)).ToUniversalTime();
    }

    private static TimeZoneInfo? TryFindZone(string zone) => TimeZoneInfo.TryFindSystemTimeZoneById(zone, out var found) ? found : null;

    private static bool IsDateOnly(string text) => text.Length == DateOnlyFormat.Length;

    private static string? Text(JsonElement? date, string name) =>
        date is { ValueKind: JsonValueKind.Object } value && value.TryGetProperty(name, out var text) && text.ValueKind == JsonValueKind.String
            ? text.GetString()
            : null;
}

using System.Globalization;
using System.Text.Json.Serialization;

namespace HigherSelf.Sync.Sandbox.Notion.Model;

/// <summary>
/// A date or date-time, maybe with an end. <see cref="Start"/> and <see cref="End"/> are <c>yyyy-MM-dd</c> or a date-time
/// in the form in which Notion reads it back: milliseconds or finer, and an offset unless <see cref="TimeZone"/> is given.
/// </summary>
internal sealed record DateValue(string Start, string? End, string? TimeZone) : PropertyValue
{
    private const string DayFormat = "yyyy-MM-dd";
    private const DateTimeStyles Utc = DateTimeStyles.AssumeUniversal;

    /// <summary>The start as an instant; a whole day begins at midnight UTC.</summary>
    [JsonIgnore]
    public DateTimeOffset StartInstant => DateTimeOffset.Parse(Start, CultureInfo.InvariantCulture, Utc);

    /// <summary>Reads a date or date-time of ISO 8601 and gives it Notion's form; false when it is neither.</summary>
    public static bool TryNormalise(string text, out string normal, out bool hasOffset)
    {
        normal = text;
        hasOffset = false;
        if (IsDay(text))
        {
            return true;
        }

        if (text.Length < 16 || text[10] is not ('T' or ' ') || !IsDay(text[..10])
            || !DateTimeOffset.TryParse(text, CultureInfo.InvariantCulture, Utc, out var moment))
        {
            return false;
        }

        hasOffset = text[^1] is 'Z' or 'z' || text.AsSpan(11).ContainsAny('+', '-');
        // Milliseconds are what recorded answers show; how fine the real service keeps a time is not documented, so nothing finer is cut off.
        var fraction = moment.Ticks % TimeSpan.TicksPerMillisecond == 0 ? "fff" : "ffffff";
        normal = moment.ToString($"yyyy-MM-dd'T'HH:mm:ss.{fraction}{(hasOffset ? "zzz" : "")}", CultureInfo.InvariantCulture);
        return true;
    }

    public static bool IsDay(string text) =>
        DateOnly.TryParseExact(text, DayFormat, CultureInfo.InvariantCulture, DateTimeStyles.None, out _);
}

using System.Globalization;

namespace HigherSelf.Sync.Sandbox.Notion.Model;

/// <summary>
/// The two forms of time in answers. Pages, blocks and data sources are cut to the minute and end in <c>.000Z</c>;
/// databases show milliseconds and <c>+00:00</c> (recorded traffic of July 2026).
/// </summary>
internal static class NotionTime
{
    public static DateTimeOffset ToMinute(DateTimeOffset time)
    {
        var utc = time.ToUniversalTime();
        return utc.AddTicks(-(utc.Ticks % TimeSpan.TicksPerMinute));
    }

    public static string Minute(DateTimeOffset time) =>
        time.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:'00.000Z'", CultureInfo.InvariantCulture);

    public static string Millisecond(DateTimeOffset time) =>
        time.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss.fff'+00:00'", CultureInfo.InvariantCulture);
}

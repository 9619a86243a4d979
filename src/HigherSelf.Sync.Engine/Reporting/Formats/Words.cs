using System.Globalization;

namespace HigherSelf.Sync.Engine.Reporting.Formats;

/// <summary>Figures and times as people read them, the same on every machine.</summary>
internal static class Words
{
    public static string Number(long number) => number.ToString("N0", CultureInfo.InvariantCulture);

    public static string Percent(double share) => share switch
    {
        0 => "0 %",
        < 0.01 => "less than 1 %",
        _ => (share * 100).ToString("N0", CultureInfo.InvariantCulture) + " %",
    };

    public static string Time(DateTimeOffset at) => at.UtcDateTime.ToString("d MMM yyyy, HH:mm", CultureInfo.InvariantCulture) + " UTC";

    /// <summary>As the beginning of a bar is named: the hour matters only to bars shorter than a day.</summary>
    public static string Bar(DateTimeOffset at, TimeSpan? width) =>
        at.UtcDateTime.ToString(width >= TimeSpan.FromDays(1) ? "d MMM" : "d MMM, HH:mm", CultureInfo.InvariantCulture);

    public static string Duration(TimeSpan time) => time switch
    {
        { TotalSeconds: < 10 } => time.TotalSeconds.ToString("0.0", CultureInfo.InvariantCulture) + " s",
        { TotalMinutes: < 1 } => time.TotalSeconds.ToString("0", CultureInfo.InvariantCulture) + " s",
        { TotalHours: < 1 } => $"{time.Minutes} min {time.Seconds} s",
        _ => $"{Number((long)time.TotalHours)} h {time.Minutes} min",
    };

    public static string Iso(DateTimeOffset at) => at.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss.FFFFFF'Z'", CultureInfo.InvariantCulture);

    public static string Seconds(TimeSpan time) => time.TotalSeconds.ToString("0.###", CultureInfo.InvariantCulture);

    /// <summary>"1 page", "2 pages".</summary>
    public static string Count(long number, string one, string many) => $"{Number(number)} {(number == 1 ? one : many)}";

    public static string Direction(string direction) => direction switch
    {
        nameof(SyncDirection.NotionToSupabase) => "Notion to Supabase",
        nameof(SyncDirection.SupabaseToNotion) => "Supabase to Notion",
        _ => "both ways",
    };

    /// <summary>As much of a text as a cell can take, whole characters only.</summary>
    public static string Cut(string text, int atMost) =>
        text.Length <= atMost ? text : text[..(char.IsHighSurrogate(text[atMost - 1]) ? atMost - 1 : atMost)] + "…";
}

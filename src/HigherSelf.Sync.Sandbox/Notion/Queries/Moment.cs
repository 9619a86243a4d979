using System.Globalization;
using HigherSelf.Sync.Sandbox.Notion.Model;
using HigherSelf.Sync.Sandbox.Notion.Wire;

namespace HigherSelf.Sync.Sandbox.Notion.Queries;

/// <summary>
/// What a date in a filter stands for: an instant, or a whole day when it has no time. <see cref="Until"/> is the first
/// instant that is later than it.
/// </summary>
internal readonly record struct Moment(DateTimeOffset From, DateTimeOffset Until)
{
    public static Moment Read(BodyNode node, DateTimeOffset now)
    {
        var text = node.Text();
        if (Relative(text, now) is { } day)
        {
            return Day(day);
        }

        if (!DateValue.TryNormalise(text, out var normal, out _))
        {
            throw node.Should("a valid ISO 8601 date string");
        }

        var instant = DateTimeOffset.Parse(normal, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal);
        return DateValue.IsDay(normal) ? Day(instant) : new Moment(instant, instant.AddTicks(1));
    }

    /// <summary>The days that words such as <c>past_week</c> mean, seen from now.</summary>
    public static Moment? Range(string name, DateTimeOffset now)
    {
        var today = Midnight(now);
        var tomorrow = today.AddDays(1);
        return name switch
        {
            "past_week" => new Moment(today.AddDays(-7), tomorrow),
            "past_month" => new Moment(today.AddMonths(-1), tomorrow),
            "past_year" => new Moment(today.AddYears(-1), tomorrow),
            "this_week" => new Moment(today.AddDays(-(int)today.DayOfWeek), today.AddDays(7 - (int)today.DayOfWeek)),
            "next_week" => new Moment(today, tomorrow.AddDays(7)),
            "next_month" => new Moment(today, tomorrow.AddMonths(1)),
            "next_year" => new Moment(today, tomorrow.AddYears(1)),
            _ => null,
        };
    }

    public bool Contains(DateTimeOffset instant) => instant >= From && instant < Until;

    private static DateTimeOffset? Relative(string text, DateTimeOffset now)
    {
        var today = Midnight(now);
        return text switch
        {
            "today" => today,
            "tomorrow" => today.AddDays(1),
            "yesterday" => today.AddDays(-1),
            "one_week_ago" => today.AddDays(-7),
            "one_week_from_now" => today.AddDays(7),
            "one_month_ago" => today.AddMonths(-1),
            "one_month_from_now" => today.AddMonths(1),
            _ => null,
        };
    }

    private static Moment Day(DateTimeOffset midnight) => new(midnight, midnight.AddDays(1));

    private static DateTimeOffset Midnight(DateTimeOffset now) => new(now.UtcDateTime.Date, TimeSpan.Zero);
}

using System.Text.RegularExpressions;
using HigherSelf.Sync.Sandbox.Notion.Model;
using HigherSelf.Sync.Sandbox.Notion.Wire;

namespace HigherSelf.Sync.Sandbox.Notion.Values;

/// <summary>Takes a date from a request.</summary>
internal static partial class DateWriter
{
    public static DateValue? Read(BodyNode node)
    {
        if (node.IsNull)
        {
            return null;
        }

        node.Require(System.Text.Json.JsonValueKind.Object, "an object or null");
        var zone = node["time_zone"].TextOrNull();
        if (zone is not null && !ZoneName().IsMatch(zone))
        {
            throw node["time_zone"].Should("a valid IANA time zone");
        }

        var end = node["end"];
        return new DateValue(ReadMoment(node["start"], zone), end.IsDefined && !end.IsNull ? ReadMoment(end, zone) : null, zone);
    }

    private static string ReadMoment(BodyNode node, string? zone)
    {
        if (!DateValue.TryNormalise(node.Text(), out var moment, out var hasOffset))
        {
            throw node.Should("a valid ISO 8601 date string");
        }

        if (zone is not null)
        {
            return hasOffset ? throw node.Should("a date without a UTC offset, as time_zone is provided") : moment;
        }

        // A date-time that names no zone at all is in UTC.
        return hasOffset || DateValue.IsDay(moment) ? moment : moment + "+00:00";
    }

    // The name is checked by its form: the zones that a machine knows differ.
    [GeneratedRegex("^[A-Za-z_]+(/[A-Za-z0-9_+-]+)*$")]
    private static partial Regex ZoneName();
}

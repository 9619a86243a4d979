using System.Globalization;
using HigherSelf.Sync.Sandbox.Notion.Wire;

namespace HigherSelf.Sync.Sandbox.Notion.Queries;

/// <summary>
/// The conditions of filters, one kind of value each: from the request to a test of a value. Exactly one operator has to
/// be there; comparisons of text ignore case.
/// </summary>
internal static class Conditions
{
    private const StringComparison Ignoring = StringComparison.OrdinalIgnoreCase;
    private static readonly string[] Existence = ["is_empty", "is_not_empty"];
    private static readonly string[] TextOperators =
        ["equals", "does_not_equal", "contains", "does_not_contain", "starts_with", "ends_with", .. Existence];

    private static readonly string[] NumberOperators =
        ["equals", "does_not_equal", "greater_than", "less_than", "greater_than_or_equal_to", "less_than_or_equal_to", .. Existence];

    private static readonly string[] DateOperators =
        ["equals", "before", "after", "on_or_before", "on_or_after", .. Existence,
            "past_week", "past_month", "past_year", "this_week", "next_week", "next_month", "next_year"];

    private static readonly string[] ListOperators = ["contains", "does_not_contain", .. Existence];
    private static readonly string[] ChoiceOperators = ["equals", "does_not_equal", .. Existence];
    private static readonly string[] CheckboxOperators = ["equals", "does_not_equal"];

    public static Func<string, bool> Text(BodyNode node)
    {
        var (name, operand) = Operator(node, TextOperators);
        if (IsExistence(name, operand) is { } wanted)
        {
            return text => text.Length == 0 == wanted;
        }

        var value = operand.Text();
        return name switch
        {
            "equals" => text => text.Equals(value, Ignoring),
            "does_not_equal" => text => !text.Equals(value, Ignoring),
            "contains" => text => text.Contains(value, Ignoring),
            "does_not_contain" => text => !text.Contains(value, Ignoring),
            "starts_with" => text => text.StartsWith(value, Ignoring),
            _ => text => text.EndsWith(value, Ignoring),
        };
    }

    public static Func<double?, bool> Number(BodyNode node)
    {
        var (name, operand) = Operator(node, NumberOperators);
        if (IsExistence(name, operand) is { } wanted)
        {
            return number => number is null == wanted;
        }

        var value = double.Parse(operand.Number(), CultureInfo.InvariantCulture);
        return name switch
        {
            "equals" => number => number == value,
            "does_not_equal" => number => number != value,
            "greater_than" => number => number > value,
            "less_than" => number => number < value,
            "greater_than_or_equal_to" => number => number >= value,
            _ => number => number <= value,
        };
    }

    public static Func<DateTimeOffset?, bool> Date(BodyNode node, DateTimeOffset now)
    {
        var (name, operand) = Operator(node, DateOperators);
        if (IsExistence(name, operand) is { } wanted)
        {
            return date => date is null == wanted;
        }

        if (Moment.Range(name, now) is { } range)
        {
            return date => date is { } instant && range.Contains(instant);
        }

        var moment = Moment.Read(operand, now);
        return name switch
        {
            "equals" => date => date is { } instant && moment.Contains(instant),
            "before" => date => date < moment.From,
            "after" => date => date >= moment.Until,
            "on_or_before" => date => date < moment.Until,
            _ => date => date >= moment.From,
        };
    }

    public static Func<bool, bool> Checkbox(BodyNode node)
    {
        var (name, operand) = Operator(node, CheckboxOperators);
        var wanted = operand.Boolean() == (name == "equals");
        return value => value == wanted;
    }

    /// <summary>One thing out of many: <paramref name="read"/> makes the operand's items comparable.</summary>
    public static Func<T?, bool> Choice<T>(BodyNode node, Func<BodyNode, T> read)
        where T : class
    {
        var (name, operand) = Operator(node, ChoiceOperators);
        if (IsExistence(name, operand) is { } wanted)
        {
            return item => item is null == wanted;
        }

        var values = OneOrMany(operand, read);
        return name == "equals" ? item => item is not null && values.Contains(item) : item => item is null || !values.Contains(item);
    }

    /// <summary>Several things: <paramref name="read"/> makes the operand's items comparable.</summary>
    public static Func<IEnumerable<T>, bool> Many<T>(BodyNode node, Func<BodyNode, T> read)
    {
        var (name, operand) = Operator(node, ListOperators);
        if (IsExistence(name, operand) is { } wanted)
        {
            return items => !items.Any() == wanted;
        }

        var values = OneOrMany(operand, read);
        return name == "contains" ? items => items.Any(values.Contains) : items => !items.Any(values.Contains);
    }

    public static Func<bool, bool> Emptiness(BodyNode node)
    {
        var (name, operand) = Operator(node, Existence);
        var wanted = IsExistence(name, operand)!.Value;
        return isEmpty => isEmpty == wanted;
    }

    private static (string Name, BodyNode Operand) Operator(BodyNode node, string[] known)
    {
        var operand = node.ExactlyOneOf(known);
        node.AllowOnly(known);
        return (operand.Name, operand);
    }

    private static bool? IsExistence(string name, BodyNode operand)
    {
        if (!Existence.Contains(name))
        {
            return null;
        }

        return operand.Element.ValueKind == System.Text.Json.JsonValueKind.True ? name == "is_empty" : throw operand.Should("`true`");
    }

    // Since April 2026 the operand may be a list, of which any may match.
    private static HashSet<T> OneOrMany<T>(BodyNode operand, Func<BodyNode, T> read) =>
        operand.Element.ValueKind == System.Text.Json.JsonValueKind.Array ? [.. operand.Items(Limits.Items).Select(read)] : [read(operand)];
}

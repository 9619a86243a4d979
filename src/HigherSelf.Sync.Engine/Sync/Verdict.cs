namespace HigherSelf.Sync.Engine.Sync;

/// <summary>A last word on a decision. It can make it do less, and never more.</summary>
public sealed record Verdict
{
    private Verdict()
    {
    }

    /// <summary>The decision is carried out as it is.</summary>
    public static Verdict Accept { get; } = new();

    /// <summary>Nothing is done, if <see cref="Reason"/> is not null.</summary>
    public string? Reason { get; private init; }

    /// <summary>The columns of the fields that are left as they are.</summary>
    public IReadOnlyCollection<string> LeftOut { get; private init; } = [];

    /// <summary>Nothing is done in this run; the next one decides again.</summary>
    /// <param name="reason">Why, as a sentence for the user.</param>
    public static Verdict Hold(string reason) => new() { Reason = reason };

    /// <summary>Some fields are left as they are on both sides; the next run decides on them again.</summary>
    /// <param name="columns">Their columns.</param>
    public static Verdict LeaveOut(params IReadOnlyCollection<string> columns) => new() { LeftOut = columns };

    /// <summary>The decision as this makes it.</summary>
    internal Decision On(Decision decision)
    {
        if (Reason is not null)
        {
            return new Decision(DecisionKind.Hold, Reason);
        }

        if (LeftOut.Count == 0)
        {
            return decision;
        }

        var less = decision with
        {
            ToRow = [.. decision.ToRow.Where(f => !LeftOut.Contains(f.Column))],
            ToPage = [.. decision.ToPage.Where(f => !LeftOut.Contains(f.Column))],
            Conflict = [.. decision.Conflict.Where(f => !LeftOut.Contains(f.Column))],
        };
        if (less.ToRow.Count == decision.ToRow.Count && less.ToPage.Count == decision.ToPage.Count)
        {
            return decision;
        }

        return less is { Kind: DecisionKind.Write, ToRow.Count: 0, ToPage.Count: 0 } ? new Decision(DecisionKind.Hold, decision.Reason) : less;
    }
}

using HigherSelf.Sync.Engine.Catalog;
using HigherSelf.Sync.Engine.Records;

namespace HigherSelf.Sync.Engine.Sync;

/// <summary>
/// Decides what a record needs, from what both sides hold and what they last agreed on. It is pure: the same state gives the same decision,
/// whichever way a run goes; a one-way run only leaves out what is not its side's (R4).
/// </summary>
public static class Planner
{
    /// <summary>Decides for a page that exists.</summary>
    /// <param name="page">The page as it is now.</param>
    /// <param name="link">What both sides last agreed on, or null if they never met.</param>
    /// <param name="row">The row as it is now, or null if there is none.</param>
    public static Decision Decide(Page page, Link? link, Row? row)
    {
        if (row is null)
        {
            return link is null
                ? new Decision(DecisionKind.CreateRow) { ToRow = [.. page.Record.Known().Select(k => k.Field)] }
                : new Decision(DecisionKind.RowIsDeleted);
        }

        var comparison = Compare(page.Record, link?.Base, row.Record);
        var onlyPage = comparison.OnRow.Count == 0;
        var onlyRow = comparison.OnPage.Count == 0;
        return (onlyPage, onlyRow) switch
        {
            (true, true) when comparison.Derived.Count > 0 => WriteRow(comparison, []),
            (true, true) when comparison.Agreed.Count > 0 || link is null => new Decision(DecisionKind.Agree) { ToRow = comparison.Agreed },
            (true, true) => new Decision(DecisionKind.Nothing),
            (true, false) => WriteRow(comparison, comparison.OnPage),
            (false, true) => WritePage(comparison, comparison.OnRow),
            (false, false) when NotionWins(page, row) => WriteRow(comparison, comparison.Different) with { IsConflict = true },
            (false, false) => WritePage(comparison, comparison.Different) with { IsConflict = true },
        };
    }

    private static Decision WriteRow(Comparison comparison, List<Field> fields) =>
        new(DecisionKind.WriteRow) { ToRow = [.. fields, .. comparison.Derived, .. comparison.Agreed] };

    private static Decision WritePage(Comparison comparison, List<Field> fields) =>
        new(DecisionKind.WritePage) { ToPage = fields, ToRow = [.. comparison.Derived, .. comparison.Agreed] };

    /// <summary>R4: the later edit wins. Notion knows minutes only, so the same minute is a tie, and Notion wins a tie.</summary>
    private static bool NotionWins(Page page, Row row)
    {
        var rowMinute = row.UpdatedAt.UtcTicks / TimeSpan.TicksPerMinute;
        var pageMinute = page.EditedAt.UtcTicks / TimeSpan.TicksPerMinute;
        return pageMinute >= rowMinute;
    }

    private static Comparison Compare(Record page, Record? agreed, Record row)
    {
        var comparison = new Comparison();
        foreach (var field in page.Database.Mirrored)
        {
            if (page[field] is not { } onPage || row[field] is not { } onRow)
            {
                continue;
            }

            // Where nothing was agreed yet (a new field, a first meeting), a side that is empty has nothing to say.
            var before = agreed?[field] ?? FieldValue.Empty;
            if (onPage == onRow)
            {
                if (agreed?[field] is null || onPage != before)
                {
                    comparison.Agreed.Add(field);
                }

                continue;
            }

            if (!field.IsWritable)
            {
                comparison.Derived.Add(field);
                continue;
            }

            comparison.Different.Add(field);
            if (onPage != before)
            {
                comparison.OnPage.Add(field);
            }

            if (onRow != before)
            {
                comparison.OnRow.Add(field);
            }
        }

        return comparison;
    }

    private sealed class Comparison
    {
        /// <summary>Fields that Notion derives, in which page and row differ: the column has nothing to say against it.</summary>
        public List<Field> Derived { get; } = [];

        /// <summary>Other fields in which page and row differ.</summary>
        public List<Field> Different { get; } = [];

        /// <summary>Of those, the ones whose page has left the base.</summary>
        public List<Field> OnPage { get; } = [];

        /// <summary>Of those, the ones whose row has left the base.</summary>
        public List<Field> OnRow { get; } = [];

        /// <summary>Fields in which page and row are equal, and the base is not.</summary>
        public List<Field> Agreed { get; } = [];
    }
}

/// <summary>What a record needs.</summary>
/// <param name="Kind">What is to be done.</param>
public sealed record Decision(DecisionKind Kind)
{
    /// <summary>The fields whose page values go into the row, or are the same there and only have to be noted.</summary>
    public IReadOnlyList<Field> ToRow { get; init; } = [];

    /// <summary>The fields whose row values go into the page.</summary>
    public IReadOnlyList<Field> ToPage { get; init; } = [];

    /// <summary>True if both sides had changed differently, and one of them loses.</summary>
    public bool IsConflict { get; init; }
}

/// <summary>What is to be done for a record.</summary>
public enum DecisionKind
{
    /// <summary>Both sides are as they last agreed.</summary>
    Nothing,

    /// <summary>Both sides are equal; it only has to be noted.</summary>
    Agree,

    /// <summary>The page is new: a row is made for it.</summary>
    CreateRow,

    /// <summary>The page's values go into the row.</summary>
    WriteRow,

    /// <summary>The row's values go into the page.</summary>
    WritePage,

    /// <summary>The row was deleted.</summary>
    RowIsDeleted,
}

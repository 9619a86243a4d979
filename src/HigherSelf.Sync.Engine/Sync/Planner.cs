using HigherSelf.Sync.Engine.Catalog;
using HigherSelf.Sync.Engine.Records;
using HigherSelf.Sync.Engine.Reporting;

namespace HigherSelf.Sync.Engine.Sync;

/// <summary>
/// Decides what a record needs, from what both sides hold and what they last agreed on. It is pure: the same state gives the same decision,
/// whichever way a run goes; a one-way run only leaves out what is not its side's (R4). docs/architecture.md has the same table.
/// </summary>
/// <param name="policy">The policies of the run.</param>
public sealed class Planner(SyncPolicy policy)
{
    /// <summary>Decides for a record.</summary>
    /// <param name="page">The page as it was read, trashed ones too; null if there is none.</param>
    /// <param name="link">What both sides last agreed on, or null if they never met.</param>
    /// <param name="row">The row as it is now, or null if there is none.</param>
    public Decision Decide(Page? page, Link? link, Row? row) => (link, page, row) switch
    {
        // They never met.
        (null, null or { InTrash: true }, null) => Nothing,
        (null, { InTrash: false }, null) => new Decision(DecisionKind.CreateRow, "The page is new.") { ToRow = KnownOf(page!) },
        (null, { InTrash: true }, not null) when page!.SupabaseId == row!.Id => PageAgain(page, null, row, "The page of this row is in the trash."),
        (null, null or { InTrash: true }, not null) => new Decision(DecisionKind.CreatePage, "The row is new.") { ToPage = Writable(row!.Record) },
        (null, { InTrash: false }, not null) => Merge(page!, null, row!),

        // Both agreed that it is deleted.
        ({ IsDeleted: true }, null or { InTrash: true }, null) => Nothing,
        ({ IsDeleted: true }, { InTrash: false }, null) => new Decision(DecisionKind.RowAgain, "The page was restored.") { ToRow = KnownOf(page!) },
        ({ IsDeleted: true }, { InTrash: true }, not null) => PageAgain(page!, link!, row!, "The row was put back."),
        ({ IsDeleted: true }, null, not null) => new Decision(DecisionKind.Hold, "The row was put back, and its page cannot be read."),
        ({ IsDeleted: true }, { InTrash: false }, not null) => Merge(page!, null, row!),

        // One side is gone.
        (_, { InTrash: true }, null) => new Decision(DecisionKind.Forget, "Both the page and the row were deleted."),
        (_, { InTrash: true }, not null) when link!.RowHasReturned => PageAgain(page!, link, row!, "The row was put back."),
        (_, { InTrash: true }, not null) when IsChanged(row!.Record, link.Base) => PageAgain(page!, link, row!, "The page was deleted, but the row was edited since."),
        (_, { InTrash: true }, not null) => Delete(DecisionKind.DeleteRow, "The page was deleted."),
        (_, { InTrash: false }, null) when !link!.Base.Known().Any() => new Decision(DecisionKind.RowAgain, "The table was made anew.") { ToRow = KnownOf(page!) },
        (_, { InTrash: false }, null) when IsChanged(page!.Record, link.Base) =>
            new Decision(DecisionKind.RowAgain, "The row was deleted, but the page was edited since.") { ToRow = KnownOf(page!) },
        (_, { InTrash: false }, null) => Delete(DecisionKind.TrashPage, "The row was deleted."),
        (_, null, _) => new Decision(DecisionKind.Hold, "The page is deleted for good or not shared; Notion does not say which."),

        // Both are there.
        _ => Merge(page!, link, row!),
    };

    private static Decision Nothing { get; } = new(DecisionKind.Nothing, "Both sides are as they last agreed.");

    private Decision Delete(DecisionKind kind, string reason) => policy.Deletes == DeletePolicy.Propagate
        ? new Decision(kind, reason)
        : new Decision(DecisionKind.Hold, reason + " Deletes are ignored.");

    /// <summary>The page comes out of the trash, with the edits of the row; its own of other fields go to the row.</summary>
    private static Decision PageAgain(Page page, Link? link, Row row, string reason)
    {
        var comparison = Comparison.Of(page, link, row);
        return new Decision(DecisionKind.PageAgain, reason) { ToPage = comparison.OnRow, ToRow = [.. comparison.OnPage.Except(comparison.OnRow), .. comparison.Notes] };
    }

    private Decision Merge(Page page, Link? link, Row row)
    {
        var comparison = Comparison.Of(page, link, row);
        var notes = comparison.Notes;
        return (comparison.OnPage.Count > 0, comparison.OnRow.Count > 0) switch
        {
            (false, false) when notes.Count == 0 && link is { IsDeleted: false, IsPending: false, RowHasReturned: false } => Nothing,
            (false, false) when comparison.Derived.Count == 0 => new Decision(DecisionKind.Agree, link is null ? "Both sides are equal and meet for the first time." : "Both sides changed to the same.") { ToRow = notes },
            (false, false) => new Decision(DecisionKind.Write, "Notion has computed something anew.") { ToRow = notes },
            (true, false) => new Decision(DecisionKind.Write, "The page was edited.") { ToRow = [.. comparison.OnPage, .. notes] },
            (false, true) => new Decision(DecisionKind.Write, "The row was edited.") { ToPage = comparison.OnRow, ToRow = notes },
            (true, true) => Resolve(page, row, comparison),
        };
    }

    /// <summary>Both sides have changed differently (R4).</summary>
    private Decision Resolve(Page page, Row row, Comparison comparison)
    {
        List<Field> fromPage = [];
        List<Field> fromRow = [];
        var disputed = comparison.Different;
        if (policy.Scope == MergeScope.Field)
        {
            disputed = [.. comparison.OnPage.Intersect(comparison.OnRow)];
            fromPage.AddRange(comparison.OnPage.Except(disputed));
            fromRow.AddRange(comparison.OnRow.Except(disputed));
            if (disputed.Count == 0)
            {
                return new Decision(DecisionKind.Write, "Page and row were edited in different fields.") { ToRow = [.. fromPage, .. comparison.Notes], ToPage = fromRow };
            }
        }

        var winner = WinnerOf(page, row);
        (winner == Side.Notion ? fromPage : winner == Side.Supabase ? fromRow : []).AddRange(disputed);
        var conflict = new Decision(winner is null && fromPage.Count + fromRow.Count == 0 ? DecisionKind.Hold : DecisionKind.Write, winner switch
        {
            null => "Page and row were both edited; a person decides.",
            Side.Notion => "Page and row were both edited; Notion wins.",
            _ => "Page and row were both edited; Supabase wins.",
        });
        return conflict with { ToRow = [.. fromPage, .. comparison.Notes], ToPage = fromRow, Conflict = disputed, Winner = winner };
    }

    private Side? WinnerOf(Page page, Row row)
    {
        // Notion knows minutes, so both are compared by the minute: the same minute is a tie, and Notion wins a tie.
        var rowIsLater = row.EditedAt.FloorToMinute() > page.EditedAt.FloorToMinute();
        return policy.Conflicts switch
        {
            ConflictPolicy.NotionWins => Side.Notion,
            ConflictPolicy.SupabaseWins => Side.Supabase,
            ConflictPolicy.Manual => null,
            _ => rowIsLater ? Side.Supabase : Side.Notion,
        };
    }

    private static bool IsChanged(Record record, Record agreed) =>
        record.Known().Any(k => k.Field.IsWritable && k.Value != (agreed[k.Field] ?? Comparison.Unsaid(k.Field)));

    private static List<Field> KnownOf(Page page) => [.. page.Record.Known().Select(k => k.Field)];

    private static List<Field> Writable(Record record) => [.. record.Known().Where(k => k.Field.IsWritable && k.Value != Comparison.Unsaid(k.Field)).Select(k => k.Field)];
}

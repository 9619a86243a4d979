using HigherSelf.Sync.Engine.Catalog;
using HigherSelf.Sync.Engine.Records;
using HigherSelf.Sync.Engine.Reporting;
using HigherSelf.Sync.Engine.Sync;

namespace HigherSelf.Sync.Simulation;

/// <summary>
/// What must be true after a history, said without a look at how the engine does it. The rules are those of docs/architecture.md.
/// </summary>
internal static class Model
{
    /// <summary>Notion refuses such a value.</summary>
    public static bool IsRefused(FieldValue value) => value is FieldValue.Text { Value: var text } && text.EndsWith("13", StringComparison.Ordinal);

    /// <summary>Both sides are equal, nothing is doubled, and nothing is lost.</summary>
    public static void Check(World world, bool mayFail)
    {
        CheckEqual(world, mayFail);
        CheckOnce(world);
        CheckNothingLost(world);
    }

    /// <summary>A cycle with nothing to do writes nothing, and asks for nothing but what was edited.</summary>
    public static void CheckIdle(World world, IReadOnlyList<string> calls, int written)
    {
        Expect(world, written == 0, $"R3: an idle cycle wrote {written} times");
        foreach (var call in calls.Where(c => c is not "open" and not "close" && !c.StartsWith("read ", StringComparison.Ordinal)))
        {
            // Pages that Notion does not find are looked for at growing distance, which has an exchange with it; and so have dead references.
            var isQuarantine = world.Notion.Pages.Exists(p => p.IsGone);
            Expect(world, isQuarantine || call.StartsWith("changes ", StringComparison.Ordinal), $"bounds: an idle cycle called: {call}");
        }
    }

    private static void CheckEqual(World world, bool mayFail)
    {
        foreach (var page in world.Notion.Pages.Where(p => !p.IsGone && !p.IsInTrash))
        {
            var rows = world.Supabase.Rows.Values.Where(r => r.PageId == page.Id).ToList();
            if (mayFail && world.Made.Exists(m => m.Page == page.Id && world.Supabase.Rows.TryGetValue(m.Row, out var of) && of.Database.Mirrored.Any(f => IsRefused(of[f]))))
            {
                continue;
            }

            if (rows.Count != 1)
            {
                Expect(world, false, $"R1: page {Short(page.Id)} has {rows.Count} rows");
                continue;
            }

            var row = rows[0];
            if (mayFail && row.Database.Mirrored.Any(f => IsRefused(row[f]) && row[f] != world.Notion.ValueOf(page, f)))
            {
                Expect(world, world.State.Failures.ContainsKey(row.Id) || world.State.Failures.ContainsKey(page.Id), $"R10: row {Short(row.Id)} cannot be written to Notion, and nothing tells");
                continue;
            }

            foreach (var field in page.Database.Mirrored)
            {
                var (onPage, onRow) = (world.Notion.ValueOf(page, field), ValueOf(world, row, field));
                Expect(world, onPage == onRow || IsWaitingForRefused(world, mayFail, onPage), $"R1: {field} of page {Short(page.Id)} is '{onPage}', of its row '{onRow}'");
            }
        }

        foreach (var row in world.Supabase.Rows.Values)
        {
            var page = (row.PageId ?? world.Supabase.LinkOfRow(row.Id)?.PageId) is { } id ? world.Notion.Pages.Find(p => p.Id == id) : null;
            var isRefused = mayFail && row.Database.Mirrored.Any(f => IsRefused(row[f]));
            Expect(world, isRefused || page is { IsGone: true } or { IsInTrash: false }, $"R1: row {Short(row.Id)} has {(page is null ? "no page" : "a page in the trash")}");
        }
    }

    /// <summary>References to a record whose creation is refused cannot be there yet.</summary>
    private static bool IsWaitingForRefused(World world, bool mayFail, FieldValue onPage) =>
        mayFail && world.Supabase.Rows.Values.Any(r => r.PageId is null || world.Supabase.LinkOfRow(r.Id) is { IsDeleted: true }) && onPage is FieldValue.References or FieldValue.None;

    /// <summary>A row's value as Notion would say it: references by page, as far as there are any.</summary>
    private static FieldValue ValueOf(World world, SimRow row, Field field) => field.Type switch
    {
        PropertyType.Relation => FieldValue.OfReferences(
        [
            .. Targets(row[field]).Select(t => world.Supabase.Rows.GetValueOrDefault(t)?.PageId)
                .Where(p => p is not null && world.Notion.Find(p.Value) is { IsInTrash: false }).Select(p => new Reference(p!.Value)),
        ]),
        PropertyType.Checkbox when row[field] is FieldValue.None => FieldValue.OfBoolean(false),
        _ => row[field],
    };

    private static IEnumerable<Guid> Targets(FieldValue value) => value is FieldValue.References references ? references.Targets.Select(t => t.Id) : [];

    /// <summary>Created exactly once (R8).</summary>
    private static void CheckOnce(World world)
    {
        // A page that somebody has deleted before the sync could hear of it is in no list of Notion's.
        var live = world.Made.Where(m => world.Notion.Pages.Exists(p => p.Id == m.Page && p is { WasTrashed: false, IsInTrash: false, IsGone: false }));
        foreach (var row in live.GroupBy(m => m.Row).Where(g => g.Count() > 1))
        {
            Expect(world, false, $"R8: {row.Count()} pages were made for row {Short(row.Key)}");
        }

        foreach (var page in world.Supabase.Rows.Values.Where(r => r.PageId is not null).GroupBy(r => r.PageId).Where(g => g.Count() > 1))
        {
            Expect(world, false, $"R8: page {Short(page.Key!.Value)} has {page.Count()} rows");
        }
    }

    /// <summary>
    /// The last value that a person gave to a field is still there; or it is in the journal; or it lost a conflict, which says so (R2, R4).
    /// </summary>
    private static void CheckNothingLost(World world)
    {
        foreach (var edit in Last(world.Notion.Edits))
        {
            var page = world.Notion.Pages.Find(p => p.Id == edit.Record)!;
            var isThere = (page.Values.GetValueOrDefault(edit.Field) ?? Nothing(edit.Field)) == edit.Value;
            var isKept = world.Supabase.Journal.Any(j => j.Side == Side.Notion && j.PageId == edit.Record && j.Before.TryGetValue(edit.Field, out var before) && Same(before, edit.Value))
                || world.Supabase.Conflicts.Any(c => c.PageId == edit.Record && c.Fields.Any(f => f.Field == edit.Field && Same(f.OnPage, edit.Value)));
            var isExcused = edit.Value == Nothing(edit.Field) || edit.Field.Type == PropertyType.Relation || world.Excused.Contains((page.Id, edit.Field.Column));
            Expect(world, isThere || isKept || isExcused, $"R2: '{edit.Value}' in {edit.Field} of page {Short(edit.Record)} is lost");
        }

        foreach (var edit in Last(world.Supabase.Edits))
        {
            var row = world.Supabase.Rows.GetValueOrDefault(edit.Record) ?? world.Supabase.Graveyard.GetValueOrDefault(edit.Record);
            var isThere = row?[edit.Field] == edit.Value;
            var isKept = world.Supabase.Journal.Any(j => j.Side == Side.Supabase && j.RowId == edit.Record && j.Before.TryGetValue(edit.Field, out var before) && Same(before, edit.Value))
                || world.Supabase.Conflicts.Any(c => c.RowId == edit.Record && c.Fields.Any(f => f.Field == edit.Field && Same(f.OnRow, edit.Value)));
            var isExcused = edit.Value == Nothing(edit.Field) || edit.Field.Type == PropertyType.Relation || IsRefused(edit.Value);
            Expect(world, isThere || isKept || isExcused, $"R2: '{edit.Value}' in {edit.Field} of row {Short(edit.Record)} is lost");
        }
    }

    private static IEnumerable<PersonEdit> Last(List<PersonEdit> edits) => edits.GroupBy(e => (e.Record, e.Field)).Select(g => g.Last());

    private static FieldValue Nothing(Field field) => field.Type == PropertyType.Checkbox ? FieldValue.OfBoolean(false) : FieldValue.Empty;

    private static bool Same(FieldValue one, FieldValue other) => one == other;

    /// <summary>What the engine decided of a conflict, by what it was shown (R4).</summary>
    public static void CheckWinner(World world, ConflictNote conflict, DateTimeOffset pageEditedAt, DateTimeOffset rowEditedAt)
    {
        var rowIsLater = Floor(rowEditedAt) > Floor(pageEditedAt);
        Expect(world, conflict.Winner == (rowIsLater ? Side.Supabase : Side.Notion), $"R4: {conflict.Winner} has won over page {Short(conflict.PageId)}, edited {pageEditedAt}, row edited {rowEditedAt}");
    }

    private static long Floor(DateTimeOffset time) => time.UtcTicks / TimeSpan.TicksPerMinute;

    private static void Expect(World world, bool holds, string otherwise)
    {
        if (!holds)
        {
            world.Violations.Add(otherwise);
        }
    }

    private static string Short(Guid id) => id.ToString("N")[^4..];
}

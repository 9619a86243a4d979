using HigherSelf.Sync.Engine.Catalog;
using HigherSelf.Sync.Engine.Records;
using HigherSelf.Sync.Engine.Sync;
using Record = HigherSelf.Sync.Engine.Records.Record;

namespace HigherSelf.Sync.Engine.Tests.Sync;

public sealed class PlannerTests
{
    private static readonly Database Notes = DatabaseCatalog.Create([("notes.json", System.Text.Encoding.UTF8.GetBytes(
        """
        {
          "table": "notes", "title": "Notes", "model": "Note", "group": "core", "idVariable": "NOTION_NOTES_DB",
          "fields": [
            { "column": "name", "property": "Name", "type": "title" },
            { "column": "mood", "property": "Mood", "type": "select" },
            { "column": "edited", "property": "Edited", "type": "last_edited_time" }
          ]
        }
        """))]).Databases[0];

    private static readonly DateTimeOffset Noon = new(2026, 11, 22, 12, 0, 0, TimeSpan.Zero);

    [Fact]
    public void A_new_page_gets_a_row_with_all_that_is_known() =>
        Expect(Decide(Page("a", "calm"), null, null), DecisionKind.CreateRow, toRow: ["name", "mood"]);

    [Fact]
    public void Nothing_changed_needs_nothing() =>
        Expect(Decide(Page("a", "calm"), ("a", "calm"), Row("a", "calm")), DecisionKind.Nothing);

    [Fact]
    public void A_changed_page_writes_the_changed_fields_and_no_others() =>
        Expect(Decide(Page("b", "calm"), ("a", "calm"), Row("a", "calm")), DecisionKind.WriteRow, toRow: ["name"]);

    [Fact]
    public void A_cleared_property_clears_the_column() =>
        Expect(Decide(Page("a", ""), ("a", "calm"), Row("a", "calm")), DecisionKind.WriteRow, toRow: ["mood"]);

    [Fact]
    public void A_changed_row_is_written_to_the_page_and_never_back() =>
        Expect(Decide(Page("a", "calm"), ("a", "calm"), Row("b", "calm")), DecisionKind.WritePage, toPage: ["name"]);

    [Fact]
    public void The_same_change_on_both_sides_is_noted() =>
        Expect(Decide(Page("b", "calm"), ("a", "calm"), Row("b", "calm")), DecisionKind.Agree, toRow: ["name"]);

    [Fact]
    public void A_conflict_goes_to_the_later_side_with_the_whole_record()
    {
        Expect(
            Decide(Page("b", "calm", Noon.AddMinutes(1)), ("a", "calm"), Row("a", "wild", Noon)), DecisionKind.WriteRow, toRow: ["name", "mood"], isConflict: true);
        Expect(
            Decide(Page("b", "calm", Noon), ("a", "calm"), Row("a", "wild", Noon.AddMinutes(1))), DecisionKind.WritePage, toPage: ["name", "mood"], isConflict: true);
    }

    [Fact]
    public void The_same_minute_is_a_tie_and_notion_wins_it() =>
        Expect(
            Decide(Page("b", "calm", Noon), ("a", "calm"), Row("c", "calm", Noon.AddSeconds(59.9))), DecisionKind.WriteRow, toRow: ["name"], isConflict: true);

    [Fact]
    public void Two_sides_that_meet_for_the_first_time_fill_each_others_gaps()
    {
        Expect(Decide(Page("a", "calm"), null, Row("a", "calm")), DecisionKind.Agree, toRow: ["name", "mood"]);
        Expect(Decide(Page("a", "calm"), null, Row("a", "")), DecisionKind.WriteRow, toRow: ["mood", "name"]);
        Expect(Decide(Page("a", ""), null, Row("a", "calm")), DecisionKind.WritePage, toPage: ["mood"], toRow: ["name"]);
        Expect(Decide(Page("a", "calm", Noon), null, Row("b", "calm", Noon)), DecisionKind.WriteRow, toRow: ["name", "mood"], isConflict: true);
    }

    [Fact]
    public void A_field_that_is_not_known_is_neither_compared_nor_written()
    {
        var page = Page("b", "calm");
        page.Record[Notes.Mirrored[1]] = null;
        Expect(Planner.Decide(page, Link("a", "wild"), Row("a", "tired")), DecisionKind.WriteRow, toRow: ["name"]);
    }

    [Fact]
    public void What_notion_derives_goes_one_way_and_is_no_conflict()
    {
        var page = Page("a", "calm");
        page.Record[Notes.Mirrored[2]] = FieldValue.OfInstant(Noon);
        var row = Row("b", "calm");
        row.Record[Notes.Mirrored[2]] = FieldValue.OfInstant(Noon.AddDays(-1));
        Expect(Planner.Decide(page, Link("a", "calm"), row), DecisionKind.WritePage, toPage: ["name"], toRow: ["edited"]);
    }

    [Fact]
    public void A_row_that_was_deleted_is_not_made_again_by_an_unchanged_page() =>
        Expect(Decide(Page("a", "calm"), ("a", "calm"), null), DecisionKind.RowIsDeleted);

    private static Decision Decide(Page page, (string Name, string Mood)? agreed, Row? row) =>
        Planner.Decide(page, agreed is { } b ? Link(b.Name, b.Mood) : null, row);

    private static void Expect(Decision decision, DecisionKind kind, string[]? toRow = null, string[]? toPage = null, bool isConflict = false)
    {
        Assert.Equal(kind, decision.Kind);
        Assert.Equal(toRow ?? [], decision.ToRow.Select(f => f.Column));
        Assert.Equal(toPage ?? [], decision.ToPage.Select(f => f.Column));
        Assert.Equal(isConflict, decision.IsConflict);
    }

    private static Page Page(string name, string mood, DateTimeOffset? at = null) =>
        new() { Id = Guid.Empty, Record = Record(name, mood), EditedAt = at ?? Noon };

    private static Row Row(string name, string mood, DateTimeOffset? at = null) =>
        new() { Id = Guid.Empty, Record = Record(name, mood), Version = "1", UpdatedAt = at ?? Noon };

    private static Link Link(string name, string mood) => new() { PageId = Guid.Empty, RowId = Guid.Empty, Base = Record(name, mood) };

    private static Record Record(string name, string mood)
    {
        var record = new Record(Notes);
        record[Notes.Mirrored[0]] = FieldValue.OfText(name);
        record[Notes.Mirrored[1]] = FieldValue.OfText(mood);
        return record;
    }
}

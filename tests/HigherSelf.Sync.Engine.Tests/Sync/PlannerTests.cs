using HigherSelf.Sync.Engine.Catalog;
using HigherSelf.Sync.Engine.Records;
using HigherSelf.Sync.Engine.Reporting;
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
            { "column": "edited", "property": "Edited", "type": "last_edited_time" },
            { "column": "done", "property": "Done", "type": "checkbox" }
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
        Expect(Decide(Page("b", "calm"), ("a", "calm"), Row("a", "calm")), DecisionKind.Write, toRow: ["name"]);

    [Fact]
    public void A_cleared_property_clears_the_column() =>
        Expect(Decide(Page("a", ""), ("a", "calm"), Row("a", "calm")), DecisionKind.Write, toRow: ["mood"]);

    [Fact]
    public void A_changed_row_is_written_to_the_page_and_never_back() =>
        Expect(Decide(Page("a", "calm"), ("a", "calm"), Row("b", "calm")), DecisionKind.Write, toPage: ["name"]);

    [Fact]
    public void The_same_change_on_both_sides_is_noted() =>
        Expect(Decide(Page("b", "calm"), ("a", "calm"), Row("b", "calm")), DecisionKind.Agree, toRow: ["name"]);

    [Fact]
    public void A_conflict_goes_to_the_later_side_with_the_whole_record()
    {
        Expect(
            Decide(Page("b", "calm", Noon.AddMinutes(1)), ("a", "calm"), Row("a", "wild", Noon)), DecisionKind.Write, toRow: ["name", "mood"], winner: Side.Notion);
        Expect(
            Decide(Page("b", "calm", Noon), ("a", "calm"), Row("a", "wild", Noon.AddMinutes(1))), DecisionKind.Write, toPage: ["name", "mood"], winner: Side.Supabase);
    }

    [Fact]
    public void The_same_minute_is_a_tie_and_notion_wins_it() =>
        Expect(
            Decide(Page("b", "calm", Noon), ("a", "calm"), Row("c", "calm", Noon.AddSeconds(59.9))), DecisionKind.Write, toRow: ["name"], winner: Side.Notion);

    [Fact]
    public void Two_sides_that_meet_for_the_first_time_fill_each_others_gaps()
    {
        Expect(Decide(Page("a", "calm"), null, Row("a", "calm")), DecisionKind.Agree, toRow: ["name", "mood"]);
        Expect(Decide(Page("a", "calm"), null, Row("a", "")), DecisionKind.Write, toRow: ["mood", "name"]);
        Expect(Decide(Page("a", ""), null, Row("a", "calm")), DecisionKind.Write, toPage: ["mood"], toRow: ["name"]);
        Expect(Decide(Page("a", "calm", Noon), null, Row("b", "calm", Noon)), DecisionKind.Write, toRow: ["name", "mood"], winner: Side.Notion);
    }

    [Fact]
    public void A_field_that_is_not_known_is_neither_compared_nor_written()
    {
        var page = Page("b", "calm");
        page.Record[Notes.Mirrored[1]] = null;
        Expect(new Planner(new SyncPolicy()).Decide(page, Link("a", "wild"), Row("a", "tired")), DecisionKind.Write, toRow: ["name"]);
    }

    [Fact]
    public void What_notion_derives_goes_one_way_and_is_no_conflict()
    {
        var page = Page("a", "calm");
        page.Record[Notes.Mirrored[2]] = FieldValue.OfInstant(Noon);
        var row = Row("b", "calm");
        row.Record[Notes.Mirrored[2]] = FieldValue.OfInstant(Noon.AddDays(-1));
        Expect(new Planner(new SyncPolicy()).Decide(page, Link("a", "calm"), row), DecisionKind.Write, toPage: ["name"], toRow: ["edited"]);
    }

    [Fact]
    public void An_unticked_box_has_nothing_to_say_at_a_first_meeting()
    {
        var ticked = Page("a", "");
        var unticked = Row("a", "");
        ticked.Record[Notes.Mirrored[3]] = FieldValue.OfBoolean(true);
        unticked.Record[Notes.Mirrored[3]] = FieldValue.OfBoolean(false);
        Expect(Decide(ticked, null, unticked), DecisionKind.Write, toRow: ["done", "name", "mood"]);
    }

    [Fact]
    public void By_field_edits_of_different_fields_both_live()
    {
        var policy = new SyncPolicy { Scope = MergeScope.Field };
        Expect(Decide(Page("b", "calm"), ("a", "calm"), Row("a", "wild"), policy), DecisionKind.Write, toRow: ["name"], toPage: ["mood"]);
        Expect(
            Decide(Page("b", "tired"), ("a", "calm"), Row("c", "calm", Noon.AddMinutes(1)), policy),
            DecisionKind.Write, toRow: ["mood"], toPage: ["name"], winner: Side.Supabase);
    }

    [Theory]
    [InlineData(ConflictPolicy.NotionWins, Side.Notion)]
    [InlineData(ConflictPolicy.SupabaseWins, Side.Supabase)]
    public void A_policy_names_the_winner(ConflictPolicy conflicts, Side winner)
    {
        var decision = Decide(Page("b", "calm"), ("a", "calm"), Row("c", "calm"), new SyncPolicy { Conflicts = conflicts });
        Assert.Equal(winner, decision.Winner);
    }

    [Fact]
    public void Under_manual_both_sides_stay_as_they_are()
    {
        var decision = Decide(Page("b", "calm"), ("a", "calm"), Row("c", "calm"), new SyncPolicy { Conflicts = ConflictPolicy.Manual });
        Assert.Equal(DecisionKind.Hold, decision.Kind);
        Assert.Null(decision.Winner);
        Assert.Equal(["name"], decision.Conflict.Select(f => f.Column));
        Assert.False(decision.WritesRow || decision.WritesPage);
    }

    [Fact]
    public void A_delete_is_carried_over_and_an_edit_beats_it()
    {
        var trashed = Page("a", "calm") with { InTrash = true };
        Expect(Decide(trashed, ("a", "calm"), Row("a", "calm")), DecisionKind.DeleteRow);
        Expect(Decide(trashed, ("a", "calm"), Row("b", "calm")), DecisionKind.PageAgain, toPage: ["name"]);
        Expect(Decide(trashed, ("a", "calm"), null), DecisionKind.Forget);
        Expect(Decide(Page("a", "calm"), ("a", "calm"), null), DecisionKind.TrashPage);
        Expect(Decide(Page("b", "calm"), ("a", "calm"), null), DecisionKind.RowAgain, toRow: ["name", "mood"]);
    }

    [Fact]
    public void Ignored_deletes_leave_the_other_side_as_it_is()
    {
        var policy = new SyncPolicy { Deletes = DeletePolicy.Ignore };
        Expect(Decide(Page("a", "calm") with { InTrash = true }, ("a", "calm"), Row("a", "calm"), policy), DecisionKind.Hold);
        Expect(Decide(Page("a", "calm"), ("a", "calm"), null, policy), DecisionKind.Hold);
    }

    [Fact]
    public void What_was_deleted_on_both_sides_comes_back_from_either()
    {
        var deleted = Link("a", "calm") with { IsDeleted = true };
        var planner = new Planner(new SyncPolicy());
        Expect(planner.Decide(Page("a", "calm") with { InTrash = true }, deleted, null), DecisionKind.Nothing);
        Expect(planner.Decide(Page("a", "calm"), deleted, null), DecisionKind.RowAgain, toRow: ["name", "mood"]);
        Expect(planner.Decide(Page("a", "calm") with { InTrash = true }, deleted, Row("a", "calm")), DecisionKind.PageAgain);
    }

    [Fact]
    public void A_page_that_cannot_be_found_proves_nothing() =>
        Expect(Decide(null, ("a", "calm"), Row("a", "calm")), DecisionKind.Hold);

    [Fact]
    public void The_rows_of_a_table_that_was_made_anew_come_back() =>
        Expect(new Planner(new SyncPolicy()).Decide(Page("", ""), Link("", "") with { Base = new Record(Notes) }, null), DecisionKind.RowAgain, toRow: ["name", "mood"]);

    [Fact]
    public void A_row_without_a_page_gets_one_with_what_it_says() =>
        Expect(Decide(null, null, Row("a", "")), DecisionKind.CreatePage, toPage: ["name"]);

    private static Decision Decide(Page? page, (string Name, string Mood)? agreed, Row? row, SyncPolicy? policy = null) =>
        new Planner(policy ?? new SyncPolicy()).Decide(page, agreed is { } b ? Link(b.Name, b.Mood) : null, row);

    private static void Expect(Decision decision, DecisionKind kind, string[]? toRow = null, string[]? toPage = null, Side? winner = null)
    {
        Assert.Equal(kind, decision.Kind);
        Assert.Equal(toRow ?? [], decision.ToRow.Select(f => f.Column));
        Assert.Equal(toPage ?? [], decision.ToPage.Select(f => f.Column));
        Assert.Equal(winner, decision.Winner);
        Assert.Equal(winner is not null, decision.Conflict.Count > 0);
    }

    private static Page Page(string name, string mood, DateTimeOffset? at = null) =>
        new() { Id = Guid.Empty, Record = Record(name, mood), EditedAt = at ?? Noon };

    private static Row Row(string name, string mood, DateTimeOffset? at = null) =>
        new() { Id = Guid.Empty, Record = Record(name, mood), Version = "1", EditedAt = at ?? Noon };

    private static Link Link(string name, string mood) => new() { PageId = Guid.Empty, RowId = Guid.Empty, Base = Record(name, mood) };

    private static Record Record(string name, string mood)
    {
        var record = new Record(Notes);
        record[Notes.Mirrored[0]] = FieldValue.OfText(name);
        record[Notes.Mirrored[1]] = FieldValue.OfText(mood);
        return record;
    }
}

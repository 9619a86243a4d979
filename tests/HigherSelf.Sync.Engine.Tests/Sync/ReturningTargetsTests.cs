using System.Text;
using HigherSelf.Sync.Engine.Catalog;
using HigherSelf.Sync.Engine.Records;
using HigherSelf.Sync.Engine.Sync;
using Record = HigherSelf.Sync.Engine.Records.Record;

namespace HigherSelf.Sync.Engine.Tests.Sync;

public sealed class ReturningTargetsTests
{
    private static readonly Database Notes = DatabaseCatalog.Create([("notes.json", Encoding.UTF8.GetBytes(
        """
        {"table":"notes","title":"Notes","model":"Note","group":"core","idVariable":"NOTION_NOTES_DB","fields":[
          {"column":"name","property":"Name","type":"title"},{"column":"others","property":"Others","type":"relation","target":"notes"}]}
        """))]).Databases[0];

    private static readonly Guid[] Ids = [.. Enumerable.Range(1, 4).Select(n => new Guid(n, 0, 0, new byte[8]))];

    [Theory]
    [InlineData("23", "123", "1", "123")] // first, as both sides agreed
    [InlineData("", "1", "1", "1")] // the only one
    [InlineData("34", "13", "1", "134")] // another was added meanwhile
    [InlineData("3", "123", "1", "13")] // another was taken away meanwhile
    [InlineData("23", "23", "1", "23")] // was never agreed on
    [InlineData("132", "123", "1", "132")] // is shown again
    public void A_target_that_is_about_to_come_back_is_where_both_sides_agreed_on_it(string shown, string agreed, string returning, string expected)
    {
        var link = LinkTo(agreed) with { Returning = [.. Targets(returning)] };
        Assert.Equal(Value(expected), new ReturningTargets().AddTo(PageWith(shown), link).Record[Others]);
    }

    [Fact]
    public void A_target_that_the_run_has_restored_since_the_page_was_read_is_one()
    {
        var targets = new ReturningTargets();
        Assert.Equal(Value("2"), targets.AddTo(PageWith("2"), LinkTo("12")).Record[Others]);
        targets.NoteRestored(Ids[0]);
        Assert.Equal(Value("12"), targets.AddTo(PageWith("2"), LinkTo("12")).Record[Others]);
    }

    [Fact]
    public void What_is_not_known_stays_so()
    {
        var page = PageWith("") with { Record = new Record(Notes) };
        Assert.Null(new ReturningTargets().AddTo(page, LinkTo("1") with { Returning = [Ids[0]] }).Record[Others]);
    }

    private static Field Others => Notes.Mirrored[1];

    private static IEnumerable<Guid> Targets(string digits) => digits.Select(d => Ids[d - '1']);

    private static FieldValue Value(string digits) => FieldValue.OfReferences([.. Targets(digits).Select(t => new Reference(t))]);

    private static Record RecordWith(string digits) => new(Notes) { [Others] = Value(digits) };

    private static Page PageWith(string digits) => new() { Id = Guid.NewGuid(), Record = RecordWith(digits), EditedAt = DateTimeOffset.UnixEpoch };

    private static Link LinkTo(string digits) => new() { PageId = Guid.NewGuid(), RowId = Guid.NewGuid(), Base = RecordWith(digits) };
}

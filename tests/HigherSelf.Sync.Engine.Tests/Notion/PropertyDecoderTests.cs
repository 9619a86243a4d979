using System.Text.Json;
using HigherSelf.Sync.Engine.Catalog;
using HigherSelf.Sync.Engine.Notion.Properties;
using static HigherSelf.Sync.Engine.Tests.Notion.PropertyCodecLawTests;

namespace HigherSelf.Sync.Engine.Tests.Notion;

public sealed class PropertyDecoderTests
{
    [Theory]
    [InlineData(PropertyType.RichText, """{"type":"rich_text","rich_text":[{"type":"text","text":{"content":"a"},"plain_text":"a"},{"type":"mention","mention":{"type":"date"},"plain_text":"@today"}]}""", "a@today")]
    [InlineData(PropertyType.Title, """{"type":"title","title":[]}""", "")]
    [InlineData(PropertyType.Number, """{"type":"number","number":0.1}""", "0.1")]
    [InlineData(PropertyType.Number, """{"type":"number","number":null}""", "")]
    [InlineData(PropertyType.Status, """{"type":"status","status":{"id":"1","name":"Done","color":"green"}}""", "Done")]
    [InlineData(PropertyType.MultiSelect, """{"type":"multi_select","multi_select":[{"name":"b"},{"name":"a"}]}""", "b, a")]
    [InlineData(PropertyType.Date, """{"type":"date","date":{"start":"2026-03-01","end":null,"time_zone":null}}""", "2026-03-01T00:00:00Z")]
    [InlineData(PropertyType.Date, """{"type":"date","date":{"start":"2026-03-01T09:00:00.000+02:00","end":"2026-03-02"}}""", "2026-03-01T07:00:00Z")]
    [InlineData(PropertyType.Date, """{"type":"date","date":{"start":"2026-07-01T09:00:00","time_zone":"America/New_York"}}""", "2026-07-01T13:00:00Z")]
    [InlineData(PropertyType.Date, """{"type":"date","date":{"start":"2026-03-01T09:00:00.1234567Z"}}""", "2026-03-01T09:00:00.123456Z")]
    [InlineData(PropertyType.UniqueId, """{"type":"unique_id","unique_id":{"prefix":"TASK","number":12}}""", "TASK-12")]
    [InlineData(PropertyType.UniqueId, """{"type":"unique_id","unique_id":{"prefix":null,"number":null}}""", "")]
    [InlineData(PropertyType.CreatedTime, """{"type":"created_time","created_time":"2026-01-01T10:00:00.000Z"}""", "2026-01-01T10:00:00Z")]
    [InlineData(PropertyType.CreatedBy, """{"type":"created_by","created_by":{"object":"user","id":"00000000-0000-0000-0000-000000000001"}}""", """{"id":"00000000-0000-0000-0000-000000000001"}""")]
    [InlineData(PropertyType.People, """{"type":"people","people":[{"object":"user","id":"x","name":"Ada","person":{"email":"a@x"},"avatar_url":null}]}""", """[{"email":"a@x","id":"x","name":"Ada"}]""")]
    [InlineData(PropertyType.Verification, """{"type":"verification","verification":{"state":"unverified"}}""", """{"state":"unverified"}""")]
    [InlineData(PropertyType.Place, """{"type":"place","place":{"lon":2.5,"lat":1.0}}""", """{"lat":1,"lon":2.5}""")]
    public void A_value_is_read(PropertyType type, string json, string expected)
    {
        var decoded = Decode(type, json);
        Assert.Equal(DecodedState.Value, decoded.State);
        Assert.Equal(expected, decoded.Value.ToString());
    }

    [Fact]
    public void The_url_of_a_hosted_file_is_compared_without_its_signature()
    {
        const string file = """{"type":"files","files":[{"name":"a.jpg","type":"file","file":{"url":"https://s3.example/k/a.jpg?X-Amz-Signature=SIG&t=TIME","expiry_time":"TIME"}}]}""";
        var one = Decode(PropertyType.Files, file.Replace("SIG", "1", StringComparison.Ordinal));
        var other = Decode(PropertyType.Files, file.Replace("SIG", "2", StringComparison.Ordinal).Replace("TIME", "9", StringComparison.Ordinal));
        Assert.Equal(one, other);
        Assert.Equal("""[{"name":"a.jpg","type":"file","url":"https://s3.example/k/a.jpg"}]""", one.Value.ToString());
    }

    [Fact]
    public void A_relation_that_notion_cut_off_is_truncated_and_not_a_short_list()
    {
        var refs = string.Join(',', Enumerable.Range(0, 25).Select(_ => $$"""{"id":"{{Guid.NewGuid()}}"}"""));
        Assert.Equal(DecodedState.Truncated, Decode(PropertyType.Relation, $$"""{"type":"relation","relation":[{{refs}}],"has_more":true}""").State);
        Assert.Equal(DecodedState.Value, Decode(PropertyType.Relation, $$"""{"type":"relation","relation":[{{refs}}],"has_more":false}""").State);
    }

    [Fact]
    public void Twenty_five_people_may_be_fewer_than_there_are()
    {
        string People(int count) => $$"""{"type":"people","people":[{{string.Join(',', Enumerable.Range(0, count).Select(i => $$"""{"id":"{{i}}"}"""))}}]}""";
        Assert.Equal(DecodedState.Value, Decode(PropertyType.People, People(24)).State);
        Assert.Equal(DecodedState.Truncated, Decode(PropertyType.People, People(25)).State);
    }

    [Fact]
    public void Twenty_five_mentions_in_a_text_may_be_unfilled()
    {
        string Text(int mentions) => $$"""{"type":"rich_text","rich_text":[{{string.Join(',', Enumerable.Range(0, mentions).Select(_ => """{"type":"mention","plain_text":"@x"}"""))}}]}""";
        Assert.Equal(DecodedState.Value, Decode(PropertyType.RichText, Text(24)).State);
        Assert.Equal(DecodedState.Truncated, Decode(PropertyType.RichText, Text(25)).State);
    }

    [Theory]
    [InlineData(PropertyType.Number, """{"type":"rich_text","rich_text":[]}""")]
    [InlineData(PropertyType.Date, """{"type":"date","date":{"start":"soon"}}""")]
    [InlineData(PropertyType.Date, """{"type":"date","date":{"start":"2026-01-01T09:00:00","time_zone":"Atlantis/Capital"}}""")]
    [InlineData(PropertyType.Select, """{"type":"select","select":{"id":"x"}}""")]
    [InlineData(PropertyType.RichText, """{"type":"rich_text","rich_text":[{"plain_text":"\ud83d"}]}""")]
    [InlineData(PropertyType.Formula, """{"type":"formula","formula":{"type":"unsupported","unsupported":{}}}""")]
    [InlineData(PropertyType.Rollup, """{"type":"rollup","rollup":{"type":"incomplete","incomplete":{}}}""")]
    public void What_cannot_be_read_is_not_taken_for_empty(PropertyType type, string json) =>
        Assert.Equal(DecodedState.Unreadable, Decode(type, json).State);

    [Theory]
    [InlineData(ColumnType.Numeric, """{"type":"number","number":3.50}""", "3.5")]
    [InlineData(ColumnType.Text, """{"type":"string","string":"x"}""", "x")]
    [InlineData(ColumnType.Boolean, """{"type":"boolean","boolean":true}""", "True")]
    [InlineData(ColumnType.Timestamptz, """{"type":"date","date":{"start":"2026-01-01"}}""", "2026-01-01T00:00:00Z")]
    [InlineData(ColumnType.Jsonb, """{"type":"array","array":[{"type":"number","number":1}]}""", """[{"number":1,"type":"number"}]""")]
    [InlineData(ColumnType.Jsonb, """{"type":"number","number":null}""", "")]
    public void The_result_of_a_formula_takes_the_form_of_its_column(ColumnType column, string result, string expected)
    {
        var decoded = PropertyDecoder.Decode(Bound(PropertyType.Formula, column), Parse($$"""{"type":"formula","formula":{{result}}}"""));
        Assert.Equal(DecodedState.Value, decoded.State);
        Assert.Equal(expected, decoded.Value.ToString());
    }

    [Fact]
    public void A_formula_that_gives_something_else_than_its_column_holds_is_unreadable() =>
        Assert.Equal(
            DecodedState.Unreadable,
            PropertyDecoder.Decode(Bound(PropertyType.Formula, ColumnType.Numeric), Parse("""{"type":"formula","formula":{"type":"string","string":"x"}}""")).State);

    private static Decoded Decode(PropertyType type, string json) =>
        PropertyDecoder.Decode(Bound(type, type.DefaultColumn()!.Value), Parse(json));

    private static JsonElement Parse(string json) => JsonDocument.Parse(json).RootElement;
}

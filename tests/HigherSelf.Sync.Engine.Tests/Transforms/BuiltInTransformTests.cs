using HigherSelf.Sync.Engine.Catalog;
using HigherSelf.Sync.Engine.Records;
using HigherSelf.Sync.Engine.Transforms;

namespace HigherSelf.Sync.Engine.Tests.Transforms;

public sealed class BuiltInTransformTests
{
    [Theory]
    [InlineData("trim", "  a b\u00a0\n", "a b")]
    [InlineData("trim", " \t ", null)]
    [InlineData("lower", "ÄPFEL Istanbul", "äpfel istanbul")]
    [InlineData("mask", "short", "***")]
    [InlineData("mask", "1234567", "***")]
    [InlineData("mask", "12345678", "1***8")]
    [InlineData("mask", "anna@example.org", "a***g")]
    [InlineData("mask", "👩‍👩‍👧‍👦 and a long text 🧘🏽", "👩‍👩‍👧‍👦***🧘🏽")]
    public void A_text_becomes_what_the_name_says(string name, string text, string? expected) => Assert.Equal(expected, Apply(name, text));

    [Theory]
    [InlineData("e164", "+49 (0)30 / 901-820", "+4930901820")]
    [InlineData("e164", "0049.30.901820", "+4930901820")]
    [InlineData("e164", " +1 (415) 555\u20112671 ", "+14155552671")]
    [InlineData("e164:49", "030 901820", "+4930901820")]
    [InlineData("e164:1", "1 415 555 2671", "+14155552671")]
    [InlineData("e164:1", "415 555 2671", "+14155552671")]
    [InlineData("e164:39", "06 6982 1234", "+390669821234")]
    [InlineData("e164:49", "+43 1 58858", "+43158858")]
    public void A_phone_number_gets_the_international_form(string name, string text, string expected)
    {
        Assert.Equal(expected, Apply(name, text));
        Assert.Equal(expected, Apply(name, expected));
    }

    [Theory]
    [InlineData("e164", "030 901820")]
    [InlineData("e164:49", "ask Anna")]
    [InlineData("e164:49", "030 901820 ext. 5")]
    [InlineData("e164:49", "112")]
    [InlineData("e164", "+49 1234567890123456")]
    [InlineData("e164", "+")]
    public void What_would_be_a_guess_stays_as_it_is(string name, string text) => Assert.Equal(text, Apply(name, text));

    [Theory]
    [InlineData("trim")]
    [InlineData("lower")]
    [InlineData("mask")]
    [InlineData("e164:49")]
    public void No_text_stays_none(string name) => Assert.Null(Apply(name, ""));

    [Fact]
    public void Two_values_of_the_same_ends_are_masked_alike_whatever_their_length() =>
        Assert.Equal(Apply("mask", "+49 30 901820"), Apply("mask", "+49 176 1234567890"));

    [Fact]
    public void A_result_of_another_kind_is_an_error_that_names_the_transform()
    {
        var set = TransformSet.BuiltIn.With("broken", new Answering(FieldValue.OfBoolean(true)));
        var error = Assert.Throws<TransformException>(() => set.Find("broken", "/").Apply(Notes, FieldValue.OfText("x"), default));
        Assert.Equal("the transform 'broken' cannot take it: it gave what is no text; let it give one", error.Message);
    }

    [Fact]
    public void Whatever_a_transform_throws_is_told_by_its_name()
    {
        var set = TransformSet.BuiltIn.With("throwing", new TextTransform(_ => throw new InvalidOperationException("no\0pe.")));
        var error = Assert.Throws<TransformException>(() => set.Find("throwing", "/").Apply(Notes, FieldValue.OfText("x"), default));
        Assert.Equal(@"the transform 'throwing' cannot take it: no\0pe", error.Message);
    }

    [Theory]
    [InlineData("null")]
    [InlineData("\"  \\\"x\\\" \\u0000\"")]
    [InlineData("12.50")]
    [InlineData("true")]
    [InlineData("[\"a\",\"b, c\"]")]
    public void What_a_value_was_before_survives_as_json(string json)
    {
        var value = RawValue.TryRead(json);
        Assert.NotNull(value);
        Assert.Equal(value, RawValue.TryRead(RawValue.Write(value)));
    }

    private static readonly Field Notes = new() { Column = "notes", Property = "Notes", Type = PropertyType.RichText, ColumnType = ColumnType.Text };

    private static string? Apply(string name, string text) =>
        (string?)TransformSet.BuiltIn.Find(name, "/").Apply(Notes, FieldValue.OfText(text), default).ToObject();

    private sealed class Answering(FieldValue answer) : IFieldTransform
    {
        public bool Takes(PropertyType type) => true;

        public FieldValue Apply(FieldValue value, CancellationToken cancellationToken) => answer;
    }
}

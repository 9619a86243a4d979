using HigherSelf.Sync.Engine.Records;

namespace HigherSelf.Sync.Engine.Tests.Records;

public sealed class CanonicalJsonTests
{
    [Theory]
    [InlineData("""{"b":1.0,"a":[1e2,"x"]}""", """ { "a" : [ 100, "x" ], "b" : 1 } """)]
    [InlineData("""{"a":1,"a":2}""", """{"a":2}""")]
    [InlineData("\"\\u00e9\"", "\"é\"")]
    [InlineData("12345678901234567890.10", "12345678901234567890.1")]
    public void Equal_values_have_one_text(string one, string other) => Assert.Equal(CanonicalJson.TryOf(one), CanonicalJson.TryOf(other));

    [Theory]
    [InlineData("{")]
    [InlineData("plain text")]
    [InlineData("")]
    [InlineData("\"\\ud800\"")]
    [InlineData("1e9999999")]
    public void What_is_no_json_or_fits_no_column_has_none(string text) => Assert.Null(CanonicalJson.TryOf(text));

    [Fact]
    public void Depth_is_bounded_without_an_error() => Assert.Null(CanonicalJson.TryOf(new string('[', 5_000) + new string(']', 5_000)));
}

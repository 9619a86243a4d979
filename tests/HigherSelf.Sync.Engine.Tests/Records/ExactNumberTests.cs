using System.Globalization;
using System.Numerics;
using CsCheck;
using HigherSelf.Sync.Engine.Records;

namespace HigherSelf.Sync.Engine.Tests.Records;

public sealed class ExactNumberTests
{
    [Theory]
    [InlineData("0", "0")]
    [InlineData("-0.000", "0")]
    [InlineData("1.50", "1.5")]
    [InlineData("15e-1", "1.5")]
    [InlineData("+007", "7")]
    [InlineData("1E3", "1000")]
    [InlineData("0.001", "0.001")]
    [InlineData("1e-3", "0.001")]
    [InlineData("12345678901234567890.123456789", "12345678901234567890.123456789")]
    [InlineData("1e400", "1e400")]
    [InlineData("100e398", "1e400")]
    public void Equal_numbers_have_one_form(string written, string canonical) => Assert.Equal(canonical, ExactNumber.Parse(written).ToString());

    [Theory]
    [InlineData("")]
    [InlineData("-")]
    [InlineData(".")]
    [InlineData("1,5")]
    [InlineData("NaN")]
    [InlineData("Infinity")]
    [InlineData("1e")]
    [InlineData("1e999999999")]
    [InlineData("0x10")]
    public void What_is_no_number_or_fits_no_column_is_refused(string written) => Assert.Throws<FormatException>(() => ExactNumber.Parse(written));

    [Theory]
    [InlineData("0.1", true)]
    [InlineData("123456789.012345", true)]
    [InlineData("9007199254740993", false)]
    [InlineData("12345678901234567", false)]
    [InlineData("0.1234567890123456789", false)]
    [InlineData("1e400", false)]
    public void It_is_known_whether_a_number_survives_notion(string written, bool fits) => Assert.Equal(fits, ExactNumber.Parse(written).FitsDouble());

    [Fact]
    public void Every_double_that_is_written_out_fits_a_double() =>
        Gen.Double.Where(d => double.IsFinite(d)).Sample(
            d => ExactNumber.Parse(d.ToString("R", CultureInfo.InvariantCulture)).FitsDouble(), iter: 10_000);

    [Fact]
    public void Numbers_are_equal_when_their_values_are()
    {
        var decimals = Gen.Select(Gen.Long, Gen.Int[-20, 20]);
        Gen.Select(decimals, decimals).Sample(
            (a, b) => (ExactNumber.Parse($"{a.Item1}e{a.Item2}") == ExactNumber.Parse($"{b.Item1}e{b.Item2}")) == (Scaled(a) == Scaled(b)), iter: 10_000);

        static BigInteger Scaled((long Digits, int Exponent) n) => n.Digits * BigInteger.Pow(10, n.Exponent + 20);
    }
}

using System.Diagnostics.CodeAnalysis;
using System.Globalization;

namespace HigherSelf.Sync.Engine.Records;

/// <summary>
/// A decimal number of any size, exactly as both sides hold it. 1.50, 1.5 and 15e-1 are the same number.
/// Notion's numbers are IEEE doubles, PostgreSQL's numeric is exact: neither double nor decimal could carry both.
/// </summary>
public readonly struct ExactNumber : IEquatable<ExactNumber>, IParsable<ExactNumber>
{
    /// <summary>Numbers that would need more digits than this are written with an exponent.</summary>
    private const int LongestPlainForm = 64;

    /// <summary>PostgreSQL's numeric ends at 131,072 digits before and 16,383 after the point; no number needs to come near.</summary>
    private const int LargestExponent = 16_000;

    private readonly string? _canonical;

    private ExactNumber(string canonical) => _canonical = canonical;

    /// <summary>Zero.</summary>
    public static ExactNumber Zero => default;

    /// <summary>
    /// Reads a number as JSON, PostgreSQL and .NET write it (invariant culture, no thousands separators).
    /// </summary>
    /// <exception cref="FormatException">The text is no number, or one that PostgreSQL could not hold.</exception>
    public static ExactNumber Parse(string s, IFormatProvider? provider = null) =>
        TryParse(s, provider, out var result) ? result : throw new FormatException($"'{s}' is not a number.");

    /// <inheritdoc/>
    public static bool TryParse([NotNullWhen(true)] string? s, IFormatProvider? provider, out ExactNumber result)
    {
        result = default;
        if (string.IsNullOrEmpty(s))
        {
            return false;
        }

        var text = s.AsSpan();
        var negative = text[0] == '-';
        if (negative || text[0] == '+')
        {
            text = text[1..];
        }

        long exponent = 0;
        var e = text.IndexOfAny('e', 'E');
        if (e >= 0)
        {
            if (!int.TryParse(text[(e + 1)..], NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var written))
            {
                return false;
            }

            exponent = written;
            text = text[..e];
        }

        var point = text.IndexOf('.');
        var whole = point < 0 ? text : text[..point];
        var fraction = point < 0 ? [] : text[(point + 1)..];
        if (whole.Length + fraction.Length == 0 || whole.ContainsAnyExceptInRange('0', '9') || fraction.ContainsAnyExceptInRange('0', '9'))
        {
            return false;
        }

        var digits = string.Concat(whole, fraction).AsSpan().TrimStart('0');
        exponent -= fraction.Length;
        var significant = digits.TrimEnd('0');
        exponent += digits.Length - significant.Length;
        if (significant.Length == 0)
        {
            return true;
        }

        if (Math.Abs(exponent) + significant.Length > LargestExponent)
        {
            return false;
        }

        result = new ExactNumber((negative ? "-" : "") + Write(significant, (int)exponent));
        return true;
    }

    /// <summary>The number with this value.</summary>
    public static ExactNumber From(decimal value) => Parse(value.ToString(CultureInfo.InvariantCulture));

    /// <summary>
    /// True if a double holds this number, so that it comes back from Notion as it was: 0.1 does, 12345678901234567 does not.
    /// </summary>
    public bool FitsDouble()
    {
        var text = ToString();
        var value = double.Parse(text, CultureInfo.InvariantCulture);
        return double.IsFinite(value) && TryParse(value.ToString("R", CultureInfo.InvariantCulture), null, out var back) && back.Equals(this);
    }

    /// <summary>The nearest decimal, for users of PowerShell; null if no decimal can hold the number.</summary>
    public decimal? ToDecimal() =>
        decimal.TryParse(ToString(), NumberStyles.Float, CultureInfo.InvariantCulture, out var value) && From(value).Equals(this) ? value : null;

    /// <inheritdoc/>
    public bool Equals(ExactNumber other) => string.Equals(ToString(), other.ToString(), StringComparison.Ordinal);

    /// <inheritdoc/>
    public override bool Equals(object? obj) => obj is ExactNumber other && Equals(other);

    /// <inheritdoc/>
    public override int GetHashCode() => StringComparer.Ordinal.GetHashCode(ToString());

    /// <summary>The canonical form, which is also a JSON number: "-12.5", "1e100".</summary>
    public override string ToString() => _canonical ?? "0";

    public static bool operator ==(ExactNumber left, ExactNumber right) => left.Equals(right);

    public static bool operator !=(ExactNumber left, ExactNumber right) => !left.Equals(right);

    private static string Write(ReadOnlySpan<char> digits, int exponent)
    {
        if (exponent >= 0 && digits.Length + exponent <= LongestPlainForm)
        {
            return string.Concat(digits, new string('0', exponent));
        }

        if (exponent < 0 && -exponent <= LongestPlainForm)
        {
            var whole = digits.Length + exponent;
            return whole > 0
                ? string.Concat(digits[..whole], ".", digits[whole..])
                : string.Concat("0.", new string('0', -whole), digits);
        }

        return string.Concat(digits, "e", exponent.ToString(CultureInfo.InvariantCulture));
    }
}

using System.Text;

namespace HigherSelf.Sync.Engine.Transforms;

/// <summary>
/// Phone numbers in the form of ITU-T E.164: a plus, the country calling code, the number, at most 15 digits. What cannot be brought into that form without
/// a guess stays as it is.
/// </summary>
/// <param name="country">The calling code of numbers that have none; null to leave those as they are.</param>
internal sealed class PhoneNumber(string? country)
{
    private const int MostDigits = 15;

    /// <summary>Shorter ones are numbers within a company, or for emergencies.</summary>
    private const int FewestDigits = 7;

    private const string Separators = "-.()[]/\u2010\u2011\u2012\u2013\u2014\u2212";

    /// <summary>Where the zero in front of a number belongs to it: Italy, San Marino, Vatican.</summary>
    private static readonly HashSet<string> KeepsZero = ["39", "378", "379"];

    /// <summary>Reads the parameter of "e164:49".</summary>
    /// <exception cref="FormatException">It is no calling code.</exception>
    public static PhoneNumber Of(string country) =>
        country.Length is 0 or > 3 || country[0] == '0' || !country.All(char.IsAsciiDigit)
            ? throw new FormatException($"'{country}' is no country calling code; take one to three digits, like e164:49")
            : new PhoneNumber(country);

    /// <summary>The number in the form, or the text as it is.</summary>
    public string Format(string text)
    {
        var hasCode = text.TrimStart() is ['+', ..] or ['0', '0', ..];
        // The zero of "+49 (0)30" is only dialled without the code.
        if (Digits(hasCode ? text.Replace("(0)", "", StringComparison.Ordinal) : text) is not { } number)
        {
            return text;
        }

        var whole = number switch
        {
            ['+', .. var rest] => rest,
            ['0', '0', .. var rest] => rest,
            _ when country is null => null,
            ['1', ..] when country == "1" && number.Length == 11 => number,
            ['0', .. var rest] when !KeepsZero.Contains(country) => country + rest,
            _ => country + number,
        };
        return whole is { Length: >= FewestDigits and <= MostDigits } && whole[0] != '0' ? "+" + whole : text;
    }

    /// <summary>The digits, and the plus in front of them; null if something else is in the text.</summary>
    private static string? Digits(string text)
    {
        var digits = new StringBuilder(text.Length);
        foreach (var character in text)
        {
            if (char.IsAsciiDigit(character) || (character == '+' && digits.Length == 0))
            {
                digits.Append(character);
            }
            else if (!char.IsWhiteSpace(character) && !Separators.Contains(character, StringComparison.Ordinal))
            {
                return null;
            }
        }

        return digits.ToString();
    }
}

using System.Globalization;
using System.Text;

namespace HigherSelf.Sync.Engine.Catalog;

/// <summary>
/// Gives names of tables and columns for titles as people write them, by a rule that always gives the same: a-z, 0-9 and _, each once, none of the words
/// that SQL keeps for itself.
/// </summary>
/// <param name="fallback">What a name is called of which nothing is left, and what goes before one that does not begin with a letter.</param>
/// <param name="taken">Names that are taken already.</param>
internal sealed class SqlNames(string fallback, IEnumerable<string> taken)
{
    /// <summary>The reserved words of PostgreSQL 17 (its manual, appendix C).</summary>
    private static readonly string[] Reserved =
    [
        "all", "analyse", "analyze", "and", "any", "array", "as", "asc", "asymmetric", "authorization", "binary", "both", "case", "cast", "check", "collate", "collation",
        "column", "concurrently", "constraint", "create", "cross", "current_catalog", "current_date", "current_role", "current_schema", "current_time",
        "current_timestamp", "current_user", "default", "deferrable", "desc", "distinct", "do", "else", "end", "except", "false", "fetch", "for", "foreign", "freeze",
        "from", "full", "grant", "group", "having", "ilike", "in", "initially", "inner", "intersect", "into", "is", "isnull", "join", "lateral", "leading", "left",
        "like", "limit", "localtime", "localtimestamp", "natural", "not", "notnull", "null", "offset", "on", "only", "or", "order", "outer", "overlaps", "placing",
        "primary", "references", "returning", "right", "select", "session_user", "similar", "some", "symmetric", "system_user", "table", "tablesample", "then", "to",
        // The columns that every table of PostgreSQL has.
        "cmax", "cmin", "ctid", "tableoid", "xmax", "xmin",
        "trailing", "true", "union", "unique", "user", "using", "variadic", "verbose", "when", "where", "window", "with",
    ];

    /// <summary>
    /// Letters of the Latin script, by what they are written as. Spelled out, because the normalisation of .NET takes marks off letters only where a library
    /// of the system is there, and the rule is the same everywhere.
    /// </summary>
    private static readonly Dictionary<char, string> Letters = Spell(
        ("a", "àáâãäåāăąǎ"), ("c", "çćĉċč"), ("d", "ďđð"), ("e", "èéêëēĕėęě"), ("g", "ĝğġģ"), ("h", "ĥħ"), ("i", "ìíîïĩīĭįıǐ"), ("j", "ĵ"), ("k", "ķ"), ("l", "ĺļľŀł"),
        ("n", "ñńņňŉŋ"), ("o", "òóôõöøōŏőǒ"), ("r", "ŕŗř"), ("s", "śŝşšș"), ("t", "ţťŧț"), ("u", "ùúûüũūŭůűųǔ"), ("w", "ŵ"), ("y", "ýÿŷ"), ("z", "źżž"),
        ("ss", "ß"), ("ae", "æ"), ("oe", "œ"), ("th", "þ"));

    private readonly HashSet<string> _taken = [.. Reserved, .. taken];

    /// <summary>A name for a title; a number tells it from one that is taken.</summary>
    public string For(string title)
    {
        var name = Plain(title);
        if (name.Length == 0 || !char.IsAsciiLetter(name[0]))
        {
            name = $"{fallback}_{name}".TrimEnd('_');
        }

        name = Cut(name, CatalogRules.LongestName);
        for (var number = 2; !_taken.Add(name); number++)
        {
            var end = string.Create(CultureInfo.InvariantCulture, $"_{number}");
            var stem = number == 2 ? name : name[..name.LastIndexOf('_')];
            name = Cut(stem, CatalogRules.LongestName - end.Length) + end;
        }

        return name;
    }

    private static string Cut(string name, int length) => name.Length <= length ? name : name[..length].TrimEnd('_');

    private static string Plain(string title)
    {
        var plain = new StringBuilder();
        var wasLower = false;
        foreach (var c in title)
        {
            if (CharUnicodeInfo.GetUnicodeCategory(c) == UnicodeCategory.NonSpacingMark)
            {
                continue;
            }

            // "TaskName" is two words.
            if (char.IsUpper(c) && wasLower)
            {
                plain.Append('_');
            }

            wasLower = char.IsLower(c) || char.IsAsciiDigit(c);
            var lower = char.ToLowerInvariant(c);
            plain.Append(char.IsAsciiLetterLower(lower) || char.IsAsciiDigit(lower) ? lower.ToString() : Letters.GetValueOrDefault(lower, "_"));
        }

        return string.Join('_', plain.ToString().Split('_', StringSplitOptions.RemoveEmptyEntries));
    }

    private static Dictionary<char, string> Spell(params (string Plain, string Letters)[] letters) =>
        letters.SelectMany(l => l.Letters.Select(c => (c, l.Plain))).ToDictionary(l => l.c, l => l.Plain);
}

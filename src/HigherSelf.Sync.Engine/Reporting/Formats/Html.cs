using System.Globalization;
using System.Text;

namespace HigherSelf.Sync.Engine.Reporting.Formats;

/// <summary>A piece of HTML. Whatever is put into a template is text and is escaped, unless it is such a piece itself.</summary>
/// <param name="Markup">The HTML.</param>
internal readonly record struct Html(string Markup)
{
    public static readonly Html Nothing = new("");

    /// <summary>Fills a template in.</summary>
    public static Html Of(FormattableString template) => new(template.ToString(Escaping.Instance));

    /// <summary>Pieces, one after the other.</summary>
    public static Html Of(IEnumerable<Html> pieces) => new(string.Concat(pieces.Select(p => p.Markup)));

    /// <summary>A template, if there is a reason for it.</summary>
    public static Html If(bool condition, FormattableString template) => condition ? Of(template) : Nothing;

    /// <summary>A name that may go on in the next line after any of its underscores.</summary>
    public static Html Breakable(string name) => new(Escape(name).Replace("_", "_<wbr>", StringComparison.Ordinal));

    /// <summary>Text that is nothing but text, in content and in quoted attributes.</summary>
    public static string Escape(string text)
    {
        var escaped = new StringBuilder(text.Length + 16);
        foreach (var c in text)
        {
            _ = c switch
            {
                '&' => escaped.Append("&amp;"),
                '<' => escaped.Append("&lt;"),
                '>' => escaped.Append("&gt;"),
                '"' => escaped.Append("&quot;"),
                '\'' => escaped.Append("&#39;"),
                '\n' or '\t' => escaped.Append(c),
                _ when char.IsControl(c) => escaped.Append('\uFFFD'),
                _ => escaped.Append(c),
            };
        }

        return escaped.ToString();
    }

    public override string ToString() => Markup;

    private sealed class Escaping : IFormatProvider, ICustomFormatter
    {
        public static readonly Escaping Instance = new();

        public object? GetFormat(Type? formatType) => formatType == typeof(ICustomFormatter) ? this : null;

        public string Format(string? format, object? arg, IFormatProvider? formatProvider) => arg switch
        {
            null => "",
            Html html => html.Markup,
            IFormattable number => Escape(number.ToString(format, CultureInfo.InvariantCulture)),
            _ => Escape(arg.ToString() ?? ""),
        };
    }
}

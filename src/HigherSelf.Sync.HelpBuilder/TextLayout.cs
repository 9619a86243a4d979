using System.Text;

namespace HigherSelf.Sync.HelpBuilder;

/// <summary>Blocks of text as paragraphs that a console wraps by itself, or as lines of a given width.</summary>
internal static class TextLayout
{
    private const int Indent = 4;

    /// <summary>Paragraphs; the items of a list are lines of one.</summary>
    public static IEnumerable<string> ToParagraphs(IReadOnlyList<TextBlock> blocks)
    {
        var paragraphs = new List<string>();
        TextBlock? before = null;
        foreach (var block in blocks)
        {
            var indent = new string(' ', 2 * Math.Max(0, block.Depth - 1));
            var text = block.Kind switch
            {
                TextKind.Item => $"{indent}{block.Marker} {block.Text}",
                TextKind.Code => Indented(block.Text, indent + new string(' ', Indent)),
                _ => block.Text,
            };
            if (block.Kind == TextKind.Item && before is { Kind: TextKind.Item })
            {
                paragraphs[^1] += "\n" + text;
            }
            else
            {
                paragraphs.Add(text);
            }

            before = block;
        }

        return paragraphs;
    }

    /// <summary>Lines that are no longer than a width, with a blank line between paragraphs.</summary>
    /// <param name="blocks">The text.</param>
    /// <param name="indent">What every line is indented by.</param>
    /// <param name="width">The width.</param>
    /// <param name="fail">Makes the error of a reason.</param>
    public static IEnumerable<string> ToLines(IReadOnlyList<TextBlock> blocks, int indent, int width, Func<string, HelpSourceException> fail)
    {
        TextBlock? before = null;
        foreach (var block in blocks)
        {
            if (before is not null && !(block.Kind == TextKind.Item && before.Kind == TextKind.Item))
            {
                yield return "";
            }

            before = block;
            var left = indent + (2 * Math.Max(0, block.Depth - 1));
            var marker = block.Kind == TextKind.Item ? block.Marker + " " : "";
            var lines = block.Kind == TextKind.Code
                ? block.Text.Split('\n').Select(l => l.Length == 0 ? "" : new string(' ', left + Indent) + l)
                : Wrap(marker + block.Text, left, left + marker.Length, width);
            foreach (var line in lines)
            {
                yield return line.Length <= width ? line : throw fail($"the line '{line.Trim()}' is longer than {width} columns with its indent.");
            }
        }
    }

    private static IEnumerable<string> Wrap(string text, int first, int rest, int width)
    {
        var line = new StringBuilder().Append(' ', first);
        var isEmpty = true;
        foreach (var word in text.Split(' ', StringSplitOptions.RemoveEmptyEntries))
        {
            if (!isEmpty && line.Length + 1 + word.Length > width)
            {
                yield return line.ToString();
                line.Clear().Append(' ', rest);
                isEmpty = true;
            }

            line.Append(isEmpty ? "" : " ").Append(word);
            isEmpty = false;
        }

        yield return line.ToString();
    }

    private static string Indented(string text, string indent) => indent + text.Replace("\n", "\n" + indent, StringComparison.Ordinal);
}

using System.Globalization;
using System.Text;
using Markdig.Syntax;
using Markdig.Syntax.Inlines;

namespace HigherSelf.Sync.HelpBuilder;

/// <summary>Markdown as plain text, as a console shows it.</summary>
/// <param name="fail">Makes the error of a block, with its line from 0 and the reason.</param>
internal sealed class MarkdownText(Func<int, string, HelpSourceException> fail)
{
    /// <summary>Reads paragraphs, lists and code.</summary>
    public IReadOnlyList<TextBlock> Read(IEnumerable<Block> blocks)
    {
        var text = new List<TextBlock>();
        foreach (var block in blocks)
        {
            Add(block, 0, text);
        }

        return text;
    }

    /// <summary>The lines of a code block.</summary>
    public static string CodeOf(LeafBlock block) => string.Join('\n', block.Lines.Lines.Take(block.Lines.Count).Select(l => l.ToString())).TrimEnd();

    /// <summary>The text of a heading or paragraph.</summary>
    public string InlineOf(LeafBlock block)
    {
        var text = new StringBuilder();
        Add(block.Inline, block.Line, text);
        return text.ToString().Trim();
    }

    private void Add(Block block, int depth, List<TextBlock> text)
    {
        switch (block)
        {
            case ParagraphBlock paragraph:
                text.Add(new TextBlock(TextKind.Paragraph, InlineOf(paragraph), depth));
                break;
            case FencedCodeBlock code:
                text.Add(new TextBlock(TextKind.Code, CodeOf(code), depth));
                break;
            case ListBlock list:
                AddItems(list, depth, text);
                break;
            default:
                throw fail(block.Line, $"help has paragraphs, lists and code, and nothing like this ({block.GetType().Name}). Write it as one of these.");
        }
    }

    private void AddItems(ListBlock list, int depth, List<TextBlock> text)
    {
        var number = int.TryParse(list.OrderedStart, CultureInfo.InvariantCulture, out var start) ? start : 1;
        foreach (var item in list.OfType<ListItemBlock>())
        {
            var marker = list.IsOrdered ? string.Create(CultureInfo.InvariantCulture, $"{number++}.") : "-";
            if (item.FirstOrDefault() is not ParagraphBlock first)
            {
                throw fail(item.Line, "an item of a list begins with words.");
            }

            text.Add(new TextBlock(TextKind.Item, InlineOf(first), depth + 1, marker));
            foreach (var more in item.Skip(1))
            {
                Add(more, depth + 1, text);
            }
        }
    }

    private void Add(ContainerInline? inlines, int line, StringBuilder text)
    {
        foreach (var inline in inlines ?? [])
        {
            switch (inline)
            {
                case LiteralInline literal:
                    text.Append(literal.Content);
                    break;
                case CodeInline code:
                    text.Append(code.Content);
                    break;
                case LineBreakInline:
                    text.Append(' ');
                    break;
                case HtmlEntityInline entity:
                    text.Append(entity.Transcoded);
                    break;
                case AutolinkInline link:
                    text.Append(link.Url);
                    break;
                case LinkInline { IsImage: false } link:
                    Add(link, line, text);
                    // A page beside this one is named by its title; an address has to be seen.
                    if (link.Url is { } url && IsAddress(url))
                    {
                        text.Append(CultureInfo.InvariantCulture, $" ({url})");
                    }

                    break;
                case EmphasisInline emphasis:
                    Add(emphasis, line, text);
                    break;
                case HtmlInline html:
                    throw fail(line, $"'{html.Tag}' is HTML here. Put it between backticks.");
                default:
                    throw fail(line, $"help cannot show {inline.GetType().Name}.");
            }
        }
    }

    /// <summary>True for an address on the web.</summary>
    public static bool IsAddress(string url) =>
        url.StartsWith("https://", StringComparison.Ordinal) || url.StartsWith("http://", StringComparison.Ordinal);
}

using Markdig.Syntax;
using Markdig.Syntax.Inlines;

namespace HigherSelf.Sync.HelpBuilder;

/// <summary>Reads the page of a cmdlet, in the schema of platyPS.</summary>
internal sealed class CmdletPageReader
{
    private readonly MarkdownSections _page;

    private CmdletPageReader(MarkdownSections page) => _page = page;

    /// <summary>Reads a page.</summary>
    /// <param name="file">Its name, for errors; the file is named after the cmdlet.</param>
    /// <param name="text">Its text.</param>
    /// <exception cref="HelpSourceException">The page is not as it should be.</exception>
    public static HelpPage Read(string file, string text) => new CmdletPageReader(MarkdownSections.Read(file, text)).Read();

    private HelpPage Read()
    {
        if (_page.Title != Path.GetFileNameWithoutExtension(_page.File))
        {
            throw _page.Fail(_page.TitleLine, $"the page is named '{Path.GetFileName(_page.File)}' and its heading is '{_page.Title}'; both are the cmdlet.");
        }

        foreach (var key in (string[])["external help file", "Module Name", "schema"])
        {
            _ = _page.FrontMatter(key) ?? throw _page.Fail(0, $"the front matter lacks '{key}:'.");
        }

        var synopsis = TextOf("SYNOPSIS");
        var parameters = ReadParameters();
        var syntax = ReadSyntax();
        CheckAgreement(syntax, parameters);
        return new HelpPage
        {
            File = _page.File,
            Name = _page.Title,
            OnlineVersion = _page.FrontMatter("online version"),
            Synopsis = synopsis is [{ Kind: TextKind.Paragraph } only] ? only.Text : throw _page.Fail(_page.Find("SYNOPSIS").Line, "a synopsis is one paragraph."),
            Syntax = syntax,
            Description = TextOf("DESCRIPTION"),
            Examples = ReadExamples(),
            Parameters = parameters,
            Inputs = ReadTypes("INPUTS"),
            Outputs = ReadTypes("OUTPUTS"),
            Notes = _page.Texts.Read(_page.Find("NOTES").Blocks),
            Links = ReadLinks(),
        };
    }

    private IReadOnlyList<TextBlock> TextOf(string title) => TextOf(_page.Find(title), _page.Find(title).Blocks);

    private IReadOnlyList<TextBlock> TextOf(Section section, IEnumerable<Block> blocks)
    {
        var text = _page.Texts.Read(blocks);
        return text.Count == 0 || text.Any(t => t.Text.Contains("{{", StringComparison.Ordinal))
            ? throw _page.Fail(section.Line, "the words are missing; write them.")
            : text;
    }

    private List<SyntaxForm> ReadSyntax()
    {
        var section = _page.Find("SYNTAX");
        var forms = new List<SyntaxForm>();
        foreach (var place in _page.Under(section).Prepend(section))
        {
            forms.AddRange(place.Blocks.Select(b => SyntaxForm.Read(
                place == section ? null : place.Title, CodeOf(b), _page.Title, reason => _page.Fail(b.Line, reason))));
        }

        return forms.Count > 0 ? forms : throw _page.Fail(section.Line, "there is no call in a code block.");
    }

    private List<HelpExample> ReadExamples()
    {
        var examples = new List<HelpExample>();
        var section = _page.Find("EXAMPLES");
        foreach (var place in _page.Under(section))
        {
            if (!place.Title.StartsWith($"Example {examples.Count + 1}: ", StringComparison.Ordinal))
            {
                throw _page.Fail(place.Line, $"the heading of this example begins with 'Example {examples.Count + 1}: '.");
            }

            var codes = place.Blocks.OfType<FencedCodeBlock>().Where(c => c.Info == "powershell").ToList();
            if (codes.Count != 1)
            {
                throw _page.Fail(place.Line, "an example has one block ```powershell.");
            }

            examples.Add(new HelpExample(place.Title, TextOf(place, place.Blocks.Except(codes)), MarkdownText.CodeOf(codes[0])));
        }

        return examples;
    }

    private List<HelpParameter> ReadParameters()
    {
        var parameters = new List<HelpParameter>();
        foreach (var place in _page.Under(_page.Find("PARAMETERS")).Where(p => p.Title != "CommonParameters"))
        {
            if (!place.Title.StartsWith('-'))
            {
                throw _page.Fail(place.Line, "the heading of a parameter is '### -' and its name.");
            }

            var yaml = place.Blocks.OfType<FencedCodeBlock>().Where(c => c.Info == "yaml").ToList();
            if (yaml.Count == 0)
            {
                throw _page.Fail(place.Line, "there is no block ```yaml with the facts.");
            }

            var facts = yaml.Select(y => ParameterFacts.Read(MarkdownText.CodeOf(y).Split('\n'), reason => _page.Fail(y.Line, reason))).ToList();
            parameters.Add(new HelpParameter(place.Title[1..], place.Line, TextOf(place, place.Blocks.Except(yaml)), facts));
        }

        return parameters;
    }

    /// <summary>A parameter of a call needs words, and one with words is in a call.</summary>
    private void CheckAgreement(List<SyntaxForm> syntax, List<HelpParameter> parameters)
    {
        var called = syntax.SelectMany(s => s.Parameters).Select(p => p.Name).ToHashSet(StringComparer.Ordinal);
        if (parameters.Find(p => !called.Contains(p.Name)) is { } unknown)
        {
            throw _page.Fail(unknown.Line, "no call under SYNTAX has this parameter.");
        }

        if (called.FirstOrDefault(c => !parameters.Exists(p => p.Name == c)) is { } missing)
        {
            throw _page.Fail(_page.Find("PARAMETERS").Line, $"there is no '### -{missing}', which SYNTAX has.");
        }
    }

    private List<HelpType> ReadTypes(string title)
    {
        var section = _page.Find(title);
        return section.Blocks.Count == 0
            ? [.. _page.Under(section).Select(p => new HelpType(p.Title, TextOf(p, p.Blocks)))]
            : throw _page.Fail(section.Line, "each type has a heading '### ' of its own; 'None' is one, too.");
    }

    private List<HelpLink> ReadLinks()
    {
        var section = _page.Find("RELATED LINKS");
        var links = new List<HelpLink>();
        foreach (var link in section.Blocks.OfType<ParagraphBlock>().SelectMany(p => p.Inline!.Descendants<LinkInline>()))
        {
            var text = string.Concat(link.Descendants<LiteralInline>().Select(l => l.Content.ToString()));
            links.Add(new HelpLink(text, link.Url is { } url && MarkdownText.IsAddress(url) ? url : ""));
        }

        return links.Count > 0 ? links : throw _page.Fail(section.Line, "there is no link, such as '[Get-HSDatabase](Get-HSDatabase.md)'.");
    }

    private string CodeOf(Block block) =>
        block is FencedCodeBlock code ? MarkdownText.CodeOf(code) : throw _page.Fail(block.Line, "only code blocks stand here.");
}

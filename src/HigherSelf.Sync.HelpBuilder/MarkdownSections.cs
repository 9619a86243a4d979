using Markdig;
using Markdig.Extensions.Yaml;
using Markdig.Syntax;

namespace HigherSelf.Sync.HelpBuilder;

/// <summary>A markdown file, cut at its headings.</summary>
internal sealed class MarkdownSections
{
    private static readonly MarkdownPipeline Pipeline = new MarkdownPipelineBuilder().UseYamlFrontMatter().UsePreciseSourceLocation().Build();

    private readonly Dictionary<string, string> _frontMatter = new(StringComparer.Ordinal);

    private MarkdownSections(string file, string text)
    {
        File = file;
        Texts = new MarkdownText((line, reason) => Fail(line, reason));
        var document = Markdown.Parse(text, Pipeline);
        foreach (var block in document)
        {
            switch (block)
            {
                case YamlFrontMatterBlock yaml:
                    ReadFrontMatter(yaml);
                    break;
                case HeadingBlock { Level: 1 } heading when Title is null:
                    Title = Texts.InlineOf(heading);
                    TitleLine = heading.Line;
                    break;
                case HeadingBlock heading when Title is not null && heading.Level is 2 or 3:
                    Sections.Add(new Section(Texts.InlineOf(heading), heading.Level, heading.Line, []));
                    break;
                case HeadingBlock heading:
                    throw Fail(heading.Line, "a page has one heading with #, and under it headings with ## and ###.");
                default:
                    (Sections.LastOrDefault() ?? throw Fail(block.Line, "there is text before the first heading with ##.")).Blocks.Add(block);
                    break;
            }
        }

        if (Title is null)
        {
            throw Fail(0, "there is no heading with #.");
        }
    }

    public string File { get; }

    public string Title { get; }

    /// <summary>The line of the heading, from 0.</summary>
    public int TitleLine { get; }

    /// <summary>The sections in their order; those of level 3 follow the one of level 2 that they are in.</summary>
    public List<Section> Sections { get; } = [];

    /// <summary>Reads text.</summary>
    public MarkdownText Texts { get; }

    /// <summary>Reads a file's text.</summary>
    /// <param name="file">Its name, for errors.</param>
    /// <param name="text">Its text.</param>
    public static MarkdownSections Read(string file, string text) => new(file, text);

    /// <summary>A value of the front matter; null if it is missing or empty.</summary>
    public string? FrontMatter(string key) => _frontMatter.GetValueOrDefault(key) is { Length: > 0 } value ? value : null;

    /// <summary>The section of level 2 with this title.</summary>
    public Section Find(string title) =>
        Sections.Find(s => s.Level == 2 && s.Title == title) ?? throw Fail(0, $"there is no section '## {title}'.");

    /// <summary>The sections of level 3 in one of level 2.</summary>
    public IReadOnlyList<Section> Under(Section section) =>
        [.. Sections.SkipWhile(s => s != section).Skip(1).TakeWhile(s => s.Level == 3)];

    /// <summary>The error of a line.</summary>
    /// <param name="line">The line, from 0.</param>
    /// <param name="reason">What is wrong and what to do.</param>
    public HelpSourceException Fail(int line, string reason)
    {
        var section = Sections.FindLast(s => s.Line <= line);
        var parent = section is { Level: 3 } ? Sections.FindLast(s => s.Level == 2 && s.Line <= line) : null;
        var name = section is null ? Title ?? "(the page)" : parent is null ? section.Title : $"{parent.Title} / {section.Title}";
        return new HelpSourceException(File, line + 1, name, reason);
    }

    private void ReadFrontMatter(YamlFrontMatterBlock yaml)
    {
        foreach (var line in yaml.Lines.Lines.Take(yaml.Lines.Count).Select(l => l.ToString()))
        {
            var colon = line.IndexOf(':', StringComparison.Ordinal);
            if (colon > 0)
            {
                _frontMatter[line[..colon].Trim()] = line[(colon + 1)..].Trim();
            }
        }
    }
}

/// <summary>A heading and what is under it, up to the next.</summary>
/// <param name="Title">The heading.</param>
/// <param name="Level">2 or 3.</param>
/// <param name="Line">Its line, from 0.</param>
/// <param name="Blocks">What is under it.</param>
internal sealed record Section(string Title, int Level, int Line, List<Block> Blocks);

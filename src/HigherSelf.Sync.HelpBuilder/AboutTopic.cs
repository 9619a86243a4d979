using System.Text;

namespace HigherSelf.Sync.HelpBuilder;

/// <summary>Makes the text of an about topic of its page.</summary>
internal static class AboutTopic
{
    /// <summary>Topics are read in a console of this width.</summary>
    public const int Width = 80;

    private const int Indent = 4;

    /// <summary>Makes the text.</summary>
    /// <param name="file">The page; it is named after the topic.</param>
    /// <param name="text">Its text.</param>
    /// <exception cref="HelpSourceException">The page is not as it should be.</exception>
    public static string Make(string file, string text)
    {
        var page = MarkdownSections.Read(file, text);
        if (page.Title != Path.GetFileNameWithoutExtension(file))
        {
            throw page.Fail(page.TitleLine, $"the page is named '{Path.GetFileName(file)}' and its heading is '{page.Title}'; both are the topic.");
        }

        foreach (var needed in (string[])["SHORT DESCRIPTION", "LONG DESCRIPTION", "SEE ALSO"])
        {
            page.Find(needed);
        }

        var lines = new List<string> { "TOPIC", new string(' ', Indent) + page.Title };
        foreach (var section in page.Sections)
        {
            lines.Add("");
            lines.Add(section.Level == 2 ? section.Title : $"  {section.Title}");
            lines.AddRange(TextLayout.ToLines(page.Texts.Read(section.Blocks), Indent, Width, reason => page.Fail(section.Line, reason)));
        }

        return new StringBuilder().AppendJoin('\n', lines).Append('\n').ToString();
    }
}

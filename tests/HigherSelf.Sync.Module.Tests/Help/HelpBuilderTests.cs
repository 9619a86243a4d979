using System.Xml.Linq;
using HigherSelf.Sync.HelpBuilder;

namespace HigherSelf.Sync.Module.Tests.Help;

/// <summary>The tool that makes help of pages.</summary>
public sealed class HelpBuilderTests
{
    private static readonly XNamespace Maml = "http://schemas.microsoft.com/maml/2004/10";
    private static readonly XNamespace Command = "http://schemas.microsoft.com/maml/dev/command/2004/10";
    private static readonly XNamespace Dev = "http://schemas.microsoft.com/maml/dev/2004/10";

    private const string Page = """
        ---
        external help file: X.dll-Help.xml
        Module Name: X
        online version:
        schema: 2.0.0
        ---

        # Get-Thing

        ## SYNOPSIS

        Gets a *thing*.

        ## SYNTAX

        ```powershell
        Get-Thing [-Name] <string[]> [-Kind <Kind>]
            [-Force] [<CommonParameters>]
        ```

        ## DESCRIPTION

        First.

        ## EXAMPLES

        ### Example 1: One

        Words.

        ```powershell
        Get-Thing a
        ```

        ## PARAMETERS

        ### -Force

        Insists.

        ```yaml
        Type: SwitchParameter
        Parameter Sets: (All)
        Aliases:

        Required: False
        Position: Named
        Default value: False
        Accept pipeline input: False
        Accept wildcard characters: False
        ```

        ### -Kind

        Which kind.

        ```yaml
        Type: Kind
        Parameter Sets: (All)
        Aliases: K
        Accepted values: Big, Small

        Required: False
        Position: Named
        Default value: Big
        Accept pipeline input: False
        Accept wildcard characters: False
        ```

        ### -Name

        The names.

        ```yaml
        Type: String[]
        Parameter Sets: (All)
        Aliases:

        Required: True
        Position: 0
        Default value: None
        Accept pipeline input: True (ByValue)
        Accept wildcard characters: True
        ```

        ### CommonParameters

        As ever.

        ## INPUTS

        ### String[]

        Names.

        ## OUTPUTS

        ### Thing

        Things.

        ## NOTES

        ## RELATED LINKS

        [Set-Thing](Set-Thing.md)
        """;

    [Theory]
    [InlineData("a `<b>` & \"c\" 'd'", "a <b> & \"c\" 'd'")]
    [InlineData("1 \\< 2 &amp; &lt;3", "1 < 2 & <3")]
    [InlineData("a `` `b` `` c", "a `b` c")]
    [InlineData("**bold** and *soft* [page](Set-Thing.md) and [site](https://x.test/a)", "bold and soft page and site (https://x.test/a)")]
    [InlineData("one\ntwo\n\nthree", "one two|three")]
    [InlineData("- one\n- two `x`\n  and more\n\nafter", "- one\n- two x and more|after")]
    [InlineData("3. one\n4. two\n   - in", "3. one\n4. two\n  - in")]
    [InlineData("before\n\n```text\nif (a < b) {\n\n    c & d }\n```", "before|    if (a < b) {\n    \n        c & d }")]
    public void Markdown_becomes_the_paragraphs_that_get_help_shows(string markdown, string paragraphs)
    {
        var description = Root(Page.Replace("First.", markdown, StringComparison.Ordinal)).Element(Maml + "description")!;
        Assert.Equal(paragraphs, string.Join('|', description.Elements(Maml + "para").Select(p => p.Value)));
    }

    [Fact]
    public void Code_of_an_example_is_taken_to_the_letter()
    {
        const string Code = "$a = \"`$b <&> 'c'\"\n\n  Get-Thing `\n    a | Where-Object { $_ -lt 3 }";
        var example = Root(Page.Replace("Get-Thing a\n", Code + "\n", StringComparison.Ordinal)).Element(Command + "examples")!.Element(Command + "example")!;
        Assert.Equal(Code, example.Element(Dev + "code")!.Value);
        Assert.Equal("---- Example 1: One ----", example.Element(Maml + "title")!.Value);
    }

    [Fact]
    public void A_call_becomes_a_syntax_item_with_its_parameters()
    {
        var item = Assert.Single(Root(Page).Element(Command + "syntax")!.Elements(Command + "syntaxItem"));
        var parameters = item.Elements(Command + "parameter").ToList();
        Assert.Equal(["Name", "Kind", "Force"], parameters.Select(p => p.Element(Maml + "name")!.Value));
        Assert.Equal(["true 0", "false named", "false named"], parameters.Select(p => $"{p.Attribute("required")!.Value} {p.Attribute("position")!.Value}"));
        Assert.Equal(["string[]", "Kind", null], parameters.Select(p => p.Element(Command + "parameterValue")?.Value));
        Assert.Equal(["Big", "Small"], parameters[1].Element(Command + "parameterValueGroup")!.Elements().Select(v => v.Value));
        Assert.Equal(("true", "True (ByValue)"), (parameters[0].Attribute("globbing")!.Value, parameters[0].Attribute("pipelineInput")!.Value));
    }

    [Theory]
    [InlineData("", null, "Set-Thing|")]
    [InlineData("", "https://x.test/help/", "Online version|https://x.test/help/Get-Thing.md")]
    [InlineData(" https://x.test/own", "https://x.test/help", "Online version|https://x.test/own")]
    public void The_first_link_is_the_one_that_get_help_online_opens(string own, string? folder, string link)
    {
        var first = Root(Page.Replace("online version:", "online version:" + own, StringComparison.Ordinal), folder).Element(Command + "relatedLinks")!.Elements().First();
        Assert.Equal(link, $"{first.Element(Maml + "linkText")!.Value}|{first.Element(Maml + "uri")!.Value}");
    }

    [Theory]
    [InlineData("# Get-Thing", "# Get-Other", "(8)", "Get-Other")]
    [InlineData("## DESCRIPTION", "## DESCRIPTIONS", "(1)", "no section '## DESCRIPTION'")]
    [InlineData("First.", "Take <guid> here.", "(23): error HSHELP: DESCRIPTION", "between backticks")]
    [InlineData("First.", "> quoted", "(23): error HSHELP: DESCRIPTION", "QuoteBlock")]
    [InlineData("First.", "", "(21): error HSHELP: DESCRIPTION", "words are missing")]
    [InlineData("Insists.", "{{ words }}", "PARAMETERS / -Force", "words are missing")]
    [InlineData("### Example 1: One", "### One", "EXAMPLES / One", "Example 1: ")]
    [InlineData("```powershell\nGet-Thing a", "```text\nGet-Thing a", "EXAMPLES / Example 1: One", "```powershell")]
    [InlineData("[-Force] ", "", "PARAMETERS / -Force", "no call under SYNTAX")]
    [InlineData("[-Force] ", "[-Force] [-Loud] ", "PARAMETERS", "-Loud")]
    [InlineData("[-Force] ", "[-Force ", "SYNTAX", "'[-Force [<CommonParameters>]' is no parameter")]
    [InlineData("Get-Thing [-Name]", "Set-Thing [-Name]", "SYNTAX", "begins with 'Get-Thing'")]
    [InlineData("Accept pipeline input: True (ByValue)\n", "", "PARAMETERS / -Name", "lacks 'Accept pipeline input:'")]
    [InlineData("Required: True", "Required: Yes", "PARAMETERS / -Name", "write True or False")]
    [InlineData("Aliases: K", "Alias: K", "PARAMETERS / -Kind", "'Alias: K'")]
    [InlineData("[Set-Thing](Set-Thing.md)", "Set-Thing", "RELATED LINKS", "no link")]
    [InlineData("schema: 2.0.0", "schema:", "(1)", "'schema:'")]
    public void A_page_that_is_wrong_is_refused_with_file_line_section_and_reason(string right, string wrong, string place, string reason)
    {
        Assert.Contains(right, Page, StringComparison.Ordinal);
        var error = Assert.Throws<HelpSourceException>(() => CmdletPageReader.Read("docs/Get-Thing.md", Page.Replace(right, wrong, StringComparison.Ordinal)));
        Assert.StartsWith("docs/Get-Thing.md(", error.Message, StringComparison.Ordinal);
        Assert.Contains(place, error.Message, StringComparison.Ordinal);
        Assert.Contains(reason, error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_topic_is_laid_out_for_a_console()
    {
        var words = string.Join(' ', Enumerable.Repeat("twelve chars", 8));
        var text = AboutTopic.Make("about_Things.md", $"# about_Things\n\n## SHORT DESCRIPTION\n\nShort.\n\n## LONG DESCRIPTION\n\n{words}\n\n### Part `a`\n\n- {words}\n- b\n\n```text\na <b>\n```\n\n## SEE ALSO\n\n[Set-Thing](Set-Thing.md)\n");
        Assert.Equal(
            """
            TOPIC
                about_Things

            SHORT DESCRIPTION
                Short.

            LONG DESCRIPTION
                twelve chars twelve chars twelve chars twelve chars twelve chars twelve
                chars twelve chars twelve chars

              Part a
                - twelve chars twelve chars twelve chars twelve chars twelve chars twelve
                  chars twelve chars twelve chars
                - b

                    a <b>

            SEE ALSO
                Set-Thing

            """.ReplaceLineEndings("\n"), text);
    }

    [Theory]
    [InlineData("## SEE ALSO\n\na\n", "", "no section '## SEE ALSO'")]
    [InlineData("Short.", "```text\n1234567890123456789012345678901234567890123456789012345678901234567890123456789\n```", "longer than 80 columns")]
    public void A_topic_that_is_wrong_is_refused(string right, string wrong, string reason)
    {
        const string Topic = "# about_Things\n\n## SHORT DESCRIPTION\n\nShort.\n\n## LONG DESCRIPTION\n\na\n\n## SEE ALSO\n\na\n";
        var error = Assert.Throws<HelpSourceException>(() => AboutTopic.Make("about_Things.md", Topic.Replace(right, wrong, StringComparison.Ordinal)));
        Assert.Contains(reason, error.Message, StringComparison.Ordinal);
    }

    private static XElement Root(string page, string? onlineBase = null)
    {
        using var output = new MemoryStream();
        MamlWriter.Write([CmdletPageReader.Read("Get-Thing.md", page)], output, onlineBase);
        output.Position = 0;
        return Assert.Single(XDocument.Load(output, LoadOptions.PreserveWhitespace).Root!.Elements());
    }
}

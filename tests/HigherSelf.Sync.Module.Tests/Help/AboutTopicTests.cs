using HigherSelf.Sync.Module.Tests.Module;

namespace HigherSelf.Sync.Module.Tests.Help;

/// <summary>The about topics, as they are built.</summary>
public sealed class AboutTopicTests
{
    private static readonly string[] Topics = ["about_HSConflicts", "about_HSUnattended", "about_HigherSelf_Sync"];

    [Fact]
    public void Every_topic_is_found_by_get_help_with_its_short_description()
    {
        using var shell = new Shell();
        Assert.Equal(Topics, HelpPages.Files("about_*.md").Select(Path.GetFileNameWithoutExtension));
        foreach (var topic in Topics)
        {
            var text = shell.Value<string>($"Get-Help {topic}");
            Assert.StartsWith($"TOPIC\n    {topic}\n\nSHORT DESCRIPTION\n    ", text, StringComparison.Ordinal);
            Assert.Contains("\nLONG DESCRIPTION\n", text, StringComparison.Ordinal);
            Assert.Contains("\nSEE ALSO\n", text, StringComparison.Ordinal);
            var listed = Assert.Single(shell.Get("Get-Help about_H*"), h => (string)h.Properties["Name"].Value == topic);
            Assert.EndsWith(".", (string)listed.Properties["Synopsis"].Value, StringComparison.Ordinal);
        }
    }

    [Fact]
    public void No_line_of_a_topic_is_longer_than_eighty_columns()
    {
        var files = Directory.GetFiles(Path.Combine(BuiltModule.Folder, "en-US"), "*.help.txt");
        Assert.Equal(Topics.Length, files.Length);
        Assert.All(files, f => Assert.All(File.ReadAllLines(f), line => Assert.True(line.Length <= 80, $"{f}: {line}")));
    }

    [Fact]
    public void Every_topic_that_is_named_is_there()
    {
        foreach (var file in HelpPages.Files("*.md"))
        {
            var named = System.Text.RegularExpressions.Regex.Matches(HelpPages.TextOf(file), @"about_H\w+").Select(m => m.Value);
            Assert.All(named, n => Assert.Contains(n, Topics));
        }
    }
}

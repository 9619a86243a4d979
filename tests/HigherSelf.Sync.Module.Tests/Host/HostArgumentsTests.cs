using HigherSelf.Sync.Host;

namespace HigherSelf.Sync.Module.Tests.Host;

public class HostArgumentsTests
{
    [Theory]
    [InlineData("-File", "a.ps1")]
    [InlineData("-f", "a.ps1")]
    [InlineData("--file", "a.ps1")]
    [InlineData("–File", "a.ps1")]
    [InlineData("a.ps1")]
    [InlineData("-NoProfile", "-NoLogo", "-NonInteractive", "a.ps1")]
    [InlineData("-nop", "-nol", "-noni", "-File", "a.ps1")]
    public void A_file_is_named_by_File_or_by_the_first_word_that_is_no_parameter(params string[] words)
    {
        var arguments = Parse(words);

        Assert.Equal((HostTask.RunFile, "a.ps1"), (arguments.Task, arguments.Text));
    }

    [Fact]
    public void What_follows_the_file_belongs_to_the_script()
    {
        var arguments = Parse("a.ps1", "-Command", "-NonInteractive");

        Assert.Equal(HostTask.RunFile, arguments.Task);
        Assert.False(arguments.NonInteractive);
        Assert.Equal(["-Command", "-NonInteractive"], arguments.ScriptArguments.Select(argument => argument.Name));
    }

    [Fact]
    public void Script_arguments_keep_their_order_and_their_form()
    {
        var arguments = Parse("a.ps1", "one", "-Name", "two", "-Path:x:y", "-Next:", "-three", "-", "");

        Assert.Equal(
            ["one", "-Name", "two", "-Path=x:y", "-Next=-three", "-", ""],
            arguments.ScriptArguments.Select(argument => (argument.Name, argument.Value) switch
            {
                (null, var value) => $"{value}",
                (var name, null) => name,
                var (name, value) => $"{name}={value}",
            }));
    }

    [Theory]
    [InlineData("-Switch:$false", false)]
    [InlineData("-Switch:True", true)]
    [InlineData("-Switch:$nothing", "$nothing")]
    public void A_value_behind_a_colon_may_be_a_truth_value(string word, object expected) =>
        Assert.Equal(expected, Assert.Single(Parse("a.ps1", word).ScriptArguments).Value);

    [Theory]
    [InlineData("-Command")]
    [InlineData("-c")]
    [InlineData("-COMM")]
    public void A_command_is_all_that_follows(string name)
    {
        var arguments = Parse(name, "Get-Module", "-Name", "x");

        Assert.Equal((HostTask.RunCommand, "Get-Module -Name x"), (arguments.Task, arguments.Text));
    }

    [Theory]
    [InlineData("-Command", "-")]
    [InlineData("-File", "-")]
    [InlineData("-NoProfile")]
    public void Standard_input_is_read_when_it_is_asked_for_or_when_there_is_nothing_else(params string[] words) =>
        Assert.Equal(HostTask.RunStandardInput, HostArguments.Parse(words, inputIsRedirected: true).Task);

    [Theory]
    [InlineData("-Version", "ShowVersion")]
    [InlineData("-v", "ShowVersion")]
    [InlineData("-Help", "ShowUsage")]
    [InlineData("-h", "ShowUsage")]
    [InlineData("-?", "ShowUsage")]
    public void The_version_and_the_usage_can_be_asked_for(string word, string expected) =>
        Assert.Equal(expected, Parse(word).Task.ToString());

    [Fact]
    public void Options_may_be_cut_short_and_in_any_case()
    {
        var arguments = Parse("-noNI", "-nom", "-verb", "-c", "1");

        Assert.True(arguments.NonInteractive && arguments.NoModule && arguments.Verbose);
    }

    [Theory]
    [InlineData("hs does not know the parameter '-NoExit'. See hs -Help.", "-NoExit")]
    [InlineData("hs does not know the parameter '-no'. See hs -Help.", "-no", "-File", "a.ps1")]
    [InlineData("hs does not know the parameter '-'. See hs -Help.", "-")]
    [InlineData("-File needs the path of a script.", "-File")]
    [InlineData("-Command needs a text, or '-' to read it from standard input.", "-Command")]
    [InlineData("-Command - reads standard input, and that is a terminal.", "-Command", "-")]
    [InlineData("Nothing may follow -Command -.", "-Command", "-", "x")]
    public void A_wrong_command_line_is_refused_in_one_line(string reason, params string[] words)
    {
        var arguments = Parse(words);

        Assert.Equal((HostTask.Refuse, reason), (arguments.Task, arguments.Text));
    }

    [Fact]
    public void Without_a_script_on_a_terminal_the_usage_is_the_answer() =>
        Assert.Equal((HostTask.Refuse, HostArguments.Usage), (Parse().Task, Parse().Text));

    private static HostArguments Parse(params string[] words) => HostArguments.Parse(words, inputIsRedirected: false);
}

namespace HigherSelf.Sync.Module.Tests.Host;

/// <summary>A run that nobody watches must never hang on a question.</summary>
public class QuestionTests
{
    [Fact]
    public async Task A_missing_parameter_is_named_and_not_asked_for()
    {
        var result = await Hs.RunScript("param([Parameter(Mandatory)] $Database) 'ran'");

        Assert.Equal((1, ""), (result.ExitCode, result.Output));
        Assert.Contains("missing mandatory parameters: Database.", result.ErrorText, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_confirmation_is_refused_with_the_reason_and_the_way_out()
    {
        var result = await Hs.RunScript("""
            [CmdletBinding(SupportsShouldProcess, ConfirmImpact = 'High')] param()
            if ($PSCmdlet.ShouldProcess('tasks', 'Delete')) { 'deleted' }
            """);

        Assert.Empty(result.Output);
        Assert.Contains("standard input is not a terminal", result.ErrorText, StringComparison.Ordinal);
        Assert.Contains("-Confirm:$false", result.ErrorText, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_confirmation_that_is_given_beforehand_is_not_asked_for() =>
        Assert.Equal(["deleted"], (await Hs.RunScript("""
            [CmdletBinding(SupportsShouldProcess, ConfirmImpact = 'High')] param()
            if ($PSCmdlet.ShouldProcess('tasks', 'Delete')) { 'deleted' }
            """, "-Confirm:$false")).Lines);

    [Theory]
    [InlineData("Read-Host 'Name'")]
    [InlineData("Read-Host -AsSecureString")]
    [InlineData("$Host.UI.ReadLine()")]
    [InlineData("$Host.UI.PromptForCredential('', '', 'me', '')")]
    public async Task No_input_is_read_from_a_pipe(string command)
    {
        var result = await Hs.Run(new HsOptions { Input = "secret\n" }, "-Command", $"{command}; exit 3");

        Assert.Equal((3, ""), (result.ExitCode, result.Output));
        Assert.Contains("A question cannot be asked", result.ErrorText, StringComparison.Ordinal);
    }
}

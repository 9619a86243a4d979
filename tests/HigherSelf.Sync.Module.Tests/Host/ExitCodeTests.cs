namespace HigherSelf.Sync.Module.Tests.Host;

public class ExitCodeTests
{
    [Theory]
    [InlineData(7, "exit 7")]
    [InlineData(0, "exit")]
    [InlineData(5, "function Leave { exit 5 }; Leave; 'not reached'")]
    [InlineData(6, "try { & { exit 6 } } finally { 'cleaned' }")]
    [InlineData(1, "throw 'boo'")]
    [InlineData(1, "$ErrorActionPreference = 'Stop'; Write-Error 'boo'")]
    [InlineData(0, "Write-Error 'boo'")]
    [InlineData(0, "Get-Nothing; 1/0")]
    [InlineData(0, "& dotnet --no-such-option *> $null")]
    [InlineData(1, "& dotnet --no-such-option *> $null; exit $LASTEXITCODE")]
    public async Task A_file_ends_with_what_it_passes_to_exit_or_1_after_an_error_that_ends_it_or_0(int expected, string script)
    {
        var result = await Hs.RunScript(script);

        Assert.Equal(expected, result.ExitCode);
        Assert.DoesNotContain("not reached", result.Output, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(0, "1")]
    [InlineData(0, "Get-Nothing; 1")]
    [InlineData(1, "1; Get-Nothing")]
    [InlineData(1, "1/0")]
    [InlineData(1, "throw 'boo'")]
    [InlineData(1, "Write-Error 'boo'")]
    [InlineData(1, "& dotnet --no-such-option *> $null")]
    [InlineData(4, "exit 4")]
    [InlineData(0, "& dotnet --no-such-option *> $null; 'fine' # and a comment at the end")]
    public async Task A_command_ends_by_whether_its_last_statement_succeeded(int expected, string command) =>
        Assert.Equal(expected, (await Hs.Run("-Command", command)).ExitCode);

    [Fact]
    public async Task A_script_that_another_one_calls_ends_by_itself_and_leaves_its_exit_code()
    {
        using var folder = new ScriptFolder();
        folder.Write("child.ps1", "'in the child'; exit 3; 'not reached'");
        var parent = folder.Write("parent.ps1", "& $PSScriptRoot/child.ps1; \"back with $LASTEXITCODE\"; exit 9");

        var result = await Hs.Run(parent);

        Assert.Equal(["in the child", "back with 3"], result.Lines);
        Assert.Equal(9, result.ExitCode);
    }

    [Fact]
    public async Task A_syntax_error_in_a_file_is_64_and_nothing_runs()
    {
        var result = await Hs.RunScript("'ran'\nif (1 {");

        Assert.Equal((64, ""), (result.ExitCode, result.Output));
        Assert.Contains("script.ps1:2", result.ErrorText, StringComparison.Ordinal);
        Assert.Contains("Unexpected token '{'", result.ErrorText, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_syntax_error_in_a_command_is_64()
    {
        var result = await Hs.Run("-Command", "1 +");

        Assert.Equal(64, result.ExitCode);
        Assert.Contains("You must provide a value expression", result.ErrorText, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("There is no script 'missing.ps1'.", "-File", "missing.ps1")]
    [InlineData("There is no script '.'.", ".")]
    [InlineData("hs does not know the parameter '-Login'. See hs -Help.", "-Login")]
    public async Task A_missing_script_and_a_wrong_parameter_are_64_in_one_line(string error, params string[] arguments)
    {
        var result = await Hs.Run(arguments);

        Assert.Equal((64, "", error), (result.ExitCode, result.Output, result.Error.TrimEnd()));
    }

    [Fact]
    public async Task The_version_and_the_usage_are_answers_and_no_errors()
    {
        var version = await Hs.Run("-Version");
        var usage = await Hs.Run("-Help");

        Assert.Matches(@"^hs \d+\.\d+\.\d+ \(PowerShell 7\.6\.\d+\)\s*$", version.Output);
        Assert.StartsWith("hs runs PowerShell scripts", usage.Output, StringComparison.Ordinal);
        Assert.Equal((0, 0), (version.ExitCode, usage.ExitCode));
    }
}

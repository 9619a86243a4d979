namespace HigherSelf.Sync.Module.Tests.Host;

public class ScriptTests
{
    private const string Echo = """
        param([string] $Name, [switch] $Force, [string[]] $Tables, [Parameter(ValueFromRemainingArguments)] $Rest)
        "Name=$Name Force=$Force Tables=$($Tables.Count):$Tables Rest=$Rest"
        """;

    [Theory]
    [InlineData("Name=a Force=True Tables=1:b Rest=c d", "-Name", "a", "-Force", "b", "c", "d")]
    [InlineData("Name=a Force=False Tables=1:x,y Rest=", "-Name:a", "-Force:$false", "-Tables", "x,y")]
    [InlineData("Name=a Force=False Tables=1:b Rest=", "a", "b")]
    [InlineData("Name=-x Force=True Tables=0: Rest=", "-nam:", "-x", "-fo")]
    [InlineData("Name=two words Force=False Tables=1:$HOME;exit Rest='q'", "two words", "$HOME;exit", "'q'")]
    public async Task Arguments_are_bound_as_pwsh_binds_them(string expected, params string[] arguments) =>
        Assert.Equal([expected], (await Hs.RunScript(Echo, arguments)).Lines);

    [Fact]
    public async Task An_argument_that_the_script_does_not_have_is_an_error()
    {
        var result = await Hs.RunScript("[CmdletBinding()] param($Name)", "-Nam", "a", "-Other", "b");

        Assert.Equal(1, result.ExitCode);
        Assert.StartsWith(
            "script.ps1: A parameter cannot be found that matches parameter name 'Other'.", result.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_script_without_parameters_gets_its_arguments_as_they_are() =>
        Assert.Equal(["a|-b|c"], (await Hs.RunScript("$args -join '|'", "a", "-b", "c")).Lines);

    [Fact]
    public async Task A_script_knows_where_it_is_whatever_the_current_folder()
    {
        using var folder = new ScriptFolder();
        var script = folder.Write("one.ps1", """
            $PSScriptRoot; $PSCommandPath; $MyInvocation.MyCommand.Name; $MyInvocation.MyCommand.Path; "$PWD"
            """);

        var root = Path.GetPathRoot(folder.Path)!;

        var result = await Hs.Run(new HsOptions { WorkingDirectory = root }, script);

        Assert.Equal([folder.Path, script, "one.ps1", script, root], result.Lines);
    }

    [Fact]
    public async Task A_relative_path_starts_at_the_current_folder()
    {
        using var folder = new ScriptFolder();
        folder.Write("sub/one.ps1", "$PSScriptRoot");

        var result = await Hs.Run(new HsOptions { WorkingDirectory = folder.Path }, "./sub/one.ps1");

        Assert.Equal([Path.Combine(folder.Path, "sub")], result.Lines);
    }

    [Fact]
    public async Task A_name_with_blanks_and_brackets_is_a_name()
    {
        using var folder = new ScriptFolder();

        var result = await Hs.Run(folder.Write("my script [1].ps1", "$MyInvocation.MyCommand.Name"));

        Assert.Equal(["my script [1].ps1"], result.Lines);
    }

    [Fact]
    public async Task Dot_sourcing_using_classes_and_calls_work_relative_to_the_script()
    {
        using var folder = new ScriptFolder();
        folder.Write("shared.ps1", "$shared = 'dotted'; function Get-Shared { 'from a function' }");
        folder.Write("lib.psm1", "function Get-Lib { 'from a module' }; class Lib { $Value = 'from a class' }");
        var script = folder.Write("main.ps1", """
            using namespace System.IO
            using module ./lib.psm1
            . $PSScriptRoot/shared.ps1
            $shared; Get-Shared; Get-Lib; [Lib]::new().Value; [Path]::GetFileName($PSCommandPath)
            """);

        Assert.Equal(["dotted", "from a function", "from a module", "from a class", "main.ps1"], (await Hs.Run(script)).Lines);
    }

    [Fact]
    public async Task The_scope_of_the_script_is_the_global_one_as_under_pwsh_File() =>
        Assert.Equal(["2 2 2"], (await Hs.RunScript("$n = 1; function Add { $script:n++ }; Add; \"$n $script:n $global:n\"")).Lines);

    [Fact]
    public async Task Native_commands_leave_their_exit_code_and_their_output()
    {
        var result = await Hs.RunScript("""
            $version = dotnet --version; "captured: $($version -match '^\d+\.')"; "code: $LASTEXITCODE"
            & dotnet --no-such-option *> $null; "code: $LASTEXITCODE"
            dotnet --version
            """);

        Assert.Equal(["captured: True", "code: 0", "code: 1"], result.Lines[..3]);
        Assert.Matches(@"^\d+\.", result.Lines[3]);
    }

    [Theory]
    [InlineData("#Requires -Version 99", "\"#requires\" statement for PowerShell 99.0")]
    [InlineData("#Requires -Modules No.Such.Module", "The module 'No.Such.Module' cannot be found.")]
    public async Task What_a_script_requires_is_checked_before_it_runs(string requirement, string error)
    {
        var result = await Hs.RunScript($"{requirement}\n'ran'");

        Assert.Equal((1, ""), (result.ExitCode, result.Output));
        Assert.StartsWith("script.ps1: The script 'script.ps1' cannot be run because", result.ErrorText, StringComparison.Ordinal);
        Assert.Contains(error, result.ErrorText, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_script_whose_requirements_are_met_runs() =>
        Assert.Equal(["ran"], (await Hs.RunScript("#Requires -Version 7.4\n#Requires -PSEdition Core\n'ran'")).Lines);

    [Fact]
    public async Task Help_that_is_written_in_a_script_can_be_read()
    {
        var result = await Hs.RunScript("<#\n.SYNOPSIS\nDoes one thing.\n#>\nparam($Name)", "-?");

        Assert.Contains("Does one thing.", result.Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Standard_input_can_be_the_script()
    {
        var asked = await Hs.Run(new HsOptions { Input = "1 + 1\nexit 3" }, "-Command", "-");
        var found = await Hs.Run(new HsOptions { Input = "1 + 1\nexit 3" });

        Assert.Equal((3, "2"), (asked.ExitCode, asked.Lines.Single()));
        Assert.Equal((3, "2"), (found.ExitCode, found.Lines.Single()));
    }

    [Theory]
    [InlineData("a\nb\n", "2: a b")]
    [InlineData("a\r\n\r\nb", "3: a  b")]
    [InlineData("", "0: ")]
    public async Task The_lines_of_standard_input_are_the_input_of_a_script_that_asks_for_it(string input, string expected)
    {
        const string Count = "$lines = @($input); \"$($lines.Count): $lines\"";

        var result = await Hs.Run(new HsOptions { Input = input }, "-Command", Count);

        Assert.Equal(expected, result.Output.TrimEnd('\r', '\n'));
    }
}

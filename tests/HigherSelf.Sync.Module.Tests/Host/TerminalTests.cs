namespace HigherSelf.Sync.Module.Tests.Host;

/// <summary>What only a terminal shows.</summary>
public class TerminalTests
{
    private const string Progress = """
        function Work {
            [CmdletBinding()] param()
            $PSCmdlet.WriteProgress([Management.Automation.ProgressRecord]::new(0, 'Databases', '3 of 16'))
            'a row'
            $PSCmdlet.WriteProgress([Management.Automation.ProgressRecord]::new(0, 'Databases', '4 of 16'))
        }
        Work
        """;

    [Fact]
    public async Task Output_is_coloured()
    {
        var output = await OutputOf(new HsOptions(), """
            Write-Host 'said' -ForegroundColor Red -BackgroundColor Blue; Write-Warning 'careful'; [pscustomobject] @{ A = 1 }
            """);

        Assert.Contains("\e[91m\e[104msaid\e[0m", output, StringComparison.Ordinal);
        Assert.Contains("\e[33;1mWARNING: careful\e[0m", output, StringComparison.Ordinal);
        Assert.Contains("\e[32;1mA", output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task NO_COLOR_is_respected()
    {
        var output = await OutputOf(
            new HsOptions { Environment = { ["NO_COLOR"] = "1" } }, "Write-Host 'said' -ForegroundColor Red; Write-Warning 'careful'; 1/0");

        Assert.DoesNotContain("\e[3", output, StringComparison.Ordinal);
        Assert.DoesNotContain("\e[9", output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_table_fills_the_columns_of_the_terminal_but_the_last_one()
    {
        var output = await OutputOf(new HsOptions { Environment = { ["NO_COLOR"] = "1" } }, "[pscustomobject] @{ A = 'x' * 200; B = 'y' }");

        Assert.Equal(99, output.Split('\n').Max(line => line.TrimEnd('\r').Length));
    }

    [Fact]
    public async Task Progress_is_a_line_that_gives_way_to_output_and_is_gone_at_the_end()
    {
        var output = await OutputOf(new HsOptions(), Progress);

        Assert.Contains("\rDatabases: 3 of 16\e[K\r\e[Ka row", output, StringComparison.Ordinal);
        Assert.EndsWith("\rDatabases: 4 of 16\e[K\r\e[K", output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Progress_still_shows_when_the_output_goes_to_a_file()
    {
        using var folder = new ScriptFolder();
        var file = Path.Combine(folder.Path, "out");

        var output = await OutputOf(new HsOptions { Redirection = $"> {file}" }, Progress);

        Assert.Contains("\rDatabases: 3 of 16\e[K", output, StringComparison.Ordinal);
        Assert.Equal("a row", (await File.ReadAllTextAsync(file, TestContext.Current.CancellationToken)).TrimEnd());
    }

    [Fact]
    public async Task Missing_parameters_are_asked_for()
    {
        using var folder = new ScriptFolder();
        var script = folder.Write("ask.ps1", """
            param(
                [Parameter(Mandatory)] [string] $Name,
                [Parameter(Mandatory)] [int[]] $Numbers,
                [Parameter(Mandatory)] [securestring] $Key)
            "$Name has $($Numbers -join '+') and $([Net.NetworkCredential]::new('', $Key).Password)"
            """);
        await using var hs = Hs.StartOnTerminal(new HsOptions(), script);

        await hs.Type("Name: ", "Ann\n");
        await hs.Type("Numbers[0]: ", "1\n");
        await hs.Type("Numbers[1]: ", "one\n");
        await hs.Type("'one' is no Int32.", "2\n");
        await hs.Type("Numbers[2]: ", "\n");
        await hs.Type("Key: ", "s");
        await hs.Type("*", "ecret\n");
        var result = await hs.End();

        Assert.Contains("Ann has 1+2 and secret", result.Output, StringComparison.Ordinal);
        Assert.Contains("******", result.Output.Replace(" ", "", StringComparison.Ordinal), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("y\n", "deleted")]
    [InlineData("\n", "deleted")]
    [InlineData("No\n", "kept")]
    public async Task A_confirmation_is_asked_for_and_obeyed(string answer, string expected)
    {
        await using var hs = Hs.StartOnTerminal(new HsOptions(), "-Command", """
            function Remove-It {
                [CmdletBinding(SupportsShouldProcess)] param()
                $PSCmdlet.ShouldProcess('tasks', 'Delete') ? 'deleted' : 'kept'
            }
            Remove-It -Confirm
            """);

        await hs.Type("""Performing the operation "Delete" on target "tasks".""", "");
        await hs.Type("""[?] Help (default is "Y"): """, answer);

        Assert.EndsWith(expected, (await hs.End()).Output.TrimEnd(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_credential_is_asked_for_and_its_password_is_masked()
    {
        await using var hs = Hs.StartOnTerminal(
            new HsOptions(),
            "-Command",
            "$c = $Host.UI.PromptForCredential('', '', '', ''); \"$($c.UserName) $($c.GetNetworkCredential().Password.Length)\"");

        await hs.Type("User: ", "ann\n");
        await hs.Type("Password for user ann: ", "s");
        await hs.Type("*", "ecret\n");

        Assert.EndsWith("ann 6", (await hs.End()).Output.TrimEnd(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Read_Host_reads_a_line()
    {
        await using var hs = Hs.StartOnTerminal(
            new HsOptions(), "-Command", "\"<$(Read-Host 'Your' 'name')>\"; \"<$(Read-Host -MaskInput 'Key')>\"");

        await hs.Type("Your name: ", "Zoë\n");
        await hs.Type("Key: ", "k");
        await hs.Type("*", "\n");

        var output = (await hs.End()).Output;
        Assert.Contains("<Zoë>", output, StringComparison.Ordinal);
        Assert.Contains("<k>", output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_native_command_has_the_terminal_to_itself()
    {
        var output = await OutputOf(new HsOptions(), "/bin/sh -c 'test -t 0 && test -t 1 && echo on a terminal'");

        Assert.Contains("on a terminal", output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task NonInteractive_refuses_to_ask_on_a_terminal_too()
    {
        var output = await OutputOf(new HsOptions(), "Read-Host 'Name'", "-NonInteractive");

        Assert.Contains("because -NonInteractive was given", output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Ctrl_C_at_a_question_stops_the_script_and_its_finally_blocks_run()
    {
        await using var hs = Hs.StartOnTerminal(
            new HsOptions(), "-Command", "try { Read-Host 'Name' } finally { [Console]::WriteLine('cleaned') }");

        await hs.Type("Name: ", "\u0003");
        var result = await hs.End();

        Assert.Equal(130, result.ExitCode);
        Assert.EndsWith("cleaned", result.Output.TrimEnd(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Without_a_script_the_usage_is_shown()
    {
        await using var hs = Hs.StartOnTerminal(new HsOptions());
        var result = await hs.End();

        Assert.Equal(64, result.ExitCode);
        Assert.Contains("hs runs PowerShell scripts", result.Output, StringComparison.Ordinal);
    }

    private static async Task<string> OutputOf(HsOptions options, string command, params string[] before)
    {
        await using var hs = Hs.StartOnTerminal(options, [.. before, "-Command", command]);
        return (await hs.End()).Output;
    }
}

namespace HigherSelf.Sync.Module.Tests.Host;

public class OutputTests
{
    [Fact]
    public async Task Objects_become_tables_and_lists()
    {
        var result = await Hs.Run("-Command", """
            [pscustomobject] @{ Table = 'tasks'; New = 3 }, [pscustomobject] @{ Table = 'contacts_profiles'; New = 12 }
            [pscustomobject] @{ A = 1; B = 2; C = 3; D = 4; E = 5 }
            """);

        Assert.Equal(
            ["Table             New", "-----             ---", "tasks               3", "contacts_profiles  12"], result.Lines[..4]);
        Assert.Contains("tasks               3", result.Lines);
    }

    [Fact]
    public async Task A_table_fills_120_columns_but_the_last_one_where_there_is_no_terminal()
    {
        var result = await Hs.Run("-Command", "[pscustomobject] @{ A = 'x' * 200; B = 'y' }");

        Assert.Equal(119, result.Lines.Max(line => line.Length));
    }

    [Fact]
    public async Task Characters_that_take_two_columns_keep_the_table_straight()
    {
        var result = await Hs.Run("-Command", "[pscustomobject] @{ A = '漢字'; B = 1 }, [pscustomobject] @{ A = 'abcd'; B = 2 }");

        Assert.Equal(["漢字 1", "abcd 2"], result.Lines[^2..]);
    }

    [Fact]
    public async Task Messages_and_errors_go_to_standard_error_and_the_rest_to_standard_output()
    {
        var result = await Hs.RunScript("""
            function Speak {
                [CmdletBinding()] param()
                Write-Warning 'careful'; Write-Verbose 'detail'; $PSCmdlet.WriteDebug('deep')
                Write-Host 'said'; $PSCmdlet.WriteInformation('milestone', $null); 'object'
            }
            Speak -Verbose -Debug -InformationAction Continue
            1 / 0
            """);

        Assert.Equal(["said", "milestone", "object"], result.Lines);
        Assert.StartsWith("WARNING: careful VERBOSE: detail DEBUG: deep ", result.ErrorText, StringComparison.Ordinal);
        Assert.Contains("Attempted to divide by zero.", result.ErrorText, StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_error_shows_the_line_it_comes_from()
    {
        var result = await Hs.RunScript("$x = 1\nthrow \"no $x\"");

        Assert.Matches(@"Exception: .*script\.ps1:2\s+Line \|\s+2 \|  throw ""no \$x""\s+\|  ~+\s+\| no 1", result.Error);
    }

    [Fact]
    public async Task Without_a_terminal_nothing_is_coloured()
    {
        var result = await Hs.Run("-Command", """
            Write-Host 'green' -ForegroundColor Green; "`e[31mred`e[0m"; [pscustomobject] @{ A = 1 }; Write-Warning 'w'; 1/0
            """);

        Assert.DoesNotContain('\e', result.Output);
        Assert.DoesNotContain('\e', result.Error);
        Assert.Equal(["green", "red", "A", "-", "1"], result.Lines);
    }

    [Fact]
    public async Task Text_is_UTF8_without_a_mark_in_both_directions()
    {
        using var folder = new ScriptFolder();
        var bytes = Path.Combine(folder.Path, "bytes");

        var result = await Hs.Run(
            new HsOptions { Input = "grün 漢字 🙂", Environment = { ["LC_ALL"] = "de_DE.ISO-8859-1" } },
            "-Command",
            $"$text = @($input)[0]; $text; [Console]::Error.WriteLine($text); [IO.File]::WriteAllText('{bytes}', $text)");

        Assert.Equal("grün 漢字 🙂", result.Output.TrimEnd());
        Assert.StartsWith("grün 漢字 🙂", result.ErrorText, StringComparison.Ordinal);
        Assert.Equal("grün 漢字 🙂"u8.ToArray(), await File.ReadAllBytesAsync(bytes, TestContext.Current.CancellationToken));
    }

    [Fact]
    public async Task What_a_native_command_says_is_read_and_passed_on_as_UTF8()
    {
        Assert.SkipUnless(File.Exists("/bin/cat"), "There is no cat.");

        var result = await Hs.Run("-Command", "$text = 'grün' | /bin/cat; \"${text}: $($text.Length)\"; 'grün' | /bin/cat");

        Assert.Equal(["grün: 4", "grün"], result.Lines);
    }

    [Fact]
    public async Task Progress_does_not_show_in_files_and_pipes()
    {
        var result = await Hs.Run("-Command", """
            function Work {
                [CmdletBinding()] param()
                $PSCmdlet.WriteProgress([Management.Automation.ProgressRecord]::new(0, 'Working', 'hard')); 'done'
            }
            Work
            """);

        Assert.Equal(("done", ""), (result.Output.TrimEnd(), result.Error));
    }
}

using System.Management.Automation.Language;

namespace HigherSelf.Sync.Module.Tests.Host;

/// <summary>What the stand-ins do is what the documentation and the source of the original commands say.</summary>
public class ShimTests
{
    [Fact]
    public async Task Write_Host_joins_takes_the_pipeline_and_can_be_captured()
    {
        await Shows(
            """
            Write-Host 'a' 1 @(2, @(3, 4)) $null ([pscustomobject] @{ X = 1 })
            Write-Host 'a', 'b' -Separator '-'
            Write-Host -NoNewline 'same '; Write-Host 'line'
            'p', 'q' | Write-Host
            Write-Host 'hidden' 6> $null
            $record = Write-Host 'captured' 6>&1
            "$record $($record.Tags)"
            Write-Host 'varied' -InformationVariable info -InformationAction SilentlyContinue; $info[0].MessageData.Message
            """,
            "a 1 2 3 4  @{X=1}", "a-b", "same line", "p", "q", "captured PSHOST", "varied", "varied");
    }

    [Fact]
    public async Task Write_Output_enumerates_unless_told_not_to()
    {
        await Shows(
            """
            Write-Output 1 2 @(3, 4)
            @(Write-Output @(1, 2) -NoEnumerate).Count
            'x' | Write-Output
            """,
            "1", "2", "3", "4", "1", "x");
    }

    [Fact]
    public async Task Write_Error_is_an_error_of_its_caller()
    {
        await Shows(
            """
            Write-Error 'bad' -ErrorAction SilentlyContinue -ErrorVariable e; "$? $($e[0].Exception.Message) $($e[0].CategoryInfo.Category)"
            Write-Error 'bad' -Category InvalidData -ErrorId Odd -TargetObject 7 2> $null
            "$($Error[0].CategoryInfo.Category) $($Error[0].FullyQualifiedErrorId.Split(',')[0]) $($Error[0].TargetObject)"
            function Fail { [CmdletBinding()] param() $ErrorActionPreference = 'Stop'; Write-Error 'stop'; 'not reached' }
            try { Fail } catch { "caught $_" }
            """,
            "False bad NotSpecified", "InvalidData Odd 7", "caught stop");
    }

    [Fact]
    public async Task Write_Warning_and_Write_Verbose_follow_the_preferences_of_their_caller()
    {
        await Shows(
            """
            function Speak { [CmdletBinding()] param() Write-Verbose 'detail'; Write-Warning 'careful' }
            "$(Speak *>&1)"; "$(Speak -Verbose -WarningAction SilentlyContinue *>&1)"
            $VerbosePreference = 'Continue'; "$(Write-Verbose 'now' 4>&1)"
            """,
            "careful", "detail", "now");
    }

    [Fact]
    public async Task Select_Object_chooses_properties_by_name_and_wildcard()
    {
        await Shows(
            """
            $o = [pscustomobject] @{ Name = 'a'; Id = 3; List = 1, 2; Nothing = $null }
            ($o | Select-Object name, i*, missing).PSObject.Properties.ForEach{ "$($_.Name)=$($_.Value)" } -join ';'
            ($o | Select-Object Id).PSTypeNames[0]
            ($o | Select-Object -ExpandProperty List) -join '+'
            @($o | Select-Object -ExpandProperty Nothing).Count
            $o | Select-Object -ExpandProperty missing -ErrorAction SilentlyContinue -ErrorVariable e
            $e[-1].FullyQualifiedErrorId.Split(',')[0]
            (@{ Key = 5 } | Select-Object Key).Key
            """,
            "Name=a;Id=3;missing=", "Selected.System.Management.Automation.PSCustomObject", "1+2", "0", "ExpandPropertyNotFound", "5");
    }

    [Fact]
    public async Task Select_Object_First_stops_the_commands_before_it()
    {
        await Shows(
            """
            1..9 | ForEach-Object { "made $_" | Out-Host; $_ } | Select-Object -First 2
            @(1..3 | Select-Object -First 0).Count
            $both = 1..9 | Select-Object -First 5 | Select-Object -First 1; "$both"
            'afterwards'
            """,
            "made 1", "1", "made 2", "2", "0", "1", "afterwards");
    }

    [Fact]
    public async Task Sort_Object_compares_as_the_language_does_and_puts_what_lacks_the_property_last()
    {
        await Shows(
            """
            (10, 9, 1.5 | Sort-Object) -join ' '
            ('b', 'A', 'C' | Sort-Object -Descending) -join ' '
            $o = @{ N = 'x'; V = 2 }, @{ N = 'y' }, @{ N = 'z'; V = 1 }, @{ N = 'w'; V = $null } | ForEach-Object { [pscustomobject] $_ }
            ($o | Sort-Object V).N -join ' '
            ($o | Sort-Object V -Descending).N -join ' '
            (@{ A = 1; B = 2 }, @{ A = 1; B = 1 }, @{ A = 0; B = 9 } | Sort-Object A, B).B -join ' '
            (@{ K = 2 }, @{ K = 1 } | Sort-Object K).K -join ' '
            """,
            "1.5 9 10", "C b A", "w z x y", "x z w y", "9 1 2", "1 2");
    }

    [Fact]
    public async Task Measure_Object_counts_and_sums()
    {
        await Shows(
            """
            function Show { process { "$($_.Count) [$($_.Sum)] $($_.Property)" } }
            1, 2, 3.5 | Measure-Object -Sum | Show
            'a', 'b' | Measure-Object | Show
            @() | Measure-Object | Show
            [pscustomobject] @{ V = 2 }, [pscustomobject] @{ W = 1 }, [pscustomobject] @{ V = '3' } | Measure-Object V -Sum | Show
            'a', 1 | Measure-Object -Sum -ErrorAction SilentlyContinue -ErrorVariable e | Show; $e[-1].FullyQualifiedErrorId.Split(',')[0]
            """,
            "3 [6.5]", "2 []", "0 []", "2 [5] V", "2 []", "NonNumericInputObject");
    }

    [Fact]
    public async Task Out_String_takes_text_and_numbers()
    {
        await Shows(
            """
            ('a', 1 | Out-String) -eq "a$([Environment]::NewLine)1$([Environment]::NewLine)"
            @("a`nb" | Out-String -Stream).Count
            """,
            "True", "2");
    }

    [Fact]
    public async Task Get_Date_formats()
    {
        await Shows(
            """
            (Get-Date).Kind
            (Get-Date -AsUTC).Kind
            Get-Date '2026-01-02T03:04:05' -Format 'yyyy/MM/dd HH:mm'
            Get-Date '2026-01-02T03:04:05' -Format FileDate
            Get-Date '2026-01-02T03:04:05Z' -Format FileDateTimeUniversal
            """,
            "Local", "Utc", "2026/01/02 03:04", "20260102", "20260102T0304050000Z");
    }

    [Fact]
    public async Task Start_Sleep_sleeps_no_shorter_than_it_is_told()
    {
        await Shows(
            """
            $clock = [Diagnostics.Stopwatch]::StartNew(); Start-Sleep -Milliseconds 120; $clock.ElapsedMilliseconds -ge 120
            $clock.Restart(); Start-Sleep 0.1; $clock.ElapsedMilliseconds -ge 100
            """,
            "True", "True");
    }

    [Fact]
    public async Task Join_Path_and_Split_Path_are_the_engines_own()
    {
        await Shows(
            """
            Join-Path a b; Join-Path a/ /b c; (Join-Path a, b c) -join '+'; Join-Path a ''
            Split-Path a/b/c; Split-Path a/b/c -Leaf; 'a/b' | Split-Path -Parent; (Split-Path a) -eq ''
            """.Replace('/', Path.DirectorySeparatorChar),
            [.. "a/b a/b/c a/c+b/c a/ a/b c a True".Replace('/', Path.DirectorySeparatorChar).Split(' ')]);
    }

    [Fact]
    public async Task Test_Path_knows_items_of_every_provider()
    {
        await Shows(
            """
            $null = New-Item -ItemType Directory -Path one; $null = New-Item one/x.txt
            Test-Path one; Test-Path two; Test-Path one/*.txt; Test-Path -LiteralPath one/*.txt
            Test-Path one -PathType Container; Test-Path one -PathType Leaf; Test-Path one/x.txt -PathType Leaf
            Test-Path env:PATH; Test-Path nodrive:x; Test-Path ''
            """,
            "True", "False", "True", "False", "True", "False", "True", "True", "False", "False");
    }

    [Fact]
    public async Task Files_are_written_and_read_as_UTF8_with_lines()
    {
        await Shows(
            """
            Set-Content lines.txt 'ü', 'two'; (Get-Content lines.txt) -join '|'
            (Get-Content -Raw lines.txt) -eq "ü$([Environment]::NewLine)two$([Environment]::NewLine)"
            [IO.File]::ReadAllBytes("$PWD/lines.txt")[0]
            1..3 | Set-Content numbers.txt; (Get-Content numbers.txt) -join ''
            Set-Content lines.txt 'again'; Get-Content lines.txt
            Set-Content lines.txt 'never' -WhatIf; Get-Content lines.txt
            @() | Set-Content lines.txt; Get-Content lines.txt; $null | Set-Content lines.txt; @(Get-Content lines.txt).Count
            $null = New-Item empty.txt; $null -eq (Get-Content -Raw empty.txt)
            Get-Content missing.txt -ErrorAction SilentlyContinue -ErrorVariable e; $e[-1].FullyQualifiedErrorId.Split(',')[0]
            Set-Content missing/x.txt 'x' -ErrorAction SilentlyContinue -ErrorVariable e; [bool] $e
            """,
            "ü|two", "True", "195", "123", "again", null, "again", "again", "0", "True", "PathNotFound", "True");
    }

    [Fact]
    public async Task New_Item_makes_folders_and_files()
    {
        await Shows(
            """
            (New-Item -ItemType Directory -Path a/b -Force).Name; (New-Item -ItemType Directory -Path a/b -Force).Name
            (New-Item a/f.txt -Value 'text').Length
            (New-Item -Path a -Name g.txt -ItemType File).Name
            New-Item a/f.txt -ErrorAction SilentlyContinue -ErrorVariable e; $e[-1].FullyQualifiedErrorId.Split(',')[0]
            New-Item a/h.txt -WhatIf; Test-Path a/h.txt
            """,
            "b", "b", "4", "g.txt", "NewItemIOError", null, "False");
    }

    [Fact]
    public async Task Remove_Item_asks_before_it_removes_what_is_in_a_folder()
    {
        await Shows(
            """
            $null = New-Item -ItemType Directory full/inner -Force; $null = New-Item full/x.txt; $null = New-Item -ItemType Directory empty
            Remove-Item full -ErrorAction SilentlyContinue -ErrorVariable e
            "$(Test-Path full/x.txt) $($e[-1].FullyQualifiedErrorId.Split(',')[0])"
            Remove-Item full -Recurse -WhatIf 6> $null; Test-Path full
            Remove-Item empty; Test-Path empty
            Remove-Item full/*.txt; (Test-Path full/x.txt), (Test-Path full/inner)
            Remove-Item full -Recurse -Force; Test-Path full
            Remove-Item full -ErrorAction SilentlyContinue -ErrorVariable e; $e[-1].FullyQualifiedErrorId.Split(',')[0]
            Remove-Item . -Recurse -ErrorAction SilentlyContinue; Test-Path .
            """,
            "True PromptNotPossible", null, "True", "False", "False", "True", "False", "PathNotFound", "True");
    }

    [Fact]
    public async Task An_item_from_the_pipeline_is_taken_literally()
    {
        await Shows(
            """
            $odd = New-Item '[x].txt' -Value 'odd'; $null = New-Item x.txt -Value 'x'
            $odd | Get-Content; $odd | Test-Path; $odd | Split-Path -Leaf
            $odd | Remove-Item; (Test-Path -LiteralPath '[x].txt'), (Test-Path x.txt)
            """,
            "odd", "True", "[x].txt", "False", "True");
    }

    [Fact]
    public async Task Remove_Item_removes_a_link_and_not_what_it_leads_to()
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "Links need a privilege on Windows.");

        await Shows(
            """
            $null = New-Item -ItemType Directory target; $null = New-Item target/x.txt
            'one', 'two' | ForEach-Object { $null = [IO.Directory]::CreateSymbolicLink("$PWD/$_", "$PWD/target") }
            Remove-Item one; Remove-Item two -Recurse; (Test-Path one), (Test-Path two), (Test-Path target/x.txt)
            """,
            "False", "False", "True");
    }

    [Theory]
    [InlineData("Select-Object -Last 1")]
    [InlineData("Select-Object { $_ }")]
    [InlineData("Select-Object @{ Name = 'x'; Expression = { 1 } }")]
    [InlineData("Sort-Object { $_ }")]
    [InlineData("Sort-Object -Unique")]
    [InlineData("Measure-Object -Average")]
    [InlineData("Out-String -Width 5")]
    [InlineData("Get-Content -Tail 1")]
    [InlineData("Get-Content env:PATH")]
    [InlineData("Join-Path a b c d")]
    [InlineData("Join-Path a b -Resolve")]
    public async Task What_a_stand_in_cannot_do_is_an_error(string command)
    {
        var result = await Hs.Run("-Command", $"1 | {command}");

        Assert.Equal((1, ""), (result.ExitCode, result.Output));
        Assert.NotEmpty(result.Error);
    }

    [Fact]
    public async Task A_script_may_define_a_command_of_its_own() =>
        Assert.Equal(["mine"], (await Hs.Run("-Command", "function Write-Host { 'mine' }; Write-Host 'x'")).Lines);

    [Fact]
    public async Task The_aliases_of_the_engine_lead_somewhere() =>
        Assert.Equal(["2"], (await Hs.Run("-Command", "(1, 2, 3 | select -First 2 | measure).Count")).Lines);

    [Fact]
    public void The_text_of_the_stand_ins_is_sound() =>
        Assert.All(Directory.GetFiles(Path.Combine(Hs.RepositoryRoot, "src", "HigherSelf.Sync.Host", "Shims")), file =>
        {
            Parser.ParseFile(file, out _, out var errors);
            Assert.Empty(errors);
        });

    /// <summary>
    /// Runs the text in an empty folder and under the strictest rules of the language. A null stands for any one line.
    /// </summary>
    private static async Task Shows(string script, params string?[] expected)
    {
        using var folder = new ScriptFolder();
        var result = await Hs.Run(
            new HsOptions { WorkingDirectory = folder.Path }, "-Command", $"Set-StrictMode -Version Latest\n{script}");

        Assert.Equal("", result.Error);
        Assert.Equal(expected, result.Lines.Select((line, i) => i < expected.Length && expected[i] is null ? null : line));
    }
}

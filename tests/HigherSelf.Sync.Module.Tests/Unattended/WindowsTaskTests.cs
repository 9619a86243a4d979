using HigherSelf.Sync.Module.Tests.Host;

namespace HigherSelf.Sync.Module.Tests.Unattended;

/// <summary>The task of Windows, made with stand-ins for the cmdlets of its module ScheduledTasks.</summary>
public sealed class WindowsTaskTests : IDisposable
{
    /// <summary>Each stand-in gives what it was called with; a parameter that the real one lacks is an error.</summary>
    private const string StandIns = """
        function New-TimeSpan([int] $Hours) { [timespan]::FromHours($Hours) }
        function New-ScheduledTaskAction([string] $Execute, [string] $Argument, [string] $WorkingDirectory) { "$Execute $Argument" }
        function New-ScheduledTaskTrigger([switch] $Once, [datetime] $At, [timespan] $RepetitionInterval) { "once=$Once every=$RepetitionInterval" }
        function New-ScheduledTaskPrincipal([string] $UserId, [string] $LogonType) { "$UserId $LogonType" }
        function New-ScheduledTaskSettingsSet([string] $MultipleInstances, [switch] $StartWhenAvailable, [timespan] $ExecutionTimeLimit, [switch] $AllowStartIfOnBatteries, [switch] $DontStopIfGoingOnBatteries) {
            "instances=$MultipleInstances later=$StartWhenAvailable limit=$ExecutionTimeLimit"
        }
        function Register-ScheduledTask([string] $TaskName, $Action, $Trigger, $Principal, $Settings, [switch] $Force, [string] $Description) {
            "registered: $TaskName"; $Action; $Trigger; $Principal; $Settings; "force=$Force"
        }

        """;

    private readonly ScriptFolder _folder = new();

    [Fact]
    public async Task It_runs_the_script_as_a_service_account_and_never_twice_at_once()
    {
        var result = await Register("-Every 00:10:00");
        Assert.Equal((0, ""), (result.ExitCode, result.Error));
        Assert.Equal(
            [
                "registered: HigherSelf Sync",
                $"{_folder.Path}/pwsh.exe -NoProfile -NonInteractive -File \"{_folder.Path}/sync.ps1\" -EnvFile \"{_folder.Path}/sync.env\" -Quiet",
                "once=True every=00:10:00",
                @"NT AUTHORITY\NETWORK SERVICE ServiceAccount",
                "instances=IgnoreNew later=True limit=04:00:00",
                "force=True",
            ],
            result.Lines);
    }

    [Fact]
    public async Task Under_what_if_it_says_what_it_would_make_and_makes_nothing()
    {
        var result = await Register("-WhatIf");
        Assert.Equal(0, result.ExitCode);
        Assert.DoesNotContain("registered", result.Output, StringComparison.Ordinal);
        Assert.StartsWith("What if: Performing the operation \"Run ", result.Output, StringComparison.Ordinal);
        Assert.Contains("every 00:05:00 as NetworkService\" on target \"Scheduled task 'HigherSelf Sync'\".", result.Output, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("-Every 00:00:30", "is less than a minute")]
    [InlineData("-ScriptPath /nowhere/sync.ps1", "/nowhere/sync.ps1 is not there.")]
    public async Task What_cannot_work_is_refused_before_anything_is_made(string arguments, string error)
    {
        var result = await Register(arguments);
        Assert.Equal((1, ""), (result.ExitCode, result.Output));
        Assert.Contains(error, result.ErrorText, StringComparison.Ordinal);
    }

    public void Dispose() => _folder.Dispose();

    private Task<HsResult> Register(string arguments)
    {
        foreach (var file in new[] { "pwsh.exe", "sync.ps1", "sync.env" })
        {
            _folder.Write(file, "");
        }

        var script = arguments.Contains("-ScriptPath", StringComparison.Ordinal) ? "" : $"-ScriptPath '{_folder.Path}/sync.ps1'";
        return Hs.RunScript($"{StandIns}& '{Samples.PathOf("windows/Register-SyncTask.ps1")}' {script} -EnvFile '{_folder.Path}/sync.env' -PowerShell '{_folder.Path}/pwsh.exe' {arguments}");
    }
}

<#
.SYNOPSIS
    Makes a scheduled task on Windows that syncs every few minutes. Run it in PowerShell 7 as administrator; a second time it replaces the task.
.DESCRIPTION
    The task runs as NetworkService, whether anybody is signed in or not, and needs no password. The settings are in a file that only
    administrators and that account should be able to read:

      icacls C:\ProgramData\higherself-sync\sync.env /inheritance:r /grant:r "Administrators:F" "NETWORK SERVICE:R"

    A run that is still going on is not started a second time, and one that was missed while the machine was off is made up for.
    The last exit code is "Last Run Result" in the Task Scheduler; docs/unattended.md says what each means.
.PARAMETER ScriptPath
    Where sync.ps1 is, with the module beside it.
.PARAMETER EnvFile
    The file of NAME=value lines with the settings.
.PARAMETER Every
    How often, a minute at least.
.PARAMETER PowerShell
    PowerShell 7.6, or hs.exe.
.EXAMPLE
    ./Register-SyncTask.ps1 -ScriptPath C:\higherself-sync\sync.ps1 -EnvFile C:\ProgramData\higherself-sync\sync.env -WhatIf
#>
[CmdletBinding(SupportsShouldProcess)]
param(
    [Parameter(Mandatory)] [string] $ScriptPath,
    [Parameter(Mandatory)] [string] $EnvFile,
    [timespan] $Every = '00:05:00',
    [string] $TaskName = 'HigherSelf Sync',
    [string] $PowerShell = "$env:ProgramFiles\PowerShell\7\pwsh.exe"
)
$ErrorActionPreference = 'Stop'

if ($Every.TotalMinutes -lt 1) { throw "-Every: $Every is less than a minute, which a scheduled task cannot do. Give a minute or more, or use Watch-HSDatabase." }
foreach ($file in $ScriptPath, $EnvFile, $PowerShell) {
    if (-not [System.IO.File]::Exists($file)) { throw "$file is not there. Correct -ScriptPath, -EnvFile or -PowerShell." }
}

$arguments = '-NoProfile -NonInteractive -File "{0}" -EnvFile "{1}" -Quiet' -f $ScriptPath, $EnvFile
if (-not $PSCmdlet.ShouldProcess("Scheduled task '$TaskName'", "Run $PowerShell $arguments every $Every as NetworkService")) { return }

$action = New-ScheduledTaskAction -Execute $PowerShell -Argument $arguments -WorkingDirectory ([System.IO.Path]::GetDirectoryName($ScriptPath))
$trigger = New-ScheduledTaskTrigger -Once -At ([datetime]::Today) -RepetitionInterval $Every
$principal = New-ScheduledTaskPrincipal -UserId 'NT AUTHORITY\NETWORK SERVICE' -LogonType ServiceAccount
$settings = New-ScheduledTaskSettingsSet -MultipleInstances IgnoreNew -StartWhenAvailable -ExecutionTimeLimit (New-TimeSpan -Hours 4) `
    -AllowStartIfOnBatteries -DontStopIfGoingOnBatteries
Register-ScheduledTask -TaskName $TaskName -Action $action -Trigger $trigger -Principal $principal -Settings $settings -Force `
    -Description 'Keeps Notion databases and Supabase tables equal.'

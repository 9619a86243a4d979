<#
.SYNOPSIS
    Syncs once, for a scheduled task, cron, a systemd timer, a container or a CI step; with -Every again and again until it is stopped.
.DESCRIPTION
    Gives the result of each database (with -Every only of those in which something happened) and one line that sums up. Errors go to stderr. Runs in PowerShell 7.6 or in hs, and asks nothing.

    The exit code says how it went:
      0  everything that was due was done, or another run was already at it
      1  something unexpected: a damaged installation, or a fault of the module
      2  not everything was done: records, databases, or a service that is out of reach; the next run tries again by itself
      3  a guard has halted: more records would have been deleted than may be, and none was
      4  settings, sign-in, rights or set-up are wrong: nothing was done, and a person has to mend them
.PARAMETER Name
    The databases: tables, Notion titles or model names; wildcards are allowed. All of them if none is named.
.PARAMETER Direction
    Bidirectional (the default), NotionToSupabase or SupabaseToNotion.
.PARAMETER EnvFile
    A file of NAME=value lines to read settings from; environment variables go before it.
.PARAMETER Quiet
    Writes only the line that sums up.
.PARAMETER Every
    Does not end, and begins a cycle this often: 00:05:00 for five minutes.
.PARAMETER HeartbeatPath
    With -Every: a file that always holds the last sign of life.
.PARAMETER MaxCycles
    With -Every: ends after so many cycles.
.EXAMPLE
    pwsh -NoProfile -NonInteractive -File sync.ps1 -EnvFile /etc/higherself-sync/sync.env -Quiet
#>
param(
    [string[]] $Name,
    [string] $Direction = 'Bidirectional',
    [string] $EnvFile,
    [switch] $Quiet,
    [string] $Every,
    [string] $HeartbeatPath,
    [string] $MaxCycles
)
$ErrorActionPreference = 'Stop'
$ProgressPreference = 'SilentlyContinue'
$ConfirmPreference = 'None'

# Without a person nothing of this passes by itself.
$needsAPerson = @(
    'ConfigurationMissing', 'ConfigurationInvalid', 'DatabaseIdInvalid', 'CatalogInvalid', 'DatabaseUnknown'
    'NotionUnauthorized', 'NotionForbidden', 'NotionBlocked'
    'SupabaseUnauthorized', 'SupabaseForbidden', 'SupabaseSchemaMissing', 'SupabaseSchemaOutdated'
)
$clock = [System.Diagnostics.Stopwatch]::StartNew()
$sum = @{ Created = 0; Updated = 0; Deleted = 0; Conflicts = 0; Failed = 0 }
$skipped = 0
$tables = @{}
$worst = $null
$code = 0

# In order of 0, 2, 3, 4, 1: what nobody has expected goes before everything else.
function Raise([int] $To, [string] $Because) {
    $order = 0, 2, 3, 4, 1
    if ($order.IndexOf($To) -gt $order.IndexOf($script:code)) {
        $script:code = $To
        $script:worst = $Because
    }
}

function Complain([string] $Text) { [Console]::Error.WriteLine($Text) }

# The module as it is built, or copied beside this script, or installed. False if there is none.
function Import-Sync {
    if (Get-Module HigherSelf.Sync) { return $true }
    foreach ($folder in "$PSScriptRoot/HigherSelf.Sync", "$PSScriptRoot/../out/HigherSelf.Sync") {
        if (-not [System.IO.Directory]::Exists($folder)) { continue }
        $newest = $null
        foreach ($manifest in [System.IO.Directory]::GetFiles($folder, 'HigherSelf.Sync.psd1', 'AllDirectories')) {
            $version = [version] ([regex]::Match([System.IO.File]::ReadAllText($manifest), "ModuleVersion\s*=\s*'([0-9.]+)'").Groups[1].Value)
            if (-not $newest -or $version -gt $newest.Version) { $newest = @{ Version = $version; Manifest = $manifest } }
        }
        if ($newest) {
            Import-Module $newest.Manifest
            return $true
        }
    }

    if (-not (Get-Module HigherSelf.Sync -ListAvailable)) { return $false }
    Import-Module HigherSelf.Sync
    $true
}

# True for an error that the module tells of, and that docs/errors.md explains.
function Test-Known([object] $What) { $What.Exception.PSObject.TypeNames -contains 'HigherSelf.Sync.Engine.Errors.SyncException' }

# One object of the command: a result or an error.
function Take([object] $What) {
    if ($What -is [System.Management.Automation.ErrorRecord]) {
        # That another run is at it is no error here; the sum says so. The error of one database is in its result, too.
        $id = ($What.FullyQualifiedErrorId -split ',')[0]
        if ($id -ne 'LeaseHeld') { Complain "${id}: $What" }
        if (Test-Known $What) { Raise 2 $id }
        return
    }

    $script:tables[$What.Database] = $true
    $done = 0
    foreach ($count in 'Created', 'Updated', 'Deleted', 'Conflicts', 'Failed') {
        $script:sum[$count] += $What.$count
        $done += $What.$count
    }
    switch ("$($What.Status)") {
        'Skipped' { $script:skipped++ }
        'Halted' { Raise 3 "$($What.Database) $($What.ErrorId)" }
        { $_ -in 'Partial', 'Failed' } { Raise 2 "$($What.Database) $($What.ErrorId)" }
    }
    if (-not $Quiet -and (-not $Every -or $done -or $What.Status -ne 'Succeeded')) { $What }
}

# Runs the command that was asked for.
function Start-Sync {
    if (-not (Import-Sync)) {
        Complain "ModuleMissing: HigherSelf.Sync is neither beside $PSScriptRoot/sync.ps1 nor on the module path. Copy its folder there, or install it."
        Raise 4 'ModuleMissing'
        return
    }

    $arguments = @{ Direction = $Direction; ErrorAction = 'Continue' }
    # A list may come as one word: -Name tasks,agents.
    if ($Name) { $arguments.Name = @($Name -split ',' | ForEach-Object { $_.Trim() } | Where-Object { $_ }) }
    if ($EnvFile) { $arguments.EnvFile = $EnvFile }
    if (-not $Every) {
        Sync-HSDatabase @arguments 2>&1 | ForEach-Object { Take $_ }
        return
    }

    $arguments.Every = $Every
    if ($HeartbeatPath) { $arguments.HeartbeatPath = $HeartbeatPath }
    if ($MaxCycles) { $arguments.MaxCycles = $MaxCycles }
    Watch-HSDatabase @arguments 2>&1 | ForEach-Object { Take $_ }
}

try { Start-Sync }
catch {
    $id = ($_.FullyQualifiedErrorId -split ',')[0]
    Complain "${id}: $_"
    $isParameter = $_.Exception -is [System.Management.Automation.ParameterBindingException] -and $_.FullyQualifiedErrorId -like '*,HigherSelf.Sync.*'
    if ($isParameter) { Raise 4 $id }
    elseif (-not (Test-Known $_)) { Raise 1 $id }
    elseif ($id -in $needsAPerson) { Raise 4 $id }
    else { Raise 2 $id }
}

$words = @{ 0 = 'Succeeded'; 1 = 'Crashed'; 2 = 'Partial'; 3 = 'Halted'; 4 = 'Not configured' }
$line = '{0}: {1} databases, {2} created, {3} updated, {4} deleted, {5} conflicts, {6} failed, in {7} s' -f @(
    $words[$code], $tables.Count, $sum.Created, $sum.Updated, $sum.Deleted, $sum.Conflicts, $sum.Failed
    $clock.Elapsed.TotalSeconds.ToString('0.0', [cultureinfo]::InvariantCulture))
if ($skipped) { $line += "; $skipped skipped, because another run holds them" }
if ($worst) { $line += "; worst: $worst" }
"$line."
exit $code

#Requires -Version 7.6
<#
.SYNOPSIS
    Runs the acceptance suite with Pester 5 or 6 against the built module. Exit code 0 only if every test passed or was skipped with a reason.
.PARAMETER Name
    Only these files, without their ending: Story, Pipeline ...
.PARAMETER ResultFile
    Where the results go as XML; nowhere unless given.
.PARAMETER ResultFormat
    The form of that file.
.PARAMETER PesterVersion
    The version of Pester, where several are installed. The newest one unless given.
.PARAMETER Detailed
    Prints every test.
#>
[CmdletBinding()]
param(
    [string[]] $Name = '*',
    [string] $ResultFile,
    [ValidateSet('NUnitXml', 'JUnitXml')] [string] $ResultFormat = 'NUnitXml',
    [version] $PesterVersion,
    [switch] $Detailed
)
$ErrorActionPreference = 'Stop'

$found = Get-Module Pester -ListAvailable |
    Where-Object { $PesterVersion ? $_.Version -eq $PesterVersion : $_.Version -ge '5.0' } |
    Sort-Object Version -Descending | Select-Object -First 1
if (-not $found) {
    Write-Host "Pester $($PesterVersion ?? '5 or newer') is not installed here. Run Install-PSResource Pester, and this again." -ForegroundColor Red
    exit 1
}

$files = @(foreach ($one in $Name) { Get-ChildItem $PSScriptRoot -Filter "$one.Tests.ps1" })
if ($files.Count -eq 0) {
    Write-Host "There is no file $Name.Tests.ps1 in $PSScriptRoot. Name one of: $((Get-ChildItem $PSScriptRoot -Filter *.Tests.ps1).BaseName -replace '\.Tests$' -join ', ')." -ForegroundColor Red
    exit 1
}

. "$PSScriptRoot/Sandbox.ps1"
$manifest = Get-BuiltManifest
if (-not $env:HS_MODULE_MANIFEST -and -not (Test-Path $manifest)) {
    & "$PSScriptRoot/../../build.ps1" Build
}

Remove-Module Pester -ErrorAction Ignore
Import-Module $found.Path
Write-Host "PowerShell $($PSVersionTable.PSVersion), Pester $($found.Version), HigherSelf.Sync $((Import-PowerShellDataFile $manifest).ModuleVersion), $($PSVersionTable.OS)"

$configuration = New-PesterConfiguration
$configuration.Run.Path = @($files.FullName)
$configuration.Run.PassThru = $true
$configuration.Output.Verbosity = $Detailed ? 'Detailed' : 'Normal'
if ($ResultFile) {
    $configuration.TestResult.Enabled = $true
    $configuration.TestResult.OutputFormat = $ResultFormat
    $configuration.TestResult.OutputPath = $ExecutionContext.SessionState.Path.GetUnresolvedProviderPathFromPSPath($ResultFile)
}

$run = Invoke-Pester -Configuration $configuration
foreach ($test in $run.Failed) { Write-Host "failed: $($test.ExpandedPath)" -ForegroundColor Red }
exit ($run.Result -eq 'Passed' -and $run.PassedCount -gt 0 ? 0 : 1)

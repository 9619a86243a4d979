#Requires -Version 7.6
<#
.SYNOPSIS
    How long the module keeps a person waiting: importing it, and completing a name, each in new processes.
.DESCRIPTION
    Prints the median and the worst of so many processes. "pwsh build.ps1 Package" first, so that the released build is measured.
#>
param(
    [ValidateRange(1, 100)] [int] $Times = 9,
    [string] $Manifest = (& "$PSScriptRoot/../build.ps1" Manifest)
)
$ErrorActionPreference = 'Stop'

$measure = @'
$clock = [System.Diagnostics.Stopwatch]::StartNew()
Import-Module '{0}'
$import = $clock.Elapsed.TotalMilliseconds
$times = foreach ($text in 'Sync-HSDatabase ta', 'Sync-HSDatabase con', 'Undo-HSSync ') {{
    $clock.Restart()
    $null = TabExpansion2 $text $text.Length
    $clock.Elapsed.TotalMilliseconds
}}
$import, $times[0], $times[1], $times[2] -join ' '
'@ -f $Manifest.Replace("'", "''")

$runs = foreach ($time in 1..$Times) {
    $figures = (& ([System.Environment]::ProcessPath) -NoProfile -Command $measure) -split ' ' | ForEach-Object { [double] $_ }
    [pscustomobject]@{ Import = $figures[0]; 'First completion' = $figures[1]; 'Next completion' = $figures[2]; 'Run ids' = $figures[3] }
}

foreach ($name in 'Import', 'First completion', 'Next completion', 'Run ids') {
    $sorted = @($runs.$name | Sort-Object)
    [pscustomobject]@{ What = $name; MedianMs = [System.Math]::Round($sorted[[int] [System.Math]::Floor($sorted.Count / 2)]); WorstMs = [System.Math]::Round($sorted[-1]) }
}

<#
.SYNOPSIS
    Builds, tests, packs and shows HigherSelf.Sync. Runs in PowerShell 7.6 or in hs; Accept in PowerShell alone.
.PARAMETER Task
    Build: the module into out/. Test: all tests. Accept: tests/Pester, with Pester 5 or 6. Demo: samples/Demo.ps1. Package: the released module, in out/ and as .nupkg. Bench: the benchmarks.
    Manifest: gives the path of the built module's manifest.
#>
param(
    [ValidateSet('Build', 'Test', 'Accept', 'Demo', 'Package', 'Bench', 'Manifest')] [string] $Task = 'Build',
    [ValidateSet('Debug', 'Release')] [string] $Configuration = 'Debug'
)
$ErrorActionPreference = 'Stop'

function Run([string] $Command, [string[]] $Arguments) {
    & $Command @Arguments | ForEach-Object { Write-Host $_ }
    if ($LASTEXITCODE -ne 0) { throw "$Command $Arguments ended with exit code $LASTEXITCODE." }
}

function Manifest {
    $text = [System.IO.File]::ReadAllText("$PSScriptRoot/module/HigherSelf.Sync.psd1")
    $version = [regex]::Match($text, "(?m)^\s*ModuleVersion\s*=\s*'([0-9.]+)'").Groups[1].Value
    [System.IO.Path]::GetFullPath("$PSScriptRoot/out/HigherSelf.Sync/$version/HigherSelf.Sync.psd1")
}

switch ($Task) {
    'Build' { Run dotnet build, "$PSScriptRoot/src/HigherSelf.Sync", -c, $Configuration, -v, quiet, --nologo }
    'Test' { Run dotnet test, "$PSScriptRoot/HigherSelf.Sync.sln", -c, $Configuration }
    'Accept' {
        & "$PSScriptRoot/tests/Pester/Invoke-Acceptance.ps1"
        exit $LASTEXITCODE
    }
    'Demo' { & "$PSScriptRoot/samples/Demo.ps1" }
    'Package' {
        # From a clean folder: nothing of an earlier build may be in a package.
        Run dotnet clean, "$PSScriptRoot/src/HigherSelf.Sync", -c, Release, -v, quiet, --nologo
        Run dotnet pack, "$PSScriptRoot/src/HigherSelf.Sync", -c, Release, -v, quiet, --nologo
    }
    'Bench' { Run dotnet run, -c, Release, --project, "$PSScriptRoot/bench/HigherSelf.Sync.Bench" }
    'Manifest' { Manifest }
}

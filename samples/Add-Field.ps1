<#
.SYNOPSIS
    Adding a field, from both ends, on an offline Notion and an offline Supabase: somebody adds a property in Notion, and somebody adds a field to the catalog.
.DESCRIPTION
    Runs in PowerShell 7.6 or in hs, and needs the .NET 10 SDK and Node.js 20 or newer. Exit code 0 only if everything held.
#>
$ErrorActionPreference = 'Stop'
$failures = 0

function Step([string] $Text) {
    Write-Host ''
    Write-Host $Text -ForegroundColor Cyan
}

function Check([string] $Text, [bool] $Holds) {
    Write-Host ('  {0} {1}' -f ($Holds ? 'ok  ' : 'FAIL'), $Text) -ForegroundColor ($Holds ? 'Green' : 'Red')
    if (-not $Holds) { $script:failures++ }
}

if (-not (Get-Module HigherSelf.Sync)) {
    & "$PSScriptRoot/../build.ps1" Build
    Import-Module (& "$PSScriptRoot/../build.ps1" Manifest)
}

# Catalog files of one's own are here; those that came with the module stay as they are.
$catalog = [System.IO.Directory]::CreateTempSubdirectory('hs-catalog-').FullName
$before = $env:HS_CATALOG
$env:HS_CATALOG = $catalog

try {
    Step 'Two sides that are equal'
    $sandbox = Start-HSSandbox
    $null = Initialize-HSSupabase
    $null = Sync-HSDatabase
    Check 'catalog, Notion and Supabase agree' (Test-HSSchema -Quiet)

    Step 'On Monday somebody adds the property "Budget" to the tasks in Notion, and fills it'
    $sandbox.SetProperty('tasks', 'Budget', 'number')
    $page = $sandbox.GetPages('tasks')[0]
    $sandbox.SetValue($page, 'Budget', 1250.5)
    $finding = Test-HSSchema tasks
    $finding | Out-Host
    Check 'it is found' (@($finding).Count -eq 1 -and $finding.Kind -eq 'Extra')

    Step 'What would be done about it'
    $finding | Update-HSSchema -WhatIf
    Check 'that has changed nothing' (@(Test-HSSchema tasks).Count -eq 1)

    Step 'Doing it: a field of the catalog, a column, and its values'
    $finding | Update-HSSchema | Out-Host
    Check 'nothing is left to find' (@(Test-HSSchema tasks).Count -eq 0)
    $sandbox.ExecuteSql("do `$`$ begin if (select budget from public.tasks where notion_page_id = '$page') <> 1250.5 then raise exception 'the column is not filled'; end if; end `$`$")
    Check 'the column has the value' $true

    Step 'And the other way: a program raises the budget, and somebody adds a field to the catalog'
    $sandbox.ExecuteSql("update public.tasks set budget = 2000 where notion_page_id = '$page'")
    $file = Join-Path $catalog 'tasks.json'
    $line = '    { "column": "effort", "property": "Effort", "type": "number" },'
    $text = [System.IO.File]::ReadAllText($file)
    [System.IO.File]::WriteAllText($file, $text.Replace('    { "column": "status"', "$line`n" + '    { "column": "status"'))
    Update-HSSchema tasks | Out-Host
    $null = Sync-HSDatabase tasks
    Check 'catalog, Notion and Supabase agree' (Test-HSSchema tasks -Quiet)
    Check 'both sides are equal, with both new fields' (@(Compare-HSDatabase tasks).Count -eq 0)
}
finally {
    Stop-HSSandbox
    $env:HS_CATALOG = $before
    [System.IO.Directory]::Delete($catalog, $true)
}

Write-Host ''
if ($failures -gt 0) {
    Write-Host "$failures checks failed." -ForegroundColor Red
    exit 1
}
Write-Host 'Everything held.' -ForegroundColor Green

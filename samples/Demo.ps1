<#
.SYNOPSIS
    Shows the whole way once, on an offline Notion and an offline Supabase: set up, sync, compare, edit on both sides, undo, a conflict, a delete and back.
.DESCRIPTION
    Runs in PowerShell 7.6 or in hs, and needs the .NET 10 SDK and Node.js 20 or newer. Exit code 0 only if everything held.
#>
$ErrorActionPreference = 'Stop'
$clock = [System.Diagnostics.Stopwatch]::StartNew()
$failures = 0

function Step([string] $Text) {
    Write-Host ''
    Write-Host ('[{0,5:0.0} s] {1}' -f $clock.Elapsed.TotalSeconds, $Text) -ForegroundColor Cyan
}

function Check([string] $Text, [bool] $Holds) {
    Write-Host ('  {0} {1}' -f ($Holds ? 'ok  ' : 'FAIL'), $Text) -ForegroundColor ($Holds ? 'Green' : 'Red')
    if (-not $Holds) { $script:failures++ }
}

function Total([object[]] $Results, [string] $Property) {
    $sum = 0
    foreach ($result in $Results) { $sum += $result.$Property }
    $sum
}

if (-not (Get-Module HigherSelf.Sync)) {
    Step 'Building the module'
    & "$PSScriptRoot/../build.ps1" Build
    Import-Module (& "$PSScriptRoot/../build.ps1" Manifest)
}

try {
    Step 'Starting the sandbox: a Notion with 16 databases full of records, and a Supabase'
    $sandbox = Start-HSSandbox
    $sandbox | Out-Host
    Check "$($sandbox.Pages) pages in 16 databases" ($sandbox.Pages -ge 1000 -and $sandbox.Databases -eq 16)

    Step 'Setting up Supabase'
    Initialize-HSSupabase | Out-Host
    Check 'a second time nothing is applied' (-not (Initialize-HSSupabase | Where-Object Applied))
    Check 'both APIs pass their checks' ((Test-HSNotionApi) -and (Test-HSSupabaseApi))

    Step 'The first sync'
    $results = @(Sync-HSDatabase)
    $results | Sort-Object Database | Out-Host
    Check 'every database succeeded' (-not ($results | Where-Object Status -NE Succeeded))
    Check "$($sandbox.Pages) rows were created" ((Total $results Created) -eq $sandbox.Pages)

    Step 'Comparing both sides'
    $differences = @(Compare-HSDatabase)
    $differences | Out-Host
    Check 'both sides are equal' ($differences.Count -eq 0)

    Step 'Syncing again'
    $results = @(Sync-HSDatabase)
    Check "nothing was written, with $(Total $results NotionRequests) requests to Notion" (
        (Total $results Created) + (Total $results Updated) -eq 0 -and (Total $results NotionRequests) -eq 16)

    Step 'Editing three pages in Notion'
    $tasks = $sandbox.GetPages('tasks')
    $sandbox.EditPage('tasks', $tasks[0], @{ status = 'Done'; notes = 'Edited in Notion ✨'; estimated_time = 2.5 })
    $sandbox.EditPage('tasks', $tasks[1], @{ due_date = '2026-12-24'; tags = @('Urgent', 'Follow-up') })
    $sandbox.EditPage('contacts_profiles', $sandbox.GetPages('contacts_profiles')[0], @{ email = 'new.address@example.com' })

    $results = @(Sync-HSDatabase)
    $results | Where-Object { $_.Created + $_.Updated -gt 0 } | Out-Host
    Check 'only those three travelled' ((Total $results Updated) -eq 3 -and (Total $results Created) -eq 0)
    Check 'both sides are equal' (@(Compare-HSDatabase tasks, contacts_profiles).Count -eq 0)

    Step 'Editing on both sides: one record in Supabase, another in Notion, a new row'
    $sandbox.ExecuteSql("update public.tasks set notes = 'Edited in Supabase' where notion_page_id = '$($tasks[2])'")
    $sandbox.ExecuteSql("insert into public.tasks (task_name, notes) values ('Made in Supabase', 'It gets a page.')")
    $sandbox.EditPage('tasks', $tasks[3], @{ notes = 'Edited in Notion' })
    Get-HSSyncPlan tasks | Out-Host
    $both = Sync-HSDatabase tasks
    Check 'each edit came to the other side' ($both.Status -eq 'Succeeded' -and $both.Updated -eq 2 -and $both.Created -eq 1)
    Check 'both sides are equal' (@(Compare-HSDatabase tasks).Count -eq 0)

    Step 'Undoing that run'
    Undo-HSSync $both.RunId | Out-Host
    $left = @(Get-HSSyncPlan tasks)
    Check 'only the new row is still to be carried' ($left.Count -eq 1 -and $left[0].Action -eq 'Create page')
    $again = Sync-HSDatabase tasks
    Check 'it is, and both sides are equal' ($again.Created -eq 1 -and @(Compare-HSDatabase tasks).Count -eq 0)

    Step 'A conflict: the same record edited on both sides'
    $sandbox.ExecuteSql("update public.tasks set notes = 'Supabase says so' where notion_page_id = '$($tasks[4])'")
    $sandbox.EditPage('tasks', $tasks[4], @{ notes = 'Notion says so' })
    $result = Sync-HSDatabase tasks -ConflictPolicy NotionWins
    $conflict = @(Get-HSConflict tasks)
    $conflict | Out-Host
    Check 'it is listed, with what lost' ($result.Conflicts -eq 1 -and $conflict.Count -eq 1 -and $conflict[0].Fields[0].SupabaseValue -eq '"Supabase says so"')
    $conflict | Resolve-HSConflict -Keep Supabase | Out-Null
    Check 'resolved for Supabase, and both sides are equal' (-not (Get-HSConflict tasks) -and @(Compare-HSDatabase tasks).Count -eq 0)

    Step 'A delete, and back again'
    $sandbox.ExecuteSql("delete from public.tasks where notion_page_id = '$($tasks[5])'")
    $result = Sync-HSDatabase tasks
    Check 'the page went into the trash with its row' ($result.Deleted -eq 1 -and $sandbox.GetPages('tasks') -notcontains $tasks[5])
    Restore-HSRecord tasks $tasks[5] | Out-Null
    Check 'both are back, and both sides are equal' ($sandbox.GetPages('tasks') -contains $tasks[5] -and @(Compare-HSDatabase tasks).Count -eq 0)
    Get-HSSyncHistory -First 5 | Out-Host
}
finally {
    Step 'Stopping the sandbox'
    Stop-HSSandbox
}

Step ($failures -eq 0 ? 'Everything held.' : "$failures checks failed.")
exit ($failures -eq 0 ? 0 : 1)

#Requires -Version 7.6
#Requires -Modules @{ ModuleName = 'Pester'; ModuleVersion = '5.0' }

BeforeDiscovery {
    # Each of them has something to do in the sandbox as it is prepared below.
    $commands = @(
        @{ Name = 'Sync-HSDatabase'; Command = { Sync-HSDatabase tasks -WhatIf } ; Plain = { Sync-HSDatabase tasks } }
        @{ Name = 'Sync-HSDatabase -Full'; Command = { Sync-HSDatabase tasks -Full -WhatIf }; Plain = { Sync-HSDatabase tasks -Full } }
        @{ Name = 'Sync-HSDatabase one way'; Command = { Sync-HSDatabase tasks -Direction SupabaseToNotion -WhatIf }; Plain = { Sync-HSDatabase tasks -Direction SupabaseToNotion } }
        @{ Name = 'Sync-HSRecord'; Command = { Sync-HSRecord tasks -NotionPageId $tasks[0] -WhatIf }; Plain = { Sync-HSRecord tasks -NotionPageId $tasks[0] } }
        @{ Name = 'Undo-HSSync'; Command = { Undo-HSSync $run -WhatIf }; Plain = { Undo-HSSync $run } }
        @{ Name = 'Resolve-HSConflict'; Command = { Get-HSConflict | Resolve-HSConflict -Keep Supabase -WhatIf }; Plain = { Get-HSConflict | Resolve-HSConflict -Keep Supabase } }
        @{ Name = 'Restore-HSRecord'; Command = { Restore-HSRecord tasks $tasks[3] -WhatIf }; Plain = { Restore-HSRecord tasks $tasks[3] } }
        @{ Name = 'Watch-HSDatabase'; Command = { Watch-HSDatabase tasks -Every 01:00:00 -WhatIf }; Plain = { Watch-HSDatabase tasks -Every 01:00:00 -MaxCycles 1 } }
        @{ Name = 'Backup-HSDatabase'; Command = { Backup-HSDatabase tasks -Path ./never -WhatIf; Get-Item ./never -ErrorAction Ignore }; Plain = { Backup-HSDatabase tasks -Path ./never; Get-Item ./never -ErrorAction Ignore } }
        @{ Name = 'Restore-HSDatabase'; Command = { Restore-HSDatabase -Path ./saved -WhatIf }; Plain = { Restore-HSDatabase -Path ./saved } }
        @{ Name = 'Export-HSReport'; Command = { Export-HSReport ./never.html -WhatIf; Get-Item ./never.html -ErrorAction Ignore }; Plain = { Export-HSReport ./never.html; Get-Item ./never.html -ErrorAction Ignore } }
        @{ Name = 'Export-HSSchema'; Command = { Export-HSSchema Json ./never.json -WhatIf; Get-Item ./never.json -ErrorAction Ignore }; Plain = { Export-HSSchema Json ./never.json; Get-Item ./never.json -ErrorAction Ignore } }
        @{ Name = 'New-HSDatabase'; Command = { New-HSDatabase $books -Path . -WhatIf; Get-Item ./books.json -ErrorAction Ignore }; Plain = { New-HSDatabase $books -Path .; Get-Item ./books.json -ErrorAction Ignore } }
        @{ Name = 'Update-HSSchema'; Command = { Update-HSSchema tasks -Path . -WhatIf 6> $null; Get-Item ./tasks.json -ErrorAction Ignore }; Plain = { Update-HSSchema tasks -Path . 6> $null; Get-Item ./tasks.json -ErrorAction Ignore } }
        @{ Name = 'Initialize-HSNotion'; Command = { Initialize-HSNotion $parent -WhatIf; Get-Item ./.env -ErrorAction Ignore }; Plain = { Initialize-HSNotion $parent; Get-Item ./.env -ErrorAction Ignore } }
        @{ Name = 'Initialize-HSSupabase'; Command = { Initialize-HSSupabase -WhatIf }; Plain = { Initialize-HSSupabase } }
        @{ Name = 'Initialize-HSSupabase -Reset'; Command = { Initialize-HSSupabase -Reset -WhatIf }; Plain = { Initialize-HSSupabase -Reset -Force } }
        @{ Name = 'Initialize-HSSupabase -Via Script'; Command = { Initialize-HSSupabase -Via Script -OutputPath ./never -WhatIf; Get-Item ./never -ErrorAction Ignore }; Plain = { Initialize-HSSupabase -Via Script -OutputPath ./never; Get-Item ./never -ErrorAction Ignore } }
    )
}

BeforeAll {
    . "$PSScriptRoot/Sandbox.ps1"
    $place = Enter-Sandbox -Ready
    $sandbox = $place.Sandbox
    $tasks = $sandbox.GetPages('tasks')
    $books = $sandbox.CreateDatabase('Books', @{ Title = 'title' })
    $parent = $sandbox.CreatePage('Home')
    $sandbox.SetProperty('tasks', 'Budget', 'number')
    $null = Backup-HSDatabase tasks -Path ./saved

    # Behind: a conflict, and a deleted record. Ahead: an edit on each side, a new row, and a migration that is not whole.
    $sandbox.ExecuteSql("update public.tasks set notes = 'row' where notion_page_id = '$($tasks[2])'")
    $sandbox.EditPage('tasks', $tasks[2], @{ notes = 'page' })
    $sandbox.ExecuteSql("delete from public.tasks where notion_page_id = '$($tasks[3])'")
    $run = (Sync-HSDatabase tasks -ConflictPolicy NotionWins -ErrorAction Stop).RunId
    $sandbox.ExecuteSql("update public.tasks set notes = 'ahead' where notion_page_id = '$($tasks[0])'")
    $sandbox.EditPage('tasks', $tasks[1], @{ notes = 'ahead' })
    $sandbox.ExecuteSql("insert into public.tasks (task_name) values ('Ahead')")
    $sandbox.ExecuteSql('drop table public.agent_communication_patterns cascade')
    $world = Get-World $place
}

AfterAll {
    Exit-Sandbox $place
}

Describe '-WhatIf of <Name>' -ForEach $commands {
    It 'writes nothing on either side, and gives no result' {
        @(& $Command) | Should -BeNullOrEmpty
        Get-World $place | Should -BeExactly $world
    }

    It 'does the same where $WhatIfPreference asks for it' {
        $given = & { $WhatIfPreference = $true; & $Plain }
        @($given) | Should -BeNullOrEmpty
        Get-World $place | Should -BeExactly $world
    }
}

Describe 'After all that' {
    It 'the plan is still whole' {
        @(Get-HSSyncPlan tasks).Action | Sort-Object | Should -Be @('Create page', 'Update page', 'Update row')
    }

    It 'each line of -WhatIf names the record, what would be done, and why' {
        $said = Invoke-FreshPwsh "Import-Module '$(Get-BuiltManifest)'; Sync-HSDatabase tasks -WhatIf"
        @($said | Where-Object { $_ -match '^What if: .*Update page \(notes\): The row was edited' }).Count | Should -Be 1
        @($said | Where-Object { $_ -match '^What if: .*Update row \(notes\)' }).Count | Should -Be 1
        @($said | Where-Object { $_ -match '^What if: .*Create page.*tasks / Ahead' }).Count | Should -Be 1
        @($said | Where-Object { $_ -match 'What if' }).Count | Should -Be 3
    }

    It '-WhatIf:$false and -Confirm:$false carry it out' {
        @(Initialize-HSSupabase -Confirm:$false | Where-Object Applied).Count | Should -BeGreaterThan 0
        $result = & { $WhatIfPreference = $true; Sync-HSDatabase tasks -WhatIf:$false -Confirm:$false }
        $result.Status | Should -Be 'Succeeded'
        $result.Updated | Should -Be 2
        $result.Created | Should -Be 1
        @(Get-HSSyncPlan tasks) | Should -BeNullOrEmpty
        Get-World $place | Should -Not -BeExactly $world
    }
}

#Requires -Version 7.6
#Requires -Modules @{ ModuleName = 'Pester'; ModuleVersion = '5.0' }

BeforeAll {
    . "$PSScriptRoot/Sandbox.ps1"
    $place = Enter-Sandbox -Ready
    $sandbox = $place.Sandbox
    $tasks = $sandbox.GetPages('tasks')
}

AfterAll {
    Exit-Sandbox $place
}

Describe 'Databases in a pipeline' {
    It 'are found by wildcards, and by title and model' {
        (Get-HSDatabase contacts*).Name | Should -Be 'contacts_profiles'
        @(Get-HSDatabase a*).Name | Should -Contain 'agents'
        $tasksByTitle = Get-HSDatabase (Get-HSDatabase tasks).Title
        $tasksByTitle.Name | Should -Be 'tasks'
        (Get-HSDatabase (Get-HSDatabase tasks).Model).Name | Should -Contain 'tasks'
    }

    It 'are synced as objects, as text, and by the property of another object' {
        (Get-HSDatabase contacts* | Sync-HSDatabase).Database | Should -Be 'contacts_profiles'
        ('tasks' | Sync-HSDatabase).Database | Should -Be 'tasks'
        ([pscustomobject]@{ Name = 'agents' } | Sync-HSDatabase).Database | Should -Be 'agents'
        ([pscustomobject]@{ Database = 'agents' } | Sync-HSDatabase).Database | Should -Be 'agents'
    }

    It 'are synced once each, however often they are named' {
        @('tasks', 'tasks', 'task*' | Sync-HSDatabase).Count | Should -Be 1
    }

    It 'are none where the pipeline gives none' {
        $requests = $sandbox.NotionRequests
        @(Get-HSDatabase nothing* | Sync-HSDatabase) | Should -BeNullOrEmpty
        @(Get-HSDatabase nothing* | Compare-HSDatabase) | Should -BeNullOrEmpty
        @(@() | Get-HSSyncPlan) | Should -BeNullOrEmpty
        @(@() | Test-HSNotionApi) | Should -BeNullOrEmpty
        $sandbox.NotionRequests | Should -Be $requests
    }
}

Describe 'Results in a pipeline' {
    It 'are filtered, chosen from and sorted' {
        $rows = @(Get-HSDatabase | Sync-HSDatabase | Where-Object Status -EQ Succeeded | Select-Object Database, Status, Created | Sort-Object Database)
        $rows.Count | Should -Be 16
        $rows.Database | Should -Be @((Get-HSDatabase).Name | Sort-Object)
        ($rows | Measure-Object Created -Sum).Sum | Should -Be 0
    }

    It 'become JSON and come back' {
        $back = Sync-HSDatabase tasks, agents | Sort-Object Database | ConvertTo-Json -EnumsAsStrings | ConvertFrom-Json
        $back.Database | Should -Be @('agents', 'tasks')
        $back.Status | Should -Be @('Succeeded', 'Succeeded')
        $back[0].RunId | Should -Be $back[1].RunId
    }

    It 'become CSV and come back' {
        $file = Join-Path $TestDrive 'results.csv'
        Sync-HSDatabase tasks, agents | Export-Csv $file
        $back = @(Import-Csv $file | Sort-Object Database)
        $back.Database | Should -Be @('agents', 'tasks')
        $back.Status | Should -Be @('Succeeded', 'Succeeded')
        $back[0].Created | Should -Be '0'
        $back[0].PSObject.Properties.Name | Should -Contain 'NotionRequests'
    }

    It 'are counted and grouped by the values of their enumerations' {
        $groups = @(Sync-HSDatabase | Group-Object Status)
        $groups.Count | Should -Be 1
        $groups[0].Name | Should -Be 'Succeeded'
        $groups[0].Count | Should -Be 16
    }
}

Describe 'What one command gives, the next one takes' {
    BeforeAll {
        # An edit that travels, an edit that Notion refuses, and a conflict.
        $sandbox.ExecuteSql("update public.tasks set notes = 'travels' where notion_page_id = '$($tasks[0])'")
        $sandbox.ExecuteSql("update public.tasks set priority = 'one, two' where notion_page_id = '$($tasks[1])'")
        $sandbox.ExecuteSql("update public.tasks set notes = 'row' where notion_page_id = '$($tasks[2])'")
        $sandbox.EditPage('tasks', $tasks[2], @{ notes = 'page' })
        $null = Sync-HSDatabase tasks -ConflictPolicy NotionWins -ErrorAction SilentlyContinue
    }

    It 'a run is looked into' {
        @(Get-HSSyncHistory -First 1 | Get-HSSyncHistory | Where-Object NotionPageId -EQ $tasks[0]).Count | Should -Be 1
    }

    It 'a run is undone' {
        # What -WhatIf says goes to the host alone, so it is heard in a PowerShell of its own.
        $said = Invoke-FreshPwsh "Import-Module '$(Get-BuiltManifest)'; Get-HSSyncHistory -First 1 | Undo-HSSync -WhatIf"
        "$said" | Should -Match 'Put back: Update in Notion \(notes\)'
    }

    It 'the result of a sync is looked into and undone' {
        $said = Invoke-FreshPwsh "Import-Module '$(Get-BuiltManifest)'; Sync-HSDatabase tasks -ErrorAction SilentlyContinue | Get-HSSyncHistory"
        "$said" | Should -Not -Match 'cannot be bound'
        { Sync-HSDatabase tasks -ErrorAction SilentlyContinue | Undo-HSSync -WhatIf } | Should -Not -Throw
    }

    It 'a record that could not be synced is tried again by itself' {
        $failure = @(Get-HSSyncFailure)
        $failure.Count | Should -Be 1
        $failure[0].NotionPageId | Should -Be $tasks[1]
        $said = Invoke-FreshPwsh "Import-Module '$(Get-BuiltManifest)'; Get-HSSyncFailure | Sync-HSRecord -WhatIf"
        "$said" | Should -Match 'Update page \(priority\)'
    }

    It 'and is no failure any more once it was mended' {
        $sandbox.ExecuteSql("update public.tasks set priority = 'Mended' where notion_page_id = '$($tasks[1])'")
        (Get-HSSyncFailure | Sync-HSRecord).Status | Should -Be 'Succeeded'
        @(Get-HSSyncFailure) | Should -BeNullOrEmpty
    }

    It 'a conflict is resolved' {
        (Get-HSConflict | Resolve-HSConflict -Keep Supabase).Status | Should -Be 'Succeeded'
        @(Compare-HSDatabase tasks) | Should -BeNullOrEmpty
    }

    It 'a planned change is carried out by itself' {
        $sandbox.EditPage('tasks', $tasks[3], @{ notes = 'planned' })
        (Get-HSSyncPlan tasks | Sync-HSRecord).Updated | Should -Be 1
        @(Get-HSSyncPlan tasks) | Should -BeNullOrEmpty
    }

    It 'a deleted record is brought back by what its run tells' {
        $sandbox.ExecuteSql("delete from public.tasks where notion_page_id = '$($tasks[4])'")
        $run = Sync-HSDatabase tasks
        $run.Deleted | Should -Be 1
        $delete = $run | Get-HSSyncHistory | Where-Object Action -EQ 'Delete'
        (Restore-HSRecord $delete.Database $delete.NotionPageId).Status | Should -Be 'Succeeded'
        $sandbox.GetPages('tasks') | Should -Contain $tasks[4]
    }

    It 'a sandbox is stopped' {
        $second = Start-HSSandbox -Empty -NoEnvironment
        $second.Pages | Should -Be 0
        { $second | Stop-HSSandbox } | Should -Not -Throw
        Test-HSSupabaseApi tasks | Should -BeTrue
    }
}

Describe 'Tables of 100 columns' {
    It 'show every column of the view of <Name>' -ForEach @(
        @{ Name = 'HSDatabase'; Give = { Get-HSDatabase } }
        @{ Name = 'HSSyncResult'; Give = { Sync-HSDatabase tasks, agents } }
        @{ Name = 'HSSyncRun'; Give = { Get-HSSyncHistory } }
        @{ Name = 'HSChange'; Give = { Get-HSSyncHistory | ForEach-Object { Get-HSSyncHistory $_.RunId } | Select-Object -First 5 } }
        @{ Name = 'HSConflict'; Give = { Get-HSConflict -All } }
        @{ Name = 'HSCheck'; Give = { Test-HSNotionApi tasks -Detailed } }
        @{ Name = 'HSSchemaFinding'; Give = { $sandbox.SetProperty('tasks', 'Seen', 'number'); Test-HSSchema tasks } }
        @{ Name = 'HSSetting'; Give = { Get-HSConfiguration } }
        @{ Name = 'HSMigration'; Give = { Initialize-HSSupabase } }
        @{ Name = 'HSSandbox'; Give = { $sandbox } }
        @{ Name = 'HSPlannedChange'; Give = { $sandbox.EditPage('tasks', $tasks[5], @{ notes = 'seen' }); Get-HSSyncPlan tasks } }
        @{ Name = 'HSDifference'; Give = { $sandbox.EditPage('tasks', $tasks[5], @{ notes = 'seen' }); Compare-HSDatabase tasks } }
    ) {
        $objects = @(& $Give)
        $objects.Count | Should -BeGreaterThan 0
        $type = $objects[0].PSObject.TypeNames[0]
        $type | Should -BeLike "*.$Name"
        $view = Get-FormatData -TypeName $type
        $labels = $view.FormatViewDefinition[0].Control.Headers.Label | Where-Object { $_ }
        $lines = @($objects | Format-Table | Out-String -Width 100) -split '\r?\n'
        foreach ($line in $lines) { ($line -replace '\x1b\[[0-9;]*m').TrimEnd().Length | Should -BeLessOrEqual 100 }
        $header = $lines | Where-Object { $_.Trim() } | Select-Object -First 1
        foreach ($label in $labels) { $header | Should -Match ([regex]::Escape($label)) }
    }
}

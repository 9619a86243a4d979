#Requires -Version 7.6
#Requires -Modules @{ ModuleName = 'Pester'; ModuleVersion = '5.0' }

# One story: each step begins where the one before it ended.

BeforeAll {
    . "$PSScriptRoot/Sandbox.ps1"
    $place = Enter-Sandbox
    $sandbox = $place.Sandbox
    $tasks = $sandbox.GetPages('tasks')
    $story = @{}

    function Measure-Result([object[]] $Results, [string] $Property) {
        ($Results | Measure-Object -Property $Property -Sum).Sum
    }
}

AfterAll {
    Exit-Sandbox $place
}

Describe 'The story of two sides that become equal and stay so' {
    It 'begins with a sandbox of 16 databases, to which the settings of this process lead' {
        $sandbox.Databases | Should -Be 16
        $sandbox.Pages | Should -BeGreaterOrEqual 1000
        $env:SUPABASE_URL | Should -Be $place.Settings['SUPABASE_URL']
        @(Get-HSDatabase | Where-Object IsConfigured).Count | Should -Be 16
    }

    It 'sets Supabase up' {
        @(Initialize-HSSupabase -ErrorAction Stop | Where-Object Applied).Count | Should -BeGreaterThan 0
    }

    It 'changes nothing when it is set up a second time' {
        $migrations = @(Initialize-HSSupabase -ErrorAction Stop)
        $migrations.Count | Should -BeGreaterThan 0
        @($migrations | Where-Object Applied) | Should -BeNullOrEmpty
    }

    It 'checks both services, as one truth value and one by one' {
        Test-HSNotionApi | Should -BeTrue
        Test-HSSupabaseApi | Should -BeTrue
        $notion = @(Test-HSNotionApi -Detailed)
        @($notion | Where-Object Passed -NE $true) | Should -BeNullOrEmpty
        $notion.Name | Sort-Object | Should -Be (@((Get-HSDatabase).Name) + 'Token', 'Clock', 'Budget', 'Insert', 'Update' | Sort-Object)
        $supabase = @(Test-HSSupabaseApi -Detailed)
        @($supabase | Where-Object Passed -NE $true) | Should -BeNullOrEmpty
        $supabase.Name | Sort-Object | Should -Be (@((Get-HSDatabase).Name) + 'Functions', 'Clock' | Sort-Object)
    }

    It 'plans every page as a row to be made' {
        @(Get-HSSyncPlan | Where-Object Action -EQ 'Create row').Count | Should -Be $sandbox.Pages
    }

    It 'makes them with the first sync, one result for each database' {
        $results = @(Sync-HSDatabase)
        $results.Count | Should -Be 16
        @($results | Where-Object Status -NE 'Succeeded') | Should -BeNullOrEmpty
        Measure-Result $results Created | Should -Be $sandbox.Pages
    }

    It 'leaves both sides equal' {
        @(Compare-HSDatabase) | Should -BeNullOrEmpty
    }

    It 'writes nothing the second time, with one request to Notion for each database' {
        $results = @(Sync-HSDatabase)
        (Measure-Result $results Created) + (Measure-Result $results Updated) + (Measure-Result $results Deleted) | Should -Be 0
        Measure-Result $results NotionRequests | Should -Be 16
    }

    It 'shows what was edited in Notion, field by field' {
        $sandbox.EditPage('tasks', $tasks[0], @{ notes = 'Edited in Notion ✨'; estimated_time = 1234.25 })
        @(Compare-HSDatabase tasks).Field | Sort-Object | Should -Be @('estimated_time', 'notes')
        @(Compare-HSDatabase tasks | Where-Object Field -EQ 'notes').NotionValue | Should -Be 'Edited in Notion ✨'
    }

    It 'carries only that' {
        $results = @(Sync-HSDatabase)
        Measure-Result $results Updated | Should -Be 1
        Measure-Result $results Created | Should -Be 0
        $row = Get-RowText $place 'tasks' "notion_page_id=eq.$($tasks[0])" | ConvertFrom-Json
        $row.notes | Should -BeExactly 'Edited in Notion ✨'
        $row.estimated_time | Should -Be 1234.25
    }

    It 'plans edits of both sides, each with its direction and its reason' {
        $sandbox.ExecuteSql("update public.tasks set notes = 'Edited in Supabase' where notion_page_id = '$($tasks[2])'")
        $sandbox.ExecuteSql("insert into public.tasks (task_name, notes) values ('Made in Supabase', 'It gets a page.')")
        $sandbox.EditPage('tasks', $tasks[3], @{ notes = 'Edited in Notion' })
        $plan = @(Get-HSSyncPlan tasks)
        $plan.Action | Sort-Object | Should -Be @('Create page', 'Update page', 'Update row')
        @($plan | Where-Object { -not $_.Reason }) | Should -BeNullOrEmpty
        ($plan | Where-Object Action -EQ 'Update page').NotionPageId | Should -Be $tasks[2]
    }

    It 'carries them both ways in one run' {
        $result = Sync-HSDatabase tasks
        $result.Status | Should -Be 'Succeeded'
        $result.Updated | Should -Be 2
        $result.Created | Should -Be 1
        Get-PageText $place 'tasks' | Should -Match 'Edited in Supabase'
        @(Compare-HSDatabase tasks) | Should -BeNullOrEmpty
        $story.Run = $result.RunId
    }

    It 'has that run in its history, with every change' {
        (Get-HSSyncHistory -First 1).RunId | Should -Be $story.Run
        $changes = @(Get-HSSyncHistory $story.Run)
        @($changes | Where-Object Side -EQ 'Notion').Count | Should -BeGreaterOrEqual 2
        @($changes | Where-Object Side -EQ 'Supabase').Count | Should -BeGreaterOrEqual 1
        ($changes | Where-Object NotionPageId -EQ $tasks[3]).After | Should -Match 'Edited in Notion'
    }

    It 'undoes that run on both sides' {
        @(Undo-HSSync $story.Run).Count | Should -BeGreaterOrEqual 3
        (Get-RowText $place 'tasks' "notion_page_id=eq.$($tasks[3])" | ConvertFrom-Json).notes | Should -Not -Be 'Edited in Notion'
        $pages = Get-PageText $place 'tasks'
        $pages | Should -Not -Match 'Edited in Supabase'
        $pages | Should -Not -Match 'Made in Supabase'
    }

    It 'makes the page of the new row again, because its row is still there' {
        @(Get-HSSyncPlan tasks).Action | Should -Be 'Create page'
        (Sync-HSDatabase tasks).Created | Should -Be 1
        @(Compare-HSDatabase tasks) | Should -BeNullOrEmpty
    }

    It 'tells of a conflict, with what each side had and who has won' {
        $sandbox.ExecuteSql("update public.tasks set notes = 'Supabase says so' where notion_page_id = '$($tasks[4])'")
        $sandbox.EditPage('tasks', $tasks[4], @{ notes = 'Notion says so' })
        (Sync-HSDatabase tasks -ConflictPolicy NotionWins).Conflicts | Should -Be 1
        $conflict = @(Get-HSConflict tasks)
        $conflict.Count | Should -Be 1
        $conflict[0].Winner | Should -Be 'Notion'
        $conflict[0].NotionPageId | Should -Be $tasks[4]
        $conflict[0].Fields[0].SupabaseValue | Should -Be '"Supabase says so"'
        $conflict[0].Fields[0].NotionValue | Should -Be '"Notion says so"'
    }

    It 'puts in place what has lost, on both sides' {
        (Get-HSConflict tasks | Resolve-HSConflict -Keep Supabase).Status | Should -Be 'Succeeded'
        @(Get-HSConflict tasks) | Should -BeNullOrEmpty
        (Get-HSConflict tasks -All).Kept | Should -Be 'Supabase'
        Get-PageText $place 'tasks' | Should -Match 'Supabase says so'
        @(Compare-HSDatabase tasks) | Should -BeNullOrEmpty
    }

    It 'leaves both as they are where a person is to decide' {
        $sandbox.ExecuteSql("update public.tasks set notes = 'One' where notion_page_id = '$($tasks[6])'")
        $sandbox.EditPage('tasks', $tasks[6], @{ notes = 'Other' })
        (Sync-HSDatabase tasks -ConflictPolicy Manual).Conflicts | Should -Be 1
        @(Compare-HSDatabase tasks).Field | Should -Be 'notes'
        (Get-HSConflict tasks).Winner | Should -BeNullOrEmpty
        $null = Get-HSConflict tasks | Resolve-HSConflict -Keep Notion
        @(Compare-HSDatabase tasks) | Should -BeNullOrEmpty
    }

    It 'takes a page into the trash with its row' {
        $sandbox.ExecuteSql("delete from public.tasks where notion_page_id = '$($tasks[5])'")
        (Sync-HSDatabase tasks).Deleted | Should -Be 1
        $sandbox.GetPages('tasks') | Should -Not -Contain $tasks[5]
    }

    It 'brings both back' {
        (Restore-HSRecord tasks $tasks[5]).Status | Should -Be 'Succeeded'
        $sandbox.GetPages('tasks') | Should -Contain $tasks[5]
        Get-RowText $place 'tasks' "notion_page_id=eq.$($tasks[5])" | Should -Match "$($tasks[5])"
        @(Compare-HSDatabase tasks) | Should -BeNullOrEmpty
    }

    It 'deletes none where more would be deleted than the limit allows' {
        $sandbox.ExecuteSql('delete from public.tasks')
        $result = Sync-HSDatabase tasks -ErrorAction SilentlyContinue -ErrorVariable halted
        $result.Status | Should -Be 'Halted'
        $result.Deleted | Should -Be 0
        $halted[0].FullyQualifiedErrorId | Should -BeLike 'DeletesHalted,*'
        @($sandbox.GetPages('tasks')).Count | Should -BeGreaterOrEqual $tasks.Count
    }

    It 'ends with the sandbox, and its settings with it' {
        Stop-HSSandbox
        $env:SUPABASE_API_KEY | Should -BeNullOrEmpty
        $env:NOTION_API_TOKEN | Should -BeNullOrEmpty
        @(Get-HSDatabase | Where-Object IsConfigured) | Should -BeNullOrEmpty
    }
}

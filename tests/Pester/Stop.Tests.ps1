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

Describe 'Ctrl+C' {
    AfterEach { Reset-Setting $place }

    It 'ends a run that waits for its turn at Notion' {
        # Two requests in a minute, and more are needed: the run waits for its window, and is stopped there.
        $env:NOTION_REQUESTS_PER_MINUTE = '2'
        $before = $sandbox.NotionRequests
        $shell = New-Shell 'Sync-HSDatabase tasks -Full'
        $running = $shell.BeginInvoke()
        Wait-Until { $sandbox.NotionRequests -ge $before + 2 } | Should -BeTrue
        $running.IsCompleted | Should -BeFalse
        $shell.BeginStop($null, $null).AsyncWaitHandle.WaitOne([timespan]::FromSeconds(20)) | Should -BeTrue
        $shell.InvocationStateInfo.State | Should -Be 'Stopped'
        $shell.Dispose()
    }

    It 'leaves nothing held, so that the next run begins at once and finishes the work' {
        $env:NOTION_REQUESTS_PER_MINUTE = '3'
        foreach ($page in $tasks[10..14]) {
            $sandbox.ExecuteSql("update public.tasks set notes = 'stopped half-way' where notion_page_id = '$page'")
        }

        $before = $sandbox.NotionRequests
        $shell = New-Shell 'Sync-HSDatabase tasks'
        $null = $shell.BeginInvoke()
        Wait-Until { $sandbox.NotionRequests -ge $before + 3 } | Should -BeTrue
        $shell.BeginStop($null, $null).AsyncWaitHandle.WaitOne([timespan]::FromSeconds(20)) | Should -BeTrue
        $shell.Dispose()

        Reset-Setting $place
        @(Compare-HSDatabase tasks -ErrorAction Stop).Count | Should -BeGreaterThan 0
        (Sync-HSDatabase tasks -ErrorAction Stop).Status | Should -Be 'Succeeded'
        @(Compare-HSDatabase tasks) | Should -BeNullOrEmpty
        ([regex]::Matches((Get-PageText $place 'tasks'), '"plain_text":"stopped half-way"')).Count | Should -Be 5
    }
}

Describe 'A stop further down the pipeline' {
    It 'ends the run with Select-Object -First' {
        @(Sync-HSDatabase -Full | Select-Object -First 1).Count | Should -Be 1
        @(Sync-HSDatabase -ErrorAction Stop | Where-Object Status -NE 'Succeeded') | Should -BeNullOrEmpty
    }

    It 'ends it with break' {
        $seen = @(foreach ($once in 1) { Sync-HSDatabase -Full | ForEach-Object { $_; break } })
        $seen.Count | Should -Be 1
        @(Sync-HSDatabase -ErrorAction Stop | Where-Object Status -NE 'Succeeded') | Should -BeNullOrEmpty
    }

    It 'ends it with an exception, which is the one that is seen' {
        (Get-EndingError { Sync-HSDatabase -Full | ForEach-Object { throw 'enough' } }).Exception.Message | Should -Be 'enough'
        @(Sync-HSDatabase -ErrorAction Stop | Where-Object Status -NE 'Succeeded') | Should -BeNullOrEmpty
    }
}

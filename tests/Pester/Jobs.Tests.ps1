#Requires -Version 7.6
#Requires -Modules @{ ModuleName = 'Pester'; ModuleVersion = '5.0' }

BeforeDiscovery {
    $hasThreadJobs = [bool](Get-Command Start-ThreadJob -ErrorAction Ignore)
}

BeforeAll {
    . "$PSScriptRoot/Sandbox.ps1"
    $place = Enter-Sandbox -Ready
    $sandbox = $place.Sandbox
    $manifest = Get-BuiltManifest
    $folder = (Get-Location).Path
}

AfterAll {
    Exit-Sandbox $place
}

Describe 'Jobs' {
    It 'a job of another process syncs, and its results come back' {
        $job = Start-Job { Set-Location $using:folder; Import-Module $using:manifest; Sync-HSDatabase agents }
        $result = $job | Receive-Job -Wait -AutoRemoveJob -ErrorAction Stop
        "$($result.Database) $($result.Status)" | Should -Be 'agents Succeeded'
        $result.RunId | Should -Be (Get-HSSyncHistory -First 1).RunId
    }

    It 'a job of a thread syncs' -Skip:(-not $hasThreadJobs) {
        $job = Start-ThreadJob { Set-Location $using:folder; Import-Module $using:manifest; Sync-HSDatabase agents }
        $result = $job | Receive-Job -Wait -AutoRemoveJob -ErrorAction Stop
        $result.Status | Should -Be 'Succeeded'
    }

    It 'the error of a job keeps its id' {
        $job = Start-Job { Set-Location $using:folder; Import-Module $using:manifest; Get-HSDatabase taks }
        $ended = Get-EndingError { $job | Receive-Job -Wait -AutoRemoveJob -ErrorAction Stop }
        $ended.FullyQualifiedErrorId | Should -BeLike 'DatabaseUnknown,*'
    }
}

Describe 'ForEach-Object -Parallel' {
    It 'syncs other databases at once' {
        $databases = 'agents', 'tasks', 'contacts_profiles', 'use_cases'
        $results = @($databases | ForEach-Object -ThrottleLimit 4 -Parallel {
                Set-Location $using:folder
                Import-Module $using:manifest
                Sync-HSDatabase $_ -Full
            })
        @($results | Where-Object Status -NE 'Succeeded') | Should -BeNullOrEmpty
        $results.Database | Sort-Object | Should -Be @($databases | Sort-Object)
        @($results.RunId | Select-Object -Unique).Count | Should -Be 4
    }

    It 'hears the verbose story of each' {
        $told = @('agents', 'use_cases' | ForEach-Object -ThrottleLimit 2 -Parallel {
                Set-Location $using:folder
                Import-Module $using:manifest
                Sync-HSDatabase $_ -Full -Verbose 4>&1
            } | Where-Object { $_ -is [System.Management.Automation.VerboseRecord] } | ForEach-Object Message)
        @($told -match '^agents: \d+ pages read').Count | Should -BeGreaterThan 0
        @($told -match '^use_cases: \d+ pages read').Count | Should -BeGreaterThan 0
    }
}

Describe 'Two runs at once on the same database' {
    BeforeAll {
        # The first one waits for its window at Notion, and holds the database meanwhile.
        $env:NOTION_REQUESTS_PER_MINUTE = '2'
        $before = $sandbox.NotionRequests
        $first = New-Shell 'Sync-HSDatabase tasks -Full'
        $running = $first.BeginInvoke()
        $isUnderWay = Wait-Until { $sandbox.NotionRequests -ge $before + 2 }
        Reset-Setting $place
    }

    AfterAll {
        $first.Stop()
        $first.Dispose()
    }

    It 'the second does nothing, and says who holds it' {
        $isUnderWay | Should -BeTrue
        $result = Sync-HSDatabase tasks -ErrorAction SilentlyContinue -ErrorVariable held
        $running.IsCompleted | Should -BeFalse
        $result.Status | Should -Be 'Skipped'
        $result.ErrorId | Should -Be 'LeaseHeld'
        $held[0].FullyQualifiedErrorId | Should -BeLike 'LeaseHeld,*'
        $held[0].CategoryInfo.Category | Should -Be 'ResourceBusy'
        "$($held[0])" | Should -Match ([regex]::Escape([System.Environment]::MachineName))
        $held[0].ErrorDetails.RecommendedAction | Should -Not -BeNullOrEmpty
    }

    It 'other databases are not held' {
        (Sync-HSDatabase agents -ErrorAction Stop).Status | Should -Be 'Succeeded'
    }

    It 'once the first is stopped, the database is free' {
        $first.BeginStop($null, $null).AsyncWaitHandle.WaitOne([timespan]::FromSeconds(20)) | Should -BeTrue
        (Sync-HSDatabase tasks -ErrorAction Stop).Status | Should -Be 'Succeeded'
        @(Compare-HSDatabase tasks) | Should -BeNullOrEmpty
    }
}

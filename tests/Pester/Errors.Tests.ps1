#Requires -Version 7.6
#Requires -Modules @{ ModuleName = 'Pester'; ModuleVersion = '5.0' }

BeforeAll {
    . "$PSScriptRoot/Sandbox.ps1"
    $place = Enter-Sandbox -Ready
    $sandbox = $place.Sandbox
    $nowhere = '1f0c2d3e4b5a69788796a5b4c3d2e1f0'
}

AfterAll {
    Exit-Sandbox $place
}

Describe 'An error of one database of several' {
    BeforeAll { $env:NOTION_TASKS_DB = $nowhere }
    AfterAll { Reset-Setting $place }

    It 'leaves the others alone, with -ErrorAction Continue' {
        $all = @(Sync-HSDatabase tasks, agents -ErrorAction Continue 2>&1)
        $errors = @($all | Where-Object { $_ -is [System.Management.Automation.ErrorRecord] })
        $results = @($all | Where-Object { $_ -isnot [System.Management.Automation.ErrorRecord] } | Sort-Object Database)
        $errors.Count | Should -Be 1
        $results.Database | Should -Be @('agents', 'tasks')
        $results.Status | Should -Be @('Succeeded', 'Failed')
    }

    It 'is silent and remembered, with -ErrorAction SilentlyContinue' {
        $Error.Clear()
        $all = @(Sync-HSDatabase tasks, agents -ErrorAction SilentlyContinue -ErrorVariable kept 2>&1)
        $all.Count | Should -Be 2
        $kept.Count | Should -Be 1
        @($Error | Where-Object FullyQualifiedErrorId -Like 'NotionNotShared,*').Count | Should -Be 1
    }

    It 'is silent and forgotten, with -ErrorAction Ignore' {
        $Error.Clear()
        @(Sync-HSDatabase tasks, agents -ErrorAction Ignore 2>&1).Count | Should -Be 2
        @($Error | Where-Object FullyQualifiedErrorId -Like 'NotionNotShared,*') | Should -BeNullOrEmpty
    }

    It 'ends the command, with -ErrorAction Stop' {
        (Get-EndingError { Sync-HSDatabase tasks, agents -ErrorAction Stop }).FullyQualifiedErrorId |
            Should -Be 'NotionNotShared,HigherSelf.Sync.Commands.SyncHSDatabaseCommand'
    }

    It 'leaves nothing held when it has ended the command' {
        Reset-Setting $place
        (Sync-HSDatabase tasks -ErrorAction Stop).Status | Should -Be 'Succeeded'
        $env:NOTION_TASKS_DB = $nowhere
    }

    It 'has an id, a category, the database as its target, and the next step' {
        $null = Sync-HSDatabase tasks -ErrorAction SilentlyContinue -ErrorVariable kept
        $kept[0].FullyQualifiedErrorId | Should -Be 'NotionNotShared,HigherSelf.Sync.Commands.SyncHSDatabaseCommand'
        $kept[0].CategoryInfo.Category | Should -Be 'ObjectNotFound'
        $kept[0].TargetObject | Should -Be 'tasks'
        $kept[0].ErrorDetails.RecommendedAction | Should -Match 'Connections'
        "$($kept[0])" | Should -Match 'tasks'
    }

    It 'is in the result, too' {
        $result = Sync-HSDatabase tasks -ErrorAction SilentlyContinue
        $result.ErrorId | Should -Be 'NotionNotShared'
        $result.Error | Should -Not -BeNullOrEmpty
        $result.NextStep | Should -Match 'Connections'
    }

    It 'is a warning of the check, and false' {
        Test-HSNotionApi tasks -WarningAction SilentlyContinue -WarningVariable warned | Should -BeFalse
        "$warned" | Should -Match 'Connections'
        (Test-HSNotionApi tasks -Detailed | Where-Object Passed -EQ $false).ErrorId | Should -Contain 'NotionNotShared'
    }
}

Describe 'An error of <Setting>' -ForEach @(
    @{ Setting = 'a wrong token'; Name = 'NOTION_API_TOKEN'; Value = 'ntn_wrong_000000000000000000'; Id = 'NotionUnauthorized'; Category = 'AuthenticationError' }
    @{ Setting = 'a wrong key'; Name = 'SUPABASE_API_KEY'; Value = 'sb_secret_wrong_0000000000000'; Id = 'SupabaseUnauthorized'; Category = 'AuthenticationError' }
    @{ Setting = 'a URL without TLS'; Name = 'SUPABASE_URL'; Value = 'http://example.com'; Id = 'ConfigurationInvalid'; Category = 'InvalidArgument' }
    @{ Setting = 'an id that is none'; Name = 'NOTION_TASKS_DB'; Value = 'not an id'; Id = 'DatabaseIdInvalid'; Category = 'InvalidArgument' }
    @{ Setting = 'a level that there is not'; Name = 'LOG_LEVEL'; Value = 'loud'; Id = 'ConfigurationInvalid'; Category = 'InvalidArgument' }
) {
    BeforeAll { Set-Item "Env:$Name" $Value }
    AfterAll {
        Remove-Item "Env:$Name"
        Reset-Setting $place
    }

    It 'ends the command whatever -ErrorAction says, with its id, its category and the next step' {
        foreach ($action in 'Continue', 'SilentlyContinue', 'Stop') {
            $ended = Get-EndingError { Sync-HSDatabase tasks -ErrorAction $action }
            $ended.FullyQualifiedErrorId | Should -Be "$Id,HigherSelf.Sync.Commands.SyncHSDatabaseCommand"
            $ended.CategoryInfo.Category | Should -Be $Category
            $ended.ErrorDetails.RecommendedAction | Should -Not -BeNullOrEmpty
        }
    }

    It 'tells no secret, in whatever form it is shown' {
        $ended = Get-EndingError { Sync-HSDatabase tasks -Verbose -Debug 4>$null 5>$null }
        $shown = @($ended | Format-List * -Force | Out-String; $ended | ConvertTo-Json -Depth 3 -WarningAction SilentlyContinue; Get-Error -InputObject $ended | Out-String) -join "`n"
        foreach ($secret in $env:NOTION_API_TOKEN, $env:SUPABASE_API_KEY, $env:SUPABASE_DB_URL) {
            $shown.Contains($secret) | Should -BeFalse
        }
    }
}

Describe 'Errors of what was typed' {
    It 'an unknown database is refused with those that there are' {
        $ended = Get-EndingError { Sync-HSDatabase taks }
        $ended.FullyQualifiedErrorId | Should -Be 'DatabaseUnknown,HigherSelf.Sync.Commands.SyncHSDatabaseCommand'
        $ended.CategoryInfo.Category | Should -Be 'ObjectNotFound'
        $ended.TargetObject | Should -Be 'taks'
        "$ended" | Should -Match 'tasks'
    }

    It 'an unknown record is refused' {
        (Get-EndingError { Restore-HSRecord tasks ([guid]::NewGuid()) }).FullyQualifiedErrorId |
            Should -Be 'RecordUnknown,HigherSelf.Sync.Commands.RestoreHSRecordCommand'
    }

    It 'a file of settings that is not there is refused by its name' {
        $ended = Get-EndingError { Get-HSDatabase -EnvFile (Join-Path $TestDrive 'none.env') }
        $ended.FullyQualifiedErrorId | Should -BeLike 'ConfigurationInvalid,*'
        "$ended" | Should -Match 'none\.env'
    }

    It '-Since and -Full exclude each other' {
        (Get-EndingError { Sync-HSDatabase -Full -Since 2026-01-01 }).FullyQualifiedErrorId | Should -BeLike 'AmbiguousParameterSet,*'
    }

    It 'a number out of its range is refused before anything is asked' {
        $requests = $sandbox.NotionRequests
        (Get-EndingError { Sync-HSDatabase -MaxDeletePercent 101 }).FullyQualifiedErrorId | Should -BeLike 'ParameterArgumentValidationError,*'
        $sandbox.NotionRequests | Should -Be $requests
    }
}

Describe 'Missing settings' {
    BeforeAll { $hidden = Hide-Setting }
    AfterAll { Restore-Setting $hidden }

    It 'are named by one error, all of them' {
        $ended = Get-EndingError { Sync-HSDatabase }
        $ended.FullyQualifiedErrorId | Should -Be 'ConfigurationMissing,HigherSelf.Sync.Commands.SyncHSDatabaseCommand'
        $ended.CategoryInfo.Category | Should -Be 'ObjectNotFound'
        foreach ($name in 'NOTION_API_TOKEN', 'SUPABASE_URL', 'SUPABASE_API_KEY', 'NOTION_TASKS_DB') {
            "$ended" | Should -Match $name
        }

        $ended.ErrorDetails.RecommendedAction | Should -Not -BeNullOrEmpty
    }

    It 'come from a file that is named, too' {
        $lines = foreach ($setting in $place.Settings.GetEnumerator()) { "$($setting.Key)=$($setting.Value)" }
        $file = Join-Path $TestDrive 'sandbox.env'
        Set-Content $file $lines
        (Sync-HSDatabase tasks -EnvFile $file -ErrorAction Stop).Status | Should -Be 'Succeeded'
        $key = Get-HSConfiguration SUPABASE_API_KEY -EnvFile $file
        $key.Value | Should -Be '***'
        $key.Source | Should -Be $file
    }
}

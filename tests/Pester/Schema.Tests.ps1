#Requires -Version 7.6
#Requires -Modules @{ ModuleName = 'Pester'; ModuleVersion = '5.0' }

# One story: each step begins where the one before it ended.

BeforeAll {
    . "$PSScriptRoot/Sandbox.ps1"
    $place = Enter-Sandbox -Ready
    $sandbox = $place.Sandbox
    $page = $sandbox.GetPages('tasks')[0]
    $env:HS_CATALOG = (New-Item -ItemType Directory ./catalog).FullName
}

AfterAll {
    Exit-Sandbox $place
}

Describe 'A field that somebody adds in Notion' {
    It 'is found, while everything else agrees' {
        Test-HSSchema -Quiet | Should -BeTrue
        @(Test-HSSchema) | Should -BeNullOrEmpty
        $sandbox.SetProperty('tasks', 'Budget', 'number')
        $sandbox.SetValue($page, 'Budget', 1250.5)
        $finding = Test-HSSchema tasks
        @($finding).Count | Should -Be 1
        "$($finding.Severity) $($finding.Where) $($finding.Kind) $($finding.Field)" | Should -Be 'Info Notion Extra Budget'
        Test-HSSchema -Quiet | Should -BeTrue
    }

    It 'shows with -WhatIf what would come of it, and nothing comes of it' {
        $world = Get-World $place
        @(Test-HSSchema tasks | Update-HSSchema -WhatIf 6> $null) | Should -BeNullOrEmpty
        (Test-HSSchema tasks | Update-HSSchema -WhatIf 6>&1 | Out-String) | Should -Match 'add column if not exists "budget" numeric'
        @(Get-ChildItem $env:HS_CATALOG) | Should -BeNullOrEmpty
        Get-World $place | Should -BeExactly $world
    }

    It 'becomes a field and a column, which is filled at once' {
        $changes = @(Test-HSSchema tasks | Update-HSSchema)
        $changes.Action | Should -Be @('Add field', 'Apply migration', 'Fill columns')
        ($changes | Format-Table | Out-String -Width 100) -split '\r?\n' | ForEach-Object { $_.TrimEnd().Length | Should -BeLessOrEqual 100 }
        (Get-RowText $place tasks "notion_page_id=eq.$page" | ConvertFrom-Json).budget | Should -Be 1250.5
        @(Test-HSSchema) | Should -BeNullOrEmpty
        @(Compare-HSDatabase tasks) | Should -BeNullOrEmpty
    }

    It 'is gone again only where that is said, with a backup' {
        Remove-Item "$env:HS_CATALOG/tasks.json"
        (Get-EndingError { Update-HSSchema tasks -AllowDrop }).FullyQualifiedErrorId | Should -BeLike 'ConfigurationInvalid,*'
        $dropped = Test-HSSchema tasks | Where-Object Where -EQ Supabase | Update-HSSchema -AllowDrop -BackupPath ./before
        $dropped.Action | Should -Contain 'Drop column'
        Get-Content ./before/tasks.supabase.jsonl | Where-Object { ($_ | ConvertFrom-Json).budget -eq 1250.5 } | Should -Not -BeNullOrEmpty
        @((Get-RowText $place tasks "notion_page_id=eq.$page" | ConvertFrom-Json).PSObject.Properties.Name) | Should -Not -Contain 'budget'
        $null = Initialize-HSSupabase -ErrorAction Stop
        (Sync-HSDatabase tasks).Status | Should -Be 'Succeeded'
    }
}

Describe 'Databases of one''s own' {
    It 'a seventeenth is served like the others' {
        $books = $sandbox.CreateDatabase('Books', @{ Title = 'title'; Pages = 'number'; 'Supabase ID' = 'rich_text' })
        $made = New-HSDatabase $books -WarningAction SilentlyContinue
        $made.Name | Should -Be 'books'
        $env:NOTION_BOOKS_DB = $books
        $null = Initialize-HSSupabase -ErrorAction Stop
        $sandbox.ExecuteSql("insert into public.books (title, pages) values ('One', 100), ('Two', 200)")
        (Sync-HSDatabase books).Created | Should -Be 2
        @(Compare-HSDatabase books) | Should -BeNullOrEmpty
        @(Get-HSDatabase).Count | Should -Be 17
    }

    It '-Filter leaves alone what it says no to' {
        $sandbox.ExecuteSql("insert into public.books (title, pages) values ('Short', 10), ('Long', 900)")
        $limit = 500
        (Sync-HSDatabase books -Filter { $_.pages -gt $limit }).Created | Should -Be 1
        @(Get-HSSyncPlan books).Title | Should -Be @('Short')
        (Get-EndingError { Sync-HSDatabase books -Filter { throw 'not like this' } }).FullyQualifiedErrorId | Should -BeLike 'FilterFailed,*'
        (Sync-HSDatabase books).Created | Should -Be 1
    }

    It 'a transform of a script changes a value on its way' {
        Set-Content "$env:HS_CATALOG/shout.ps1" 'param($Value) if ($Value) { $Value.ToUpperInvariant() }'
        $file = "$env:HS_CATALOG/books.json"
        (Get-Content $file -Raw).Replace('"property": "Title", "type": "title"', '"property": "Title", "type": "title", "transform": { "toSupabase": "shout.ps1" }') | Set-Content $file
        $null = Sync-HSDatabase books -Full
        @((Get-RowText $place books | ConvertFrom-Json).title) | Sort-Object | Should -Be @('LONG', 'ONE', 'SHORT', 'TWO')
        @(Compare-HSDatabase books) | Should -BeNullOrEmpty
    }

    It 'the schema goes out as text for other programs' {
        Export-HSSchema Mermaid | Should -Match 'erDiagram'
        Export-HSSchema TypeScript | Should -Match 'books'
        Export-HSSchema Sql | Should -Match 'create table if not exists public."books"'
    }
}

Describe 'An empty Notion' {
    It 'gets its databases from the catalog, and their ids go into a file of settings' {
        $parent = $sandbox.CreatePage('Home')
        $names = @(Get-ChildItem Env: | Where-Object Name -Match '^NOTION_.+_DB$').Name
        $names | ForEach-Object { Remove-Item "Env:$_" }
        Remove-Item "$env:HS_CATALOG/*"
        Set-Content ./my.env "# mine`nOTHER=1"
        $made = @(Initialize-HSNotion $parent -EnvFile ./my.env -WarningAction SilentlyContinue)
        $made.Count | Should -Be 16
        @($made | Where-Object Status -NE 'Created') | Should -BeNullOrEmpty
        (Get-Content ./my.env)[0..1] | Should -Be @('# mine', 'OTHER=1')
        @(Initialize-HSNotion $parent -EnvFile ./my.env -WarningAction SilentlyContinue | Where-Object Status -NE 'Unchanged') | Should -BeNullOrEmpty
    }
}

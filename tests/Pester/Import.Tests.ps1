#Requires -Version 7.6
#Requires -Modules @{ ModuleName = 'Pester'; ModuleVersion = '5.0' }

BeforeDiscovery {
    $cmdlets = (Import-PowerShellDataFile "$PSScriptRoot/../../module/HigherSelf.Sync.psd1").CmdletsToExport
}

BeforeAll {
    . "$PSScriptRoot/Sandbox.ps1"
    $manifest = Get-BuiltManifest
    $promised = (Import-PowerShellDataFile "$PSScriptRoot/../../module/HigherSelf.Sync.psd1").CmdletsToExport
    $before = Hide-Setting
    Import-Module $manifest -Global
}

AfterAll {
    Import-Module $manifest -Global
    Restore-Setting $before
}

Describe 'Importing the module' {
    It 'has a valid manifest' {
        (Test-ModuleManifest $manifest -ErrorAction Stop).Name | Should -Be 'HigherSelf.Sync'
    }

    It 'is imported from its own folder, in the version that the manifest names' {
        $module = Get-Module HigherSelf.Sync
        $module.ModuleBase | Should -Be (Split-Path $manifest)
        "$($module.Version)" | Should -Be (Import-PowerShellDataFile $manifest).ModuleVersion
    }

    It 'exports the cmdlets that the manifest names, and nothing else' {
        $module = Get-Module HigherSelf.Sync
        @($module.ExportedCmdlets.Keys | Sort-Object) | Should -Be @($promised | Sort-Object)
        $module.ExportedFunctions.Count | Should -Be 0
        $module.ExportedAliases.Count | Should -Be 0
        $module.ExportedVariables.Count | Should -Be 0
    }

    It 'gives no warning and no error' {
        Import-Module $manifest -Global -Force -WarningVariable warned -WarningAction SilentlyContinue -ErrorVariable failed -ErrorAction SilentlyContinue
        $warned | Should -BeNullOrEmpty
        $failed | Should -BeNullOrEmpty
    }

    It 'can be imported twice, and by force' {
        Import-Module $manifest -Global -ErrorAction Stop
        Import-Module $manifest -Global -ErrorAction Stop
        Import-Module $manifest -Global -Force -ErrorAction Stop
        @(Get-Module HigherSelf.Sync).Count | Should -Be 1
        @(Get-HSDatabase).Count | Should -Be 16
    }

    It 'can be removed, and imported again' {
        Remove-Module HigherSelf.Sync
        Get-Module HigherSelf.Sync | Should -BeNullOrEmpty
        Import-Module $manifest -Global -ErrorAction Stop
        @(Get-HSDatabase).Count | Should -Be 16
    }

    It 'keeps what it ships out of the load context of PowerShell and of other modules' {
        $null = Get-HSDatabase
        $deps = Join-Path (Split-Path $manifest) 'deps'
        $loaded = @([System.AppDomain]::CurrentDomain.GetAssemblies() | Where-Object { -not $_.IsDynamic -and $_.Location -and (Split-Path $_.Location) -eq $deps })
        $loaded.Count | Should -BeGreaterThan 0
        $default = [System.Runtime.Loader.AssemblyLoadContext]::Default
        @($loaded | Where-Object { [System.Runtime.Loader.AssemblyLoadContext]::GetLoadContext($_) -eq $default }) | Should -BeNullOrEmpty
    }
}

Describe 'A fresh PowerShell with the module on its path' {
    BeforeAll {
        $path = [System.IO.Path]::GetFullPath("$(Split-Path $manifest)/../..").Replace("'", "''")
        $onPath = "`$env:PSModulePath = '$path' + [System.IO.Path]::PathSeparator + `$env:PSModulePath"
    }

    It 'lists it' {
        Invoke-FreshPwsh "$onPath; (Get-Module -ListAvailable HigherSelf.Sync).Name" | Should -Be 'HigherSelf.Sync'
    }

    It 'imports it by its name' {
        Invoke-FreshPwsh "$onPath; Import-Module HigherSelf.Sync; @(Get-HSDatabase).Count" | Should -Be '16'
    }

    It 'imports it by itself when one of its commands is used' {
        Invoke-FreshPwsh "$onPath; @(Get-HSDatabase).Count; (Get-Module HigherSelf.Sync).Name" | Should -Be @('16', 'HigherSelf.Sync')
    }

    It 'finds its commands by a wildcard and by their noun' {
        Invoke-FreshPwsh "$onPath; (Get-Command Sync-HS*).Name; (Get-Command -Noun HSConflict).Name" |
            Sort-Object | Should -Be @('Get-HSConflict', 'Resolve-HSConflict', 'Sync-HSDatabase', 'Sync-HSRecord')
    }
}

Describe '<_>' -ForEach $cmdlets {
    BeforeAll {
        $command = Get-Command $_ -Module HigherSelf.Sync
    }

    It 'is a cmdlet with an approved verb and a noun of this module' {
        $command.CommandType | Should -Be 'Cmdlet'
        (Get-Verb).Verb | Should -Contain $command.Verb
        $command.Noun | Should -Match '^HS[A-Z]'
    }

    It 'says what it gives, unless it gives nothing' {
        if ($command.Verb -ne 'Stop') {
            $command.OutputType.Count | Should -BeGreaterThan 0
        }
    }

    It 'has the common parameters' {
        foreach ($name in 'Verbose', 'Debug', 'ErrorAction', 'ErrorVariable', 'WarningAction', 'OutVariable', 'ProgressAction') {
            $command.Parameters.Keys | Should -Contain $name
        }
    }

    It 'has -WhatIf and -Confirm if it changes something, and only then' {
        $looks = $command.Verb -in 'Get', 'Compare', 'Test', 'Find', 'Measure', 'ConvertTo' -or $command.Noun -eq 'HSSandbox'
        $command.Parameters.ContainsKey('WhatIf') | Should -Be (-not $looks)
        $command.Parameters.ContainsKey('Confirm') | Should -Be (-not $looks)
    }

    It 'shows its syntax' {
        Get-Command $_ -Syntax | Out-String | Should -Match ([regex]::Escape($_))
    }
}

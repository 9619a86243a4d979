#Requires -Version 7.6
#Requires -Modules @{ ModuleName = 'Pester'; ModuleVersion = '5.0' }

BeforeDiscovery {
    . "$PSScriptRoot/Sandbox.ps1"
    $cmdlets = (Import-PowerShellDataFile "$PSScriptRoot/../../module/HigherSelf.Sync.psd1").CmdletsToExport
    $hasNoHelp = -not (Test-Path (Join-Path (Split-Path (Get-BuiltManifest)) 'en-US' '*-Help.xml'))
}

BeforeAll {
    . "$PSScriptRoot/Sandbox.ps1"
    Import-Module (Get-BuiltManifest) -Global
}

Describe 'The help of the module' {
    It 'ships with it' {
        if (-not (Test-Path (Join-Path (Split-Path (Get-BuiltManifest)) 'en-US' '*-Help.xml'))) {
            Set-ItResult -Skipped -Because 'the module ships no help pages yet: there is no en-US/*-Help.xml in it'
        }

        (Get-Help Sync-HSDatabase).Name | Should -Be 'Sync-HSDatabase'
    }
}

Describe 'The help of <_>' -ForEach $cmdlets -Skip:$hasNoHelp {
    BeforeAll {
        $help = Get-Help $_ -Full
        $own = @((Get-Command $_ -Module HigherSelf.Sync).Parameters.Values | Where-Object {
                $_.Name -notin [System.Management.Automation.PSCmdlet]::CommonParameters -and $_.Name -notin 'WhatIf', 'Confirm'
            })
    }

    It 'has a synopsis that is a sentence' {
        # Without help pages, the synopsis is the syntax.
        "$($help.Synopsis)".Trim() | Should -Match '^[A-Z].*\.$'
        "$($help.Synopsis)" | Should -Not -Match '\[<CommonParameters>\]'
    }

    It 'has a description' {
        ($help.description | Out-String).Trim() | Should -Not -BeNullOrEmpty
    }

    It 'has three examples at least' {
        @($help.examples.example).Count | Should -BeGreaterOrEqual 3
        foreach ($example in $help.examples.example) {
            "$($example.code)".Trim() | Should -Not -BeNullOrEmpty
        }
    }

    It 'has words on each parameter' {
        foreach ($parameter in $own) {
            $page = $help.parameters.parameter | Where-Object name -EQ $parameter.Name
            ($page.description | Out-String).Trim() | Should -Not -BeNullOrEmpty -Because "-$($parameter.Name) is a parameter"
        }
    }

    It 'tells of no parameter that there is not' {
        $told = @($help.parameters.parameter.name | Where-Object { $_ -and $_ -notin 'WhatIf', 'Confirm' -and $_ -notin [System.Management.Automation.PSCmdlet]::CommonParameters })
        @($told | Where-Object { $_ -notin $own.Name }) | Should -BeNullOrEmpty
    }
}

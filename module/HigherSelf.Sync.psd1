@{
    RootModule           = 'HigherSelf.Sync.dll'
    ModuleVersion        = '0.1.0'
    GUID                 = '6f3f0f4e-8c0e-4a57-9a53-2f4f1f6f7f31'
    Author               = 'HigherSelf.Sync contributors'
    Copyright            = '(c) 2026 HigherSelf.Sync contributors. MIT licence.'
    Description          = 'Keeps Notion databases and Supabase tables equal.'
    PowerShellVersion    = '7.6'
    CompatiblePSEditions = @('Core')
    FormatsToProcess     = @('HigherSelf.Sync.Format.ps1xml')
    CmdletsToExport      = @(
        'Backup-HSDatabase'
        'Compare-HSDatabase'
        'Export-HSReport'
        'Export-HSSchema'
        'Get-HSConfiguration'
        'Get-HSConflict'
        'Get-HSDatabase'
        'Get-HSSyncFailure'
        'Get-HSSyncHistory'
        'Get-HSSyncPlan'
        'Get-HSSyncStatus'
        'Initialize-HSNotion'
        'Initialize-HSSupabase'
        'New-HSDatabase'
        'Resolve-HSConflict'
        'Restore-HSDatabase'
        'Restore-HSRecord'
        'Start-HSSandbox'
        'Stop-HSSandbox'
        'Sync-HSDatabase'
        'Sync-HSRecord'
        'Test-HSNotionApi'
        'Test-HSSchema'
        'Test-HSSupabaseApi'
        'Undo-HSSync'
        'Update-HSSchema'
        'Watch-HSDatabase'
    )
    FunctionsToExport    = @()
    AliasesToExport      = @()
    VariablesToExport    = @()
    PrivateData          = @{
        PSData = @{
            Tags = @('Notion', 'Supabase', 'Sync', 'Replication', 'PSEdition_Core', 'Windows', 'Linux', 'MacOS')
        }
    }
}

<#
.SYNOPSIS
    What the files of the suite share: the built module, a sandbox, and looks at both sides that do not go through the module.
.DESCRIPTION
    Dot-source it in BeforeAll. No test sees a setting of this machine, and none works with anything but a sandbox of its own.
#>

# The manifest of the built module; HS_MODULE_MANIFEST names another one, for instance of an installed module.
function Get-BuiltManifest {
    if ($env:HS_MODULE_MANIFEST) { return $env:HS_MODULE_MANIFEST }
    $root = [System.IO.Path]::GetFullPath("$PSScriptRoot/../..")
    $version = (Import-PowerShellDataFile "$root/module/HigherSelf.Sync.psd1").ModuleVersion
    Join-Path $root 'out' 'HigherSelf.Sync' $version 'HigherSelf.Sync.psd1'
}

# Takes every setting of the module out of this process, and goes to an empty folder, where there is no .env. Gives what was before.
function Hide-Setting {
    $variables = @{}
    foreach ($variable in Get-ChildItem Env: | Where-Object Name -Match '^(NOTION|SUPABASE)_|^LOG_(LEVEL|FILE)$|^HS_CATALOG$') {
        $variables[$variable.Name] = $variable.Value
        Remove-Item "Env:$($variable.Name)"
    }

    $folder = (New-Item -ItemType Directory -Path (Join-Path ([System.IO.Path]::GetTempPath()) "hs-pester-$([guid]::NewGuid())")).FullName
    $before = [pscustomobject]@{ Variables = $variables; Location = (Get-Location).Path; Folder = $folder }
    Set-Location $folder
    $before
}

# Puts back what Hide-Setting took away.
function Restore-Setting($Before) {
    Get-ChildItem Env: | Where-Object Name -Match '^(NOTION|SUPABASE)_|^LOG_(LEVEL|FILE)$|^HS_CATALOG$' | Remove-Item
    foreach ($name in $Before.Variables.Keys) { Set-Item "Env:$name" $Before.Variables[$name] }
    Set-Location $Before.Location
    Remove-Item $Before.Folder -Recurse -Force
}

# Imports the module and starts a sandbox; with -Ready it is set up and synced once, and both sides are equal.
function Enter-Sandbox([switch] $Ready) {
    $manifest = Get-BuiltManifest
    $before = Hide-Setting
    try {
        Import-Module $manifest -Global
        $sandbox = Start-HSSandbox -RequestsPerMinute 100000
        if ($Ready) {
            $null = Initialize-HSSupabase -ErrorAction Stop
            $null = Sync-HSDatabase -ErrorAction Stop
        }

        [pscustomobject]@{ Sandbox = $sandbox; Before = $before; Settings = $sandbox.GetSettings() }
    }
    catch {
        if (Get-Command Stop-HSSandbox -ErrorAction Ignore) { Stop-HSSandbox }
        Restore-Setting $before
        throw
    }
}

# Ends what Enter-Sandbox began.
function Exit-Sandbox($Place) {
    if ($Place) {
        Stop-HSSandbox
        Restore-Setting $Place.Before
    }
}

# The settings that lead to the sandbox, as they were at its start.
function Reset-Setting($Place) {
    foreach ($setting in $Place.Settings.GetEnumerator()) { Set-Item "Env:$($setting.Key)" $setting.Value }
}

# All pages of a database as text, asked of Notion itself.
function Get-PageText($Place, [string] $Table) {
    $settings = $Place.Settings
    $variable = (Get-HSDatabase $Table).IdVariable
    $url = $settings['NOTION_BASE_URL'].TrimEnd('/')
    $headers = @{ Authorization = "Bearer $($settings['NOTION_API_TOKEN'])"; 'Notion-Version' = '2025-09-03' }
    $source = (Invoke-RestMethod "$url/v1/databases/$($settings[$variable])" -Headers $headers).data_sources[0].id
    $cursor = $null
    $pages = do {
        $body = @{ page_size = 100 }
        if ($cursor) { $body.start_cursor = $cursor }
        $answer = Invoke-RestMethod "$url/v1/data_sources/$source/query" -Method Post -Headers $headers -ContentType 'application/json' -Body (ConvertTo-Json $body)
        $answer.results | ForEach-Object { "$($_.id) $($_.last_edited_time.ToString('o')) $(ConvertTo-Json $_.properties -Depth 30 -Compress)" }
        $cursor = $answer.next_cursor
    } while ($answer.has_more)
    ($pages | Sort-Object) -join "`n"
}

# All rows of a table as text, asked of Supabase itself.
function Get-RowText($Place, [string] $Table, [string] $Filter = 'order=id') {
    $settings = $Place.Settings
    $headers = @{ apikey = $settings['SUPABASE_API_KEY']; Authorization = "Bearer $($settings['SUPABASE_API_KEY'])" }
    # Secret keys are refused to browsers, and by itself PowerShell calls itself one.
    $rows = Invoke-RestMethod -UserAgent 'HigherSelf.Sync acceptance' "$($settings['SUPABASE_URL'].TrimEnd('/'))/rest/v1/$($Table)?select=*&$Filter" -Headers $headers
    ConvertTo-Json $rows -Depth 30
}

# Everything that a command could have changed: pages, rows, runs, open conflicts.
function Get-World($Place, [string] $Table = 'tasks') {
    @(
        Get-PageText $Place $Table
        Get-RowText $Place $Table
        "$(@(Get-HSSyncHistory -First 10000).RunId)"
        "$(@(Get-HSConflict).Id)"
    ) -join "`n"
}

# The error that ends a command, or nothing.
function Get-EndingError([scriptblock] $Command) {
    try { $null = & $Command }
    catch { $_ }
}

# Waits until something holds, and says whether it came to that.
function Wait-Until([scriptblock] $Condition, [int] $Seconds = 60) {
    $deadline = [System.Diagnostics.Stopwatch]::StartNew()
    while (-not (& $Condition)) {
        if ($deadline.Elapsed.TotalSeconds -gt $Seconds) { return $false }
        Start-Sleep -Milliseconds 20
    }

    $true
}

# A PowerShell of its own in this process, with the module in it.
function New-Shell([string] $Script) {
    $shell = [powershell]::Create()
    $null = $shell.AddScript("Import-Module '$((Get-BuiltManifest).Replace("'", "''"))'; Set-Location '$((Get-Location).Path.Replace("'", "''"))'; $Script")
    $shell
}

# Runs a script in a fresh pwsh, without a profile, and gives the lines that it wrote to both streams, without colours.
function Invoke-FreshPwsh([string] $Script) {
    $encoded = [Convert]::ToBase64String([System.Text.Encoding]::Unicode.GetBytes("`$PSStyle.OutputRendering = 'PlainText'; `$ProgressPreference = 'SilentlyContinue'; $Script"))
    & ([System.Environment]::ProcessPath) -NoProfile -NonInteractive -OutputFormat Text -EncodedCommand $encoded 2>&1 | ForEach-Object { "$_" -replace '\x1b\[[0-9;]*m' }
}

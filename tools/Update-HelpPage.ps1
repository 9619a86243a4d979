<#
.SYNOPSIS
    Brings the facts of help pages up to date with the built module: the calls under SYNTAX, and the yaml blocks under PARAMETERS.
.DESCRIPTION
    A page that is not there is begun. Words are never changed; where they are missing, {{ words }} says so, and the build refuses it.
    Runs in PowerShell 7.6 or in hs, after the module was built: hs -File tools/Update-HelpPage.ps1 Sync-HSDatabase
.PARAMETER Name
    The cmdlets; all of the module if none is named.
.PARAMETER Folder
    Where the pages are.
#>
param(
    [string[]] $Name = @(Get-Command -Module HigherSelf.Sync | ForEach-Object { $_.Name }),
    [string] $Folder = "$PSScriptRoot/../docs/en-US"
)
$ErrorActionPreference = 'Stop'

$general = [System.Management.Automation.Cmdlet]::CommonParameters + [System.Management.Automation.Cmdlet]::OptionalCommonParameters
$asked = @('WhatIf', 'Confirm')
$words = @{
    WhatIf  = 'Tells what would be done, and does nothing.'
    Confirm = 'Asks before each change.'
    NotionToken = 'The token of the Notion integration, as a secure string. It goes before the setting NOTION_API_TOKEN, wherever that is set.'
    SupabaseKey = 'The secret or service_role key of Supabase, as a secure string. It goes before the setting SUPABASE_API_KEY, wherever that is set.'
}

# A call that is too long for a line goes on in the next.
function Wrap([string] $Call) {
    $lines = [System.Collections.Generic.List[string]]::new()
    $line = ''
    foreach ($part in ($Call -split ' (?=\[|-)')) {
        if ($line -and ($line.Length + 1 + $part.Length) -gt 100) {
            $lines.Add($line)
            $line = "    $part"
        }
        else { $line = $line ? "$line $part" : $part }
    }
    $lines.Add($line)
    $lines -join "`n"
}

function Syntax($Command) {
    $blocks = foreach ($set in $Command.ParameterSets) {
        $heading = if ($Command.ParameterSets.Count -gt 1) { "### $($set.Name)$($set.IsDefault ? ' (Default)' : '')`n`n" } else { '' }
        "$heading``````powershell`n$(Wrap "$($Command.Name) $set")`n``````"
    }
    $blocks -join "`n`n"
}

# The facts of a parameter, once for each group of parameter sets in which they are the same.
function Facts($Command, $Parameter, [string] $Default) {
    $type = $Parameter.ParameterType
    $inner = [Nullable]::GetUnderlyingType($type) ?? ($type.IsArray ? $type.GetElementType() : $type)
    $fixed = @($Parameter.Attributes | Where-Object { $_ -is [System.Management.Automation.ValidateSetAttribute] })
    $values = if ($inner.IsEnum) { [Enum]::GetNames($inner) } elseif ($fixed) { $fixed[0].ValidValues } else { @() }
    $wildcards = [bool]@($Parameter.Attributes | Where-Object { $_ -is [System.Management.Automation.SupportsWildcardsAttribute] })
    $kinds = [ordered]@{}
    foreach ($set in $Parameter.ParameterSets.GetEnumerator()) {
        $how = $set.Value
        $pipeline = @(if ($how.ValueFromPipelineByPropertyName) { 'ByPropertyName' }; if ($how.ValueFromPipeline) { 'ByValue' }) -join ', '
        $kind = "Required: $($how.IsMandatory)`nPosition: $($how.Position -ge 0 ? $how.Position : 'Named')|Accept pipeline input: $($pipeline ? "True ($pipeline)" : 'False')"
        $kinds[$kind] = @($kinds[$kind] | Where-Object { $_ }) + ($set.Key -eq '__AllParameterSets' ? '(All)' : $set.Key)
    }
    $typeName = [Nullable]::GetUnderlyingType($type) ? "Nullable[$($inner.Name)]" : $type.Name
    $blocks = foreach ($kind in $kinds.Keys) {
        $before, $after = $kind -split '\|'
        @(
            '```yaml'
            "Type: $typeName"
            "Parameter Sets: $(($kinds[$kind] | ForEach-Object { $_ }) -join ', ')"
            "Aliases: $($Parameter.Aliases -join ', ')".TrimEnd()
            if ($values) { "Accepted values: $($values -join ', ')" }
            ''
            $before
            "Default value: $Default"
            $after
            "Accept wildcard characters: $wildcards"
            '```'
        ) -join "`n"
    }
    $blocks -join "`n`n"
}

foreach ($cmdlet in $Name) {
    $command = Get-Command $cmdlet
    $file = [IO.Path]::Combine($Folder, "$cmdlet.md")
    $page = if ([IO.File]::Exists($file)) { [IO.File]::ReadAllText($file).Replace("`r`n", "`n") } else {
        @"
---
external help file: HigherSelf.Sync.dll-Help.xml
Module Name: HigherSelf.Sync
online version:
schema: 2.0.0
---

# $cmdlet

## SYNOPSIS

{{ words }}

## SYNTAX

## DESCRIPTION

{{ words }}

## EXAMPLES

### Example 1: {{ words }}

``````powershell
$cmdlet
``````

{{ words }}

## PARAMETERS

## INPUTS

### None

{{ words }}

## OUTPUTS

### $($command.OutputType[0]?.Type.Name ?? 'None')

{{ words }}

## NOTES

## RELATED LINKS

[about_HigherSelf_Sync](about_HigherSelf_Sync.md)

"@.Replace("`r`n", "`n")
    }

    $sections = [regex]::Match($page, '(?s)\A(.*?\n## SYNTAX\n).*?(\n## DESCRIPTION\n.*?\n## PARAMETERS\n)(.*?)(\n## INPUTS\n.*)\z')
    if (-not $sections.Success) { throw "${file}: it lacks one of the sections SYNTAX, DESCRIPTION, PARAMETERS, INPUTS, in this order." }

    $known = @{}
    foreach ($match in [regex]::Matches($sections.Groups[3].Value, '(?ms)^### -(\w+)\n(.*?)(?=^### |\z)')) {
        $known[$match.Groups[1].Value] = $match.Groups[2].Value
    }

    $all = @($command.Parameters.Values | Where-Object { $general -notcontains $_.Name })
    $names = [System.Collections.Generic.List[string]]::new()
    foreach ($parameter in $all) { if ($asked -notcontains $parameter.Name) { $names.Add($parameter.Name) } }
    $names.Sort([StringComparer]::Ordinal)
    foreach ($one in $asked) { if ($command.Parameters.ContainsKey($one)) { $names.Add($one) } }

    $parameters = foreach ($one in $names) {
        $parameter = $command.Parameters[$one]
        $old = "$($known[$one])"
        $text = [regex]::Replace($old, '(?s)```yaml\n.*?\n```', '').Trim()
        $default = [regex]::Match($old, '(?m)^Default value: (.+)$').Groups[1].Value
        if (-not $default) { $default = $parameter.SwitchParameter ? 'False' : 'None' }
        "### -$one`n`n$($text ? $text : ($words[$one] ?? '{{ words }}'))`n`n$(Facts $command $parameter $default)"
    }
    $parameters = @($parameters) + "### CommonParameters`n`nThis cmdlet has the common parameters, such as -Verbose, -Debug and -ErrorAction. Get-Help about_CommonParameters tells of them."
    $body = ($parameters -join "`n`n")
    [IO.File]::WriteAllText($file, $sections.Groups[1].Value + "`n" + (Syntax $command) + "`n" + $sections.Groups[2].Value + "`n" + $body + "`n" + $sections.Groups[4].Value)
}

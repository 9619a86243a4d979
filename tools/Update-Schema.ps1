<#
.SYNOPSIS
    Brings the diagram in docs/schema.md up to date with the catalog that ships.
.DESCRIPTION
    Runs in PowerShell 7.6 or in hs, after the module was built, and without HS_CATALOG: hs -File tools/Update-Schema.ps1
.PARAMETER Page
    The page.
#>
param([string] $Page = "$PSScriptRoot/../docs/schema.md")
$ErrorActionPreference = 'Stop'

$text = [IO.File]::ReadAllText($Page).Replace("`r`n", "`n")
$block = [regex]'(?s)```mermaid\n.*?```'
if (-not $block.IsMatch($text)) { throw "${Page}: it has no block that begins with ``````mermaid." }
$diagram = Export-HSSchema Mermaid
[IO.File]::WriteAllText($Page, $block.Replace($text, { "``````mermaid`n$diagram``````" }, 1))

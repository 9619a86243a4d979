# Stand-ins for commands of Microsoft.PowerShell.Management, under the rules that head Microsoft.PowerShell.Utility.ps1.
# PowerShell's own providers do the work. What they throw becomes an error that does not end the script, as in the originals;
# -ErrorVariable holds such an error twice.

using namespace System.Management.Automation

function Join-Path {
    [CmdletBinding()]
    param(
        [Parameter(Mandatory, Position = 0, ValueFromPipeline, ValueFromPipelineByPropertyName)] [Alias('PSPath')] [string[]] $Path,
        [Parameter(Mandatory, Position = 1)] [AllowNull()] [AllowEmptyString()] [AllowEmptyCollection()] [string[]] $ChildPath,
        [Parameter(Position = 2)] [AllowNull()] [AllowEmptyString()] [AllowEmptyCollection()] [string[]] $AdditionalChildPath
    )
    process {
        $child = ''
        foreach ($parts in $ChildPath, $AdditionalChildPath) {
            foreach ($part in $parts) { $child = $PSCmdlet.SessionState.Path.Combine($child, $part) }
        }
        foreach ($one in $Path) {
            try { $PSCmdlet.SessionState.Path.Combine($one, $child) }
            catch { $PSCmdlet.WriteError(($_.Exception.InnerException -as [IContainsErrorRecord])?.ErrorRecord ?? $_) }
        }
    }
}

function Split-Path {
    [CmdletBinding(DefaultParameterSetName = 'Parent')]
    param(
        [Parameter(Mandatory, Position = 0, ValueFromPipeline, ValueFromPipelineByPropertyName)] [string[]] $Path,
        [Parameter(ParameterSetName = 'Parent')] [switch] $Parent,
        [Parameter(Mandatory, ParameterSetName = 'Leaf')] [switch] $Leaf
    )
    process {
        foreach ($one in $Path) {
            try { $Leaf ? $PSCmdlet.SessionState.Path.ParseChildName($one) : $PSCmdlet.SessionState.Path.ParseParent($one, '') }
            catch { $PSCmdlet.WriteError(($_.Exception.InnerException -as [IContainsErrorRecord])?.ErrorRecord ?? $_) }
        }
    }
}

function Test-Path {
    [CmdletBinding(DefaultParameterSetName = 'Path')]
    param(
        [Parameter(Mandatory, Position = 0, ValueFromPipeline, ValueFromPipelineByPropertyName, ParameterSetName = 'Path')]
        [AllowEmptyString()] [string[]] $Path,
        [Parameter(Mandatory, ValueFromPipelineByPropertyName, ParameterSetName = 'LiteralPath')]
        [AllowEmptyString()] [Alias('PSPath', 'LP')] [string[]] $LiteralPath,
        [ValidateSet('Any', 'Container', 'Leaf')] [Alias('Type')] [string] $PathType = 'Any'
    )
    process {
        if ($LiteralPath) { $Path = $LiteralPath.ForEach{ [wildcardpattern]::Escape($_) } }
        $items = $PSCmdlet.InvokeProvider.Item
        foreach ($one in $Path) {
            try {
                -not [string]::IsNullOrWhiteSpace($one) -and $items.Exists($one) -and
                    ($PathType -eq 'Any' -or $items.IsContainer($one) -eq ($PathType -eq 'Container'))
            }
            catch [MethodInvocationException] {
                # A drive or a provider that is not there.
                if ($_.Exception.InnerException -isnot [SessionStateException]) { throw }
                $false
            }
        }
    }
}

function Get-Content {
    [CmdletBinding(DefaultParameterSetName = 'Path')]
    param(
        [Parameter(Mandatory, Position = 0, ValueFromPipelineByPropertyName, ParameterSetName = 'Path')] [string[]] $Path,
        [Parameter(Mandatory, ValueFromPipelineByPropertyName, ParameterSetName = 'LiteralPath')]
        [Alias('PSPath', 'LP')] [string[]] $LiteralPath,
        [switch] $Raw
    )
    process {
        if ($LiteralPath) { $Path = $LiteralPath.ForEach{ [wildcardpattern]::Escape($_) } }
        foreach ($one in $Path) {
            try {
                $provider = $null
                foreach ($file in $PSCmdlet.GetResolvedProviderPathFromPSPath($one, [ref] $provider)) {
                    if ($provider.Name -ne 'FileSystem') { throw "Here, Get-Content reads files only, and not '$one'." }
                    if (-not $Raw) { [IO.File]::ReadLines($file) }
                    elseif ($text = [IO.File]::ReadAllText($file)) { $text }
                }
            }
            catch { $PSCmdlet.WriteError(($_.Exception.InnerException -as [IContainsErrorRecord])?.ErrorRecord ?? $_) }
        }
    }
}

function Set-Content {
    [CmdletBinding(SupportsShouldProcess)]
    param(
        [Parameter(Mandatory, Position = 0)] [string] $Path,
        [Parameter(Mandatory, Position = 1, ValueFromPipeline)] [AllowNull()] [AllowEmptyCollection()] [object[]] $Value
    )
    begin { $writers = $null }
    process {
        # Opened late: a pipeline that brings nothing leaves the file alone.
        if ($null -eq $writers) {
            $writers = @()
            try {
                if ($PSCmdlet.ShouldProcess("Path: $Path", 'Set Content')) {
                    if ($PSCmdlet.InvokeProvider.Item.Exists($Path)) { $PSCmdlet.InvokeProvider.Content.Clear($Path) }
                    $writers = $PSCmdlet.InvokeProvider.Content.GetWriter($Path)
                }
            }
            catch { $PSCmdlet.WriteError(($_.Exception.InnerException -as [IContainsErrorRecord])?.ErrorRecord ?? $_) }
        }
        foreach ($writer in $writers) { $null = $writer.Write($Value ?? @()) }
    }
    clean { foreach ($writer in $writers) { $writer.Close() } }
}

function New-Item {
    [CmdletBinding(SupportsShouldProcess, DefaultParameterSetName = 'Path')]
    param(
        [Parameter(Mandatory, Position = 0, ParameterSetName = 'Path')]
        [Parameter(Position = 0, ParameterSetName = 'Name')] [string[]] $Path = '',
        [Parameter(Mandatory, ParameterSetName = 'Name')] [AllowNull()] [AllowEmptyString()] [string] $Name,
        [Alias('Type')] [string] $ItemType = 'File',
        [Parameter(ValueFromPipeline)] [Alias('Target')] [object] $Value,
        [switch] $Force
    )
    process {
        try { $PSCmdlet.InvokeProvider.Item.New($Path, $Name, $ItemType, $Value, $Force) }
        catch { $PSCmdlet.WriteError(($_.Exception.InnerException -as [IContainsErrorRecord])?.ErrorRecord ?? $_) }
    }
}

function Remove-Item {
    [CmdletBinding(SupportsShouldProcess, DefaultParameterSetName = 'Path')]
    param(
        [Parameter(Mandatory, Position = 0, ValueFromPipeline, ValueFromPipelineByPropertyName, ParameterSetName = 'Path')]
        [string[]] $Path,
        [Parameter(Mandatory, ValueFromPipelineByPropertyName, ParameterSetName = 'LiteralPath')]
        [Alias('PSPath', 'LP')] [string[]] $LiteralPath,
        [switch] $Recurse,
        [switch] $Force
    )
    begin {
        $yesToAll = $noToAll = $false
        $question = "The item at {0} has children and the Recurse parameter was not specified. " +
            "If you continue, all children will be removed with the item. Are you sure you want to continue?"
    }
    process {
        if ($LiteralPath) { $Path = $LiteralPath.ForEach{ [wildcardpattern]::Escape($_) } }
        foreach ($one in $Path) {
            try {
                foreach ($found in $PSCmdlet.SessionState.Path.GetResolvedPSPathFromPSPath($one)) {
                    $item, $here = ($found, $PSCmdlet.SessionState.Path.CurrentLocation).ForEach{ [IO.Path]::Join($_.ProviderPath, '/') }
                    if ([IO.Path]::GetFullPath($here).StartsWith([IO.Path]::GetFullPath($item), 'OrdinalIgnoreCase')) {
                        throw "Cannot remove the item at '$($found.ProviderPath)' because it is in use."
                    }
                    # Unasked, the provider would remove a folder with all that is in it. A link to a folder goes as a link.
                    $isLink = [IO.FileInfo]::new($found.ProviderPath).LinkTarget
                    $isFull = -not $isLink -and $PSCmdlet.InvokeProvider.ChildItem.HasChild($found.Path, $Force, $true)
                    if ($Recurse -or -not $isFull -or
                        $PSCmdlet.ShouldContinue($question -f $found.ProviderPath, 'Confirm', [ref] $yesToAll, [ref] $noToAll)) {
                        $PSCmdlet.InvokeProvider.Item.Remove(@($found.Path), $isFull, $Force, $true)
                    }
                }
            }
            catch { $PSCmdlet.WriteError(($_.Exception.InnerException -as [IContainsErrorRecord])?.ErrorRecord ?? $_) }
        }
    }
}

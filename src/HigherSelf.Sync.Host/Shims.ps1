# Stand-ins for the commands that a script can hardly do without. The real ones live in Microsoft.PowerShell.Utility and
# Microsoft.PowerShell.Management, which pwsh ships and the engine's package does not; where a real one is there, it is used.
#
# Each has fewer parameters than the original, and does with them what the original does. Any other parameter is an error,
# and so is a calculated property. They must work under any Set-StrictMode, which they inherit. Left out, because a short version would be a wrong one: ConvertTo-Json, ConvertFrom-Json,
# Format-Table, Format-List, Out-String, Group-Object, Get-ChildItem. .NET and native commands serve instead.

#region Speaking to the user

function Write-Host {
    [CmdletBinding()]
    param(
        [Parameter(Position = 0, ValueFromPipeline, ValueFromRemainingArguments)] [Alias('Msg', 'Message')] [object] $Object,
        [switch] $NoNewline,
        [object] $Separator = ' ',
        [ConsoleColor] $ForegroundColor,
        [ConsoleColor] $BackgroundColor
    )
    begin {
        function Join([object] $Value) {
            if ($Value -is [string] -or $Value -isnot [System.Collections.IEnumerable]) { "$Value" }
            else { @(foreach ($one in $Value.GetEnumerator()) { Join $one }) -join $Separator }
        }
    }
    process {
        $message = [System.Management.Automation.HostInformationMessage]@{ Message = Join $Object; NoNewLine = $NoNewline }
        if ($PSBoundParameters.ContainsKey('ForegroundColor')) { $message.ForegroundColor = $ForegroundColor }
        if ($PSBoundParameters.ContainsKey('BackgroundColor')) { $message.BackgroundColor = $BackgroundColor }
        $PSCmdlet.WriteInformation($message, @('PSHOST'))
    }
}

function Read-Host {
    [CmdletBinding()]
    param(
        [Parameter(Position = 0, ValueFromRemainingArguments)] [AllowNull()] [object] $Prompt,
        [switch] $AsSecureString,
        [switch] $MaskInput
    )
    try {
        $isSecret = $AsSecureString -or $MaskInput
        $answer = if ($null -eq $Prompt) { $isSecret ? $Host.UI.ReadLineAsSecureString() : $Host.UI.ReadLine() }
        else {
            $field = [System.Management.Automation.Host.FieldDescription]::new($Prompt -join ' ')
            $field.SetParameterType($isSecret ? [securestring] : [string])
            $Host.UI.Prompt('', '', @($field)).Values
        }
        $MaskInput ? [System.Net.NetworkCredential]::new('', $answer).Password : $answer
    }
    catch { $PSCmdlet.ThrowTerminatingError(($_.Exception.InnerException -as [System.Management.Automation.IContainsErrorRecord])?.ErrorRecord ?? $_) }
}

function Write-Error {
    [CmdletBinding()]
    param(
        [Parameter(Mandatory, Position = 0, ValueFromPipeline)] [AllowNull()] [AllowEmptyString()] [Alias('Msg')] [string] $Message,
        [System.Management.Automation.ErrorCategory] $Category = 'NotSpecified',
        [string] $ErrorId = 'Microsoft.PowerShell.Commands.WriteErrorException',
        [object] $TargetObject
    )
    process {
        $PSCmdlet.WriteError([System.Management.Automation.ErrorRecord]::new([System.SystemException]::new($Message), $ErrorId, $Category, $TargetObject))
    }
}

function Write-Warning {
    [CmdletBinding()]
    param([Parameter(Mandatory, Position = 0, ValueFromPipeline)] [AllowEmptyString()] [Alias('Msg')] [string] $Message)
    process { $PSCmdlet.WriteWarning($Message) }
}

function Write-Verbose {
    [CmdletBinding()]
    param([Parameter(Mandatory, Position = 0, ValueFromPipeline)] [AllowEmptyString()] [Alias('Msg')] [string] $Message)
    process { $PSCmdlet.WriteVerbose($Message) }
}

#endregion

#region Objects

function Write-Output {
    [CmdletBinding()]
    param(
        [Parameter(Mandatory, Position = 0, ValueFromPipeline, ValueFromRemainingArguments)]
        [AllowNull()] [AllowEmptyCollection()] [psobject] $InputObject,
        [switch] $NoEnumerate
    )
    process { $PSCmdlet.WriteObject($InputObject, -not $NoEnumerate) }
}

function Select-Object {
    [CmdletBinding(DefaultParameterSetName = 'Property')]
    param(
        [Parameter(Position = 0, ParameterSetName = 'Property')]
        [ValidateScript({ $_ -is [string] }, ErrorMessage = 'Here, a property is chosen by its name only.')] [object[]] $Property,
        [Parameter(Mandatory, ParameterSetName = 'Expand')] [string] $ExpandProperty,
        [ValidateRange(0, [int]::MaxValue)] [int] $First = [int]::MaxValue,
        [Parameter(ValueFromPipeline)] [psobject] $InputObject
    )
    begin {
        $count = 0
        $expressions = @(foreach ($name in $ExpandProperty ? $ExpandProperty : $Property) {
            [Microsoft.PowerShell.Commands.PSPropertyExpression]::new($name)
        })
    }
    process {
        if ($null -eq $InputObject -or $count -ge $First) { return }
        $count++
        if ($ExpandProperty) {
            $values = $expressions[0].GetValues($InputObject)
            if ($values.Count -eq 1 -and -not $values[0].Exception) {
                foreach ($value in $values[0].Result) { if ($null -ne $value) { $value } }
            }
            else {
                $reason = $values.Count ? $values[0].Exception : [System.ArgumentException]::new("Property `"$ExpandProperty`" cannot be found.")
                $PSCmdlet.WriteError([System.Management.Automation.ErrorRecord]::new($reason, 'ExpandPropertyNotFound', 'InvalidArgument', $InputObject))
            }
        }
        elseif ($expressions) {
            $selected = [psobject]::new()
            foreach ($expression in $expressions) {
                $values = @(foreach ($resolved in $expression.ResolveNames($InputObject)) { $resolved.GetValues($InputObject) })
                if (-not $values -and -not $expression.HasWildCardCharacters) {
                    $selected.PSObject.Properties.Add([psnoteproperty]::new("$expression", $null))
                }
                foreach ($value in $values) {
                    $selected.PSObject.Properties.Add([psnoteproperty]::new("$($value.ResolvedExpression)", $value.Result))
                }
            }
            $selected.PSTypeNames.Insert(0, "Selected.$($InputObject.PSObject.BaseObject.GetType())")
            $selected
        }
        else { $InputObject }

        if ($count -eq $First) {
            # What the original throws: it stops the commands before this one. The type is internal to the engine.
            $stop = [psobject].Assembly.GetType('System.Management.Automation.StopUpstreamCommandsException')
            $stop = $stop.GetConstructors('Instance, NonPublic, Public')[0].Invoke(@($PSCmdlet))
            [System.Runtime.ExceptionServices.ExceptionDispatchInfo]::Throw($stop)
        }
    }
}

function Sort-Object {
    [CmdletBinding()]
    param(
        [Parameter(Position = 0)]
        [ValidateScript({ $_ -is [string] -and -not [wildcardpattern]::ContainsWildcardCharacters($_) },
            ErrorMessage = 'Here, a property is chosen by its whole name only.')] [object[]] $Property,
        [switch] $Descending,
        [Parameter(ValueFromPipeline)] [psobject] $InputObject
    )
    begin {
        $rows = [System.Collections.Generic.List[object]]::new()
        $missing = [object]::new()
    }
    process {
        if ($null -eq $InputObject) { return }
        $keys = [System.Collections.Generic.List[object]]::new()
        if (-not $Property) { $keys.Add($InputObject) }
        foreach ($name in $Property) {
            $values = [Microsoft.PowerShell.Commands.PSPropertyExpression]::new($name).GetValues($InputObject)
            $keys.Add($values.Count ? $values[0].Result : $missing)
        }
        $rows.Add([pscustomobject] @{ Object = $InputObject; SortBy = $keys; Index = $rows.Count })
    }
    end {
        $rows.Sort([System.Comparison[object]] {
            param($left, $right)
            for ($i = 0; $i -lt $left.SortBy.Count; $i++) {
                $a, $b = $left.SortBy[$i], $right.SortBy[$i]
                # What has no such property comes last, whatever the direction.
                $order = [object]::ReferenceEquals($a, $missing) - [object]::ReferenceEquals($b, $missing)
                if (-not $order -and -not [object]::ReferenceEquals($a, $missing)) {
                    if (-not [System.Management.Automation.LanguagePrimitives]::TryCompare($a, $b, $true, [cultureinfo]::CurrentCulture, [ref] $order)) {
                        $order = [string]::Compare("$a", "$b", $true, [cultureinfo]::CurrentCulture)
                    }
                    if ($Descending) { $order = -$order }
                }
                if ($order) { return $order }
            }
            $left.Index - $right.Index
        })
        $rows.Object
    }
}

function Measure-Object {
    [CmdletBinding()]
    param(
        [Parameter(Position = 0)] [string[]] $Property,
        [switch] $Sum,
        [Parameter(ValueFromPipeline)] [psobject] $InputObject
    )
    begin {
        $measures, $isNumeric = [ordered] @{}, $true
        if (-not $Property) { $measures[''] = @{ Seen = 0; Sum = 0.0 } }
    }
    process {
        if ($null -eq $InputObject) { return }
        $values = [ordered] @{}
        if (-not $Property) { $values[''] = $InputObject }
        foreach ($name in $Property) {
            foreach ($resolved in [Microsoft.PowerShell.Commands.PSPropertyExpression]::new($name).ResolveNames($InputObject)) {
                $values["$resolved"] = $resolved.GetValues($InputObject)[0].Result
            }
        }
        foreach ($name in $values.Keys) {
            $measures[$name] ??= @{ Seen = 0; Sum = 0.0 }
            $measures[$name].Seen++
            $number = 0.0
            if (-not $Sum) { continue }
            elseif ([System.Management.Automation.LanguagePrimitives]::TryConvertTo($values[$name], [double], [ref] $number)) { $measures[$name].Sum += $number }
            else {
                $isNumeric = $false
                $reason = [System.InvalidOperationException]::new("Input object `"$($values[$name])`" is not numeric.")
                $PSCmdlet.WriteError([System.Management.Automation.ErrorRecord]::new($reason, 'NonNumericInputObject', 'InvalidType', $values[$name]))
            }
        }
    }
    end {
        foreach ($name in $measures.Keys) {
            [pscustomobject] @{
                PSTypeName = 'Microsoft.PowerShell.Commands.GenericMeasureInfo'
                Count = $measures[$name].Seen
                Average = $null
                Sum = $Sum -and $isNumeric ? $measures[$name].Sum : $null
                Maximum = $null
                Minimum = $null
                StandardDeviation = $null
                Property = $name ? $name : $null
            }
        }
    }
}

#endregion

#region Time

function Get-Date {
    [CmdletBinding()]
    param(
        [Parameter(Position = 0, ValueFromPipeline)] [datetime] $Date,
        [string] $Format,
        [switch] $AsUTC
    )
    process {
        $moment = $PSBoundParameters.ContainsKey('Date') ? $Date : [datetime]::Now
        if ($AsUTC -or $Format -in 'FileDateUniversal', 'FileDateTimeUniversal') { $moment = $moment.ToUniversalTime() }
        switch ($Format) {
            '' { $moment }
            'FileDate' { $moment.ToString('yyyyMMdd') }
            'FileDateUniversal' { $moment.ToString('yyyyMMddZ') }
            'FileDateTime' { $moment.ToString('yyyyMMddTHHmmssffff') }
            'FileDateTimeUniversal' { $moment.ToString('yyyyMMddTHHmmssffffZ') }
            default { $moment.ToString($Format, [cultureinfo]::CurrentCulture) }
        }
    }
}

function Start-Sleep {
    [CmdletBinding(DefaultParameterSetName = 'Seconds')]
    param(
        [Parameter(Mandatory, Position = 0, ValueFromPipeline, ParameterSetName = 'Seconds')] [ValidateRange(0.0, 2147483.0)] [double] $Seconds,
        [Parameter(Mandatory, ParameterSetName = 'Milliseconds')] [ValidateRange(0, [int]::MaxValue)] [Alias('ms')] [int] $Milliseconds
    )
    process {
        $whole = $PSBoundParameters.ContainsKey('Milliseconds') ? $Milliseconds : [math]::Truncate($Seconds * 1000)
        $clock = [System.Diagnostics.Stopwatch]::StartNew()
        # In naps, because a script can be stopped between two statements only.
        while (($left = $whole - $clock.ElapsedMilliseconds) -gt 0) { [System.Threading.Thread]::Sleep([math]::Min($left, 50)) }
    }
}

#endregion

#region Paths and files: the engine's own providers do the work

function Join-Path {
    [CmdletBinding()]
    param(
        [Parameter(Mandatory, Position = 0, ValueFromPipeline)] [Alias('PSPath')] [string[]] $Path,
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
            catch { $PSCmdlet.WriteError(($_.Exception.InnerException -as [System.Management.Automation.IContainsErrorRecord])?.ErrorRecord ?? $_) }
        }
    }
}

function Split-Path {
    [CmdletBinding(DefaultParameterSetName = 'Parent')]
    param(
        [Parameter(Mandatory, Position = 0, ValueFromPipeline)] [string[]] $Path,
        [Parameter(ParameterSetName = 'Parent')] [switch] $Parent,
        [Parameter(Mandatory, ParameterSetName = 'Leaf')] [switch] $Leaf
    )
    process {
        foreach ($one in $Path) {
            try { $Leaf ? $PSCmdlet.SessionState.Path.ParseChildName($one) : $PSCmdlet.SessionState.Path.ParseParent($one, '') }
            catch { $PSCmdlet.WriteError(($_.Exception.InnerException -as [System.Management.Automation.IContainsErrorRecord])?.ErrorRecord ?? $_) }
        }
    }
}

function Test-Path {
    [CmdletBinding(DefaultParameterSetName = 'Path')]
    param(
        [Parameter(Mandatory, Position = 0, ValueFromPipeline, ParameterSetName = 'Path')] [AllowEmptyString()] [string[]] $Path,
        [Parameter(Mandatory, ParameterSetName = 'LiteralPath')] [Alias('PSPath', 'LP')] [AllowEmptyString()] [string[]] $LiteralPath,
        [ValidateSet('Any', 'Container', 'Leaf')] [Alias('Type')] [string] $PathType = 'Any'
    )
    process {
        if ($LiteralPath) { $Path = $LiteralPath.ForEach{ [wildcardpattern]::Escape($_) } }
        foreach ($one in $Path) {
            try {
                $items = $PSCmdlet.InvokeProvider.Item
                -not [string]::IsNullOrWhiteSpace($one) -and $items.Exists($one) -and
                    ($PathType -eq 'Any' -or $items.IsContainer($one) -eq ($PathType -eq 'Container'))
            }
            catch [System.Management.Automation.MethodInvocationException] {
                # A drive or a provider that is not there.
                if ($_.Exception.InnerException -isnot [System.Management.Automation.SessionStateException]) { throw }
                $false
            }
        }
    }
}

function Get-Content {
    [CmdletBinding()]
    param([Parameter(Mandatory, Position = 0, ValueFromPipeline)] [string[]] $Path, [switch] $Raw)
    process {
        foreach ($one in $Path) {
            try {
                $provider = $null
                foreach ($file in $PSCmdlet.GetResolvedProviderPathFromPSPath($one, [ref] $provider)) {
                    if ($provider.Name -ne 'FileSystem') { throw "Here, Get-Content reads files only: $one" }
                    if (-not $Raw) { [System.IO.File]::ReadLines($file) }
                    elseif ($text = [System.IO.File]::ReadAllText($file)) { $text }
                }
            }
            catch { $PSCmdlet.WriteError(($_.Exception.InnerException -as [System.Management.Automation.IContainsErrorRecord])?.ErrorRecord ?? $_) }
        }
    }
}

function Set-Content {
    [CmdletBinding(SupportsShouldProcess)]
    param(
        [Parameter(Mandatory, Position = 0)] [string] $Path,
        [Parameter(Mandatory, Position = 1, ValueFromPipeline)] [AllowNull()] [AllowEmptyCollection()] [object[]] $Value
    )
    begin {
        $writers = @()
        try {
            if ($PSCmdlet.ShouldProcess("Path: $Path", 'Set Content')) {
                if ($PSCmdlet.InvokeProvider.Item.Exists($Path)) { $PSCmdlet.InvokeProvider.Content.Clear($Path) }
                $writers = $PSCmdlet.InvokeProvider.Content.GetWriter($Path)
            }
        }
        catch { $PSCmdlet.WriteError(($_.Exception.InnerException -as [System.Management.Automation.IContainsErrorRecord])?.ErrorRecord ?? $_) }
    }
    process { foreach ($writer in $writers) { $null = $writer.Write($Value) } }
    clean { foreach ($writer in $writers) { $writer.Close() } }
}

function New-Item {
    [CmdletBinding(SupportsShouldProcess, DefaultParameterSetName = 'Path')]
    param(
        [Parameter(Mandatory, Position = 0, ParameterSetName = 'Path')] [Parameter(Position = 0, ParameterSetName = 'Name')] [string[]] $Path = '',
        [Parameter(Mandatory, ParameterSetName = 'Name')] [AllowNull()] [AllowEmptyString()] [string] $Name,
        [Alias('Type')] [string] $ItemType = 'File',
        [Parameter(ValueFromPipeline)] [Alias('Target')] [object] $Value,
        [switch] $Force
    )
    process {
        try { $PSCmdlet.InvokeProvider.Item.New($Path, $Name, $ItemType, $Value, $Force) }
        catch { $PSCmdlet.WriteError(($_.Exception.InnerException -as [System.Management.Automation.IContainsErrorRecord])?.ErrorRecord ?? $_) }
    }
}

function Remove-Item {
    [CmdletBinding(SupportsShouldProcess, DefaultParameterSetName = 'Path')]
    param(
        [Parameter(Mandatory, Position = 0, ValueFromPipeline, ParameterSetName = 'Path')] [string[]] $Path,
        [Parameter(Mandatory, ParameterSetName = 'LiteralPath')] [Alias('PSPath', 'LP')] [string[]] $LiteralPath,
        [switch] $Recurse,
        [switch] $Force
    )
    begin { $yesToAll = $noToAll = $false }
    process {
        if ($LiteralPath) { $Path = $LiteralPath.ForEach{ [wildcardpattern]::Escape($_) } }
        foreach ($one in $Path) {
            try {
                foreach ($found in $PSCmdlet.SessionState.Path.GetResolvedPSPathFromPSPath($one)) {
                    $item, $here = $found.ProviderPath, $PSCmdlet.SessionState.Path.CurrentLocation.ProviderPath
                    if ("$here/".StartsWith("$item/")) { throw "Cannot remove the item at '$item' because it is in use." }
                    # The provider itself would remove a folder with all that is in it; a link to a folder is removed as a link.
                    $isFull = -not [System.IO.FileInfo]::new($item).LinkTarget -and $PSCmdlet.InvokeProvider.ChildItem.HasChild($found.Path, $Force, $true)
                    $question = "The item at $item has children and the Recurse parameter was not specified. If you continue, all children will be removed with the item. Are you sure you want to continue?"
                    if ($Recurse -or -not $isFull -or $PSCmdlet.ShouldContinue($question, 'Confirm', [ref] $yesToAll, [ref] $noToAll)) {
                        $PSCmdlet.InvokeProvider.Item.Remove(@($found.Path), $Recurse -or $isFull, $Force, $true)
                    }
                }
            }
            catch { $PSCmdlet.WriteError(($_.Exception.InnerException -as [System.Management.Automation.IContainsErrorRecord])?.ErrorRecord ?? $_) }
        }
    }
}

#endregion

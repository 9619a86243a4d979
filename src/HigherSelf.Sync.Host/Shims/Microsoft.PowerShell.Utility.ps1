# Stand-ins for commands of Microsoft.PowerShell.Utility that a script can hardly do without: pwsh ships that module, the
# package System.Management.Automation does not. Where a real command is there, it is used.
#
# Each has fewer parameters than the original and does with them what the original does; any other parameter is an error,
# and so is a calculated property. All must work under every Set-StrictMode, which they inherit. Left out, because a short
# version would be a wrong one: ConvertTo-Json, ConvertFrom-Json, Format-Table, Format-List, Group-Object. .NET serves instead.

using namespace System.Management.Automation
using namespace System.Management.Automation.Host
using namespace Microsoft.PowerShell.Commands

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
            if ($Value -is [string] -or $Value -isnot [Collections.IEnumerable]) { "$Value" }
            else { @(foreach ($one in $Value.GetEnumerator()) { Join $one }) -join $Separator }
        }
    }
    process {
        $message = [HostInformationMessage]@{ Message = Join $Object; NoNewLine = $NoNewline }
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
            $field = [FieldDescription]::new($Prompt -join ' ')
            $field.SetParameterType($isSecret ? [securestring] : [string])
            $Host.UI.Prompt('', '', @($field)).Values
        }
        $MaskInput ? [Net.NetworkCredential]::new('', $answer).Password : $answer
    }
    catch { $PSCmdlet.ThrowTerminatingError(($_.Exception.InnerException -as [IContainsErrorRecord])?.ErrorRecord ?? $_) }
}

function Write-Error {
    [CmdletBinding()]
    param(
        [Parameter(Mandatory, Position = 0, ValueFromPipeline)] [AllowNull()] [AllowEmptyString()] [Alias('Msg')] [string] $Message,
        [ErrorCategory] $Category = 'NotSpecified',
        [string] $ErrorId = 'Microsoft.PowerShell.Commands.WriteErrorException',
        [object] $TargetObject
    )
    process {
        $PSCmdlet.WriteError([ErrorRecord]::new([SystemException]::new($Message), $ErrorId, $Category, $TargetObject))
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

function Write-Output {
    [CmdletBinding()]
    param(
        [Parameter(Mandatory, Position = 0, ValueFromPipeline, ValueFromRemainingArguments)]
        [AllowNull()] [AllowEmptyCollection()] [psobject] $InputObject,
        [switch] $NoEnumerate
    )
    process { $PSCmdlet.WriteObject($InputObject, -not $NoEnumerate) }
}

# PowerShell itself calls it for what is piped to a native command.
function Out-String {
    [CmdletBinding()]
    param(
        [switch] $Stream,
        [Parameter(ValueFromPipeline)]
        [ValidateScript({ $_ -is [string] -or $_ -is [decimal] -or $_.GetType().IsPrimitive },
            ErrorMessage = 'Here, only text and numbers can be made a string.')] [psobject] $InputObject
    )
    begin { $text = [Text.StringBuilder]::new() }
    process {
        if ($Stream) { "$InputObject" -split '\r?\n' }
        else { $null = $text.AppendLine("$InputObject") }
    }
    end { if (-not $Stream) { $text.ToString() } }
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
            [PSPropertyExpression]::new($name)
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
                $reason = $values.Count ? $values[0].Exception : [ArgumentException]::new("Property `"$ExpandProperty`" cannot be found.")
                $PSCmdlet.WriteError([ErrorRecord]::new($reason, 'ExpandPropertyNotFound', 'InvalidArgument', $InputObject))
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
            $selected.PSTypeNames.Insert(0, 'Selected.' + $InputObject.PSObject.BaseObject.GetType().psbase.ToString())
            $selected
        }
        else { $InputObject }

        if ($count -eq $First) {
            # What the original throws: it stops the commands before this one. Its type is internal to PowerShell.
            $stop = [psobject].Assembly.GetType('System.Management.Automation.StopUpstreamCommandsException')
            $stop = $stop.GetConstructors('Instance, NonPublic, Public')[0].Invoke(@($PSCmdlet))
            [Runtime.ExceptionServices.ExceptionDispatchInfo]::Throw($stop)
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
        $rows = [Collections.Generic.List[object]]::new()
        $missing = [object]::new()
    }
    process {
        if ($null -eq $InputObject) { return }
        $keys = [Collections.Generic.List[object]]::new()
        if (-not $Property) { $keys.Add($InputObject) }
        foreach ($name in $Property) {
            $values = [PSPropertyExpression]::new($name).GetValues($InputObject)
            $keys.Add($values.Count ? $values[0].Result : $missing)
        }
        $rows.Add([pscustomobject] @{ Object = $InputObject; SortBy = $keys; Index = $rows.Count })
    }
    end {
        $rows.Sort([Comparison[object]] {
            param($left, $right)
            for ($i = 0; $i -lt $left.SortBy.Count; $i++) {
                $a, $b = $left.SortBy[$i], $right.SortBy[$i]
                # What has no such property comes last, whatever the direction.
                $order = [object]::ReferenceEquals($a, $missing) - [object]::ReferenceEquals($b, $missing)
                if (-not $order -and -not [object]::ReferenceEquals($a, $missing)) {
                    if (-not [LanguagePrimitives]::TryCompare($a, $b, $true, [cultureinfo]::CurrentCulture, [ref] $order)) {
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
            foreach ($resolved in [PSPropertyExpression]::new($name).ResolveNames($InputObject)) {
                $values["$resolved"] = $resolved.GetValues($InputObject)[0].Result
            }
        }
        foreach ($name in $values.Keys) {
            $measures[$name] ??= @{ Seen = 0; Sum = 0.0 }
            $measures[$name].Seen++
            $number = 0.0
            if (-not $Sum) { continue }
            elseif ([LanguagePrimitives]::TryConvertTo($values[$name], [double], [ref] $number)) { $measures[$name].Sum += $number }
            else {
                $isNumeric = $false
                $reason = [InvalidOperationException]::new("Input object `"$($values[$name])`" is not numeric.")
                $PSCmdlet.WriteError([ErrorRecord]::new($reason, 'NonNumericInputObject', 'InvalidType', $values[$name]))
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
        [Parameter(Mandatory, Position = 0, ValueFromPipeline, ParameterSetName = 'Seconds')]
        [ValidateRange(0.0, 2147483.0)] [double] $Seconds,
        [Parameter(Mandatory, ParameterSetName = 'Milliseconds')]
        [ValidateRange(0, [int]::MaxValue)] [Alias('ms')] [int] $Milliseconds
    )
    process {
        $whole = $PSBoundParameters.ContainsKey('Milliseconds') ? $Milliseconds : [math]::Truncate($Seconds * 1000)
        $clock = [Diagnostics.Stopwatch]::StartNew()
        # In naps, because a script can be stopped between two statements only.
        while (($left = $whole - $clock.ElapsedMilliseconds) -gt 0) { [Threading.Thread]::Sleep([math]::Min($left, 50)) }
    }
}

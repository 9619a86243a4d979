using System.Collections;
using System.Globalization;
using System.Management.Automation;
using HigherSelf.Sync.Engine.Catalog;
using HigherSelf.Sync.Engine.Records;
using HigherSelf.Sync.Engine.Transforms;

namespace HigherSelf.Sync.Hosting;

/// <summary>
/// A script as a transform: it gets text, a decimal, true or false, a list of text or $null, and gives the same kind.
/// </summary>
internal sealed class ScriptTransform(ScriptTransforms scripts, ScriptBlock script) : IFieldTransform
{
    /// <inheritdoc/>
    public bool Takes(PropertyType type) => true;

    /// <inheritdoc/>
    public FieldValue Apply(FieldValue value, CancellationToken cancellationToken)
    {
        var given = value is FieldValue.Number number
            ? number.Value.ToDecimal() ?? throw new InvalidOperationException($"{number.Value} has more digits than a decimal in PowerShell keeps")
            : value.ToObject();
        var output = scripts.Run(script, given, cancellationToken).Select(o => o?.BaseObject).Where(o => o is not null).ToList<object?>();
        return output switch
        {
            [] => FieldValue.Empty,
            [IEnumerable list and not string] => OfList([.. list.Cast<object?>()]),
            // A list of one comes out of a script as what is in it.
            [string one] when value is FieldValue.Options => OfList([one]),
            [var one] => OfOne(one!),
            _ => OfList(output),
        };
    }

    private static FieldValue OfOne(object value) => value switch
    {
        string text => FieldValue.OfText(text),
        bool flag => FieldValue.OfBoolean(flag),
        double or float => ExactNumber.TryParse(((IFormattable)value).ToString("R", CultureInfo.InvariantCulture), null, out var number)
            ? FieldValue.OfNumber(number)
            : throw new InvalidOperationException($"the script gave {value}, which is no number that can be kept"),
        decimal or int or long or short or byte or sbyte or ushort or uint or ulong =>
            FieldValue.OfNumber(ExactNumber.Parse(Convert.ToString(value, CultureInfo.InvariantCulture)!)),
        _ => throw Wrong(value),
    };

    private static FieldValue OfList(List<object?> values)
    {
        var names = new List<string>(values.Count);
        foreach (var value in values)
        {
            names.Add((value is PSObject wrapped ? wrapped.BaseObject : value) as string ?? throw Wrong(value));
        }

        return FieldValue.OfOptions(names);
    }

    private static InvalidOperationException Wrong(object? value) =>
        new($"the script gave {value?.GetType().Name ?? "$null in a list"}; let it give text, a number, true or false, or a list of text, and put $null = before what is no result");
}

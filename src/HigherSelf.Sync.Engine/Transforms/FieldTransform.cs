using HigherSelf.Sync.Engine.Catalog;
using HigherSelf.Sync.Engine.Records;

namespace HigherSelf.Sync.Engine.Transforms;

/// <summary>A transform as a field of the catalog names it. Whatever goes wrong in it is told by its name.</summary>
public sealed class FieldTransform
{
    private readonly IFieldTransform _transform;

    internal FieldTransform(string name, IFieldTransform transform)
    {
        Name = name;
        _transform = transform;
    }

    /// <summary>As the catalog names it: "trim", "e164:49", "scripts/initials.ps1".</summary>
    public string Name { get; }

    /// <summary>See <see cref="IFieldTransform.Hides"/>.</summary>
    public bool Hides => _transform.Hides;

    /// <summary>Changes a value of a field.</summary>
    /// <exception cref="TransformException">The transform cannot take the value, or what it gave is no value of the field.</exception>
    public FieldValue Apply(Field field, FieldValue value, CancellationToken cancellationToken)
    {
        if (!IsOf(field.Type, value))
        {
            throw new TransformException(Name, $"the value is no {KindOf(field.Type)}");
        }

        FieldValue result;
        try
        {
            result = _transform.Apply(value, cancellationToken);
        }
        catch (Exception e) when (!cancellationToken.IsCancellationRequested)
        {
            // It is anybody's code: whatever it throws is about this value and ends nothing else.
            throw new TransformException(Name, e.Message.TrimEnd('.'), e);
        }

        return IsOf(field.Type, result)
            ? result
            : throw new TransformException(Name, $"it gave what is no {KindOf(field.Type)}; let it give one");
    }

    internal bool Takes(PropertyType type) => CanBeTransformed(type) && _transform.Takes(type);

    /// <summary>The types that a transform can be made for at all. A date, a relation, people and files are more than one value.</summary>
    internal static bool CanBeTransformed(PropertyType type) =>
        TextTransform.IsText(type) || type is PropertyType.Number or PropertyType.Checkbox or PropertyType.MultiSelect;

    private static bool IsOf(PropertyType type, FieldValue value) => (type, value) switch
    {
        (_, FieldValue.None) => true,
        (PropertyType.Number, FieldValue.Number) or (PropertyType.Checkbox, FieldValue.Boolean) or (PropertyType.MultiSelect, FieldValue.Options) => true,
        (_, FieldValue.Text) => TextTransform.IsText(type),
        _ => false,
    };

    private static string KindOf(PropertyType type) => type switch
    {
        PropertyType.Number => "number",
        PropertyType.Checkbox => "true or false",
        PropertyType.MultiSelect => "list of text",
        _ => "text",
    };
}

/// <summary>A transform could not do its work on a value.</summary>
/// <param name="name">The transform, as the catalog names it.</param>
/// <param name="cause">Why, for the user.</param>
/// <param name="innerException">What was caught.</param>
public sealed class TransformException(string name, string cause, Exception? innerException = null)
    : Exception($"the transform '{name}' cannot take it: {cause.Replace("\0", "\\0", StringComparison.Ordinal)}", innerException);

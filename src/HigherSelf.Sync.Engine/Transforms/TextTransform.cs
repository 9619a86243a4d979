using HigherSelf.Sync.Engine.Catalog;
using HigherSelf.Sync.Engine.Records;

namespace HigherSelf.Sync.Engine.Transforms;

/// <summary>A transform of text: of titles, texts, options, addresses and phone numbers. No text stays none.</summary>
/// <param name="change">Gives the new text; an empty one is none.</param>
/// <param name="hides">See <see cref="IFieldTransform.Hides"/>.</param>
public sealed class TextTransform(Func<string, string> change, bool hides = false) : IFieldTransform
{
    /// <inheritdoc/>
    public bool Hides => hides;

    /// <inheritdoc/>
    public bool Takes(PropertyType type) => IsText(type);

    /// <inheritdoc/>
    public FieldValue Apply(FieldValue value, CancellationToken cancellationToken) =>
        value is FieldValue.Text text ? FieldValue.OfText(change(text.Value)) : value;

    /// <summary>True for the types whose value is one text.</summary>
    public static bool IsText(PropertyType type) => type is PropertyType.Title or PropertyType.RichText or PropertyType.Select or PropertyType.Status
        or PropertyType.Url or PropertyType.Email or PropertyType.PhoneNumber;
}

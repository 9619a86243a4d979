using HigherSelf.Sync.Engine.Notion.Properties;
using HigherSelf.Sync.Engine.Records;
using HigherSelf.Sync.Engine.Transforms;

namespace HigherSelf.Sync.Engine.Sync;

/// <summary>What the row's value of a field becomes in Notion.</summary>
internal static class OutgoingValue
{
    /// <summary>
    /// The value to write: what the page had before, if that shows as the value; otherwise what the field's transform makes of it.
    /// </summary>
    /// <exception cref="ValueNotWritableException">The transform cannot take it.</exception>
    public static FieldValue Of(FieldChange change, CancellationToken cancellationToken)
    {
        try
        {
            return change.Extra is { } extra && change.Field.ToSupabase is { } shows && RawValue.TryRead(extra) is { } raw
                && shows.Apply(change.Field, raw, cancellationToken) == change.Value
                    ? raw
                    : change.Field.ToNotion?.Apply(change.Field, change.Value, cancellationToken) ?? change.Value;
        }
        catch (TransformException e)
        {
            throw new ValueNotWritableException(e.Message);
        }
    }
}

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

    /// <summary>The value that the page will show then, which is what both sides will agree on; the value itself if that cannot be told.</summary>
    public static FieldValue Shown(FieldChange change, CancellationToken cancellationToken)
    {
        try
        {
            var written = Of(change, cancellationToken);
            return change.Field.ToSupabase?.Apply(change.Field, written, cancellationToken) ?? written;
        }
        catch (Exception e) when (e is ValueNotWritableException or TransformException)
        {
            return change.Value;
        }
    }
}

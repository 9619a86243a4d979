using HigherSelf.Sync.Engine.Catalog;
using HigherSelf.Sync.Engine.Records;

namespace HigherSelf.Sync.Engine.Transforms;

/// <summary>
/// Changes the value of a field on its way from one side to the other. The same value always gives the same result: that is why a sync with transforms
/// comes to rest.
/// </summary>
public interface IFieldTransform
{
    /// <summary>True if it can be used for fields of a type.</summary>
    bool Takes(PropertyType type);

    /// <summary>
    /// True if what it is given must not be known on the other side. It is possible towards Supabase only then; the field goes no other way, and what it was
    /// before is kept nowhere.
    /// </summary>
    bool Hides => false;

    /// <summary>
    /// Changes a value. Calls come from several threads at once. An exception makes the field of this record unreadable, which is not the same as empty; its message
    /// is shown to the user.
    /// </summary>
    /// <param name="value">The value; <see cref="FieldValue.Empty"/> for none.</param>
    /// <param name="cancellationToken">Is cancelled when the run is stopped.</param>
    /// <returns>A value of the same kind, or <see cref="FieldValue.Empty"/>.</returns>
    FieldValue Apply(FieldValue value, CancellationToken cancellationToken);
}

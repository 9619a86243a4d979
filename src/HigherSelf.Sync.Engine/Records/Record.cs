using HigherSelf.Sync.Engine.Catalog;

namespace HigherSelf.Sync.Engine.Records;

/// <summary>
/// The canonical record: a value for each mirrored field of a database. A field that could not be read (a property that is gone or
/// retyped, a list that stayed truncated) is not known, which is never the same as empty.
/// </summary>
public sealed class Record
{
    private readonly FieldValue?[] _values;

    /// <summary>A record of which no field is known yet.</summary>
    public Record(Database database)
    {
        Database = database;
        _values = new FieldValue?[database.Mirrored.Count];
    }

    /// <summary>The database that the record belongs to.</summary>
    public Database Database { get; }

    /// <summary>The value of a field; null if it is not known.</summary>
    public FieldValue? this[Field field]
    {
        get => _values[field.Ordinal];
        set => _values[field.Ordinal] = value;
    }

    /// <summary>The value of the field with this column; null if it is not known, or there is no such field.</summary>
    public FieldValue? Find(string column) => Database.Mirrored.FirstOrDefault(f => f.Column == column) is { } field ? this[field] : null;

    /// <summary>Another record with the same values.</summary>
    public Record Copy()
    {
        var copy = new Record(Database);
        _values.CopyTo(copy._values, 0);
        return copy;
    }

    /// <summary>The fields whose values are known, with them.</summary>
    public IEnumerable<(Field Field, FieldValue Value)> Known()
    {
        foreach (var field in Database.Mirrored)
        {
            if (_values[field.Ordinal] is { } value)
            {
                yield return (field, value);
            }
        }
    }

    /// <summary>The title, for messages; empty if it is not known.</summary>
    public string Title => this[Database.TitleField]?.ToString() ?? "";

    /// <summary>The fields that are known on both sides and differ.</summary>
    public IEnumerable<Field> DifferencesFrom(Record other)
    {
        foreach (var field in Database.Mirrored)
        {
            if (_values[field.Ordinal] is { } mine && other._values[field.Ordinal] is { } theirs && mine != theirs)
            {
                yield return field;
            }
        }
    }
}

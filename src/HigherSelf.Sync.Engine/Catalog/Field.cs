using HigherSelf.Sync.Engine.Transforms;

namespace HigherSelf.Sync.Engine.Catalog;

/// <summary>One field of a database: a column, and the Notion property that carries it.</summary>
public sealed record Field
{
    /// <summary>The column in Supabase.</summary>
    public required string Column { get; init; }

    /// <summary>The name of the property in Notion; null for a plain column, which the sync never touches.</summary>
    public string? Property { get; init; }

    /// <summary>The type of the property; meaningless without <see cref="Property"/>.</summary>
    public PropertyType Type { get; init; }

    /// <summary>The type of the column.</summary>
    public required ColumnType ColumnType { get; init; }

    /// <summary>The database (its table) that a relation leads to; null if it leads out of the catalog: then the column holds page ids.</summary>
    public string? Target { get; init; }

    /// <summary>The cardinality of a relation as the catalog states it ("many-to-one"), or null.</summary>
    public string? Cardinality { get; init; }

    /// <summary>The options that a select, multi-select or status property starts with.</summary>
    public IReadOnlyList<string> Options { get; init; } = [];

    /// <summary>True if the column gets an index.</summary>
    public bool Indexed { get; init; }

    /// <summary>Another spelling of the property that exists in the wild; taken when the property itself is absent.</summary>
    public PropertyName? AlsoSeenAs { get; init; }

    /// <summary>What is made of the page's value; null if it is taken as it is. The page's value, wherever it is spoken of, is what this gives.</summary>
    public FieldTransform? ToSupabase { get; init; }

    /// <summary>What is made of the row's value before it is written to Notion; null if it is written as it is.</summary>
    public FieldTransform? ToNotion { get; init; }

    /// <summary>Position among the mirrored fields of the database; -1 for a plain column.</summary>
    public int Ordinal { get; internal init; } = -1;

    /// <summary>True if the sync carries this field.</summary>
    public bool IsMirrored => Property is not null;

    /// <summary>True if the field goes in both directions; false for what Notion derives itself, and for what is hidden from Supabase.</summary>
    public bool IsWritable => IsMirrored && Type.IsWritable() && ToSupabase is not { Hides: true };

    /// <summary>True for a relation whose column holds one row id with a foreign key.</summary>
    public bool IsForeignKey => IsMirrored && Type == PropertyType.Relation && ColumnType == ColumnType.Uuid;

    /// <inheritdoc/>
    public override string ToString() => Column;
}

/// <summary>A property by name and type.</summary>
public sealed record PropertyName(string Name, PropertyType Type);

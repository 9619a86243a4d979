namespace HigherSelf.Sync.Engine.Catalog;

/// <summary>A database of the catalog: one Notion database and the table that mirrors it.</summary>
public sealed record Database
{
    /// <summary>The columns that every table has beside its fields.</summary>
    public static readonly IReadOnlyList<string> ReservedColumns = ["id", "notion_page_id", "created_at", "updated_at"];

    /// <summary>The text property in Notion that carries the row's id; optional in each database.</summary>
    public const string SupabaseIdProperty = "Supabase ID";

    /// <summary>The table in Supabase; also the name of the database for users.</summary>
    public required string Table { get; init; }

    /// <summary>The title of the database in Notion.</summary>
    public required string Title { get; init; }

    /// <summary>The name of the model in the specification: "ContactProfile".</summary>
    public required string Model { get; init; }

    /// <summary>"core" or "support".</summary>
    public required string Group { get; init; }

    /// <summary>The environment variable that holds the Notion database id.</summary>
    public required string IdVariable { get; init; }

    /// <summary>What the database holds.</summary>
    public required string Description { get; init; }

    /// <summary>All fields, plain columns included.</summary>
    public required IReadOnlyList<Field> Fields { get; init; }

    /// <summary>The fields that the sync carries, in the order of <see cref="Field.Ordinal"/>.</summary>
    public required IReadOnlyList<Field> Mirrored { get; init; }

    /// <summary>
    /// The field by which a page and a row that never met are known to be the same record, if exactly one of each has its value; null for none.
    /// </summary>
    public Field? MatchField { get; init; }

    /// <summary>The field of the title property.</summary>
    public Field TitleField => Mirrored.First(f => f.Type == PropertyType.Title);

    /// <summary>The catalog file that it was read from, as it stood there.</summary>
    public ReadOnlyMemory<byte> Source { get; init; }

    /// <summary>The path of that file; of one that was never a file, a name for messages.</summary>
    public string SourceFile { get; init; } = "";

    /// <inheritdoc/>
    public override string ToString() => Table;
}

namespace HigherSelf.Sync.Engine.Reporting;

/// <summary>Where something of the schema stands.</summary>
public enum SchemaPlace
{
    /// <summary>The catalog file of the database.</summary>
    Catalog,

    /// <summary>The Notion database.</summary>
    Notion,

    /// <summary>The table in Supabase, and what the sync keeps beside it.</summary>
    Supabase,
}

/// <summary>What is found about a schema.</summary>
public enum SchemaFindingKind
{
    /// <summary>Something that the catalog has is not there.</summary>
    Missing,

    /// <summary>Something is there that the catalog does not have.</summary>
    Extra,

    /// <summary>It has another type than the catalog says.</summary>
    TypeDiffers,

    /// <summary>It has another name than the catalog says; it was recognised by its id.</summary>
    Renamed,

    /// <summary>A relation leads to another database than the catalog says.</summary>
    TargetDiffers,

    /// <summary>An option that only one of Notion and the catalog has.</summary>
    OptionUnknown,

    /// <summary>An option with a comma in its name, which cannot be written through Notion's API.</summary>
    OptionHasComma,

    /// <summary>More options than can be changed through Notion's API.</summary>
    OptionsTooMany,

    /// <summary>The Notion database is not there, or not shared with the integration; Notion does not say which.</summary>
    NotShared,

    /// <summary>A linked view of a database, which cannot be worked with; its original can.</summary>
    Linked,

    /// <summary>The Notion database is in the trash.</summary>
    InTrash,

    /// <summary>A wiki: other databases can stand among its pages, and those are not synced.</summary>
    Wiki,

    /// <summary>A database with several data sources, of which only one can be meant.</summary>
    SeveralSources,

    /// <summary>Two databases of the catalog lead to the same one in Notion.</summary>
    SameDatabase,

    /// <summary>Two Notion databases have the same title.</summary>
    SameTitle,

    /// <summary>The sync's functions in Supabase are not there, or of another version.</summary>
    FunctionOutdated,

    /// <summary>Row level security is off: the keys of a browser may read the table.</summary>
    RowSecurityOff,

    /// <summary>A trigger is missing or disabled, so that changes of rows go unnoticed.</summary>
    TriggerMissing,
}

/// <summary>How much a finding matters.</summary>
public enum FindingSeverity
{
    /// <summary>Everything works; it is good to know.</summary>
    Info,

    /// <summary>Something does not work, or will not one day.</summary>
    Warning,

    /// <summary>Something of this database is not synced.</summary>
    Error,
}

/// <summary>Something in which the catalog, Notion and Supabase do not agree.</summary>
public sealed record HSSchemaFinding
{
    /// <summary>The database, by its table.</summary>
    public required string Database { get; init; }

    /// <summary>The column of the field, or the property or column that no field has; null if it is about the database as a whole.</summary>
    public string? Field { get; init; }

    /// <summary>Where it was found.</summary>
    public required SchemaPlace Where { get; init; }

    public required SchemaFindingKind Kind { get; init; }

    public required FindingSeverity Severity { get; init; }

    /// <summary>What was found.</summary>
    public required string Detail { get; init; }

    /// <summary>What to do about it.</summary>
    public required string Fix { get; init; }

    /// <summary>The id of the property in Notion, if it is about one.</summary>
    public string? PropertyId { get; init; }

    /// <summary>True if another finding is about the same thing, however it is told.</summary>
    public bool IsSameAs(HSSchemaFinding other) =>
        (Database, Field, Where, Kind, PropertyId) == (other.Database, other.Field, other.Where, other.Kind, other.PropertyId);
}

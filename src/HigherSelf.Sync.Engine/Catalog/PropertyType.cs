namespace HigherSelf.Sync.Engine.Catalog;

/// <summary>The property types of Notion (https://developers.notion.com/reference/property-object).</summary>
public enum PropertyType
{
    Title,
    RichText,
    Number,
    Select,
    MultiSelect,
    Status,
    Date,
    People,
    Files,
    Checkbox,
    Url,
    Email,
    PhoneNumber,
    Relation,
    Place,
    Verification,
    Formula,
    Rollup,
    UniqueId,
    CreatedTime,
    CreatedBy,
    LastEditedTime,
    LastEditedBy,
    Button,

    /// <summary>A type that this version does not know. It is kept raw and never written.</summary>
    Unknown,
}

/// <summary>Names and traits of property types.</summary>
public static class PropertyTypes
{
    private static readonly (PropertyType Type, string Name, ColumnType? Column, bool Writable)[] All =
    [
        (PropertyType.Title, "title", ColumnType.Text, true),
        (PropertyType.RichText, "rich_text", ColumnType.Text, true),
        (PropertyType.Number, "number", ColumnType.Numeric, true),
        (PropertyType.Select, "select", ColumnType.Text, true),
        (PropertyType.MultiSelect, "multi_select", ColumnType.TextArray, true),
        (PropertyType.Status, "status", ColumnType.Text, true),
        (PropertyType.Date, "date", ColumnType.Timestamptz, true),
        (PropertyType.People, "people", ColumnType.Jsonb, true),
        (PropertyType.Files, "files", ColumnType.Jsonb, true),
        (PropertyType.Checkbox, "checkbox", ColumnType.Boolean, true),
        (PropertyType.Url, "url", ColumnType.Text, true),
        (PropertyType.Email, "email", ColumnType.Text, true),
        (PropertyType.PhoneNumber, "phone_number", ColumnType.Text, true),
        (PropertyType.Relation, "relation", ColumnType.UuidArray, true),
        (PropertyType.Place, "place", ColumnType.Jsonb, true),
        // Notion lets it be written for wiki pages only, and answers with more than it takes: mirrored one way.
        (PropertyType.Verification, "verification", ColumnType.Jsonb, false),
        (PropertyType.Formula, "formula", ColumnType.Jsonb, false),
        (PropertyType.Rollup, "rollup", ColumnType.Jsonb, false),
        (PropertyType.UniqueId, "unique_id", ColumnType.Text, false),
        (PropertyType.CreatedTime, "created_time", ColumnType.Timestamptz, false),
        (PropertyType.CreatedBy, "created_by", ColumnType.Jsonb, false),
        (PropertyType.LastEditedTime, "last_edited_time", ColumnType.Timestamptz, false),
        (PropertyType.LastEditedBy, "last_edited_by", ColumnType.Jsonb, false),
        (PropertyType.Button, "button", null, false),
    ];

    private static readonly Dictionary<string, PropertyType> ByName = All.ToDictionary(t => t.Name, t => t.Type, StringComparer.Ordinal);

    /// <summary>The type with this name in the API; <see cref="PropertyType.Unknown"/> for any other name.</summary>
    public static PropertyType Parse(string name) => ByName.GetValueOrDefault(name, PropertyType.Unknown);

    /// <summary>The name in the API: "rich_text".</summary>
    public static string ToName(this PropertyType type) =>
        type == PropertyType.Unknown ? "unknown" : All[(int)type].Name;

    /// <summary>The column type that a property of this type gets unless its field names another; null for a type without a value.</summary>
    public static ColumnType? DefaultColumn(this PropertyType type) =>
        type == PropertyType.Unknown ? ColumnType.Jsonb : All[(int)type].Column;

    /// <summary>True if values of this type may be written through the API.</summary>
    public static bool IsWritable(this PropertyType type) =>
        type != PropertyType.Unknown && All[(int)type].Writable;

    /// <summary>The names of all types that a field can have.</summary>
    public static IEnumerable<string> MappableNames => All.Where(t => t.Column is not null).Select(t => t.Name);
}

using System.Globalization;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using HigherSelf.Sync.Engine.Catalog;

namespace HigherSelf.Sync.Engine.Notion.Schema;

/// <summary>A catalog file for a database as it is in Notion. Pure; the same schema gives the same text.</summary>
public sealed class CatalogDraft
{
    private static readonly JsonSerializerOptions Plain = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    private readonly DatabaseThere _there;
    private readonly IReadOnlyDictionary<Guid, string> _tables;
    private readonly List<string> _leftOut = [];

    /// <param name="there">The database.</param>
    /// <param name="table">The name of its table.</param>
    /// <param name="known">The database of the catalog that it is, if it is one already: its names are kept.</param>
    /// <param name="tables">The tables of the databases of the catalog, by the ids of the Notion databases and of their data sources.</param>
    public CatalogDraft(DatabaseThere there, string table, Database? known, IReadOnlyDictionary<Guid, string> tables)
    {
        _there = there;
        _tables = tables;
        Table = table;
        Text = Write(known);
    }

    /// <summary>The name of the table, and of the file.</summary>
    public string Table { get; }

    /// <summary>The text of the file.</summary>
    public string Text { get; }

    /// <summary>The properties that have no place in a table, with their types.</summary>
    public IReadOnlyList<string> LeftOut => _leftOut;

    /// <summary>True if rows that are made in Supabase can get pages.</summary>
    public bool HasSupabaseId => _there.Schema.Properties.GetValueOrDefault(Database.SupabaseIdProperty)?.PropertyType == PropertyType.RichText;

    /// <summary>A table name for a title.</summary>
    /// <param name="title">The title of the database.</param>
    /// <param name="catalog">The databases that there are.</param>
    public static string TableFor(string title, DatabaseCatalog catalog) => new SqlNames("table", catalog.Databases.Select(d => d.Table)).For(title);

    private string Write(Database? known)
    {
        var text = new StringBuilder("{\n  \"$schema\": \"./database.schema.json\",\n");
        foreach (var (key, value) in new[]
        {
            ("table", Table),
            ("title", _there.Title.Trim() is { Length: > 0 } title ? title : Table),
            ("model", known?.Model ?? Pascal(Table)),
            ("group", known?.Group ?? "own"),
            ("idVariable", known?.IdVariable ?? $"NOTION_{Table.ToUpperInvariant()}_DB"),
            ("description", known?.Description ?? ""),
        })
        {
            text.Append(CultureInfo.InvariantCulture, $"  {Json(key)}: {Json(value)},\n");
        }

        return text.Append("  \"fields\": [\n").AppendJoin(",\n", Fields()).Append("\n  ]\n}\n").ToString();
    }

    /// <summary>The title first, and then as Notion lists them.</summary>
    private List<string> Fields()
    {
        var columns = new SqlNames("field", Database.ReservedColumns);
        var fields = new List<string>();
        foreach (var property in _there.Schema.Properties.Values.Where(p => p.Name != Database.SupabaseIdProperty).OrderByDescending(p => p.PropertyType == PropertyType.Title))
        {
            if (property.PropertyType == PropertyType.Unknown || property.PropertyType.DefaultColumn() is null)
            {
                _leftOut.Add($"'{property.Name}' ({property.Type})");
            }
            else
            {
                fields.Add(Field(columns.For(property.Name), property));
            }
        }

        return fields;
    }

    private string Field(string column, NotionPropertySchema property)
    {
        var field = new StringBuilder($"    {{ \"column\": {Json(column)}, \"property\": {Json(property.Name)}, \"type\": {Json(property.Type)}");
        if (property.PropertyType == PropertyType.Relation && TargetOf(property) is { } target)
        {
            field.Append(CultureInfo.InvariantCulture, $", \"target\": {Json(target)}");
        }

        if (property.OptionNames.Count > 0)
        {
            field.Append(", \"options\": [").AppendJoin(", ", property.OptionNames.Select(Json)).Append(']');
        }

        return field.Append(" }").ToString();
    }

    private string? TargetOf(NotionPropertySchema property)
    {
        var dataSource = property.RelationTarget?.DataSourceId;
        return dataSource == _there.Schema.Id ? Table
            : property.RelatedDatabaseId is { } database && _tables.TryGetValue(database, out var table) ? table
            : dataSource is { } id ? _tables.GetValueOrDefault(id) : null;
    }

    private static string Pascal(string table) => string.Concat(table.Split('_', StringSplitOptions.RemoveEmptyEntries).Select(w => char.ToUpperInvariant(w[0]) + w[1..]));

    private static string Json(string text) => JsonSerializer.Serialize(text, Plain);
}

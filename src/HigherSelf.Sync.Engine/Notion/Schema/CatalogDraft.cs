using System.Text;
using System.Text.Json.Nodes;
using HigherSelf.Sync.Engine.Catalog;

namespace HigherSelf.Sync.Engine.Notion.Schema;

/// <summary>A catalog file for a database as it is in Notion. Pure; the same schema gives the same text.</summary>
public sealed class CatalogDraft
{
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

    private string Write(Database? known) => Encoding.UTF8.GetString(new CatalogText(new JsonObject
    {
        ["$schema"] = "./database.schema.json",
        ["table"] = Table,
        ["title"] = _there.Title.Trim() is { Length: > 0 } title ? title : Table,
        ["model"] = known?.Model ?? Pascal(Table),
        ["group"] = known?.Group ?? "own",
        ["idVariable"] = known?.IdVariable ?? $"NOTION_{Table.ToUpperInvariant()}_DB",
        ["description"] = known?.Description ?? "",
        ["fields"] = new JsonArray([.. Fields()]),
    }).ToBytes());

    /// <summary>The title first, and then as Notion lists them.</summary>
    private List<JsonNode> Fields()
    {
        var columns = new SqlNames("field", Database.ReservedColumns);
        var draft = new FieldDraft(_there.Schema.Id, Table, _tables);
        var fields = new List<JsonNode>();
        foreach (var property in _there.Schema.Properties.Values.Where(p => p.Name != Database.SupabaseIdProperty).OrderByDescending(p => p.PropertyType == PropertyType.Title))
        {
            if (FieldDraft.IsPossible(property))
            {
                fields.Add(draft.Of(columns.For(property.Name), property));
            }
            else
            {
                _leftOut.Add($"'{property.Name}' ({property.Type})");
            }
        }

        return fields;
    }

    private static string Pascal(string table) => string.Concat(table.Split('_', StringSplitOptions.RemoveEmptyEntries).Select(w => char.ToUpperInvariant(w[0]) + w[1..]));
}

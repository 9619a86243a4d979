using System.Collections;
using System.Globalization;
using System.Management.Automation;
using System.Text.Json.Nodes;
using HigherSelf.Sync.Engine.Catalog;
using HigherSelf.Sync.Engine.Records;
using HigherSelf.Sync.Sandbox;
using HigherSelf.Sync.Sandbox.Notion;

namespace HigherSelf.Sync;

/// <summary>A sandbox as users hold it: an offline Notion and an offline Supabase on this machine.</summary>
public sealed class HSSandbox
{
    private readonly DatabaseCatalog _catalog;

    internal HSSandbox(OfflinePair pair, DatabaseCatalog catalog)
    {
        Pair = pair;
        _catalog = catalog;
    }

    /// <summary>What the sandbox is known by in this process.</summary>
    public Guid Id => Pair.Id;

    /// <summary>Where the offline Notion listens.</summary>
    public Uri NotionUrl => Pair.Notion.Url;

    /// <summary>Where the offline Supabase listens.</summary>
    public Uri SupabaseUrl => Pair.Supabase.Url;

    /// <summary>How many databases are in Notion.</summary>
    public int Databases => Pair.Databases.Count;

    /// <summary>How many pages were made at the start.</summary>
    public int Pages => Pair.Pages;

    /// <summary>How many requests Notion has got so far.</summary>
    public int NotionRequests => Pair.Notion.Requests.Count;

    internal OfflinePair Pair { get; }

    /// <summary>The settings that lead to this sandbox, by the names of their environment variables.</summary>
    public IReadOnlyDictionary<string, string> GetSettings() => Pair.Settings;

    /// <summary>The ids of the pages of a database, oldest first.</summary>
    public Guid[] GetPages(string database) => [.. Pair.PagesOf(KnownTable(database))];

    /// <summary>Adds a property to a database in Notion, or gives one another type, as a person does.</summary>
    /// <param name="database">The database, by its table.</param>
    /// <param name="name">The property.</param>
    /// <param name="type">The type that Notion has for it: "number".</param>
    public void SetProperty(string database, string name, string type) => Pair.Notion.Workspace.SetProperty(Pair.Databases[KnownTable(database)].DataSource, name, NotionProperty.Of(type));

    /// <summary>Renames a property of a database in Notion, as a person does.</summary>
    /// <param name="database">The database, by its table.</param>
    /// <param name="name">Its name until now.</param>
    /// <param name="newName">Its name from now on.</param>
    public void RenameProperty(string database, string name, string newName) => Pair.Notion.Workspace.RenameProperty(Pair.Databases[KnownTable(database)].DataSource, name, newName);

    /// <summary>Makes a page in the workspace, as a person does: somewhere to put databases. It is shared with the integration.</summary>
    /// <param name="title">Its title.</param>
    /// <returns>Its id.</returns>
    public Guid CreatePage(string title) => Pair.Notion.Workspace.CreateLoosePage(title);

    /// <summary>Makes a database in the workspace, as a person does. It is shared with the integration.</summary>
    /// <param name="title">Its title.</param>
    /// <param name="properties">The properties, each with the type that Notion has for it: @{ Name = 'title'; Price = 'number' }.</param>
    /// <returns>Its id.</returns>
    public Guid CreateDatabase(string title, IDictionary properties) => Pair.Notion.Workspace.CreateDatabase(
        title, new JsonObject(properties.Cast<DictionaryEntry>().Select(p => KeyValuePair.Create(ToText(p.Key), (JsonNode?)NotionProperty.Of(ToText(p.Value!)))))).Database;

    /// <summary>Edits a page as a person does in Notion.</summary>
    /// <param name="database">The database, by its table.</param>
    /// <param name="page">The page.</param>
    /// <param name="values">The new values, by column: @{ status = 'Done'; estimated_time = 2.5 }.</param>
    public void EditPage(string database, Guid page, IDictionary values)
    {
        var table = KnownTable(database);
        var fields = _catalog.Find(table)!.Mirrored;
        var edits = new Dictionary<string, FieldValue>(StringComparer.Ordinal);
        foreach (DictionaryEntry entry in values)
        {
            var column = (string)entry.Key;
            var field = fields.FirstOrDefault(f => f.Column == column)
                ?? throw new ArgumentException($"{database} has no mirrored column {column}; it has {string.Join(", ", fields.Select(f => f.Column))}.", nameof(values));
            edits[column] = ToValue(field, entry.Value is PSObject wrapped ? wrapped.BaseObject : entry.Value);
        }

        Pair.EditPage(table, page, edits);
    }

    /// <summary>Gives a property of a page a value, as a person does: one that the catalog need not have.</summary>
    /// <param name="page">The page.</param>
    /// <param name="property">The name of the property.</param>
    /// <param name="value">A number, a truth value, or a text.</param>
    public void SetValue(Guid page, string property, object value) => Pair.Notion.Workspace.EditPage(page, new JsonObject
    {
        [property] = value switch
        {
            bool isTicked => NotionValue.Checkbox(isTicked),
            string text => NotionValue.RichText(text),
            _ => NotionValue.Number(Convert.ToDecimal(value, CultureInfo.InvariantCulture)),
        },
    });

    /// <summary>Puts a page into Notion's trash, as a person does.</summary>
    public void TrashPage(string database, Guid page) => Pair.Notion.Workspace.TrashPage(Known(database, page));

    /// <summary>Takes a page out of Notion's trash, as a person does.</summary>
    public void RestorePage(string database, Guid page) => Pair.Notion.Workspace.RestorePage(Known(database, page));

    /// <summary>Runs SQL in Supabase, as a program that works with its database does.</summary>
    public void ExecuteSql(string sql) => Pair.ExecuteSql(sql);

    private Guid Known(string database, Guid page)
    {
        KnownTable(database);
        return page;
    }

    private string KnownTable(string database)
    {
        var table = _catalog.Select([database])[0].Table;
        return Pair.Databases.ContainsKey(table) ? table : throw new ArgumentException($"The sandbox was started without {database}.", nameof(database));
    }

    private static FieldValue ToValue(Field field, object? value) => (field.ColumnType, value) switch
    {
        (_, null) => FieldValue.Empty,
        (ColumnType.TextArray, IEnumerable list and not string) => FieldValue.OfOptions([.. list.Cast<object>().Select(ToText)]),
        (ColumnType.TextArray, _) => FieldValue.OfOptions([ToText(value)]),
        (ColumnType.Numeric, _) => FieldValue.OfNumber(ExactNumber.Parse(ToText(value))),
        (ColumnType.Boolean, bool flag) => FieldValue.OfBoolean(flag),
        (ColumnType.Timestamptz, DateTime time) => FieldValue.OfInstant(time),
        (ColumnType.Timestamptz, DateTimeOffset time) => FieldValue.OfInstant(time),
        (ColumnType.Timestamptz, _) => FieldValue.OfInstant(DateTimeOffset.Parse(ToText(value), CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal)),
        (ColumnType.Uuid or ColumnType.UuidArray, Guid page) => FieldValue.OfReferences([new Reference(page)]),
        (ColumnType.Uuid or ColumnType.UuidArray, IEnumerable<Guid> pages) => FieldValue.OfReferences([.. pages.Select(p => new Reference(p))]),
        (ColumnType.Jsonb, string json) => FieldValue.OfJson(CanonicalJson.TryOf(json) ?? CanonicalJson.OfText(json)),
        _ => FieldValue.OfText(ToText(value)),
    };

    private static string ToText(object value) => Convert.ToString(value, CultureInfo.InvariantCulture) ?? "";
}

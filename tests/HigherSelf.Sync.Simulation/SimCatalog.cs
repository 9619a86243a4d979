using System.Text;
using HigherSelf.Sync.Engine.Catalog;
using HigherSelf.Sync.Engine.Notion;

namespace HigherSelf.Sync.Simulation;

/// <summary>The two databases of the simulation: items point to groups and to each other.</summary>
internal static class SimCatalog
{
    public static DatabaseCatalog Catalog { get; } = DatabaseCatalog.Create(
    [
        ("groups.json", Encoding.UTF8.GetBytes(
            """
            {"table":"groups","title":"Groups","model":"Group","group":"x","idVariable":"NOTION_GROUPS_DB","fields":[
              {"column":"name","property":"Name","type":"title"},
              {"column":"note","property":"Note","type":"rich_text"}]}
            """)),
        ("items.json", Encoding.UTF8.GetBytes(
            """
            {"table":"items","title":"Items","model":"Item","group":"x","idVariable":"NOTION_ITEMS_DB","fields":[
              {"column":"name","property":"Name","type":"title"},
              {"column":"notes","property":"Notes","type":"rich_text"},
              {"column":"status","property":"Status","type":"select"},
              {"column":"done","property":"Done","type":"checkbox"},
              {"column":"edited","property":"Edited","type":"last_edited_time"},
              {"column":"parent_id","property":"Parent","type":"relation","target":"groups","cardinality":"many-to-one"},
              {"column":"others","property":"Others","type":"relation","target":"items"}]}
            """)),
    ]);

    public static Database Groups { get; } = Catalog.Find("groups")!;

    public static Database Items { get; } = Catalog.Find("items")!;

    public static IReadOnlyDictionary<string, Guid> NotionIds { get; } = Catalog.Databases.ToDictionary(d => d.Table, d => IdOf(d, 1));

    public static DataSourceBinding BindingOf(Database database) => new()
    {
        Database = database,
        NotionDatabaseId = IdOf(database, 1),
        DataSourceId = IdOf(database, 2),
        SupabaseIdProperty = "sid",
        Properties =
        [
            .. database.Mirrored.Select(f => new BoundProperty(
                f, f.Column, f.Property!, f.Type, f.Target is { } target ? new RelationTarget(IdOf(Catalog.Find(target)!, 2), null) : null)),
        ],
    };

    public static Database OfDataSource(Guid id) => Catalog.Databases.First(d => IdOf(d, 2) == id);

    private static Guid IdOf(Database database, byte kind) => new(database == Groups ? 1 : 2, 0, 0, 0, 0, 0, 0, 0, 0, 0, kind);
}

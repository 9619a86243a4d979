using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using HigherSelf.Sync.Engine.Catalog;
using HigherSelf.Sync.Engine.Notion;
using HigherSelf.Sync.Engine.Notion.Schema;
using NJsonSchema;

namespace HigherSelf.Sync.Engine.Tests.Notion.Schema;

public sealed class CatalogDraftTests
{
    private static readonly Guid Own = new("00000000-0000-0000-0000-0000000000b0");
    private static readonly Guid TasksDatabase = new("00000000-0000-0000-0000-0000000000d1");
    private static readonly Guid AgentsSource = new("00000000-0000-0000-0000-0000000000c2");

    private static readonly DatabaseCatalog Shipped = DatabaseCatalog.Load(Repository.CatalogFolder);

    [Fact]
    public async Task Every_property_type_of_notion_becomes_a_field_that_the_catalog_takes_or_is_named_as_left_out()
    {
        var types = Enum.GetValues<PropertyType>().Where(t => t != PropertyType.Unknown).Select(t => t.ToName()).Append("hologram").ToList();
        Assert.Equal(25, types.Count);

        var draft = Draft("My Things", [.. types.Select(t => Property($"A {t}", t))]);

        var database = Read(draft);
        Assert.Equal(("my_things", "MyThings", "NOTION_MY_THINGS_DB"), (database.Table, database.Model, database.IdVariable));
        Assert.Equal(types.Except(["button", "hologram"]).Order(), database.Fields.Select(f => f.Type.ToName()).Order());
        Assert.All(database.Fields, f => Assert.Equal(f.Type.DefaultColumn(), f.ColumnType));
        Assert.All(database.Fields, f => Assert.Equal("a_" + f.Type.ToName(), f.Column));
        Assert.Equal(["'A button' (button)", "'A hologram' (hologram)"], draft.LeftOut);
        Assert.False(draft.HasSupabaseId);

        var schema = await JsonSchema.FromFileAsync(Path.Combine(Repository.CatalogFolder, "database.schema.json"), TestContext.Current.CancellationToken);
        Assert.Empty(schema.Validate(draft.Text));
    }

    [Fact]
    public void A_relation_leads_to_the_table_of_its_database_to_itself_or_nowhere_that_is_known()
    {
        var draft = Draft("Books",
        [
            Property("Title", "title"),
            Relation("Tasks", Guid.NewGuid(), TasksDatabase),
            Relation("Agents", AgentsSource, null),
            Relation("Sequels", Own, null),
            Relation("Others", Guid.NewGuid(), Guid.NewGuid()),
        ]);

        Assert.Equal([null, "tasks", "agents", "books", null], Read(draft).Fields.Select(f => f.Target));
        Assert.All(Read(draft).Fields.Skip(1), f => Assert.Equal(ColumnType.UuidArray, f.ColumnType));
    }

    [Fact]
    public void The_text_is_that_of_the_shipped_files_and_the_same_each_time()
    {
        string[] properties =
        [
            Property("Kind", "select", """{"options":[{"name":"A \"B\""},{"name":"Ü"}]}"""), Property("Title", "title"), Property("Supabase ID", "rich_text"),
            Property("State", "status", """{"options":[{"name":"Open"}],"groups":[]}"""), Property("Created At", "created_time"), Property("Order", "number"),
        ];

        var draft = Draft("Books & more", properties);

        Assert.True(draft.HasSupabaseId);
        Assert.Equal(
            """
            {
              "$schema": "./database.schema.json",
              "table": "books_more",
              "title": "Books & more",
              "model": "BooksMore",
              "group": "own",
              "idVariable": "NOTION_BOOKS_MORE_DB",
              "description": "",
              "fields": [
                { "column": "title", "property": "Title", "type": "title" },
                { "column": "kind", "property": "Kind", "type": "select", "options": ["A \"B\"", "Ü"] },
                { "column": "state", "property": "State", "type": "status", "options": ["Open"] },
                { "column": "created_at_2", "property": "Created At", "type": "created_time" },
                { "column": "order_2", "property": "Order", "type": "number" }
              ]
            }

            """.ReplaceLineEndings("\n"),
            draft.Text);
        Assert.Equal(draft.Text, Draft("Books & more", properties).Text);
    }

    [Fact]
    public void A_title_that_the_catalog_has_as_a_table_gets_a_table_of_its_own() => Assert.Equal("tasks_2", CatalogDraft.TableFor("Tasks", Shipped));

    private static Database Read(CatalogDraft draft) => DatabaseCatalog.Create(
        [.. Shipped.Databases.Select(d => (d.Table, d.Source.ToArray())), (draft.Table + ".json", Encoding.UTF8.GetBytes(draft.Text))]).Find(draft.Table)!;

    private static CatalogDraft Draft(string title, string[] properties)
    {
        var json = $$"""{"id":"{{Own}}","properties":{{{string.Join(',', properties)}}} }""";
        var there = new DatabaseThere(Guid.NewGuid(), title, JsonSerializer.Deserialize(json, NotionJson.Default.NotionDataSource)!);
        return new CatalogDraft(there, CatalogDraft.TableFor(title, Shipped), null, new Dictionary<Guid, string> { [TasksDatabase] = "tasks", [AgentsSource] = "agents" });
    }

    private static string Property(string name, string type, string settings = "{}") => JsonSerializer.Serialize(name) + ":" + new JsonObject
    {
        ["id"] = name, ["name"] = name, ["type"] = type, [type] = JsonNode.Parse(settings),
    }.ToJsonString();

    private static string Relation(string name, Guid dataSource, Guid? database) => Property(name, "relation", new JsonObject
    {
        ["data_source_id"] = dataSource, ["database_id"] = database, ["single_property"] = new JsonObject(),
    }.ToJsonString());
}

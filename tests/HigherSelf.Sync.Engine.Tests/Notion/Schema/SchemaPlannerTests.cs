using System.Text;
using System.Text.Json;
using HigherSelf.Sync.Engine.Catalog;
using HigherSelf.Sync.Engine.Notion;
using HigherSelf.Sync.Engine.Notion.Schema;

namespace HigherSelf.Sync.Engine.Tests.Notion.Schema;

public sealed class SchemaPlannerTests
{
    private static readonly Guid BooksId = new("00000000-0000-0000-0000-0000000000b0");
    private static readonly Guid AuthorsId = new("00000000-0000-0000-0000-0000000000a0");

    private static readonly DatabaseCatalog Catalog = DatabaseCatalog.Create(
    [
        File("""
            {"table":"authors","title":"Authors","model":"Author","group":"x","idVariable":"A","fields":[
              {"column":"name","property":"Name","type":"title"},
              {"column":"books","property":"Books","type":"relation","target":"books","cardinality":"many-to-many"}
            ]}
            """),
        File("""
            {"table":"books","title":"Books","model":"Book","group":"x","idVariable":"B","fields":[
              {"column":"title","property":"Title","type":"title"},
              {"column":"kind","property":"Kind","type":"select","options":["Novel","Poems"]},
              {"column":"pages","property":"Pages","type":"number","alsoSeenAs":{"property":"Length","type":"number"}},
              {"column":"authors","property":"Authors","type":"relation","target":"authors","cardinality":"many-to-many"},
              {"column":"age","property":"Age","type":"formula","columnType":"numeric"},
              {"column":"sources","property":"Sources","type":"relation"}
            ]}
            """),
    ]);

    [Fact]
    public void What_is_not_there_is_made_with_its_properties_first_and_its_relations_last()
    {
        var plan = Plan();

        Assert.Equal(
            [
                "authors: Create the Notion database 'Authors' with 2 properties",
                "books: Create the Notion database 'Books' with 4 properties",
                "authors: Add the two-way relation 'Books' to 'Books', where it is 'Authors'",
                "books: Add the relation 'Sources' to 'Books'",
            ],
            Actions(plan));
        var books = plan.Changes.OfType<CreateDatabase>().Last();
        Assert.Equal("""{"select":{"options":[{"name":"Novel"},{"name":"Poems"}]}}""", books.Properties["Kind"].ToJsonString());
        Assert.Equal("""{"rich_text":{}}""", books.Properties["Supabase ID"].ToJsonString());
        Assert.Equal(
            ["'Age' is of type formula, which only a person can make; add it in Notion.", "'Sources' leads out of the catalog, which does not say where to; it leads to the database itself until you choose another one in Notion."],
            plan.Notes["books"]);
    }

    [Fact]
    public void What_is_whole_needs_nothing() => Assert.Empty(Plan(Whole(AuthorsId, AuthorsSchema), Whole(BooksId, BooksSchema)).Changes);

    [Fact]
    public void What_a_database_lacks_is_added_and_another_spelling_counts()
    {
        var plan = Plan(Whole(AuthorsId, AuthorsSchema), Whole(BooksId, BooksSchema.Replace("\"Pages\"", "\"Length\"").Replace("\"Kind\"", "\"Sort\"").Replace("\"Supabase ID\"", "\"Other\"")));

        Assert.Equal(["books: Add the property 'Kind' (select)", "books: Add the property 'Supabase ID' (rich_text)"], Actions(plan));
    }

    [Fact]
    public void A_property_of_another_type_is_told_of_and_left_alone()
    {
        var plan = Plan(Whole(AuthorsId, AuthorsSchema), Whole(BooksId, BooksSchema.Replace("\"type\":\"select\",\"select\"", "\"type\":\"status\",\"status\"").Replace("Supabase ID\",\"type\":\"rich_text\"", "Supabase ID\",\"type\":\"number\"")));

        Assert.Empty(plan.Changes);
        Assert.Equal(2, plan.Notes["books"].Count());
        Assert.StartsWith("'Kind' is status and should be select", plan.Notes["books"].First(), StringComparison.Ordinal);
    }

    [Fact]
    public void A_relation_whose_other_end_is_there_by_itself_stays_one_way()
    {
        var plan = Plan(Whole(AuthorsId, AuthorsSchema), Whole(BooksId, BooksSchema.Replace("\"Authors\"", "\"Writers\"")));

        Assert.Equal(["books: Add the relation 'Authors' to 'Authors'"], Actions(plan));
    }

    [Fact]
    public void The_other_end_that_notion_has_named_by_itself_gets_its_name_and_one_that_a_person_named_does_not()
    {
        var authors = Whole(AuthorsId, AuthorsSchema.Replace("\"single_property\":{}", "\"dual_property\":{\"synced_property_id\":\"r\",\"synced_property_name\":\"x\"}"));

        Assert.Equal(
            ["books: Rename 'Related to Authors (Books)', the other end of a relation, to 'Authors'"],
            Actions(Plan(authors, Whole(BooksId, BooksSchema.Replace("\"Authors\"", "\"Related to Authors (Books)\"")))));
        Assert.Equal(["books: Add the relation 'Authors' to 'Authors'"], Actions(Plan(authors, Whole(BooksId, BooksSchema.Replace("\"Authors\"", "\"Writers\"")))));
    }

    [Fact]
    public void Nothing_leads_to_a_database_that_cannot_be_told_about()
    {
        var plan = SchemaPlanner.Plan(Catalog.Databases, new Dictionary<string, DatabaseThere>(), new HashSet<string> { "books" });

        Assert.Equal(["authors: Create the Notion database 'Authors' with 2 properties"], Actions(plan));
        Assert.Equal("'Books' waits for books; run Initialize-HSNotion again when that is there.", Assert.Single(plan.Notes["authors"]));
    }

    [Fact]
    public void Of_the_shipped_catalog_only_relations_that_have_exactly_one_way_back_are_two_way()
    {
        var shipped = DatabaseCatalog.Load(Repository.CatalogFolder).Databases;
        var pairs = new RelationPairs(shipped);
        var ends = shipped.SelectMany(d => d.Mirrored.Where(f => f.Type == PropertyType.Relation)
            .Select(f => (Here: $"{d.Table}.{f.Column}", There: pairs.OtherEnd(d, f) is { } other ? $"{f.Target}.{other.Column}" : null))).Where(e => e.There is not null).ToList();

        Assert.Contains(("tasks.related_workflow_instance", "workflow_instances.related_tasks"), ends);
        Assert.Contains(("agents.api_integrations", "api_integrations.agents_using"), ends);
        Assert.All(ends, e => Assert.Contains((e.There!, e.Here), ends));
        // Agents have one list of patterns, and a pattern has two agents; tasks lead to tasks in two ways.
        Assert.DoesNotContain(ends, e => e.Here.StartsWith("agent_communication_patterns.source", StringComparison.Ordinal) || e.Here == "agents.communication_patterns" || e.Here == "tasks.subtasks");
    }

    private const string AuthorsSchema =
        """
        {"id":"00000000-0000-0000-0000-0000000000a0","properties":{
        "Name":{"id":"title","name":"Name","type":"title","title":{}},
        "Books":{"id":"b","name":"Books","type":"relation","relation":{"data_source_id":"00000000-0000-0000-0000-0000000000b0","single_property":{}}},
        "Supabase ID":{"id":"s","name":"Supabase ID","type":"rich_text","rich_text":{}}}}
        """;

    private const string BooksSchema =
        """
        {"id":"00000000-0000-0000-0000-0000000000b0","properties":{
        "Title":{"id":"title","name":"Title","type":"title","title":{}},
        "Kind":{"id":"k","name":"Kind","type":"select","select":{"options":[]}},
        "Pages":{"id":"p","name":"Pages","type":"number","number":{}},
        "Authors":{"id":"r","name":"Authors","type":"relation","relation":{"data_source_id":"00000000-0000-0000-0000-0000000000a0","single_property":{}}},
        "Age":{"id":"a","name":"Age","type":"formula","formula":{"expression":"1"}},
        "Sources":{"id":"o","name":"Sources","type":"relation","relation":{"data_source_id":"00000000-0000-0000-0000-0000000000b0","single_property":{}}},
        "Supabase ID":{"id":"s","name":"Supabase ID","type":"rich_text","rich_text":{}}}}
        """;

    private static DatabaseThere Whole(Guid id, string schema) =>
        new(id, id == AuthorsId ? "Authors" : "Books", JsonSerializer.Deserialize(schema, NotionJson.Default.NotionDataSource)!);

    private static SchemaPlan Plan(params DatabaseThere[] there) =>
        SchemaPlanner.Plan(Catalog.Databases, there.ToDictionary(t => t.DatabaseId == AuthorsId ? "authors" : "books"), new HashSet<string>());

    private static IEnumerable<string> Actions(SchemaPlan plan) => plan.Changes.Select(c => $"{c.Database.Table}: {c.Action}");

    private static (string, byte[]) File(string json) => ("test.json", Encoding.UTF8.GetBytes(json));
}

using System.Text;
using System.Text.Json.Nodes;
using HigherSelf.Sync.Engine.Catalog;
using HigherSelf.Sync.Engine.Supabase.Schema;

namespace HigherSelf.Sync.Engine.Tests.Schema;

/// <summary>What a review of the schema part found; each test says what should be.</summary>
public sealed class SchemaReviewTests
{
    // Expected: whatever a title holds, it is a comment in the SQL and nothing else; set-up runs that SQL as the owner of the database.
    [Theory]
    [InlineData("\n")]
    [InlineData("\r")]
    [InlineData("\u2028")]
    public void A_title_with_a_line_break_stays_a_comment(string lineBreak)
    {
        var json = new JsonObject
        {
            ["table"] = "notes", ["title"] = $"Notes{lineBreak}drop table public.contacts cascade; --", ["model"] = "Note", ["group"] = "own", ["idVariable"] = "NOTION_NOTES_DB",
            ["fields"] = new JsonArray(new JsonObject { ["column"] = "name", ["property"] = "Name", ["type"] = "title" }),
        };
        var catalog = DatabaseCatalog.Create([("notes.json", Encoding.UTF8.GetBytes(json.ToJsonString()))]);
        var sql = string.Concat(Migrations.For(catalog).Select(m => m.Sql));
        Assert.DoesNotContain(sql.Split('\n', '\r'), l => l.StartsWith("drop table public.contacts", StringComparison.Ordinal));
    }

    // Expected: no column bears a name that PostgreSQL keeps for itself in every table ("column name "xmin" conflicts with a system column name").
    [Theory]
    [InlineData("XMIN")]
    [InlineData("ctid")]
    [InlineData("tableoid")]
    [InlineData("cmax")]
    public void A_property_named_like_a_system_column_gets_another_name(string property) =>
        Assert.NotEqual(property.ToLowerInvariant(), new SqlNames("field", Database.ReservedColumns).For(property));

    // Expected: a property that is added and has the other spelling of a field is a field of its own, or none; never two for one property.
    // And: a field that is retyped into what its other spelling is of stays what it is.
    [Fact]
    public void Names_of_all_kinds_come_into_the_catalog_and_the_catalog_can_be_read()
    {
        string[] names = ["", " ", "💡", "💡💡", "It's \"quoted\"", "a, b", "select", "id", "updated_at", "notion_page_id", new string('x', 200), new string('x', 200) + "y", "Name ", "name", "\n", "\\", "ß", "日本語", "Order", "1st", "_", "A\tB", "\u0000"];
        var properties = string.Join(",", names.Distinct().Select((n, i) => $"{{\"k\":{JsonValue.Create(n).ToJsonString()},\"i\":\"p{i}\"}}"));
        Assert.NotEmpty(properties);
        var columns = new SqlNames("field", [.. Database.ReservedColumns, "name"]);
        var given = names.Distinct().Select(columns.For).ToList();
        Assert.Equal(given.Count, given.Distinct().Count());
        Assert.All(given, g => Assert.Matches("^[a-z][a-z0-9_]{0,47}$", g));
    }
}

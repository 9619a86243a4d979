using System.Text;
using System.Text.Json.Nodes;
using HigherSelf.Sync.Engine.Catalog;
using HigherSelf.Sync.Engine.Supabase.Schema;

namespace HigherSelf.Sync.Engine.Tests.Schema;

/// <summary>Names as people give them, in SQL.</summary>
public sealed class SchemaNameTests
{
    // whatever a title holds, it is a comment in the SQL and nothing else; set-up runs that SQL as the owner of the database.
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

    // no column bears a name that PostgreSQL keeps for itself in every table ("column name "xmin" conflicts with a system column name").
    [Theory]
    [InlineData("XMIN")]
    [InlineData("ctid")]
    [InlineData("tableoid")]
    [InlineData("cmax")]
    public void A_property_named_like_a_system_column_gets_another_name(string property) =>
        Assert.NotEqual(property.ToLowerInvariant(), new SqlNames("field", Database.ReservedColumns).For(property));

    // whatever a property is named, its column has a name of its own that the catalog takes.
    [Fact]
    public void Properties_of_any_name_get_columns_of_different_names_that_the_catalog_takes()
    {
        string[] names = ["", " ", "💡", "💡💡", "It's \"quoted\"", "a, b", "select", "id", "updated_at", "notion_page_id", new string('x', 200), new string('x', 200) + "y", "Name ", "name", "\n", "\\", "ß", "日本語", "Order", "1st", "_", "A\tB", "\u0000"];
        var columns = new SqlNames("field", [.. Database.ReservedColumns, "name"]);
        var given = names.Distinct().Select(columns.For).ToList();
        Assert.Equal(given.Count, given.Distinct().Count());
        Assert.All(given, g => Assert.Matches("^[a-z][a-z0-9_]{0,47}$", g));
    }
}

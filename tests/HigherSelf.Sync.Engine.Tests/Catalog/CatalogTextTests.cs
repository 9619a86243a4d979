using System.Text;
using System.Text.Json.Nodes;
using HigherSelf.Sync.Engine.Catalog;

namespace HigherSelf.Sync.Engine.Tests.Catalog;

public sealed class CatalogTextTests
{
    private const string Text =
        """
        {
          "table": "notes",
          "title": "Notes – ünïcode",
          "model": "Note",
          "group": "core",
          "idVariable": "NOTION_NOTES_DB",
          "match": "code",
          "fields": [
            { "column": "name", "property": "Name", "type": "title" },
            { "column": "code", "property": "Code", "type": "rich_text", "indexed": true },
            { "column": "kind", "property": "Kind", "type": "select", "options": ["A"], "alsoSeenAs": { "property": "Sort", "type": "select" } },
            { "column": "plain", "columnType": "text" }
          ]
        }

        """;

    [Theory]
    [MemberData(nameof(ShippedFiles))]
    public void A_shipped_file_that_is_not_changed_is_written_as_it_stands(string file)
    {
        var source = File.ReadAllBytes(Path.Combine(Repository.CatalogFolder, file));
        Assert.Equal(Lines(source), Lines(new CatalogText(JsonNode.Parse(source)!.AsObject()).ToBytes()));
    }

    [Fact]
    public void A_change_touches_the_line_of_its_field_and_no_other()
    {
        var text = CatalogText.Of(Read(Text));
        text.Rename("name", "Title, \"quoted\"");
        text.AddOptions("kind", ["B", "C"]);
        text.AddOptions("code", ["x"]);
        text.Add(new JsonObject { ["column"] = "more", ["property"] = "More", ["type"] = "number" });
        var before = Text.Split('\n');
        var after = Lines(text.ToBytes());
        Assert.Equal(before.Length + 1, after.Length);
        Assert.Equal(before[..8], after[..8]);
        Assert.Equal(
            [
                "    { \"column\": \"name\", \"property\": \"Title, \\\"quoted\\\"\", \"type\": \"title\" },",
                "    { \"column\": \"code\", \"property\": \"Code\", \"type\": \"rich_text\", \"indexed\": true, \"options\": [\"x\"] },",
                "    { \"column\": \"kind\", \"property\": \"Kind\", \"type\": \"select\", \"options\": [\"A\", \"B\", \"C\"], \"alsoSeenAs\": { \"property\": \"Sort\", \"type\": \"select\" } },",
                "    { \"column\": \"plain\", \"columnType\": \"text\" },",
                "    { \"column\": \"more\", \"property\": \"More\", \"type\": \"number\" }",
            ],
            after[8..13]);
    }

    [Fact]
    public void A_field_that_is_detached_is_a_plain_column_of_the_same_type_and_matches_nothing()
    {
        var database = Read(Text);
        var text = CatalogText.Of(database);
        text.Detach(database.Fields[1]);
        text.Remove("plain");
        var after = Read(Encoding.UTF8.GetString(text.ToBytes()));
        Assert.Null(after.MatchField);
        Assert.Equal(["name", "code", "kind"], after.Fields.Select(f => f.Column));
        Assert.Equal((false, ColumnType.Text, true), (after.Fields[1].IsMirrored, after.Fields[1].ColumnType, after.Fields[1].Indexed));
    }

    public static TheoryData<string> ShippedFiles =>
        [.. Directory.EnumerateFiles(Repository.CatalogFolder, "*.json").Select(f => Path.GetFileName(f)!).Where(f => !f.Contains("schema", StringComparison.Ordinal))];

    private static string[] Lines(byte[] text) => Encoding.UTF8.GetString(text).ReplaceLineEndings("\n").Split('\n');

    private static Database Read(string text) => DatabaseCatalog.Create([("notes.json", Encoding.UTF8.GetBytes(text))]).Databases[0];
}

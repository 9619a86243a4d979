using System.Text;
using HigherSelf.Sync.Engine.Catalog;
using HigherSelf.Sync.Engine.Errors;
using NJsonSchema;

namespace HigherSelf.Sync.Engine.Tests.Catalog;

public sealed class CatalogFileTests
{
    private const string Valid =
        """
        {
          "table": "notes",
          "title": "Notes",
          "model": "Note",
          "group": "core",
          "idVariable": "NOTION_NOTES_DB",
          "fields": [
            { "column": "name", "property": "Name", "type": "title" },
            { "column": "extra", "columnType": "jsonb" }
          ]
        }
        """;

    public static TheoryData<string, string, int, string> Broken => new()
    {
        { "\"table\": \"notes\"", "\"table\": 5", 2, "'table' is text" },
        { "\"table\": \"notes\"", "\"table\": \"My Notes\"", 2, "is no name of a table" },
        { "\"model\": \"Note\",", "", 1, "'model' is missing" },
        { "\"group\"", "\"grupo\"", 5, "'grupo' is not known here" },
        { "NOTION_NOTES_DB", "notion notes", 6, "no name of an environment variable" },
        { "\"title\" }", "\"titel\" }", 8, "'titel' is no property type" },
        { "\"column\": \"name\"", "\"column\": \"id\"", 8, "every table has a column 'id' already" },
        { "\"column\": \"extra\"", "\"column\": \"name\"", 9, "'name' stands twice" },
        { "\"type\": \"title\"", "\"type\": \"title\", \"columnType\": \"numeric\"", 8, "cannot hold a property of type title" },
        { "\"type\": \"title\"", "\"type\": \"relation\", \"target\": \"nowhere\"", 7, "exactly one title" },
        { "\"columnType\": \"jsonb\"", "\"columnType\": \"json\"", 9, "'json' is no column type" },
        { "\"columnType\": \"jsonb\"", "\"indexed\": true", 9, "needs a columnType" },
        { "\"columnType\": \"jsonb\"", "\"columnType\": \"jsonb\", \"type\": \"number\"", 9, "has no property, so it cannot have 'type'" },
        { "\"columnType\": \"jsonb\"", "\"property\": \"Links\", \"type\": \"relation\", \"target\": \"nowhere\"", 9, "'nowhere', which is no table" },
        { "\"columnType\": \"jsonb\"", "\"property\": \"N\", \"type\": \"number\", \"target\": \"notes\"", 9, "is no relation" },
        { "\"columnType\": \"jsonb\"", "\"property\": \"B\", \"type\": \"button\"", 9, "'button' is no property type that can be mapped" },
        { "\"extra\", ", "\"extra\" ", 9, "this is not JSON" },
    };

    [Fact]
    public void A_valid_file_is_read() => Assert.Equal("Name", Read(Valid).Databases[0].TitleField.Property);

    [Theory]
    [MemberData(nameof(Broken))]
    public void An_invalid_file_is_refused_with_file_line_and_reason(string part, string replacement, int line, string reason)
    {
        Assert.Contains(part, Valid, StringComparison.Ordinal);
        var error = Assert.Throws<SyncException>(() => Read(Valid.Replace(part, replacement, StringComparison.Ordinal)));
        Assert.Equal(ErrorId.CatalogInvalid, error.Id);
        Assert.StartsWith($"notes.json, line {line}: ", error.Message, StringComparison.Ordinal);
        Assert.Contains(reason, error.Message, StringComparison.Ordinal);
    }

    [Theory]
    [MemberData(nameof(Broken))]
    public async Task What_the_editor_accepts_is_no_looser_than_the_form_that_is_read(string part, string replacement, int line, string reason)
    {
        _ = line;
        // Rules between fields and files (a name that stands twice, a target that does not exist) are beyond a JSON schema.
        string[] beyond = ["stands twice", "no table", "cannot hold", "exactly one title", "already", "not JSON", "is no relation"];
        if (beyond.Any(b => reason.Contains(b, StringComparison.Ordinal)))
        {
            return;
        }

        var schema = await JsonSchema.FromFileAsync(Path.Combine(Repository.CatalogFolder, "database.schema.json"));
        Assert.Empty(schema.Validate(Valid));
        Assert.NotEmpty(schema.Validate(Valid.Replace(part, replacement, StringComparison.Ordinal)));
    }

    [Fact]
    public void Two_files_may_not_share_a_table()
    {
        var error = Assert.Throws<SyncException>(() => DatabaseCatalog.Create([("a.json", Bytes(Valid)), ("b.json", Bytes(Valid))]));
        Assert.Contains("b.json, line 2: the table 'notes' is already that of a.json", error.Message, StringComparison.Ordinal);
    }

    private static DatabaseCatalog Read(string json) => DatabaseCatalog.Create([("notes.json", Bytes(json))]);

    private static byte[] Bytes(string json) => Encoding.UTF8.GetBytes(json);
}

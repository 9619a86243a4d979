using System.Text;
using HigherSelf.Sync.Engine.Catalog;
using HigherSelf.Sync.Engine.Errors;
using HigherSelf.Sync.Engine.Records;
using HigherSelf.Sync.Engine.Transforms;
using NJsonSchema;

namespace HigherSelf.Sync.Engine.Tests.Catalog;

public sealed class CatalogTransformTests
{
    public static TheoryData<string, string> Broken => new()
    {
        { """{"property":"F","type":"rich_text","transform":{"toSupabase":"shout"}}""", "'shout' is no transform; take one of any, e164, lower, mask, trim, or the path of a .ps1 file" },
        { """{"property":"F","type":"rich_text","transform":{"toSupabase":"missing.ps1"}}""", "missing.ps1 does not exist" },
        { """{"property":"F","type":"rich_text","transform":{"toSupabase":"trim:5"}}""", "'trim' takes no parameter" },
        { """{"property":"F","type":"phone_number","transform":{"toSupabase":"e164:germany"}}""", "'germany' is no country calling code" },
        { """{"property":"F","type":"number","transform":{"toNotion":"trim"}}""", "'trim' cannot be used for f, which is a property of type number" },
        { """{"property":"F","type":"date","transform":{"toSupabase":"there.ps1"}}""", "'there.ps1' cannot be used for f, which is a property of type date" },
        { """{"property":"F","type":"relation","transform":{"toSupabase":"any"}}""", "'any' cannot be used for f, which is a property of type relation" },
        { """{"property":"F","type":"people","transform":{"toSupabase":"any"}}""", "which is a property of type people" },
        { """{"property":"F","type":"files","transform":{"toSupabase":"any"}}""", "which is a property of type files" },
        { """{"property":"F","type":"formula","columnType":"text","transform":{"toSupabase":"any"}}""", "which is a property of type formula" },
        { """{"property":"F","type":"rich_text","columnType":"jsonb","transform":{"toSupabase":"trim"}}""", "which is a column of type jsonb" },
        { """{"property":"F","type":"email","transform":{"toNotion":"mask"}}""", "'mask' hides values from Supabase, and would overwrite those of Notion" },
        { """{"property":"F","type":"email","transform":{"toSupabase":"mask","toNotion":"lower"}}""", "f is never written to Notion, because 'mask' hides its values" },
        { """{"property":"F","type":"email","transform":{}}""", "transform names nothing" },
        { """{"property":"F","type":"email","transform":"trim"}""", "transform is an object of toSupabase and toNotion, but this is text" },
        { """{"property":"F","type":"email","transform":{"toNowhere":"trim"}}""", "'toNowhere' is not known here" },
        { """{"columnType":"text","transform":{"toSupabase":"trim"}}""", "f has no property, so it cannot have 'transform'" },
    };

    [Theory]
    [MemberData(nameof(Broken))]
    public void A_transform_that_cannot_be_is_refused_with_file_line_and_reason(string field, string reason)
    {
        var error = Assert.Throws<SyncException>(() => Read(field));
        Assert.Equal(ErrorId.CatalogInvalid, error.Id);
        Assert.Contains("notes.json, line 3: ", error.Message, StringComparison.Ordinal);
        Assert.Contains(reason, error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_editor_takes_what_is_read_and_refuses_another_form()
    {
        var schema = await JsonSchema.FromFileAsync(Path.Combine(Repository.CatalogFolder, "database.schema.json"));
        Assert.Empty(schema.Validate(File("""{"property":"F","type":"email","transform":{"toSupabase":"trim","toNotion":"lower"}}""")));
        Assert.NotEmpty(schema.Validate(File("""{"property":"F","type":"email","transform":{}}""")));
        Assert.NotEmpty(schema.Validate(File("""{"property":"F","type":"email","transform":{"toNowhere":"trim"}}""")));
        Assert.NotEmpty(schema.Validate(File("""{"columnType":"text","transform":{"toSupabase":"trim"}}""")));
    }

    [Theory]
    [InlineData("title")]
    [InlineData("rich_text")]
    [InlineData("select")]
    [InlineData("status")]
    [InlineData("url")]
    [InlineData("email")]
    [InlineData("phone_number")]
    public void The_shipped_transforms_are_for_every_kind_of_text(string type)
    {
        foreach (var name in TransformSet.BuiltIn.Names)
        {
            Assert.True(TransformSet.BuiltIn.Find(name, "/").Takes(PropertyTypes.Parse(type)), name);
        }
    }

    [Fact]
    public void A_hidden_field_goes_to_Supabase_only()
    {
        var field = Read("""{"property":"F","type":"email","transform":{"toSupabase":"mask"}}""").Databases[0].Mirrored[1];
        Assert.False(field.IsWritable);
        Assert.True(Read("""{"property":"F","type":"email","transform":{"toSupabase":"lower"}}""").Databases[0].Mirrored[1].IsWritable);
    }

    [Fact]
    public void A_transform_of_ones_own_is_named_like_the_others()
    {
        var set = TransformSet.BuiltIn.With("upper", new TextTransform(t => t.ToUpperInvariant()));
        var field = DatabaseCatalog.Create([("notes.json", Encoding.UTF8.GetBytes(File("""{"property":"F","type":"email","transform":{"toNotion":"upper"}}""")))], set)
            .Databases[0].Mirrored[1];
        Assert.Equal(FieldValue.OfText("AB"), field.ToNotion!.Apply(field, FieldValue.OfText("ab"), default));
        Assert.Null(field.ToSupabase);
    }

    private static DatabaseCatalog Read(string field)
    {
        var folder = Directory.CreateTempSubdirectory("hs-transforms-");
        try
        {
            System.IO.File.WriteAllText(Path.Combine(folder.FullName, "there.ps1"), "");
            var set = TransformSet.BuiltIn.With("any", new Anything()).WithFiles(".ps1", _ => new Anything());
            System.IO.File.WriteAllText(Path.Combine(folder.FullName, "notes.json"), File(field));
            return DatabaseCatalog.Load(folder.FullName, transforms: set);
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }

    private static string File(string field) =>
        $$"""
        {"table":"notes","title":"Notes","model":"Note","group":"x","idVariable":"NOTION_NOTES_DB","fields":[
          {"column":"name","property":"Name","type":"title"},
          {"column":"f",{{field[1..]}}
        ]}
        """;

    private sealed class Anything : IFieldTransform
    {
        public bool Takes(PropertyType type) => true;

        public FieldValue Apply(FieldValue value, CancellationToken cancellationToken) => value;
    }
}

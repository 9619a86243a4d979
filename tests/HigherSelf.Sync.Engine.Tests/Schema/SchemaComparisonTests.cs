using System.Text;
using HigherSelf.Sync.Engine.Catalog;
using HigherSelf.Sync.Engine.Notion;
using HigherSelf.Sync.Engine.Reporting;
using HigherSelf.Sync.Engine.Schema;

namespace HigherSelf.Sync.Engine.Tests.Schema;

/// <summary>What the real pair does not show: tests/HigherSelf.Sync.Integration.Tests has the rest.</summary>
public sealed class SchemaComparisonTests
{
    private static readonly Database Notes = DatabaseCatalog.Create([("notes.json", Encoding.UTF8.GetBytes(
        """
        {"table":"notes","title":"Notes","model":"Note","group":"core","idVariable":"NOTION_NOTES_DB","fields":[{"column":"name","property":"Name","type":"title"}]}
        """))]).Databases[0];

    [Theory]
    [InlineData(0, null, SchemaFindingKind.Linked)]
    [InlineData(2, "Other", SchemaFindingKind.SeveralSources)]
    public void A_database_of_which_no_data_source_can_be_meant_is_an_error(int sources, string? name, SchemaFindingKind expected)
    {
        var container = new NotionDatabase { Id = Guid.NewGuid(), DataSources = [.. Enumerable.Range(0, sources).Select(_ => new NotionDataSourceName { Id = Guid.NewGuid(), Name = name })] };
        var finding = Assert.Single(InNotion(new NotionSchema(container, null)));
        Assert.Equal((expected, FindingSeverity.Error, container.Id.ToString()), (finding.Kind, finding.Severity, finding.Detail.Contains(container.Id.ToString(), StringComparison.Ordinal) ? container.Id.ToString() : finding.Detail));
    }

    [Fact]
    public void A_wiki_is_told_of() =>
        Assert.Equal([SchemaFindingKind.Wiki, SchemaFindingKind.Extra], InNotion(Whole(("Name", "title"), ("Supabase ID", "rich_text"), ("Verified", "verification"))).Select(f => f.Kind));

    [Fact]
    public void A_button_has_no_value_and_is_not_missed() =>
        Assert.Empty(InNotion(Whole(("Name", "title"), ("Supabase ID", "rich_text"), ("Press me", "button"))));

    [Fact]
    public void A_supabase_id_that_is_no_text_is_a_warning_that_names_the_property()
    {
        var finding = Assert.Single(InNotion(Whole(("Name", "title"), ("Supabase ID", "number"))));
        Assert.Equal((SchemaFindingKind.TypeDiffers, FindingSeverity.Warning, "id of Supabase ID"), (finding.Kind, finding.Severity, finding.PropertyId));
    }

    private static IEnumerable<HSSchemaFinding> InNotion(NotionSchema schema) =>
        new SchemaComparison(Notes).InNotion(schema, schema.Container.Id, null, new Dictionary<string, Guid>());

    private static NotionSchema Whole(params (string Name, string Type)[] properties)
    {
        var source = new NotionDataSource
        {
            Id = Guid.NewGuid(),
            Properties = properties.ToDictionary(p => p.Name, p => new NotionPropertySchema { Id = $"id of {p.Name}", Name = p.Name, Type = p.Type }),
        };
        return new NotionSchema(new NotionDatabase { Id = Guid.NewGuid(), DataSources = [new NotionDataSourceName { Id = source.Id }] }, source);
    }
}

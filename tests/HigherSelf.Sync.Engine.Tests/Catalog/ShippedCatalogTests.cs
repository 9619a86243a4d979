using HigherSelf.Sync.Engine.Catalog;
using NJsonSchema;

namespace HigherSelf.Sync.Engine.Tests.Catalog;

public sealed class ShippedCatalogTests
{
    private static readonly DatabaseCatalog Shipped = DatabaseCatalog.Load(Repository.CatalogFolder);

    [Fact]
    public void Sixteen_databases_are_shipped_and_no_two_share_a_table_a_title_a_model_or_a_variable()
    {
        Assert.Equal(16, Shipped.Databases.Count);
        Assert.Equal(16, Shipped.Databases.Select(d => d.Table).Distinct().Count());
        Assert.Equal(16, Shipped.Databases.Select(d => d.Title).Distinct().Count());
        Assert.Equal(16, Shipped.Databases.Select(d => d.Model).Distinct().Count());
        Assert.Equal(16, Shipped.Databases.Select(d => d.IdVariable).Distinct().Count());
    }

    [Theory]
    [InlineData("tasks", "due_date", "timestamptz")]
    [InlineData("tasks", "tags", "text[]")]
    [InlineData("tasks", "assigned_to", "jsonb")]
    [InlineData("tasks", "related_business_entity", "uuid[]")]
    [InlineData("tasks", "estimated_time", "numeric")]
    [InlineData("contacts_profiles", "business_entity_id", "uuid")]
    [InlineData("contacts_profiles", "contact_id", "text")]
    [InlineData("contacts_profiles", "custom_fields", "jsonb")]
    [InlineData("workflow_instances", "step_history", "jsonb")]
    [InlineData("marketing_campaigns", "content_pieces", "uuid[]")]
    public void A_column_has_the_type_that_its_property_asks_for(string table, string column, string expected)
    {
        var field = Assert.Single(Shipped.Find(table)!.Fields, f => f.Column == column);
        Assert.Equal(expected, field.ColumnType.ToSql());
    }

    [Fact]
    public void A_relation_to_one_in_a_column_that_ends_in_id_is_a_foreign_key_and_no_other_is()
    {
        var keys = Shipped.Databases.SelectMany(d => d.Mirrored).Where(f => f.IsForeignKey).ToList();
        Assert.All(keys, f => Assert.EndsWith("_id", f.Column, StringComparison.Ordinal));
        Assert.All(keys, f => Assert.True(f.Cardinality is "many-to-one" or "one-to-one"));
        Assert.Equal(9, keys.Count);
    }

    [Fact]
    public async Task Every_file_fits_the_json_schema_that_editors_use()
    {
        var schema = await JsonSchema.FromFileAsync(Path.Combine(Repository.CatalogFolder, "database.schema.json"));
        foreach (var file in Directory.EnumerateFiles(Repository.CatalogFolder, "*.json").Where(f => !f.EndsWith(".schema.json", StringComparison.Ordinal)))
        {
            var findings = schema.Validate(await File.ReadAllTextAsync(file));
            Assert.True(findings.Count == 0, $"{file}: {string.Join("; ", findings)}");
        }
    }

    [Theory]
    [InlineData("tasks", 1)]
    [InlineData("TASKS", 1)]
    [InlineData("Task", 1)]
    [InlineData("BusinessEntity", 1)]
    [InlineData("Feedback & Surveys", 1)]
    [InlineData("agent*", 2)]
    [InlineData("*", 16)]
    [InlineData("nothing*", 0)]
    public void A_database_is_found_by_table_title_model_or_wildcard(string pattern, int expected) =>
        Assert.Equal(expected, Shipped.Select([pattern]).Count);

    [Fact]
    public void A_target_comes_before_the_databases_that_point_to_it_as_far_as_circles_allow()
    {
        var order = DatabaseCatalog.TargetsFirst([Shipped.Find("contacts_profiles")!, Shipped.Find("community_members")!, Shipped.Find("products_services")!]);
        Assert.True(order.ToList().FindIndex(d => d.Table == "contacts_profiles") < order.ToList().FindIndex(d => d.Table == "community_members"));
        Assert.Equal(16, DatabaseCatalog.TargetsFirst(Shipped.Databases).Distinct().Count());
    }
}

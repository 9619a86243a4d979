using System.Text.Json.Nodes;
using HigherSelf.Sync.Engine.Catalog;
using HigherSelf.Sync.Sandbox.Notion;

namespace HigherSelf.Sync.Sandbox.Seeding;

/// <summary>
/// Fills the databases of an offline Notion with records as years of work leave them: about 1,200 of them, created in the past, related to each other,
/// some with more relations than Notion shows at once.
/// </summary>
public static class LifelikeRecords
{
    private const int UsualSize = 40;

    private static readonly Dictionary<string, int> Sizes = new(StringComparer.Ordinal)
    {
        ["business_entities"] = 12,
        ["contacts_profiles"] = 220,
        ["community_members"] = 120,
        ["products_services"] = 90,
        ["workflow_instances"] = 130,
        ["feedback_surveys"] = 110,
        ["tasks"] = 240,
    };

    /// <summary>Fills every database.</summary>
    /// <param name="workspace">The offline Notion.</param>
    /// <param name="catalog">The databases.</param>
    /// <param name="ids">Their ids, by table.</param>
    /// <param name="until">The last edit is a day before this, so that nothing counts as just edited.</param>
    /// <param name="seed">The same seed makes the same records.</param>
    /// <returns>How many pages were made.</returns>
    public static int Fill(
        NotionWorkspace workspace, DatabaseCatalog catalog, IReadOnlyDictionary<string, DatabaseIds> ids, DateTimeOffset until, int seed = 1)
    {
        var random = new Random(seed);
        List<Guid> people = [.. Words.FirstNames.Take(4).Select(n => workspace.AddUser(n, email: $"{n.ToLowerInvariant()}@higherself.example").Id)];
        var values = new SampleValues(random, people);
        var pages = new Dictionary<string, IReadOnlyList<Guid>>(StringComparer.Ordinal);
        var editedAt = until.AddDays(-1);
        foreach (var database in catalog.Databases)
        {
            var size = Sizes.GetValueOrDefault(database.Table, UsualSize);
            pages[database.Table] = workspace.CreatePages(
                ids[database.Table].DataSource, Enumerable.Range(1, size).Select(n => Draft(database, values, random, n, editedAt)));
        }

        foreach (var database in catalog.Databases)
        {
            Relate(workspace, database, pages, random, editedAt);
        }

        return pages.Values.Sum(p => p.Count);
    }

    private static PageDraft Draft(Database database, SampleValues values, Random random, int number, DateTimeOffset until)
    {
        var created = until.AddMinutes(-random.Next(1, 400 * 24 * 60));
        var properties = new JsonObject();
        foreach (var field in database.Mirrored.Where(f => f.IsWritable && f.Type != PropertyType.Relation))
        {
            if (values.Make(database, field, number, created) is { } value)
            {
                properties[field.Property!] = value;
            }
        }

        return new PageDraft(properties) { CreatedTime = created };
    }

    private static void Relate(
        NotionWorkspace workspace, Database database, Dictionary<string, IReadOnlyList<Guid>> pages, Random random, DateTimeOffset until)
    {
        var relations = database.Mirrored.Where(f => f.Type == PropertyType.Relation).ToList();
        if (relations.Count == 0)
        {
            return;
        }

        foreach (var page in pages[database.Table])
        {
            var properties = new JsonObject();
            foreach (var field in relations)
            {
                var targets = pages[field.Target ?? database.Table];
                var count = field.Cardinality is "many-to-one" or "one-to-one"
                    ? random.Next(2)
                    : random.Next(25) == 0 ? random.Next(26, 80) : random.Next(5);
                properties[field.Property!] = NotionValue.Relation(Some(targets, count, random));
            }

            workspace.EditPage(page, properties, until.AddMinutes(-random.Next(1, 60 * 24 * 30)));
        }
    }

    private static IEnumerable<Guid> Some(IReadOnlyList<Guid> from, int count, Random random)
    {
        var start = random.Next(from.Count);
        return Enumerable.Range(0, Math.Min(count, from.Count)).Select(i => from[(start + (i * 7)) % from.Count]).Distinct();
    }
}

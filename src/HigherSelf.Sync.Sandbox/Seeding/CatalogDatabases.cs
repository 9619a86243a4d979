using System.Text.Json.Nodes;
using HigherSelf.Sync.Engine.Catalog;
using HigherSelf.Sync.Sandbox.Notion;

namespace HigherSelf.Sync.Sandbox.Seeding;

/// <summary>Makes the databases of a catalog in an offline Notion, as a person would who follows the documentation.</summary>
public static class CatalogDatabases
{
    /// <summary>Creates every database with all its properties, and "Supabase ID".</summary>
    /// <returns>The ids, by table.</returns>
    public static IReadOnlyDictionary<string, DatabaseIds> Create(NotionWorkspace workspace, DatabaseCatalog catalog)
    {
        var ids = new Dictionary<string, DatabaseIds>(StringComparer.Ordinal);
        foreach (var database in catalog.Databases)
        {
            var properties = new JsonObject();
            foreach (var field in database.Mirrored.Where(f => f.Type != PropertyType.Relation))
            {
                properties[field.Property!] = Definition(field);
            }

            properties[Database.SupabaseIdProperty] = NotionProperty.Of("rich_text");
            ids[database.Table] = workspace.CreateDatabase(database.Title, properties);
        }

        // Relations lead in circles, so every database is there before the first of them.
        foreach (var database in catalog.Databases)
        {
            foreach (var field in database.Mirrored.Where(f => f.Type == PropertyType.Relation))
            {
                var target = ids[field.Target ?? database.Table].DataSource;
                workspace.SetProperty(ids[database.Table].DataSource, field.Property!, NotionProperty.Relation(target));
            }
        }

        return ids;
    }

    private static JsonObject Definition(Field field) => field.Type switch
    {
        PropertyType.Select => NotionProperty.Select(field.Options),
        PropertyType.MultiSelect => NotionProperty.MultiSelect(field.Options),
        PropertyType.Status => NotionProperty.Status(field.Options),
        PropertyType.Formula => NotionProperty.Formula("1"),
        PropertyType.UniqueId => NotionProperty.UniqueId(null),
        _ => NotionProperty.Of(field.Type.ToName()),
    };
}

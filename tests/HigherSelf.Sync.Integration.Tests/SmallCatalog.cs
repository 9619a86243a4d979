using System.Text;
using System.Text.Json.Nodes;
using HigherSelf.Sync.Engine.Catalog;
using HigherSelf.Sync.Engine.Configuration;
using HigherSelf.Sync.Engine.Errors;
using HigherSelf.Sync.Engine.Reporting;
using HigherSelf.Sync.Engine.Supabase.Schema;
using HigherSelf.Sync.Engine.Sync;
using HigherSelf.Sync.Sandbox.Notion;

namespace HigherSelf.Sync.Integration.Tests;

/// <summary>A catalog of two databases, items and groups, for tests of single behaviours.</summary>
internal static class SmallCatalog
{
    /// <param name="moreItems">More fields of items, as JSON that begins with a comma.</param>
    /// <param name="parentTarget">Where the relation "Parent" of items leads by the catalog.</param>
    public static DatabaseCatalog Create(string moreItems = "", string parentTarget = "groups") => DatabaseCatalog.Create(
    [
        ("items.json", Encoding.UTF8.GetBytes(
            $$"""
            {"table":"items","title":"Items","model":"Item","group":"x","idVariable":"NOTION_ITEMS_DB","fields":[
              {"column":"name","property":"Name","type":"title"},
              {"column":"notes","property":"Notes","type":"rich_text"},
              {"column":"code","property":"Code","type":"rich_text","indexed":true},
              {"column":"due","property":"Due","type":"date"},
              {"column":"parent_id","property":"Parent","type":"relation","target":"{{parentTarget}}","cardinality":"many-to-one"},
              {"column":"others","property":"Others","type":"relation","target":"items"}{{moreItems}}
            ]}
            """)),
        ("groups.json", Encoding.UTF8.GetBytes(
            """
            {"table":"groups","title":"Groups","model":"Group","group":"x","idVariable":"NOTION_GROUPS_DB","fields":[
              {"column":"name","property":"Name","type":"title"},
              {"column":"note","property":"Note","type":"rich_text"}
            ]}
            """)),
    ]);

    public static Task<Pair> PairAsync(RunningSupabase running) => Pair.CreateAsync(running, Create());

    /// <summary>Makes a page.</summary>
    public static Guid Make(Pair pair, string table, string name, params (string Name, JsonObject Value)[] more)
    {
        var properties = new JsonObject { ["Name"] = NotionValue.Title(name) };
        foreach (var (property, value) in more)
        {
            properties[property] = value;
        }

        return pair.Notion.Workspace.CreatePage(pair.Ids[table].DataSource, properties);
    }

    /// <summary>Sets both sides up for another catalog.</summary>
    public static async Task<IReadOnlyDictionary<string, SyncException>> InitializeAsync(RunningSupabase running, Pair pair, DatabaseCatalog catalog)
    {
        await ApplyAsync(running, catalog);
        var setUp = new SetUp(catalog, new SyncEnvironment());
        await setUp.WaitForApiAsync(pair.SupabaseClient, default);
        return await setUp.BindAsync(pair.Pages, pair.Rows, catalog.Databases, pair.NotionIds, default);
    }

    /// <summary>Applies the migrations of another catalog, and gives those that were needed.</summary>
    public static async Task<IReadOnlyList<Migration>> ApplyAsync(RunningSupabase running, DatabaseCatalog catalog)
    {
        var applied = await new MigrationRunner(new Secret(running.Supabase.DatabaseUrl), TimeProvider.System).ApplyAsync(Migrations.For(catalog), default);
        await running.Supabase.RefreshSchemaAsync();
        return applied;
    }

    /// <summary>Syncs with another catalog.</summary>
    public static async Task<Dictionary<string, HSSyncResult>> SyncAsync(Pair pair, DatabaseCatalog catalog, Func<SyncRequest, SyncRequest>? change = null)
    {
        var request = new SyncRequest { Databases = catalog.Databases, Direction = SyncDirection.NotionToSupabase };
        var service = new DatabaseSyncService(pair.Pages, pair.Rows, catalog, pair.NotionIds, new SyncEnvironment());
        var results = new Dictionary<string, HSSyncResult>();
        await foreach (var result in service.SyncAsync(change?.Invoke(request) ?? request, default))
        {
            results.Add(result.Database, result);
        }

        return results;
    }
}

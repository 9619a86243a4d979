using System.Text.Json.Nodes;
using HigherSelf.Sync.Engine.Reporting;
using HigherSelf.Sync.Engine.Schema;
using HigherSelf.Sync.Sandbox.Notion;

namespace HigherSelf.Sync.Integration.Tests;

/// <summary>In what the catalog, Notion and Supabase do not agree: every kind of finding, on the real pair.</summary>
public sealed class SchemaCheckTests(RunningSupabase running)
{
    [Fact]
    public async Task Where_all_three_agree_nothing_is_found_and_each_database_takes_two_requests()
    {
        await using var pair = await Pair.CreateAsync(running);
        var before = pair.Notion.Requests.Count;
        Assert.Empty(await FindAsync(pair));
        Assert.Equal(32, pair.Notion.Requests.Count - before);
    }

    [Fact]
    public async Task A_property_that_is_gone_retyped_renamed_or_new_is_found_and_a_renamed_one_is_known_by_its_id()
    {
        await using var pair = await SmallCatalog.PairAsync(running);
        var items = pair.Ids["items"].DataSource;
        pair.Notion.Workspace.RemoveProperty(items, "Notes");
        pair.Notion.Workspace.SetProperty(items, "Due", NotionProperty.Of("checkbox"));
        pair.Notion.Workspace.RenameProperty(items, "Code", "Reference");
        pair.Notion.Workspace.SetProperty(items, "Budget", NotionProperty.Of("number"));
        pair.Notion.Workspace.RemoveProperty(items, "Supabase ID");

        var found = await FindAsync(pair);

        Assert.Equal(
            [
                "Error Notion Missing notes", "Error Notion TypeDiffers due", "Info Notion Extra Budget", "Warning Notion Missing Supabase ID", "Warning Notion Renamed code",
            ],
            Told(found));
        Assert.Equal(pair.Notion.Workspace.PropertyId(items, "Reference"), found.Single(f => f.Kind == SchemaFindingKind.Renamed).PropertyId);
        Assert.All(found, f => Assert.Equal(("items", true, true), (f.Database, f.Fix.Length > 0, f.Detail.StartsWith("items: ", StringComparison.Ordinal))));
    }

    [Fact]
    public async Task Options_are_compared_and_what_Notions_api_cannot_do_with_them_is_told()
    {
        var catalog = SmallCatalog.Create(
            """
            ,{"column":"status","property":"Status","type":"status","options":["Open","Waiting"]},{"column":"kind","property":"Kind","type":"select","options":["A","B"]}
            ,{"column":"labels","property":"Labels","type":"multi_select"}
            """);
        await using var pair = await Pair.CreateAsync(running, catalog);
        var items = pair.Ids["items"].DataSource;
        pair.Notion.Workspace.SetProperty(items, "Status", NotionProperty.Status("Open", "Closed"));
        pair.Notion.Workspace.SetProperty(items, "Kind", NotionProperty.Select("a", "C"));
        SmallCatalog.Make(pair, "items", "makes options", ("Labels", NotionValue.MultiSelect([.. Enumerable.Range(1, 100).Select(n => $"L{n}")])));
        SmallCatalog.Make(pair, "items", "makes one more", ("Labels", NotionValue.MultiSelect("L101")));
        pair.Notion.Workspace.RenameOption(items, "Labels", "L7", "seven, or so");

        var found = await FindAsync(pair);

        Assert.Equal(
            [
                "Info Catalog OptionUnknown kind", "Info Catalog OptionUnknown status", "Info Notion OptionUnknown kind",
                "Warning Notion OptionHasComma labels", "Warning Notion OptionUnknown status", "Warning Notion OptionsTooMany labels",
            ],
            Told(found));
        Assert.Contains("'B'", found.Single(f => f is { Field: "kind", Where: SchemaPlace.Notion }).Detail, StringComparison.Ordinal);
        Assert.Contains("'Waiting'", found.Single(f => f is { Field: "status", Where: SchemaPlace.Notion }).Detail, StringComparison.Ordinal);
    }

    [Fact]
    public async Task What_is_missing_or_different_in_Supabase_is_found()
    {
        await using var pair = await SmallCatalog.PairAsync(running);
        await pair.ExecuteAsync(
            """
            alter table public.items drop column notes, alter column code type varchar(10), add column own integer, disable row level security;
            drop trigger hs_sync_touch on public.items;
            alter table public.items disable trigger hs_sync_note_change;
            drop table public.groups cascade
            """);

        var found = await FindAsync(pair);

        Assert.Equal(
            [
                "Error Supabase Missing ", "Error Supabase Missing notes", "Error Supabase RowSecurityOff ", "Error Supabase TriggerMissing ", "Error Supabase TypeDiffers code",
                "Info Supabase Extra own",
            ],
            Told(found));
        Assert.Equal("groups", found.Single(f => f is { Kind: SchemaFindingKind.Missing, Field: null }).Database);
        Assert.Contains("hs_sync_note_change, hs_sync_touch", Sorted(found.Single(f => f.Kind == SchemaFindingKind.TriggerMissing).Detail), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Functions_that_are_missing_are_one_finding_and_Notion_is_still_compared()
    {
        await using var pair = await SmallCatalog.PairAsync(running);
        pair.Notion.Workspace.RemoveProperty(pair.Ids["items"].DataSource, "Notes");
        await pair.ExecuteAsync("create or replace function hs_sync.version() returns integer language sql immutable as 'select 1'");
        Assert.Equal(["Error Notion Missing notes", "Error Supabase FunctionOutdated "], Told(await FindAsync(pair)));

        await pair.ExecuteAsync("drop function public.hs_sync_schema(text)");
        await running.Supabase.RefreshSchemaAsync();
        Assert.Equal(["Error Notion Missing notes", "Error Supabase FunctionOutdated "], Told(await FindAsync(pair)));
    }

    [Fact]
    public async Task A_database_that_is_not_shared_in_the_trash_or_meant_twice_is_found()
    {
        await using var pair = await SmallCatalog.PairAsync(running);
        pair.Notion.Workspace.Unshare(pair.Ids["groups"].Database);
        pair.Notion.Workspace.TrashDatabase(pair.Ids["items"].Database);
        Assert.Equal(["Error Notion InTrash ", "Error Notion NotShared "], Told(await FindAsync(pair)));

        pair.Notion.Workspace.TrashDatabase(pair.Ids["items"].Database, inTrash: false);
        var twice = pair.NotionIds.ToDictionary(i => i.Key, _ => pair.Ids["items"].Database);
        Assert.Equal(2, (await FindAsync(pair, twice)).Count(f => f.Kind == SchemaFindingKind.SameDatabase));

        var copy = pair.Notion.Workspace.CreateDatabase("Items", new JsonObject { ["Name"] = NotionProperty.Of("title"), ["Note"] = NotionProperty.Of("rich_text"), ["Supabase ID"] = NotionProperty.Of("rich_text") });
        var copied = new Dictionary<string, Guid> { ["items"] = pair.Ids["items"].Database, ["groups"] = copy.Database };
        Assert.Equal(2, (await FindAsync(pair, copied)).Count(f => f is { Kind: SchemaFindingKind.SameTitle, Severity: FindingSeverity.Warning }));
    }

    [Fact]
    public async Task A_relation_that_leads_elsewhere_is_found()
    {
        await using var pair = await SmallCatalog.PairAsync(running);
        pair.Notion.Workspace.SetProperty(pair.Ids["items"].DataSource, "Parent", NotionProperty.Relation(pair.Ids["items"].DataSource));
        Assert.Equal(["Error Notion TargetDiffers parent_id"], Told(await FindAsync(pair)));
    }

    private static async Task<IReadOnlyList<HSSchemaFinding>> FindAsync(Pair pair, IReadOnlyDictionary<string, Guid>? ids = null) =>
        (await new SchemaCheck(pair.NotionClient, pair.SupabaseClient).LookAsync(pair.Catalog.Databases, ids ?? pair.NotionIds, default)).Findings;

    private static IEnumerable<string> Told(IEnumerable<HSSchemaFinding> found) =>
        found.Select(f => $"{f.Severity} {f.Where} {f.Kind} {f.Field}").Order(StringComparer.Ordinal);

    private static string Sorted(string detail) => string.Join(", ", detail.Split([", ", ": ", " is "], StringSplitOptions.None).Order(StringComparer.Ordinal));
}

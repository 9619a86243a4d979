using System.Text;
using System.Text.Json.Nodes;
using HigherSelf.Sync.Engine.Configuration;
using HigherSelf.Sync.Engine.Notion;
using HigherSelf.Sync.Engine.Reporting;
using HigherSelf.Sync.Engine.Supabase;
using HigherSelf.Sync.Engine.Sync;
using HigherSelf.Sync.Samples;
using HigherSelf.Sync.Sandbox.Notion;

namespace HigherSelf.Sync.Integration.Tests.Extending;

/// <summary>The steps of a class of one's own make a run do less, and what they hold back is not forgotten.</summary>
public sealed class OverriddenStepTests(RunningSupabase running)
{
    [Theory]
    [InlineData("NightlySync.cs")]
    [InlineData("NightlyRun.cs")]
    public async Task The_examples_in_the_documentation_are_those_that_are_tested(string file)
    {
        var page = await File.ReadAllTextAsync(Path.Combine(Repository.Root, "docs", "extending.md"));
        var example = await File.ReadAllTextAsync(Path.Combine(Repository.Root, "tests", "HigherSelf.Sync.Integration.Tests", "Extending", file));
        Assert.Contains($"```csharp\n{example.TrimEnd()}\n```", page, StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_example_does_what_it_says()
    {
        await using var pair = await SmallCatalog.PairAsync(running);
        SmallCatalog.Make(pair, "items", "kept", ("Notes", NotionValue.RichText("a note")));
        SmallCatalog.Make(pair, "items", "draft of something");
        var service = new NightlySync(pair.Pages, pair.Rows, pair.Catalog, pair.NotionIds, new SyncEnvironment());
        var first = await service.SyncAllRecordsAsync("items", SyncDirection.Bidirectional, null, default);
        Assert.Equal((1, 1), (first.Created, service.Written));

        await pair.ExecuteAsync("update public.items set notes = null, code = 'unlocked' where name = 'kept'");
        var second = await service.SyncAllRecordsAsync("items", SyncDirection.Bidirectional, null, default);
        Assert.Equal((SyncStatus.Succeeded, 1, 2), (second.Status, second.Updated, service.Written));
        var page = pair.Notion.Workspace.PageIds(pair.Ids["items"].DataSource)[0];
        Assert.Equal("a note", pair.Notion.Workspace.ReadValue(page, "Notes")![0]!["plain_text"]!.GetValue<string>());
        Assert.Equal(1, await pair.ScalarAsync<long>("select count(*) from public.items where notes is null and code = 'unlocked'"));

        await pair.ExecuteAsync("update public.items set code = 'locked', name = 'locked'");
        var third = await service.SyncAllRecordsAsync("items", SyncDirection.Bidirectional, null, default);
        Assert.Equal((SyncStatus.Succeeded, 0), (third.Status, third.Updated));

        // Whoever has no such steps finds all that was left.
        var rest = await pair.SyncBothAsync();
        Assert.Equal((1, 1), (rest["items"].Created, rest["items"].Updated));
        pair.NotionTime.Advance(TimeSpan.FromMinutes(10));
        Assert.Equal((0, 0), ((await pair.SyncBothAsync())["items"].Created, (await pair.SyncBothAsync())["items"].Updated));
        Assert.Empty(await pair.CompareAsync());
    }

    [Fact]
    public async Task The_example_runs_from_a_program_with_a_transform_of_its_own()
    {
        var catalog = SmallCatalog.Create(""",{"column":"extra","property":"Extra","type":"rich_text","transform":{"toSupabase":"trim"}}""");
        await using var pair = await Pair.CreateAsync(running, catalog);
        SmallCatalog.Make(pair, "items", "a", ("Extra", NotionValue.RichText(" b c ")));
        var folder = Directory.CreateTempSubdirectory("hs-nightly-");
        foreach (var database in catalog.Databases)
        {
            var json = Encoding.UTF8.GetString(database.Source.Span).Replace("\"trim\"", "\"no-spaces\"", StringComparison.Ordinal);
            await File.WriteAllTextAsync(Path.Combine(folder.FullName, database.Table + ".json"), json);
        }

        var result = await NightlyRun.SyncAsync(
            "items",
            new NotionOptions { Token = new Secret(pair.Notion.Token), BaseUrl = pair.Notion.Url },
            new SupabaseOptions { Url = running.Supabase.Url, Key = new Secret(running.Supabase.SecretKey) },
            folder.FullName, pair.NotionIds, default);
        folder.Delete(recursive: true);

        Assert.Equal((SyncStatus.Succeeded, 1), (result.Status, result.Created));
        Assert.Equal("bc", await pair.ScalarAsync<string>("select extra from public.items"));
    }

    [Fact]
    public async Task What_is_held_back_or_left_out_is_decided_again_by_the_next_run()
    {
        await using var pair = await SmallCatalog.PairAsync(running);
        var page = SmallCatalog.Make(pair, "items", "a", ("Notes", NotionValue.RichText("n")), ("Code", NotionValue.RichText("c")));
        var service = new Reviewing(pair) { Verdict = Verdict.LeaveOut("code") };
        await service.RunAsync();
        Assert.Equal("n|-", await RowAsync(pair));
        await pair.ExecuteAsync("insert into public.items (name, notes, code) values ('b', 'n', 'c')");
        await service.RunAsync();
        Assert.Equal("n|c", await RowAsync(pair, "b"));

        pair.NotionTime.Advance(TimeSpan.FromMinutes(10));
        pair.Notion.Workspace.EditPage(page, new JsonObject { ["Notes"] = NotionValue.RichText("edited") });
        service.Verdict = Verdict.Hold("Not today.");
        Assert.Equal((0, 0), await service.RunAsync());
        pair.NotionTime.Advance(TimeSpan.FromMinutes(10));
        Assert.Equal((0, 0), await service.RunAsync());
        Assert.Equal("n|-", await RowAsync(pair));

        service.Verdict = Verdict.Accept;
        Assert.Equal((0, 2), await service.RunAsync());
        Assert.Equal("edited|c", await RowAsync(pair));
        Assert.Equal("c", pair.Notion.Workspace.ReadValue(
            Guid.Parse(await pair.ScalarAsync<string>("select notion_page_id from public.items where name = 'b'")), "Code")![0]!["plain_text"]!.GetValue<string>());
        pair.NotionTime.Advance(TimeSpan.FromMinutes(10));
        Assert.Equal((0, 0), await service.RunAsync());
        Assert.Empty(await pair.CompareAsync());
    }

    private static Task<string> RowAsync(Pair pair, string name = "a") =>
        pair.ScalarAsync<string>("select array_to_string(array[notes, code], '|', '-') from public.items where name = $1", name);

    private sealed class Reviewing(Pair pair) : DatabaseSyncService(pair.Pages, pair.Rows, pair.Catalog, pair.NotionIds, new SyncEnvironment())
    {
        public Verdict Verdict { get; set; } = Verdict.Accept;

        public async Task<(int Created, int Updated)> RunAsync()
        {
            var result = await SyncAllRecordsAsync("items", SyncDirection.Bidirectional, null, default);
            Assert.Equal(SyncStatus.Succeeded, result.Status);
            return (result.Created, result.Updated);
        }

        protected override ValueTask<Verdict> ReviewAsync(PlannedRecord record, CancellationToken cancellationToken) => ValueTask.FromResult(Verdict);
    }
}

using HigherSelf.Sync.Sandbox.Notion;

namespace HigherSelf.Sync.Sandbox.Tests.Notion;

/// <summary>What people do, as tests play them.</summary>
public sealed class WorkspaceTests : NotionTest
{
    [Fact]
    public async Task Pages_are_created_and_edited_in_the_past()
    {
        var (_, dataSource) = CreateDatabase();
        var page = Workspace.CreatePage(dataSource, new PageDraft(Values("Ada"))
        {
            CreatedTime = Start.AddDays(-10),
            LastEditedTime = Start.AddDays(-5),
        });

        var before = await Api.Get($"v1/pages/{page}");
        Workspace.EditPage(page, Values("Eve"), at: Start.AddDays(-2));
        var after = await Api.Get($"v1/pages/{page}");

        Assert.Equal("2026-06-24T09:08:00.000Z", (string)before["created_time"]!);
        Assert.Equal("2026-06-29T09:08:00.000Z", (string)before["last_edited_time"]!);
        Assert.Equal("2026-07-02T09:08:00.000Z", (string)after["last_edited_time"]!);
    }

    [Fact]
    public async Task People_are_not_bound_by_the_limits_of_requests()
    {
        var tasks = CreateDatabase().DataSource;
        var (_, dataSource) = CreateDatabase(("Notes", NotionProperty.Of("rich_text")), ("Tasks", NotionProperty.Relation(tasks)));
        var many = Enumerable.Range(0, 150).Select(number => CreatePage(tasks, $"Task {number}")).ToList();

        var page = CreatePage(
            dataSource, "Ada", ("Notes", NotionValue.RichText(new string('x', 5000))), ("Tasks", NotionValue.Relation(many)));

        Assert.Equal(5000, ((string)(await Api.Get($"v1/pages/{page}")).Value("Notes")![0]!["plain_text"]!).Length);
        Assert.Equal(150, Workspace.ReadValue(page, "Tasks")!.AsArray().Count);
    }

    [Fact]
    public void What_notion_would_refuse_people_too_is_an_argument_exception_with_its_message()
    {
        var (_, dataSource) = CreateDatabase(("State", NotionProperty.Status()));

        var unknown = Assert.Throws<ArgumentException>(() => CreatePage(dataSource, "Ada", ("Nope", NotionValue.Number(1))));
        var status = Assert.Throws<ArgumentException>(() => CreatePage(dataSource, "Ada", ("State", NotionValue.Status("Nope"))));

        Assert.Equal("Nope is not a property that exists.", unknown.Message);
        Assert.Equal("Invalid status option. Status option \"Nope\" does not exist.", status.Message);
        Assert.Empty(Workspace.PageIds(dataSource));
    }

    [Fact]
    public async Task A_renamed_option_shows_its_new_name_on_every_page()
    {
        var (_, dataSource) = CreateDatabase(("Stage", NotionProperty.Select("Lead")));
        var page = CreatePage(dataSource, "Ada", ("Stage", NotionValue.Select("Lead")));
        var id = Workspace.ReadValue(page, "Stage")!["id"];

        Workspace.RenameOption(dataSource, "Stage", "Lead", "Prospect");

        AssertJson($$"""{"id": "{{id}}", "name": "Prospect", "color": "default"}""", (await Api.Get($"v1/pages/{page}")).Value("Stage"));
    }

    [Fact]
    public async Task A_property_is_renamed_retyped_and_removed()
    {
        var (_, dataSource) = CreateDatabase(("Mail", NotionProperty.Of("email")));
        var page = CreatePage(dataSource, "Ada", ("Mail", NotionValue.Email("ada@example.com")));

        Workspace.RenameProperty(dataSource, "Mail", "Address");
        Assert.Equal("ada@example.com", (string)(await Api.Get($"v1/pages/{page}")).Value("Address")!);
        Workspace.SetProperty(dataSource, "Address", NotionProperty.Of("rich_text"));
        Assert.Equal("ada@example.com", (string)(await Api.Get($"v1/pages/{page}")).Value("Address")![0]!["plain_text"]!);
        Workspace.RemoveProperty(dataSource, "Address");
        Assert.Equal(["Name"], (await Api.Get($"v1/pages/{page}"))["properties"]!.AsObject().Select(member => member.Key));
    }

    [Fact]
    public async Task A_property_that_was_removed_and_made_again_is_empty_and_another_one()
    {
        var (_, dataSource) = CreateDatabase(("Mail", NotionProperty.Of("email")));
        var page = CreatePage(dataSource, "Ada", ("Mail", NotionValue.Email("ada@example.com")));
        var id = Workspace.PropertyId(dataSource, "Mail");

        Workspace.RemoveProperty(dataSource, "Mail");
        Workspace.SetProperty(dataSource, "Mail", NotionProperty.Of("email"));

        Assert.Null((await Api.Get($"v1/pages/{page}")).Value("Mail"));
        Assert.NotEqual(id, Workspace.PropertyId(dataSource, "Mail"));
    }

    [Fact]
    public void Trashed_pages_are_listed_only_when_asked_for()
    {
        var (_, dataSource) = CreateDatabase();
        var (ada, ben) = (CreatePage(dataSource, "Ada"), CreatePage(dataSource, "Ben"));
        Workspace.TrashPage(ada);

        Assert.Equal([ben], Workspace.PageIds(dataSource));
        Assert.Equal([ada, ben], Workspace.PageIds(dataSource, withTrashed: true));
    }

    [Fact]
    public async Task The_same_seed_gives_the_same_ids()
    {
        async Task<string> Picture(int seed)
        {
            await using var notion = OfflineNotion.Start(new OfflineNotionOptions { TimeProvider = Clock, Seed = seed });
            var (_, dataSource) = notion.Workspace.CreateDatabase("Contacts", new()
            {
                ["Name"] = NotionProperty.Of("title"),
                ["Stage"] = NotionProperty.Select("Lead"),
            });
            return notion.Workspace.ReadPage(notion.Workspace.CreatePage(dataSource, Values("Ada"))).ToJsonString();
        }

        Assert.Equal(await Picture(seed: 5), await Picture(seed: 5));
        Assert.NotEqual(await Picture(seed: 5), await Picture(seed: 6));
    }

    [Fact]
    public async Task People_and_the_api_may_work_at_the_same_time()
    {
        var (_, dataSource) = CreateDatabase(("Budget", NotionProperty.Of("number")));
        var pages = Enumerable.Range(0, 20).Select(number => CreatePage(dataSource, $"Row {number}")).ToList();

        await Task.WhenAll(pages.Select(async page =>
        {
            await Task.Yield();
            for (var i = 1; i <= 5; i++)
            {
                Workspace.EditPage(page, new() { ["Budget"] = NotionValue.Number(-i) });
                Assert.Equal(200, (await Api.Write(page, "Budget", $$"""{"number": {{i}} }""")).Status);
                Assert.Equal(20, (await Api.Query(dataSource)).Results.Count);
            }
        }));

        Assert.All(pages, page => Assert.Equal(5, (int)Workspace.ReadValue(page, "Budget")!));
    }
}

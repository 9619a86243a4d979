using System.Text.Json.Nodes;
using HigherSelf.Sync.Sandbox.Notion;
using Microsoft.Extensions.Time.Testing;

namespace HigherSelf.Sync.Sandbox.Tests.Notion;

public sealed class StateFileTests : IDisposable
{
    private readonly FakeTimeProvider _clock = new(new DateTimeOffset(2026, 7, 4, 9, 8, 30, TimeSpan.Zero));
    private readonly string _folder = Directory.CreateTempSubdirectory("offline-notion-").FullName;

    private string StateFile => Path.Combine(_folder, "notion.json");

    [Fact]
    public async Task What_was_there_at_the_end_is_there_at_the_next_start()
    {
        Guid page, loose;
        string before;
        await using (var notion = Open())
        {
            var workspace = notion.Workspace;
            loose = workspace.CreateLoosePage("Home");
            var person = workspace.AddUser("Grace");
            var (_, tasks) = workspace.CreateDatabase("Tasks", new() { ["Name"] = NotionProperty.Of("title"), ["Hours"] = NotionProperty.Of("number") }, loose);
            var (_, people) = workspace.CreateDatabase("People", EveryProperty(tasks), loose);
            var task = workspace.CreatePage(tasks, new JsonObject { ["Name"] = NotionValue.Title("Task") });
            page = workspace.CreatePage(people, EveryValue(task, person.Id));
            workspace.SetComputed(page, "Sum", new() { ["type"] = "number", ["number"] = 2 });
            workspace.TrashPage(task);
            before = Picture(workspace, page);
        }

        await using (var notion = Open())
        {
            Assert.Equal(before, Picture(notion.Workspace, page));
            Assert.Equal("Home", (string)notion.Workspace.ReadValue(loose, "title")![0]!["plain_text"]!);
            var fresh = notion.Workspace.CreateLoosePage("New");
            Assert.NotEqual(page, fresh);
        }
    }

    [Fact]
    public async Task Both_sides_of_a_relation_hang_together_after_a_restart()
    {
        Guid ada, task;
        await using (var notion = Open())
        {
            var (_, tasks) = notion.Workspace.CreateDatabase("Tasks", new() { ["Name"] = NotionProperty.Of("title") });
            var (_, people) = notion.Workspace.CreateDatabase("People", new()
            {
                ["Name"] = NotionProperty.Of("title"),
                ["Tasks"] = NotionProperty.TwoWayRelation(tasks, "Person"),
            });
            task = notion.Workspace.CreatePage(tasks, new JsonObject());
            ada = notion.Workspace.CreatePage(people, new JsonObject { ["Tasks"] = NotionValue.Relation(task) });
        }

        await using (var notion = Open())
        {
            notion.Workspace.EditPage(ada, new() { ["Tasks"] = NotionValue.Relation() });

            Assert.Empty(notion.Workspace.ReadValue(task, "Person")!.AsArray());
        }
    }

    [Theory]
    [InlineData("""{"format": 99}""")]
    [InlineData("{}")]
    [InlineData("no json")]
    public void A_file_of_another_form_is_refused_with_the_way_out(string content)
    {
        File.WriteAllText(StateFile, content);

        var refused = Assert.Throws<InvalidDataException>(Open);

        Assert.Equal($"{StateFile} is no state file of this version of the offline Notion. Delete it to start afresh.", refused.Message);
    }

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    private static string Picture(NotionWorkspace workspace, Guid page)
    {
        var read = workspace.ReadPage(page);
        read["properties"]!["Files"] = null;
        return read.ToJsonString();
    }

    private static JsonObject EveryProperty(Guid tasks) => new()
    {
        ["Name"] = NotionProperty.Of("title"),
        ["Notes"] = NotionProperty.Of("rich_text"),
        ["Budget"] = NotionProperty.Of("number"),
        ["Site"] = NotionProperty.Of("url"),
        ["Active"] = NotionProperty.Of("checkbox"),
        ["Since"] = NotionProperty.Of("date"),
        ["Stage"] = NotionProperty.Select("Lead", "Client"),
        ["State"] = NotionProperty.Status(),
        ["Tags"] = NotionProperty.MultiSelect("a"),
        ["Team"] = NotionProperty.Of("people"),
        ["Files"] = NotionProperty.Of("files"),
        ["Tasks"] = NotionProperty.TwoWayRelation(tasks, "Person"),
        ["Sum"] = NotionProperty.Formula("1 + 1"),
        ["Hours"] = NotionProperty.Rollup("Tasks", "Hours", "sum"),
        ["Number"] = NotionProperty.UniqueId("P"),
        ["Made"] = NotionProperty.Of("created_time"),
        ["By"] = NotionProperty.Of("last_edited_by"),
    };

    private static PageDraft EveryValue(Guid task, Guid person) => new(new JsonObject
    {
        ["Name"] = NotionValue.Title("Ada"),
        ["Notes"] = NotionValue.RichText(NotionValue.Piece("a", "https://example.com", bold: true, color: "red"), NotionValue.Piece("b")),
        ["Budget"] = NotionValue.Number(1.50m),
        ["Site"] = NotionValue.Url("https://example.com"),
        ["Active"] = NotionValue.Checkbox(true),
        ["Since"] = NotionValue.Date("2026-07-04T09:08:00", "2026-07-05T09:08:00", "Europe/Madrid"),
        ["Stage"] = NotionValue.Select("New"),
        ["State"] = NotionValue.Status("Done"),
        ["Tags"] = NotionValue.MultiSelect("a", "b"),
        ["Team"] = NotionValue.People(person),
        ["Files"] = NotionValue.Files(NotionValue.HostedFile("cv")),
        ["Tasks"] = NotionValue.Relation(task),
    })
    { CreatedTime = DateTimeOffset.UnixEpoch, By = person };

    private OfflineNotion Open() => OfflineNotion.Start(new OfflineNotionOptions { TimeProvider = _clock, StateFile = StateFile });
}

using HigherSelf.Sync.Sandbox.Notion;

namespace HigherSelf.Sync.Integration.Tests;

/// <summary>Properties that are deleted, made again, or take the name of another one, under a sync.</summary>
public sealed class RemadePropertyTests(RunningSupabase running)
{
    // a property that is known by its id belongs to its field, whatever its name is; the field whose property is gone keeps its column.
    [Fact]
    public async Task A_property_that_takes_the_name_of_a_deleted_one_is_not_taken_for_it()
    {
        await using var pair = await SmallCatalog.PairAsync(running);
        var items = pair.Ids["items"].DataSource;
        SmallCatalog.Make(pair, "items", "a", ("Notes", NotionValue.RichText("the note")), ("Code", NotionValue.RichText("the code")));
        pair.NotionTime.Advance(TimeSpan.FromHours(1));
        await pair.SyncBothAsync();

        pair.Notion.Workspace.RemoveProperty(items, "Notes");
        pair.Notion.Workspace.RenameProperty(items, "Code", "Notes");
        pair.NotionTime.Advance(TimeSpan.FromHours(1));
        await pair.SyncBothAsync(r => r with { Full = true });
        await pair.SyncBothAsync(r => r with { Full = true });

        Assert.Equal("the note/the code", await pair.ScalarAsync<string>("select coalesce(notes, '<null>') || '/' || coalesce(code, '<null>') from public.items"));
    }

    // an empty property that is made in place of one that was deleted is no edit of every page; the columns keep what they have.
    [Fact]
    public async Task A_property_that_is_made_again_in_Notion_clears_no_column()
    {
        await using var pair = await SmallCatalog.PairAsync(running);
        var items = pair.Ids["items"].DataSource;
        SmallCatalog.Make(pair, "items", "a", ("Notes", NotionValue.RichText("the note")));
        pair.NotionTime.Advance(TimeSpan.FromHours(1));
        await pair.SyncBothAsync();

        pair.Notion.Workspace.RemoveProperty(items, "Notes");
        await pair.SyncBothAsync(r => r with { Full = true });
        pair.Notion.Workspace.SetProperty(items, "Notes", NotionProperty.Of("rich_text"));
        await pair.SyncBothAsync();

        Assert.Equal("the note", await pair.ScalarAsync<string>("select coalesce(notes, '<null>') from public.items"));
    }
}

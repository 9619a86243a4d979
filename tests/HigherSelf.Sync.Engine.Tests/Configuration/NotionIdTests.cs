using HigherSelf.Sync.Engine.Configuration;
using HigherSelf.Sync.Engine.Errors;

namespace HigherSelf.Sync.Engine.Tests.Configuration;

public sealed class NotionIdTests
{
    private static readonly Guid Id = new("1f0c2d3e-4b5a-6978-8796-a5b4c3d2e1f0");

    [Theory]
    [InlineData("1f0c2d3e-4b5a-6978-8796-a5b4c3d2e1f0")]
    [InlineData("1f0c2d3e4b5a69788796a5b4c3d2e1f0")]
    [InlineData(" 1F0C2D3E4B5A69788796A5B4C3D2E1F0 ")]
    [InlineData("https://www.notion.so/1f0c2d3e4b5a69788796a5b4c3d2e1f0")]
    [InlineData("https://www.notion.so/higherself/Tasks-1f0c2d3e4b5a69788796a5b4c3d2e1f0?v=00000000000000000000000000000001&pvs=4")]
    [InlineData("https://app.notion.com/p/Master-Tasks-1f0c2d3e4b5a69788796a5b4c3d2e1f0")]
    [InlineData("https://higherself.notion.site/1f0c2d3e4b5a69788796a5b4c3d2e1f0/")]
    [InlineData("https://www.notion.so/1f0c2d3e-4b5a-6978-8796-a5b4c3d2e1f0")]
    public void A_database_id_is_taken_dashed_undashed_or_as_a_notion_url(string text) => Assert.Equal(Id, NotionId.Parse("NOTION_TASKS_DB", text));

    [Theory]
    [InlineData("")]
    [InlineData("tasks")]
    [InlineData("1f0c2d3e4b5a69788796a5b4c3d2e1f")]
    [InlineData("1f0c2d3e4b5a69788796a5b4c3d2e1f00")]
    [InlineData("https://example.com/1f0c2d3e4b5a69788796a5b4c3d2e1f0")]
    [InlineData("https://www.notion.so/higherself?v=1f0c2d3e4b5a69788796a5b4c3d2e1f0")]
    [InlineData("http://www.notion.so.evil.example/1f0c2d3e4b5a69788796a5b4c3d2e1f0")]
    public void Anything_else_is_refused_by_name(string text)
    {
        var error = Assert.Throws<SyncException>(() => NotionId.Parse("NOTION_TASKS_DB", text));
        Assert.Equal(ErrorId.DatabaseIdInvalid, error.Id);
        Assert.StartsWith("NOTION_TASKS_DB: ", error.Message, StringComparison.Ordinal);
    }
}

using HigherSelf.Sync.Sandbox.Notion;

namespace HigherSelf.Sync.Sandbox.Tests.Notion;

public sealed class QueryTests() : NotionTest(new OfflineNotionOptions { RequestsPerMinute = null, QueryResultCap = 10 })
{
    private const string ByCreation = """[{"timestamp": "created_time", "direction": "ascending"}]""";

    [Fact]
    public async Task An_answer_is_a_list_of_pages()
    {
        var dataSource = CreateRows(1);

        var reply = await Api.Query(dataSource);

        Assert.Equal(
            ["object", "results", "next_cursor", "has_more", "type", "page_or_data_source", "request_id"], reply.Body.Select(member => member.Key));
        Assert.Equal("page", (string)reply.Results[0]["object"]!);
    }

    [Fact]
    public async Task Without_sorts_rows_come_in_the_order_of_their_creation()
    {
        var dataSource = CreateDatabase().DataSource;
        foreach (var (title, daysAgo) in new[] { ("second", 2), ("third", 1), ("first", 3) })
        {
            Workspace.CreatePage(dataSource, new PageDraft(Values(title)) { CreatedTime = Start.AddDays(-daysAgo) });
        }

        Assert.Equal(["first", "second", "third"], (await Api.Query(dataSource)).Titles);
        Assert.Equal(
            ["third", "second", "first"], (await Sorted(dataSource, """{"timestamp": "created_time", "direction": "descending"}""")).Titles);
    }

    [Theory]
    [InlineData("Name", "ascending", "ada, Ben, Cem, Dora")]
    [InlineData("Name", "descending", "Dora, Cem, Ben, ada")]
    [InlineData("Budget", "ascending", "ada, Cem, Ben, Dora")]
    [InlineData("Budget", "descending", "Ben, Cem, ada, Dora")]
    [InlineData("Stage", "ascending", "Ben, ada, Cem, Dora")]
    [InlineData("Since", "descending", "Cem, Ben, ada, Dora")]
    public async Task Rows_are_sorted_by_value_and_those_without_one_come_last(string property, string direction, string expected)
    {
        var dataSource = CreateSortable();

        var reply = await Sorted(dataSource, $$"""{"property": "{{property}}", "direction": "{{direction}}"}""");

        Assert.Equal(expected, string.Join(", ", reply.Titles));
    }

    [Fact]
    public async Task The_second_sort_settles_what_the_first_leaves_open()
    {
        var reply = await Sorted(
            CreateSortable(), """{"property": "Stage", "direction": "ascending"}, {"property": "Name", "direction": "descending"}""");

        Assert.Equal(["Ben", "Cem", "ada", "Dora"], reply.Titles);
    }

    [Fact]
    public async Task A_sort_by_nothing_known_is_refused()
    {
        var reply = await Sorted(CreateRows(1), """{"property": "Nope", "direction": "ascending"}""");

        Assert.Equal("Could not find property with name or id: Nope", reply.Message);
    }

    [Fact]
    public async Task A_result_is_walked_part_by_part()
    {
        var dataSource = CreateRows(5);

        var first = await Api.Query(dataSource, """{"page_size": 2}""");
        var second = await Api.Query(dataSource, $$"""{"page_size": 2, "start_cursor": "{{first["next_cursor"]}}"}""");
        var again = await Api.Query(dataSource, $$"""{"page_size": 2, "start_cursor": "{{first["next_cursor"]}}"}""");
        var third = await Api.Query(dataSource, $$"""{"page_size": 2, "start_cursor": "{{second["next_cursor"]}}"}""");

        Assert.Equal(["Row 0", "Row 1"], first.Titles);
        Assert.Equal(["Row 2", "Row 3"], second.Titles);
        Assert.Equal(["Row 2", "Row 3"], again.Titles);
        Assert.Equal(["Row 4"], third.Titles);
        Assert.False((bool)third["has_more"]!);
        Assert.Null(third["next_cursor"]);
    }

    [Fact]
    public async Task A_row_that_leaves_during_a_walk_makes_a_short_part_and_not_the_end()
    {
        var dataSource = CreateRows(5);
        var first = await Api.Query(dataSource, """{"page_size": 2}""");
        Workspace.TrashPage(Workspace.PageIds(dataSource)[2]);

        var second = await Api.Query(dataSource, $$"""{"page_size": 2, "start_cursor": "{{first["next_cursor"]}}"}""");

        Assert.Equal(["Row 3"], second.Titles);
        Assert.True((bool)second["has_more"]!);
    }

    [Fact]
    public async Task A_cursor_from_nowhere_of_another_query_or_dead_is_refused()
    {
        var (here, there) = (CreateRows(3), CreateRows(3));
        var cursor = (string)(await Api.Query(here, """{"page_size": 1}"""))["next_cursor"]!;

        await AssertInvalid(here, "nowhere");
        await AssertInvalid(here, Guid.NewGuid().ToString());
        await AssertInvalid(there, cursor);
        Assert.Equal(200, (await From(here, cursor)).Status);
        Notion.ForgetCursors();
        await AssertInvalid(here, cursor);
    }

    [Theory]
    [InlineData(0, "body failed validation: body.page_size should be ≥ `1`, instead was `0`.")]
    [InlineData(101, "body failed validation: body.page_size should be ≤ `100`, instead was `101`.")]
    public async Task A_part_has_from_1_to_100_rows(int size, string message)
    {
        Assert.Equal(message, (await Api.Query(CreateRows(1), $$"""{"page_size": {{size}} }""")).Message);
    }

    [Fact]
    public async Task A_query_stops_at_its_cap_and_every_part_says_so()
    {
        var dataSource = CreateRows(11);
        const string Incomplete = """{"type": "incomplete", "incomplete_reason": "query_result_limit_reached"}""";

        var first = await Api.Query(dataSource, """{"page_size": 6}""");
        var second = await From(dataSource, (string)first["next_cursor"]!);

        Assert.Equal(10, first.Results.Count + second.Results.Count);
        Assert.False((bool)second["has_more"]!);
        AssertJson(Incomplete, first["request_status"]);
        AssertJson(Incomplete, second["request_status"]);
    }

    [Fact]
    public async Task A_query_just_at_its_cap_is_whole_and_says_nothing()
    {
        Assert.False((await Api.Query(CreateRows(10))).Body.ContainsKey("request_status"));
    }

    [Fact]
    public async Task Beyond_the_cap_rows_are_reached_by_windows_of_creation_time()
    {
        var dataSource = CreateDatabase().DataSource;
        Workspace.CreatePages(dataSource, Enumerable.Range(0, 25).Select(number =>
            new PageDraft(Values($"Row {number}")) { CreatedTime = Start.AddMinutes(number / 2) }));

        var first = await Api.Query(dataSource, $$"""{"sorts": {{ByCreation}} }""");
        var next = await Api.Query(dataSource,
            $$"""
            {"sorts": {{ByCreation}}, "filter": {"timestamp": "created_time",
             "created_time": {"on_or_after": "{{first.Results[^1]["created_time"]}}"} } }
            """);

        Assert.Equal("Row 9", first.Titles[^1]);
        Assert.Equal("Row 8", next.Titles[0]);
        Assert.Equal("Row 17", next.Titles[^1]);
    }

    private Guid CreateRows(int count)
    {
        var dataSource = CreateDatabase().DataSource;
        Workspace.CreatePages(dataSource, Enumerable.Range(0, count).Select(number => new PageDraft(Values($"Row {number}"))));
        return dataSource;
    }

    private Guid CreateSortable()
    {
        var dataSource = CreateDatabase(
            ("Budget", NotionProperty.Of("number")), ("Stage", NotionProperty.Select("z", "a")), ("Since", NotionProperty.Of("date"))).DataSource;
        CreatePage(dataSource, "Dora");
        CreatePage(dataSource, "ada", ("Budget", NotionValue.Number(1)), ("Stage", NotionValue.Select("a")), ("Since", NotionValue.Date("2026-01-01")));
        CreatePage(dataSource, "Ben", ("Budget", NotionValue.Number(10)), ("Stage", NotionValue.Select("z")), ("Since", NotionValue.Date("2026-01-02")));
        CreatePage(dataSource, "Cem", ("Budget", NotionValue.Number(9)), ("Stage", NotionValue.Select("a")), ("Since", NotionValue.Date("2026-01-02T01:00:00Z")));
        return dataSource;
    }

    private Task<Reply> Sorted(Guid dataSource, string sorts) => Api.Query(dataSource, $$"""{"sorts": [{{sorts}}]}""");

    private Task<Reply> From(Guid dataSource, string cursor) => Api.Query(dataSource, $$"""{"start_cursor": "{{cursor}}"}""");

    private async Task AssertInvalid(Guid dataSource, string cursor)
    {
        var reply = await From(dataSource, cursor);
        Assert.Equal(
            (400, "validation_error", $"The start_cursor provided is invalid: {cursor}"), (reply.Status, reply.Code, reply.Message));
    }
}

using System.Globalization;
using HigherSelf.Sync.Sandbox.Notion;

namespace HigherSelf.Sync.Sandbox.Tests.Notion;

public sealed class AccessTests : NotionTest
{
    [Fact]
    public async Task A_good_request_is_answered_with_json_the_time_and_a_request_id()
    {
        var reply = await Api.Get("v1/users/me");

        Assert.Equal(200, reply.Status);
        Assert.Equal("application/json; charset=utf-8", reply.ContentHeaders.ContentType!.ToString());
        Assert.Equal(Start.ToString("R", CultureInfo.InvariantCulture), reply.Headers.GetValues("Date").Single());
        Assert.Equal((string)reply["request_id"]!, reply.Headers.GetValues("x-notion-request-id").Single());
        Assert.Equal(Workspace.Bot.Id, reply.Id);
    }

    [Fact]
    public async Task A_wrong_token_is_unauthorized()
    {
        var reply = await Client(token: "ntn_wrong").Get("v1/users/me");

        Assert.Equal((401, "unauthorized", "API token is invalid."), (reply.Status, reply.Code, reply.Message));
        Assert.Equal(401, (int)reply["status"]!);
        Assert.Equal("error", (string)reply["object"]!);
        Assert.NotNull(reply["request_id"]);
    }

    [Theory]
    [InlineData("v1/invalid")]
    [InlineData("v2/users/me")]
    [InlineData("v1/pages")]
    public async Task An_unknown_path_is_an_invalid_request_url(string path)
    {
        var reply = await Api.Get(path);

        Assert.Equal((400, "invalid_request_url", "Invalid request URL."), (reply.Status, reply.Code, reply.Message));
    }

    [Fact]
    public async Task A_request_without_a_version_is_refused()
    {
        var reply = await Client(version: null).Get("v1/users/me");

        Assert.Equal((400, "missing_version"), (reply.Status, reply.Code));
        Assert.Equal(
            "Notion-Version header failed validation: Notion-Version header should be defined, instead was `undefined`.", reply.Message);
    }

    [Theory]
    [InlineData("2022-06-28")]
    [InlineData("tomorrow")]
    public async Task A_version_that_is_not_spoken_is_refused_with_those_that_are(string version)
    {
        var reply = await Client(version).Get("v1/users/me");

        Assert.Equal((400, "validation_error"), (reply.Status, reply.Code));
        Assert.Contains("`\"2025-09-03\"` or `\"2026-03-11\"`", reply.Message);
    }

    [Fact]
    public async Task A_body_that_is_no_json_is_refused()
    {
        var reply = await Api.Post("v1/search", "{");

        Assert.Equal((400, "invalid_json", "Error parsing JSON body."), (reply.Status, reply.Code, reply.Message));
    }

    [Fact]
    public async Task A_body_over_500_kilobytes_is_refused()
    {
        var reply = await Api.Post("v1/search", $$"""{"query": "{{new string('x', 500 * 1024)}}"}""");

        Assert.Equal((400, "validation_error"), (reply.Status, reply.Code));
    }

    [Fact]
    public async Task A_key_that_the_call_does_not_know_is_refused()
    {
        var reply = await Api.Post("v1/search", """{"filter_properties": ["ID"]}""");

        Assert.Equal("body failed validation: body.filter_properties should be not present, instead was `[\"ID\"]`.", reply.Message);
    }

    [Fact]
    public async Task Ids_may_come_without_dashes_and_must_be_ids()
    {
        var page = Workspace.CreateLoosePage("Home");

        Assert.Equal(200, (await Api.Get($"v1/pages/{page:N}")).Status);
        Assert.Equal(200, (await Api.Get($"v1/pages/{page:D}")).Status);
        Assert.Equal(
            "path failed validation: path.page_id should be a valid uuid, instead was `\"home\"`.", (await Api.Get("v1/pages/home")).Message);
    }

    [Fact]
    public async Task What_is_not_shared_is_not_found_and_the_message_names_the_integration()
    {
        var (database, dataSource) = CreateDatabase();
        var page = CreatePage(dataSource, "Ada");
        Workspace.Unshare(database);

        var reply = await Api.Get($"v1/databases/{database}");

        Assert.Equal((404, "object_not_found"), (reply.Status, reply.Code));
        Assert.Equal(
            $"Could not find database with ID: {database}. Make sure the relevant pages and databases are shared with your integration \"HigherSelf Sync\".",
            reply.Message);
        Assert.Equal(404, (await Api.Get($"v1/data_sources/{dataSource}")).Status);
        Assert.Equal(404, (await Api.Query(dataSource)).Status);
        Assert.Equal(404, (await Api.Get($"v1/pages/{page}")).Status);
        Workspace.Share(database);
        Assert.Equal(200, (await Api.Get($"v1/pages/{page}")).Status);
    }

    [Fact]
    public async Task A_database_and_a_data_source_are_not_interchangeable()
    {
        var (database, dataSource) = CreateDatabase();

        Assert.Equal(404, (await Api.Get($"v1/databases/{dataSource}")).Status);
        Assert.Equal(404, (await Api.Get($"v1/data_sources/{database}")).Status);
    }

    [Theory]
    [InlineData(TokenCapabilities.ReadContent, "query")]
    [InlineData(TokenCapabilities.InsertContent, "create")]
    [InlineData(TokenCapabilities.UpdateContent, "update")]
    [InlineData(TokenCapabilities.ReadUsers, "users")]
    public async Task Without_the_capability_a_call_is_restricted(TokenCapabilities missing, string call)
    {
        var (_, dataSource) = CreateDatabase();
        var page = CreatePage(dataSource, "Ada");
        Workspace.Capabilities = TokenCapabilities.All & ~missing;

        var reply = call switch
        {
            "query" => await Api.Query(dataSource),
            "create" => await Api.Post("v1/pages", $$"""{"parent": {"data_source_id": "{{dataSource}}"} }"""),
            "update" => await Api.Patch($"v1/pages/{page}", "{}"),
            _ => await Api.Get("v1/users"),
        };

        Assert.Equal((403, "restricted_resource"), (reply.Status, reply.Code));
        Assert.Equal(200, (await Api.Get("v1/users/me")).Status);
    }

    [Fact]
    public async Task Every_request_is_logged_with_its_status()
    {
        await Api.Get("v1/users/me");
        await Api.Get("v1/invalid?x=1");

        Assert.Equal(2, Notion.Requests.Count);
        Assert.Equal([new("GET", "/v1/users/me", 200), new("GET", "/v1/invalid", 400)], Notion.Requests.All);
        Notion.Requests.Reset();
        Assert.Equal(0, Notion.Requests.Count);
    }

    [Fact]
    public async Task Requests_are_served_at_the_same_time()
    {
        var replies = await Task.WhenAll(Enumerable.Range(0, 50).Select(_ => Api.Get("v1/users/me")));

        Assert.All(replies, reply => Assert.Equal(200, reply.Status));
        Assert.Equal(50, replies.Select(reply => (string)reply["request_id"]!).Distinct().Count());
    }
}

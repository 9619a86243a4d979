using HigherSelf.Sync.Sandbox.Notion;

namespace HigherSelf.Sync.Sandbox.Tests.Notion;

public sealed class FaultTests : NotionTest
{
    private readonly Guid _dataSource;

    public FaultTests() => _dataSource = CreateDatabase().DataSource;

    [Theory]
    [InlineData(FaultKind.RateLimited, 429, "rate_limited")]
    [InlineData(FaultKind.TokenBlocked, 429, "rate_limited")]
    [InlineData(FaultKind.Overloaded, 529, "service_overload")]
    [InlineData(FaultKind.InternalError, 500, "internal_server_error")]
    [InlineData(FaultKind.Unavailable, 503, "service_unavailable")]
    [InlineData(FaultKind.GatewayTimeout, 504, "gateway_timeout")]
    [InlineData(FaultKind.Conflict, 409, "conflict_error")]
    public async Task Before_the_commit_a_fault_is_an_error_and_nothing_is_saved(FaultKind kind, int status, string code)
    {
        Notion.Faults.Next(kind);

        var reply = await Create();

        Assert.Equal((status, code), (reply.Status, reply.Code));
        Assert.Empty(Workspace.PageIds(_dataSource));
        Assert.Equal(200, (await Create()).Status);
    }

    [Fact]
    public async Task A_rate_limit_says_how_long_to_wait_and_why()
    {
        Notion.Faults.Next(new Fault(FaultKind.RateLimited) { RetryAfterSeconds = 12 });
        Notion.Faults.Next(FaultKind.TokenBlocked);
        Notion.Faults.Next(new Fault(FaultKind.Overloaded) { RetryAfterSeconds = 5 });

        var (limited, blocked, overloaded) = (await Create(), await Create(), await Create());

        Assert.Equal("12", limited.Headers.GetValues("Retry-After").Single());
        AssertJson("""{"rate_limit_reason": "public_api_request_rate_limit", "retry_after": "12"}""", limited["additional_data"]);
        AssertJson("""{"rate_limit_reason": "public_api_request_blocked"}""", blocked["additional_data"]);
        Assert.False(blocked.Headers.Contains("Retry-After"));
        Assert.Equal("5", overloaded.Headers.GetValues("Retry-After").Single());
    }

    [Fact]
    public async Task A_bad_gateway_is_a_page_from_the_proxy_without_a_request_id()
    {
        Notion.Faults.Next(FaultKind.BadGateway);

        var reply = await Create();

        Assert.Equal(502, reply.Status);
        Assert.Equal("text/html", reply.ContentHeaders.ContentType!.MediaType);
        Assert.StartsWith("<html>", reply.Text);
        Assert.False(reply.Headers.Contains("x-notion-request-id"));
    }

    [Fact]
    public async Task A_create_that_was_saved_without_an_answer_says_what_it_made()
    {
        Notion.Faults.Next(FaultKind.UnavailableAfterCommit);

        var reply = await Create();

        Assert.Equal((503, "service_unavailable"), (reply.Status, reply.Code));
        Assert.StartsWith("The change was saved, but the response could not be built in time.", reply.Message);
        Assert.Equal(Workspace.PageIds(_dataSource).Single(), (Guid)reply["additional_data"]!["committed_resource_id"]!);
        Assert.Equal("Do not repeat the write.", (string)reply["additional_data"]!["retry_guidance"]![1]!);
    }

    [Fact]
    public async Task An_update_that_was_saved_without_an_answer_names_no_new_resource()
    {
        var page = CreatePage(_dataSource, "Ada");
        Notion.Faults.Next(FaultKind.UnavailableAfterCommit);

        var reply = await Api.Patch($"v1/pages/{page}", """{"in_trash": true}""");

        Assert.Equal(503, reply.Status);
        Assert.False(reply["additional_data"]!.AsObject().ContainsKey("committed_resource_id"));
        Assert.True((bool)Workspace.ReadPage(page)["in_trash"]!);
    }

    [Fact]
    public async Task A_gateway_timeout_may_come_after_the_commit()
    {
        Notion.Faults.Next(FaultKind.GatewayTimeoutAfterCommit);

        Assert.Equal((504, "gateway_timeout"), ((await Create()) is var reply ? (reply.Status, reply.Code) : default));
        Assert.Single(Workspace.PageIds(_dataSource));
    }

    [Theory]
    [InlineData(FaultKind.Dropped, 0)]
    [InlineData(FaultKind.DroppedAfterCommit, 1)]
    public async Task A_dropped_connection_gives_no_answer(FaultKind kind, int saved)
    {
        Notion.Faults.Next(kind);

        await Assert.ThrowsAsync<HttpRequestException>(Create);

        Assert.Equal(saved, Workspace.PageIds(_dataSource).Count);
        Assert.Equal(0, Notion.Requests.All[0].Status);
        Assert.Equal(200, (await Create()).Status);
    }

    [Fact]
    public async Task A_slow_answer_takes_its_time_by_the_injected_clock()
    {
        Notion.Faults.Next(new Fault(FaultKind.Slow) { Delay = TimeSpan.FromSeconds(30) }, when: (method, _) => method == "POST");

        var reply = Create();
        Assert.Equal(200, (await Api.Get("v1/users/me")).Status);
        Assert.False(reply.IsCompleted);
        while (!reply.IsCompleted)
        {
            // The request may still be on its way when the clock is moved first.
            Clock.Advance(TimeSpan.FromSeconds(30));
            await Task.Yield();
        }

        Assert.Equal(200, (await reply).Status);
    }

    [Fact]
    public async Task A_scripted_fault_hits_the_requests_that_it_is_meant_for_as_often_as_asked()
    {
        Notion.Faults.Next(
            FaultKind.InternalError, 2, (method, path) => method == "POST" && path.EndsWith("/query", StringComparison.Ordinal));

        Assert.Equal(200, (await Create()).Status);
        Assert.Equal(500, (await Api.Query(_dataSource)).Status);
        Assert.Equal(200, (await Api.Get("v1/users/me")).Status);
        Assert.Equal(500, (await Api.Query(_dataSource)).Status);
        Assert.Equal(200, (await Api.Query(_dataSource)).Status);
        Assert.Equal(2, Notion.Faults.Injected[FaultKind.InternalError]);
    }

    [Fact]
    public async Task A_share_of_requests_goes_wrong_the_same_ones_for_the_same_seed()
    {
        async Task<List<int>> Statuses(int seed)
        {
            Notion.Faults.AtRate(0.3, seed, [(new Fault(FaultKind.InternalError), 3), (new Fault(FaultKind.Unavailable), 1)]);
            List<int> statuses = [];
            for (var i = 0; i < 200; i++)
            {
                statuses.Add((await Api.Get("v1/users/me")).Status);
            }

            return statuses;
        }

        var first = await Statuses(seed: 7);
        var injected = Notion.Faults.InjectedCount;

        Assert.Equal(first, await Statuses(seed: 7));
        Assert.NotEqual(first, await Statuses(seed: 8));
        Assert.Equal(first.Count(status => status != 200), injected);
        Assert.InRange(injected, 30, 90);
        Assert.True(first.Count(status => status == 500) > first.Count(status => status == 503));
        Notion.Faults.Clear();
        Assert.Equal(200, (await Api.Get("v1/users/me")).Status);
    }

    [Fact]
    public async Task A_read_is_never_drawn_for_what_can_befall_writes_only()
    {
        Notion.Faults.AtRate(1, seed: 1, [(new Fault(FaultKind.DroppedAfterCommit), 1), (new Fault(FaultKind.Conflict), 1)]);

        for (var i = 0; i < 20; i++)
        {
            Assert.Equal(200, (await Api.Query(_dataSource)).Status);
        }

        Assert.Equal(0, Notion.Faults.InjectedCount);
    }

    [Fact]
    public async Task Without_the_option_there_is_no_control_endpoint()
    {
        Assert.Equal("invalid_request_url", (await Api.Post("_sandbox/faults", """{"fault": "rate_limited"}""")).Code);
    }

    private Task<Reply> Create() => Api.Post("v1/pages", $$"""{"parent": {"data_source_id": "{{_dataSource}}"} }""");
}

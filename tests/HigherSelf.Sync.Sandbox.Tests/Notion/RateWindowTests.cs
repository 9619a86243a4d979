using HigherSelf.Sync.Sandbox.Notion;

namespace HigherSelf.Sync.Sandbox.Tests.Notion;

public sealed class RateWindowTests() : NotionTest(new OfflineNotionOptions { RequestsPerMinute = 3 })
{
    [Fact]
    public async Task The_budget_may_be_spent_at_once_and_what_is_over_it_is_refused_with_the_time_to_wait()
    {
        await Spend(3);
        Clock.Advance(TimeSpan.FromSeconds(20.5));

        var reply = await Api.Get("v1/users/me");

        Assert.Equal((429, "rate_limited"), (reply.Status, reply.Code));
        Assert.Equal("40", reply.Headers.GetValues("Retry-After").Single());
        AssertJson("""{"rate_limit_reason": "public_api_request_rate_limit", "retry_after": "40"}""", reply["additional_data"]);
    }

    [Fact]
    public async Task After_the_time_to_wait_the_request_is_served()
    {
        await Spend(3);
        Clock.Advance(TimeSpan.FromSeconds(20.5));
        await Refused();
        Clock.Advance(TimeSpan.FromSeconds(40));

        await Spend(1);
    }

    [Fact]
    public async Task No_sixty_seconds_hold_more_than_the_budget()
    {
        await Spend(1);
        Clock.Advance(TimeSpan.FromSeconds(59));
        await Spend(2);
        await Refused();
        Clock.Advance(TimeSpan.FromSeconds(1));
        await Spend(1);
        await Refused();
        Clock.Advance(TimeSpan.FromSeconds(58));
        await Refused();
        Clock.Advance(TimeSpan.FromSeconds(1));
        await Spend(2);
    }

    [Fact]
    public async Task A_refused_request_costs_nothing()
    {
        await Spend(3);
        for (var i = 0; i < 10; i++)
        {
            await Refused();
        }

        Clock.Advance(TimeSpan.FromMinutes(1));

        await Spend(3);
    }

    [Fact]
    public async Task A_request_with_a_wrong_token_costs_nothing()
    {
        await Client(token: "ntn_wrong").Get("v1/users/me");

        await Spend(3);
    }

    private async Task Spend(int count)
    {
        for (var i = 0; i < count; i++)
        {
            Assert.Equal(200, (await Api.Get("v1/users/me")).Status);
        }
    }

    private async Task Refused() => Assert.Equal(429, (await Api.Get("v1/users/me")).Status);
}

using HigherSelf.Sync.Sandbox.Notion;

namespace HigherSelf.Sync.Sandbox.Tests.Notion;

public sealed class ControlEndpointTests() : NotionTest(new OfflineNotionOptions { ControlEndpoint = true })
{
    private const string Faults = "_sandbox/faults";

    [Fact]
    public async Task Faults_are_ordered_counted_and_called_off()
    {
        await Api.Post(Faults, """{"fault": "internal_error", "count": 2, "method": "GET", "path": "/users/me"}""");

        Assert.Equal(500, (await Api.Get("v1/users/me")).Status);
        AssertJson("""{"internal_error": 1}""", (await Api.Get(Faults))["injected"]);
        await Api.Delete(Faults);
        Assert.Equal(200, (await Api.Get("v1/users/me")).Status);
        Assert.Equal(2, Notion.Requests.Count);
    }

    [Fact]
    public async Task An_unknown_fault_or_a_wrong_token_is_refused()
    {
        Assert.Equal(400, (await Api.Post(Faults, """{"fault": "earthquake"}""")).Status);
        Assert.Equal(401, (await Client(token: "ntn_wrong").Post(Faults, """{"fault": "conflict"}""")).Status);
    }
}

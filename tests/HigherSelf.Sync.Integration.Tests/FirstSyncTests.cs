using HigherSelf.Sync.Engine.Reporting;

namespace HigherSelf.Sync.Integration.Tests;

public sealed class FirstSyncTests(RunningSupabase running)
{
    [Fact]
    public async Task Sixteen_databases_come_over_whole_and_equal()
    {
        await using var pair = await Pair.CreateAsync(running);
        var pages = pair.Fill();
        Assert.True(pages >= 1000);

        var results = await pair.SyncAsync();

        Assert.Equal(16, results.Count);
        Assert.All(results.Values, r => Assert.True(r.Status == SyncStatus.Succeeded, r.Error));
        Assert.Equal(pages, results.Values.Sum(r => r.Created));
        Assert.Empty(await pair.CompareAsync());
    }
}

using System.Collections.Concurrent;
using System.Diagnostics;
using System.Diagnostics.Metrics;

namespace HigherSelf.Sync.Integration.Tests;

/// <summary>What OpenTelemetry, or whoever else listens, hears of a run; docs/logging.md names it.</summary>
public sealed class TelemetryTests(RunningSupabase running)
{
    private const string Name = "HigherSelf.Sync";

    [Fact]
    public async Task A_run_gives_an_activity_for_each_database()
    {
        await using var pair = await SmallCatalog.PairAsync(running);
        var heard = new ConcurrentQueue<Activity>();
        using var listener = new ActivityListener
        {
            ShouldListenTo = source => source.Name == Name,
            Sample = (ref ActivityCreationOptions<ActivityContext> _) => ActivitySamplingResult.AllData,
            ActivityStopped = heard.Enqueue,
        };
        ActivitySource.AddActivityListener(listener);

        var results = await pair.SyncBothAsync();

        Assert.Equal(["sync groups", "sync items"], heard.Select(a => a.OperationName).Order());
        Assert.All(heard, a =>
        {
            var result = results[(string)a.GetTagItem("higherself.sync.database")!];
            Assert.Equal((result.RunId, "Succeeded"), ((Guid)a.GetTagItem("higherself.sync.run_id")!, (string)a.GetTagItem("higherself.sync.status")!));
            Assert.Equal(ActivityStatusCode.Ok, a.Status);
        });
    }

    [Fact]
    public async Task The_measurements_of_a_run_are_those_of_its_results()
    {
        await using var pair = await SmallCatalog.PairAsync(running);
        SmallCatalog.Make(pair, "items", "one");
        SmallCatalog.Make(pair, "items", "two");
        await pair.ExecuteAsync("insert into public.groups (name) values ('three')");
        var heard = new ConcurrentQueue<(string Instrument, double Value, string Tags)>();
        using var listener = new MeterListener();
        listener.InstrumentPublished = (instrument, l) =>
        {
            if (instrument.Meter.Name == Name)
            {
                l.EnableMeasurementEvents(instrument);
            }
        };
        listener.SetMeasurementEventCallback<long>((instrument, value, tags, _) => Hear(instrument, value, tags));
        listener.SetMeasurementEventCallback<double>((instrument, value, tags, _) => Hear(instrument, value, tags));
        listener.Start();

        var results = await pair.SyncBothAsync();

        Assert.Equal(2, Sum("higherself.sync.records", "action=created database=items"));
        Assert.Equal(1, Sum("higherself.sync.records", "action=created database=groups"));
        Assert.Equal(results.Values.Sum(r => r.NotionRequests), Sum("higherself.sync.notion.requests", "status=200"));
        Assert.Equal(["database=groups status=Succeeded", "database=items status=Succeeded"], Of("higherself.sync.database.duration").Select(h => h.Tags).Order());
        Assert.All(Of("higherself.sync.database.duration"), h => Assert.Contains(results.Values, r => r.Duration.TotalSeconds == h.Value));
        Assert.NotEqual(0, Sum("higherself.sync.supabase.requests", "status=200"));

        void Hear(Instrument instrument, double value, ReadOnlySpan<KeyValuePair<string, object?>> tags)
        {
            var text = string.Join(' ', tags.ToArray().OrderBy(t => t.Key, StringComparer.Ordinal).Select(t => $"{t.Key}={t.Value}"));
            heard.Enqueue((instrument.Name, value, text));
        }

        IEnumerable<(string Instrument, double Value, string Tags)> Of(string instrument) => heard.Where(h => h.Instrument == instrument);
        double Sum(string instrument, string tags) => Of(instrument).Where(h => h.Tags == tags).Sum(h => h.Value);
    }
}

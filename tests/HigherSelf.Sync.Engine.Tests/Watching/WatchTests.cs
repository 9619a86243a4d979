using System.Runtime.CompilerServices;
using System.Text.Json;
using HigherSelf.Sync.Engine.Errors;
using HigherSelf.Sync.Engine.Reporting;
using HigherSelf.Sync.Engine.Watching;

namespace HigherSelf.Sync.Engine.Tests.Watching;

public sealed class WatchTests : IDisposable
{
    private static readonly TimeSpan Minute = TimeSpan.FromMinutes(1);

    private readonly PassingTime _time = new();
    private readonly Heard _heard = new();
    private readonly CancellationTokenSource _stop = new();
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("hs-watch-");
    private int _cycles;

    private string HeartbeatPath => Path.Combine(_folder.FullName, "heartbeat.json");

    [Fact]
    public async Task A_cycle_begins_in_a_regular_distance_from_the_beginning_of_the_last_however_long_that_took()
    {
        await WatchAsync(4, Took(10), Took(59), Took(0), Took(0));
        Assert.Equal([50, 1, 60], _time.Pauses);
    }

    [Fact]
    public async Task A_cycle_that_took_longer_than_the_distance_is_followed_at_once()
    {
        await WatchAsync(2, Took(200), Took(0));
        Assert.Empty(_time.Pauses);
        Assert.Equal(2, _cycles);
    }

    [Fact]
    public async Task Cycles_that_fail_as_a_whole_come_at_growing_distance_and_a_success_ends_that()
    {
        await WatchAsync(9, Fails(ErrorId.NotionUnreachable), Fails(ErrorId.SupabaseUnavailable), Fails(ErrorId.SupabaseUnreachable), Took(0),
            Fails(ErrorId.NotionUnavailable), Fails(ErrorId.NotionUnavailable), Took(0), Took(0), Took(0));
        Assert.Equal([60, 120, 240, 60, 60, 120, 60, 60], _time.Pauses);
        Assert.Equal(
            [ErrorId.NotionUnreachable, ErrorId.SupabaseUnavailable, ErrorId.SupabaseUnreachable, ErrorId.NotionUnavailable, ErrorId.NotionUnavailable],
            _heard.Troubles.Select(e => e.Id));
    }

    [Fact]
    public async Task A_cycle_in_which_every_database_failed_counts_as_failed_as_a_whole_and_one_that_synced_any_does_not()
    {
        var failed = Result(SyncStatus.Failed, ErrorId.NotionUnavailable);
        await WatchAsync(4, Gives(failed, failed), Gives(failed, failed), Gives(failed, Result(SyncStatus.Succeeded)), Gives(failed));
        Assert.Equal([60, 120, 60], _time.Pauses);
        Assert.Equal([WatchStatus.Failed, WatchStatus.Failed, WatchStatus.Partial, WatchStatus.Failed], _heard.Ends.Select(b => b.Status));
        Assert.Empty(_heard.Troubles);
    }

    [Fact]
    public async Task The_pause_after_a_failure_is_drawn_anew_each_time()
    {
        var draws = new Queue<double>([0.5, 1]);
        await new Watch(Cycles(Fails(ErrorId.NotionUnreachable), Fails(ErrorId.NotionUnreachable), Took(0)), Request(3), _time, draws.Dequeue).RunAsync(_heard, _stop.Token);
        Assert.Equal([63, 132], _time.Pauses);
    }

    [Theory]
    [InlineData(ErrorId.ConfigurationMissing)]
    [InlineData(ErrorId.ConfigurationInvalid)]
    [InlineData(ErrorId.NotionUnauthorized)]
    [InlineData(ErrorId.NotionForbidden)]
    [InlineData(ErrorId.NotionBlocked)]
    [InlineData(ErrorId.SupabaseUnauthorized)]
    [InlineData(ErrorId.SupabaseForbidden)]
    [InlineData(ErrorId.SupabaseSchemaMissing)]
    [InlineData(ErrorId.SupabaseSchemaOutdated)]
    public async Task An_error_that_cannot_pass_by_itself_ends_the_watch_at_once(ErrorId id)
    {
        var error = await Assert.ThrowsAsync<SyncException>(() => WatchAsync(null, Took(0), Fails(id)));
        Assert.Equal((id, 2), (error.Id, _cycles));
        Assert.Equal(("Stopped", id.ToString()), (LastBeat("status"), LastBeat("error")));
        Assert.Empty(_heard.Troubles);
    }

    [Fact]
    public async Task Stopped_in_a_cycle_it_ends_once_the_cycle_has_closed()
    {
        var closed = false;
        async IAsyncEnumerable<HSSyncResult> Endless([EnumeratorCancellation] CancellationToken cancellationToken)
        {
            try
            {
                yield return Result(SyncStatus.Succeeded);
                await _stop.CancelAsync();
                await Task.Delay(Timeout.InfiniteTimeSpan, TimeProvider.System, cancellationToken);
            }
            finally
            {
                closed = true;
            }
        }

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => NewWatch(null, Endless).RunAsync(_heard, _stop.Token));
        Assert.True(closed);
        Assert.Single(_heard.Results);
        Assert.Equal("Stopped", LastBeat("status"));
    }

    [Fact]
    public async Task Stopped_in_a_pause_it_ends_at_once_and_begins_no_other_cycle()
    {
        _time.OnPause = _stop.Cancel;
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => WatchAsync(null, Took(0)));
        Assert.Equal(1, _cycles);
        Assert.Equal("Stopped", LastBeat("status"));
        Assert.Null(LastBeat("nextRun"));
    }

    [Fact]
    public async Task The_heartbeat_is_one_line_that_says_when_which_cycle_how_it_came_out_and_when_the_next_begins()
    {
        var seen = new List<string>();
        _time.OnPause = () => seen.Add(File.ReadAllText(HeartbeatPath));
        await WatchAsync(3, Took(10), Fails(ErrorId.NotionUnreachable), Gives(Result(SyncStatus.Halted, ErrorId.DeletesHalted)));
        seen.Add(await File.ReadAllTextAsync(HeartbeatPath));
        Assert.Equal(
            [
                """{"time":"2026-11-22T10:00:10+00:00","cycle":1,"status":"Succeeded","nextRun":"2026-11-22T10:01:00+00:00","error":null}""",
                """{"time":"2026-11-22T10:01:00+00:00","cycle":2,"status":"Failed","nextRun":"2026-11-22T10:02:00+00:00","error":"NotionUnreachable"}""",
                """{"time":"2026-11-22T10:02:00+00:00","cycle":3,"status":"Halted","nextRun":null,"error":"DeletesHalted"}""",
            ],
            seen.Select(line => line.TrimEnd('\n')));
        Assert.Equal(["heartbeat.json"], _folder.GetFiles().Select(f => f.Name));
    }

    [Fact]
    public async Task A_cycle_under_way_gives_a_sign_of_life_with_every_database()
    {
        var seen = new List<string?>();
        _heard.OnResult = () => seen.Add(LastBeat("status"));
        await WatchAsync(1, Gives(Result(SyncStatus.Succeeded), Result(SyncStatus.Succeeded)));
        Assert.Equal(["Running", "Running"], seen);
        Assert.Equal(3, _heard.Beats.Count(b => b.Status == WatchStatus.Running));
    }

    [Fact]
    public async Task A_heartbeat_that_can_never_be_written_is_refused_before_the_first_cycle()
    {
        var watch = new Watch(Cycles(Took(0)), Request(1), _time, () => 0, new HeartbeatFile(Path.Combine(_folder.FullName, "none", "heartbeat.json")));
        var error = await Assert.ThrowsAsync<SyncException>(() => watch.RunAsync(_heard, _stop.Token));
        Assert.Equal((ErrorId.ConfigurationInvalid, 0), (error.Id, _cycles));
        Assert.Contains("-HeartbeatPath", error.NextStep, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_heartbeat_that_cannot_be_written_any_more_is_told_once_and_stops_nothing()
    {
        _heard.OnResult = () =>
        {
            if (!Directory.Exists(HeartbeatPath))
            {
                File.Delete(HeartbeatPath);
                Directory.CreateDirectory(HeartbeatPath);
            }
        };
        await WatchAsync(3, Took(0), Took(0), Took(0));
        Assert.Equal(3, _cycles);
        Assert.Equal([ErrorId.ConfigurationInvalid], _heard.Troubles.Select(t => t.Id));
    }

    [Theory]
    [InlineData(0)]
    [InlineData(-5)]
    [InlineData(0.5)]
    [InlineData(86_401)]
    public async Task A_distance_under_a_second_or_over_a_day_is_refused(double seconds)
    {
        var watch = new Watch(Cycles(Took(0)), new WatchRequest { Every = TimeSpan.FromSeconds(seconds) }, _time, () => 0);
        Assert.Equal(ErrorId.ConfigurationInvalid, (await Assert.ThrowsAsync<SyncException>(() => watch.RunAsync(_heard, _stop.Token))).Id);
    }

    public void Dispose()
    {
        _stop.Dispose();
        _folder.Delete(recursive: true);
    }

    private static HSSyncResult Result(SyncStatus status, ErrorId? error = null) => new()
    {
        Database = "tasks",
        Direction = SyncDirection.Bidirectional,
        Status = status,
        ErrorId = error?.ToString(),
    };

    private static WatchRequest Request(int? maxCycles) => new() { Every = Minute, MaxCycles = maxCycles };

    private static Func<IEnumerable<HSSyncResult>> Gives(params HSSyncResult[] results) => () => results;

    private static Func<IEnumerable<HSSyncResult>> Fails(ErrorId id) => () => throw new SyncException(id, "It does not work.", "Wait.");

    private Func<IEnumerable<HSSyncResult>> Took(int seconds) => () =>
    {
        _time.Advance(TimeSpan.FromSeconds(seconds));
        return [Result(SyncStatus.Succeeded)];
    };

    private Task WatchAsync(int? maxCycles, params Func<IEnumerable<HSSyncResult>>[] cycles) => NewWatch(maxCycles, Cycles(cycles)).RunAsync(_heard, _stop.Token);

    private Watch NewWatch(int? maxCycles, Func<CancellationToken, IAsyncEnumerable<HSSyncResult>> cycle) =>
        new(cycle, Request(maxCycles), _time, () => 0, new HeartbeatFile(HeartbeatPath));

    private Func<CancellationToken, IAsyncEnumerable<HSSyncResult>> Cycles(params Func<IEnumerable<HSSyncResult>>[] cycles) => _ => cycles[_cycles++]().ToAsyncEnumerable();

    private string? LastBeat(string property)
    {
        using var json = JsonDocument.Parse(File.ReadAllText(HeartbeatPath));
        return json.RootElement.GetProperty(property).GetString();
    }

    private sealed class Heard : IWatchListener
    {
        public List<HSSyncResult> Results { get; } = [];

        public List<SyncException> Troubles { get; } = [];

        public List<Heartbeat> Beats { get; } = [];

        public IEnumerable<Heartbeat> Ends => Beats.Where(b => b.Status != WatchStatus.Running);

        public Action OnResult { get; set; } = () => { };

        public void Result(HSSyncResult result)
        {
            Results.Add(result);
            OnResult();
        }

        public void Trouble(SyncException error) => Troubles.Add(error);

        public void Beat(Heartbeat heartbeat) => Beats.Add(heartbeat);
    }
}

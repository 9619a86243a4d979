using HigherSelf.Sync.Engine.Errors;
using HigherSelf.Sync.Engine.Records;
using HigherSelf.Sync.Engine.Reporting;
using HigherSelf.Sync.Engine.Sync;

namespace HigherSelf.Sync.Simulation;

/// <summary>What came of a history.</summary>
/// <param name="Violations">Broken promises.</param>
/// <param name="World">The world at its end.</param>
/// <param name="Calls">How many calls to ports the runs of the history made, by step.</param>
internal sealed record Outcome(IReadOnlyList<string> Violations, World World, IReadOnlyList<int> Calls);

/// <summary>Plays a history with the real engine, and lets the model judge.</summary>
internal static class Simulator
{
    public static Outcome Play(History history, TextWriter? trace = null)
    {
        var world = new World(history.Seed, trace);
        var calls = new List<int>();
        try
        {
            foreach (var step in history.Steps)
            {
                switch (step)
                {
                    case Step.Acts { Act: var act }:
                        world.Clock.Advance(TimeSpan.FromSeconds(world.Random.Next(1, 90)));
                        world.Do(act);
                        break;
                    case Step.Waits { Time: var time }:
                        world.Clock.Advance(time);
                        break;
                    case Step.Runs runs:
                        calls.Add(runs.Beside is null ? Run(world, "run", runs) : RunTwo(world, runs, runs.Beside));
                        break;
                }
            }

            Settle(world, history.IsShort);
        }
        catch (Exception e) when (e is not OutOfMemoryException)
        {
            world.Violations.Add($"crash: {e.GetType().Name}: {e.Message} {e.StackTrace?.Split('\n').FirstOrDefault(l => l.Contains("HigherSelf", StringComparison.Ordinal))?.Trim()}");
        }

        foreach (var violation in world.Violations)
        {
            world.Trace("VIOLATION " + violation);
        }

        return new Outcome(world.Violations, world, calls);
    }

    /// <summary>Nobody edits any more, and nothing fails: two cycles later both sides are equal, and a third one writes nothing (R1).</summary>
    private static void Settle(World world, bool isShort)
    {
        world.Notion.GroupsAreShared = true;
        var quiet = new Step.Runs(SyncDirection.Bidirectional, false, [], []);
        RunUntilSettled(world, isShort, "settling", quiet);

        // A value that Notion cannot hold has delayed its own record, and no other (R10); now somebody mends it.
        Model.Check(world, mayFail: true);
        if (Mend(world))
        {
            RunUntilSettled(world, isShort, "mended", quiet);
            Model.Check(world, mayFail: false);
        }

        // What the last cycle wrote is still in the window of the next, which finds it unchanged.
        var journal = world.Supabase.Journal.Count;
        world.Clock.Advance(TimeSpan.FromMinutes(10));
        Run(world, "quiet", quiet);
        world.Clock.Advance(TimeSpan.FromMinutes(10));
        var called = new List<string>();
        world.Listen(called.Add);
        Run(world, "idle", quiet);
        Model.CheckIdle(world, called, world.Supabase.Journal.Count - journal);
    }

    /// <summary>Two cycles a day apart, each with a complete scan; or some within hours, so that everything that is to be tried again is due.</summary>
    private static void RunUntilSettled(World world, bool isShort, string name, Step.Runs quiet)
    {
        for (var cycle = 0; cycle < (isShort ? 6 : 2); cycle++)
        {
            world.Clock.Advance(isShort ? TimeSpan.FromMinutes(65) : TimeSpan.FromHours(26));
            Run(world, name, quiet);
        }
    }

    private static bool Mend(World world)
    {
        var mended = false;
        foreach (var row in world.Supabase.Rows.Values.OrderBy(r => r.Id).ToList())
        {
            foreach (var field in row.Database.Mirrored.Where(f => Model.IsRefused(row[f])))
            {
                row.Values[field] = FieldValue.OfText("mended");
                world.Supabase.Touch(row, byPerson: true);
                mended = true;
            }
        }

        return mended;
    }

    private static int Run(World world, string name, Step.Runs runs, Baton? baton = null, Action<Runner>? begin = null)
    {
        var runner = new Runner(world, name, runs.Faults, runs.Meddling, runs.Slowness, baton);
        begin?.Invoke(runner);
        var environment = new SyncEnvironment { Time = world.Clock, NewId = world.NewId, Holder = name, ReadAhead = 0 };
        var service = new DatabaseSyncService(new SimPageSide(world, runner), new SimRowSide(world, runner), SimCatalog.Catalog, SimCatalog.NotionIds, environment);
        var request = new SyncRequest
        {
            Databases = SimCatalog.Catalog.Databases,
            Direction = runs.Direction,
            Full = runs.Full,
            DatabasesAtOnce = 1,
            ChunkSize = 4,
        };
        world.Trace($"{name} begins");
        try
        {
            RunAsync(world, service, request).GetAwaiter().GetResult();
        }
        catch (KilledException)
        {
            world.Trace($"{name} was killed");
        }
        catch (SyncException e)
        {
            world.Trace($"{name} failed: {e.Message}");
        }

        return runner.Calls;
    }

    private static async Task RunAsync(World world, DatabaseSyncService service, SyncRequest request)
    {
        await foreach (var result in service.SyncAsync(request, CancellationToken.None))
        {
            world.Trace($"{result.Database}: {result.Status} +{result.Created} ~{result.Updated} -{result.Deleted} !{result.Conflicts} x{result.Failed} {result.Error}");
        }
    }

    private static int RunTwo(World world, Step.Runs one, Step.Runs other)
    {
        using var baton = new Baton(world.Random);
        var calls = new int[2];
        var runners = new Runner?[2];
        Exception? crash = null;
        using var entered = new CountdownEvent(2);
        Thread Start(int index, string name, Step.Runs runs)
        {
            var thread = new Thread(() =>
            {
                try
                {
                    calls[index] = Run(world, name, runs, baton, runner =>
                    {
                        runners[index] = runner;
                        lock (baton)
                        {
                            baton.Enter(runner);
                        }

                        entered.Signal();
                        baton.Begin(runner);
                    });
                }
                catch (Exception e) when (e is not OutOfMemoryException)
                {
                    crash ??= e;
                }
                finally
                {
                    baton.End(runners[index]!);
                }
            });
            thread.Start();
            return thread;
        }

        var threads = new[] { Start(0, "run A", one), Start(1, "run B", other) };
        entered.Wait();
        baton.Start(runners[0]!);
        foreach (var thread in threads)
        {
            thread.Join();
        }

        if (crash is not null)
        {
            System.Runtime.ExceptionServices.ExceptionDispatchInfo.Throw(crash);
        }

        return calls[0];
    }
}

using System.Diagnostics;
using HigherSelf.Sync.Simulation;

var options = Options.Parse(args);
return options switch
{
    null => Usage(),
    { Mutants: true } => Mutants.Hunt(options),
    { Exhaustive: true } => Hunter.KillEverywhere(options),
    _ => Hunter.Hunt(options),
};

static int Usage()
{
    Console.Error.WriteLine("Usage: [--histories N] [--seed N] [--trace] [--quiet] [--first] [--exhaustive] [--mutants] [--mutant TEXT]");
    return 2;
}

namespace HigherSelf.Sync.Simulation
{
    /// <summary>What the program is asked to do.</summary>
    internal sealed record Options(int Histories, int Seed, bool Trace, bool Exhaustive, bool Mutants, bool Quiet, bool First, string Mutant)
    {
        public static Options? Parse(string[] args)
        {
            var options = new Options(2_000, 1, false, false, false, false, false, "");
            for (var i = 0; i < args.Length; i++)
            {
                switch (args[i])
                {
                    case "--histories" when i + 1 < args.Length && int.TryParse(args[i + 1], out var histories):
                        options = options with { Histories = histories };
                        i++;
                        break;
                    case "--seed" when i + 1 < args.Length && int.TryParse(args[i + 1], out var seed):
                        options = options with { Seed = seed };
                        i++;
                        break;
                    case "--trace":
                        options = options with { Trace = true };
                        break;
                    case "--quiet":
                        options = options with { Quiet = true };
                        break;
                    case "--first":
                        options = options with { First = true };
                        break;
                    case "--exhaustive":
                        options = options with { Exhaustive = true };
                        break;
                    case "--mutant" when i + 1 < args.Length:
                        options = options with { Mutants = true, Mutant = args[i + 1] };
                        i++;
                        break;
                    case "--mutants":
                        options = options with { Mutants = true };
                        break;
                    default:
                        return null;
                }
            }

            return options;
        }
    }

    /// <summary>Plays many histories and tells of each promise that was broken.</summary>
    internal static class Hunter
    {
        /// <summary>More than so many violations are not cut down to minimal histories: one is usually the cause of all.</summary>
        private const int MostShown = 3;

        public static int Hunt(Options options)
        {
            var watch = Stopwatch.StartNew();
            var total = new Total();
            Parallel.For(
                options.Seed, options.Seed + options.Histories, new ParallelOptions { MaxDegreeOfParallelism = options.Trace ? 1 : Environment.ProcessorCount },
                (seed, loop) =>
                {
                    var history = History.Of(seed);
                    var outcome = Simulator.Play(history, options.Trace ? Console.Out : null);
                    total.Add(history, outcome);
                    if (options.First && outcome.Violations.Count > 0)
                    {
                        loop.Break();
                    }
                });
            total.Print(watch.Elapsed, options.Quiet ? 0 : MostShown, options.Trace);
            return total.Violations == 0 ? 0 : 1;
        }

        /// <summary>Plays each history of a fixed corpus again and again, killed at another call each time.</summary>
        public static int KillEverywhere(Options options)
        {
            var watch = Stopwatch.StartNew();
            var total = new Total();
            Parallel.ForEach(Enumerable.Range(1, 100), new ParallelOptions { MaxDegreeOfParallelism = Environment.ProcessorCount }, seed =>
            {
                var history = Without(History.Of(seed));
                var plain = Simulator.Play(history);
                total.Add(history, plain);
                var run = -1;
                for (var step = 0; step < history.Steps.Count; step++)
                {
                    if (history.Steps[step] is not Step.Runs runs)
                    {
                        continue;
                    }

                    run++;
                    for (var call = 1; call <= (run < plain.Calls.Count ? plain.Calls[run] : 0); call++)
                    {
                        foreach (var kind in new[] { SimFault.KillBefore, SimFault.KillAfter })
                        {
                            var steps = history.Steps.ToList();
                            steps[step] = runs with { Faults = [new PlannedFault(call, kind)] };
                            var killed = history with { Steps = steps };
                            total.Add(killed, Simulator.Play(killed));
                        }
                    }
                }
            });
            total.Print(watch.Elapsed, options.Quiet ? 0 : MostShown, options.Trace);
            return total.Violations == 0 ? 0 : 1;
        }

        private static History Without(History history) => history with { Steps = [.. history.Steps.Select(s => s is Step.Runs runs ? runs with { Faults = [], Beside = null } : s)] };
    }

    /// <summary>The sum of many histories.</summary>
    internal sealed class Total
    {
        private readonly List<History> _bad = [];
        private long _acts;
        private long _faults;
        private long _kills;
        private TimeSpan _time;

        public int Histories { get; private set; }

        public int Violations => _bad.Count;

        public void Add(History history, Outcome outcome)
        {
            lock (_bad)
            {
                Histories++;
                _acts += outcome.World.Acts;
                _faults += outcome.World.Faults;
                _kills += outcome.World.Kills;
                _time += outcome.World.Clock.Elapsed;
                if (outcome.Violations.Count > 0)
                {
                    _bad.Add(history);
                }
            }
        }

        public void Print(TimeSpan elapsed, int mostShown, bool trace)
        {
            foreach (var history in _bad.OrderBy(h => h.Seed).Take(mostShown))
            {
                var minimal = Shrinker.Shrink(history);
                Console.WriteLine($"Seed {history.Seed}:");
                foreach (var violation in Simulator.Play(minimal, trace ? Console.Out : null).Violations.Take(5))
                {
                    Console.WriteLine($"  {violation}");
                }

                Console.WriteLine(minimal);
            }

            Console.WriteLine(
                $"histories: {Histories}, edits: {_acts}, faults: {_faults}, kills: {_kills}, simulated time: {_time.TotalDays / 365.25:0.0} years, "
                + $"{Histories / elapsed.TotalSeconds:0} histories a second, violations: {Violations}");
            if (_bad.Count > 0)
            {
                Console.WriteLine("seeds: " + string.Join(" ", _bad.Select(h => h.Seed).Distinct().Order().Take(50)));
            }
        }
    }
}

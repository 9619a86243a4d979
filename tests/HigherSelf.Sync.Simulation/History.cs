using HigherSelf.Sync.Engine.Reporting;

namespace HigherSelf.Sync.Simulation;

/// <summary>One step of a history.</summary>
internal abstract record Step
{
    /// <summary>A person does something.</summary>
    public sealed record Acts(PersonAct Act) : Step;

    /// <summary>Time goes by.</summary>
    public sealed record Waits(TimeSpan Time) : Step;

    /// <summary>The sync runs, with faults, and with people who go on meanwhile; and perhaps a second run at the same time.</summary>
    public sealed record Runs(SyncDirection Direction, bool Full, IReadOnlyList<PlannedFault> Faults, IReadOnlyList<(int Call, PersonAct Act)> Meddling) : Step
    {
        public Runs? Beside { get; init; }

        /// <summary>How many times as long as usual a call takes.</summary>
        public int Slowness { get; init; } = 1;
    }
}

/// <summary>What happens, all of it made from one seed; so it can be cut down and run again.</summary>
/// <param name="Seed">The seed.</param>
/// <param name="Steps">What happens.</param>
/// <param name="IsShort">True if all of it is over before a complete scan is due again: what only such a scan can find does not happen then.</param>
internal sealed record History(int Seed, IReadOnlyList<Step> Steps, bool IsShort)
{
    public static History Of(int seed)
    {
        var isShort = seed % 3 == 0;
        var maker = new Maker(new Random(seed), isShort, isBusy: seed % 5 == 1);
        return new History(seed, [.. maker.Make()], isShort);
    }

    public override string ToString() => string.Join(Environment.NewLine, Steps.Select(s => "  " + Describe(s)));

    private static string Describe(Step step) => step switch
    {
        Step.Acts { Act: var act } => Describe(act),
        Step.Waits { Time: var time } => $"wait {time}",
        Step.Runs run => $"run {run.Direction}{(run.Full ? " full" : "")}{(run.Slowness > 1 ? " slowly" : "")}"
            + string.Concat(run.Faults.Select(f => $", {f.Kind} at call {f.Call}")) + string.Concat(run.Meddling.Select(m => $", at call {m.Call}: {Describe(m.Act)}"))
            + (run.Beside is { } other ? " || " + Describe(other) : ""),
        _ => step.ToString(),
    };

    private static string Describe(PersonAct act) => $"{act.Kind} in {act.Side} {act.Database} #{act.Index} field {act.Field} value {act.Value}";

    /// <param name="random">Where everything comes from.</param>
    /// <param name="isShort">See <see cref="IsShort"/>.</param>
    /// <param name="isBusy">True for many edits at once, and runs so slow that people go on editing what the run is about to write.</param>
    private sealed class Maker(Random random, bool isShort, bool isBusy)
    {
        private int _value;

        public IEnumerable<Step> Make()
        {
            for (var i = isBusy ? random.Next(6, 10) : random.Next(2, 6); i > 0; i--)
            {
                yield return new Step.Acts(NextAct() with { Kind = ActKind.Create });
            }

            // Most histories begin with both sides equal; some with a first meeting.
            if (random.Next(5) > 0)
            {
                yield return new Step.Runs(SyncDirection.Bidirectional, false, [], []);
                yield return new Step.Waits(NextTime());
            }

            for (var i = isBusy ? random.Next(2, 5) : random.Next(3, 14); i > 0; i--)
            {
                for (var edits = isBusy ? random.Next(4, 10) : 0; edits > 0; edits--)
                {
                    yield return new Step.Acts(NextAct() with { Kind = random.Next(6) == 0 ? ActKind.Create : ActKind.Edit });
                }

                yield return random.Next(10) switch
                {
                    < 5 when !isBusy => new Step.Acts(NextAct()),
                    5 => new Step.Waits(NextTime()),
                    _ => NextRun(mayHaveAnother: true),
                };
            }
        }

        private Step.Runs NextRun(bool mayHaveAnother)
        {
            var faults = random.Next(3) == 0 ? [] : Enumerable.Range(0, random.Next(1, 4)).Select(_ => new PlannedFault(random.Next(1, 28), NextFault())).DistinctBy(f => f.Call).ToList();
            var meddling = Enumerable.Range(0, Math.Max(0, isBusy ? random.Next(2, 8) : random.Next(-2, 4))).Select(_ => (random.Next(1, isBusy ? 40 : 20), isBusy ? NextMeddling() : NextAct())).ToList();
            var direction = random.Next(8) switch { 0 => SyncDirection.NotionToSupabase, 1 => SyncDirection.SupabaseToNotion, _ => SyncDirection.Bidirectional };
            return new Step.Runs(direction, random.Next(6) == 0, faults, meddling) 
            {
                Beside = mayHaveAnother && random.Next(8) == 0 ? NextRun(false) : null,
                Slowness = isBusy ? random.Next(1, 12) : random.Next(6) == 0 ? 5 : 1,
            };
        }

        /// <summary>What people do to a record while a slow run works on it: often to the same few, and there and back again.</summary>
        private PersonAct NextMeddling()
        {
            var act = NextAct() with { Index = random.Next(3) };
            return isShort ? act : random.Next(8) switch
            {
                0 => act with { Kind = ActKind.Share, Side = Side.Notion },
                1 => act with { Kind = ActKind.Delete },
                2 or 3 => act with { Kind = ActKind.Restore },
                _ => act with { Kind = ActKind.Edit },
            };
        }

        private SimFault NextFault() => random.Next(isBusy ? 14 : 10) switch
        {
            < 3 => SimFault.FailBefore,
            < 6 => SimFault.FailAfter,
            6 => SimFault.KillBefore,
            < 9 => SimFault.KillAfter,
            _ => SimFault.Truncate,
        };

        private PersonAct NextAct()
        {
            var act = MakeAct();
            return isShort && ((act.Side == Side.Notion && act.Kind != ActKind.Create) || act.Kind == ActKind.Restore) ? act with { Kind = ActKind.Edit } : act;
        }

        private PersonAct MakeAct() => new(
            random.Next(20) switch
            {
                < 11 => ActKind.Edit,
                < 13 => ActKind.Create,
                < 15 => ActKind.Delete,
                < 17 => ActKind.Restore,
                17 => ActKind.Duplicate,
                18 => ActKind.RenameOption,
                _ => random.Next(2) == 0 ? ActKind.Vanish : ActKind.Share,
            },
            random.Next(2) == 0 ? Side.Notion : Side.Supabase,
            random.Next(3) > 0,
            random.Next(6),
            random.Next(8),
            ++_value);

        private TimeSpan NextTime() => random.Next(isShort ? 2 : 4) switch
        {
            0 => TimeSpan.FromSeconds(random.Next(1, 50)),
            1 => TimeSpan.FromMinutes(random.Next(1, 10)),
            2 => TimeSpan.FromHours(random.Next(1, 10)),
            _ => TimeSpan.FromHours(random.Next(20, 60)),
        };
    }
}

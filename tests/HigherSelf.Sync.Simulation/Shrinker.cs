namespace HigherSelf.Sync.Simulation;

/// <summary>Cuts a history down as long as it still breaks a promise.</summary>
internal static class Shrinker
{
    public static History Shrink(History history)
    {
        if (!IsBad(history))
        {
            return history;
        }

        while (Smaller(history).FirstOrDefault(IsBad) is { } smaller)
        {
            history = smaller;
        }

        return history;
    }

    private static bool IsBad(History history) => Simulator.Play(history).Violations.Count > 0;

    private static IEnumerable<History> Smaller(History history)
    {
        for (var i = 0; i < history.Steps.Count; i++)
        {
            yield return history with { Steps = [.. history.Steps.Where((_, j) => j != i)] };
        }

        for (var i = 0; i < history.Steps.Count; i++)
        {
            if (history.Steps[i] is Step.Runs runs)
            {
                foreach (var simpler in Simpler(runs))
                {
                    var steps = history.Steps.ToList();
                    steps[i] = simpler;
                    yield return history with { Steps = steps };
                }
            }
        }
    }

    private static IEnumerable<Step.Runs> Simpler(Step.Runs runs)
    {
        if (runs.Beside is { } beside)
        {
            yield return runs with { Beside = null };
            foreach (var simpler in Simpler(beside))
            {
                yield return runs with { Beside = simpler };
            }
        }

        for (var i = 0; i < runs.Faults.Count; i++)
        {
            yield return runs with { Faults = [.. runs.Faults.Where((_, j) => j != i)] };
        }

        for (var i = 0; i < runs.Meddling.Count; i++)
        {
            yield return runs with { Meddling = [.. runs.Meddling.Where((_, j) => j != i)] };
        }

        if (runs.Full)
        {
            yield return runs with { Full = false };
        }
    }
}

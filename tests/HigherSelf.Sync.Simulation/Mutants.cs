namespace HigherSelf.Sync.Simulation;

internal static class Mutants
{
    public static int Hunt(Options options) => options.Histories;
}

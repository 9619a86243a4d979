using System.Diagnostics;

namespace HigherSelf.Sync.Engine.Tests.Sync;

/// <summary>The simulation of both services (tests/HigherSelf.Sync.Simulation), as far as every build can wait for it.</summary>
public sealed class SimulationTests
{
    [Fact]
    public async Task Two_thousand_histories_break_no_promise()
    {
        var (exitCode, output) = await RunAsync("--histories", "2000", "--seed", "1");
        Assert.True(exitCode == 0 && output.Contains("histories: 2000,", StringComparison.Ordinal) && output.Contains("violations: 0", StringComparison.Ordinal), output);
    }

    [Fact]
    public async Task A_seed_replays_to_the_byte()
    {
        var one = await RunAsync("--histories", "1", "--seed", "20", "--trace");
        var other = await RunAsync("--histories", "1", "--seed", "20", "--trace");
        Assert.Contains("exchange", one.Output, StringComparison.Ordinal);
        Assert.Equal(WithoutTimes(one.Output), WithoutTimes(other.Output));
    }

    /// <summary>The last line says how fast it was.</summary>
    private static string WithoutTimes(string output) => output[..output.LastIndexOf("histories:", StringComparison.Ordinal)];

    private static async Task<(int ExitCode, string Output)> RunAsync(params string[] arguments)
    {
        var program = Path.Combine(AppContext.BaseDirectory, "HigherSelf.Sync.Simulation.dll");
        var start = new ProcessStartInfo("dotnet", [program, .. arguments]) { RedirectStandardOutput = true };
        using var process = Process.Start(start)!;
        var output = await process.StandardOutput.ReadToEndAsync();
        await process.WaitForExitAsync();
        return (process.ExitCode, output);
    }
}

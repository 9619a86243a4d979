using System.Diagnostics;

namespace HigherSelf.Sync.Integration.Tests;

public sealed class MemoryTests
{
    [Fact]
    public async Task The_engine_carries_twenty_thousand_pages_in_less_than_300_megabytes()
    {
        var bench = Path.Combine(Repository.Root, "artifacts", "bin", "HigherSelf.Sync.Bench", new DirectoryInfo(AppContext.BaseDirectory).Name, "HigherSelf.Sync.Bench.dll");
        using var process = Process.Start(new ProcessStartInfo("dotnet", [bench, "first-sync", "20000"]) { RedirectStandardOutput = true, RedirectStandardError = true })!;
        var output = process.StandardOutput.ReadToEndAsync();
        var errors = process.StandardError.ReadToEndAsync();
        await process.WaitForExitAsync();

        // The program itself fails beyond 300 MB; its lines give rows, seconds, requests and the peak.
        Assert.True(process.ExitCode == 0, await output + await errors);
        Assert.Contains("20,000", await output, StringComparison.Ordinal);
    }
}

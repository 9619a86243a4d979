using System.Diagnostics;
using HigherSelf.Sync.Module.Tests.Host;

namespace HigherSelf.Sync.Module.Tests.Unattended;

public sealed class SystemdUnitTests
{
    private static readonly string[] Units = ["higherself-sync.service", "higherself-sync.timer", "higherself-watch.service"];

    [Fact]
    public async Task Systemd_finds_nothing_wrong_with_the_units()
    {
        const string Analyze = "/usr/bin/systemd-analyze";
        Assert.SkipUnless(File.Exists(Analyze), "The units are checked where systemd is installed: apt-get install systemd.");
        using var folder = new ScriptFolder();
        foreach (var unit in Units)
        {
            // The program has to be there for this check; PowerShell need not be installed.
            folder.Write(unit, Samples.Text($"systemd/{unit}").Replace("/usr/bin/pwsh", "/bin/sh", StringComparison.Ordinal));
        }

        var start = new ProcessStartInfo(Analyze, ["verify", .. Units.Select(u => Path.Combine(folder.Path, u))]) { RedirectStandardError = true, RedirectStandardOutput = true };
        using var process = Process.Start(start)!;
        var said = process.StandardOutput.ReadToEndAsync();
        var complaints = await process.StandardError.ReadToEndAsync();
        await process.WaitForExitAsync();
        Assert.Equal((0, ""), (process.ExitCode, await said + complaints));
    }

    [Theory]
    [InlineData("higherself-sync.service")]
    [InlineData("higherself-watch.service")]
    public void A_service_has_no_rights_that_it_does_not_need_and_its_settings_from_a_file(string unit)
    {
        var lines = Samples.Lines($"systemd/{unit}");
        foreach (var expected in new[]
        {
            "DynamicUser=yes", "ProtectSystem=strict", "ProtectHome=yes", "PrivateTmp=yes", "NoNewPrivileges=yes", "CapabilityBoundingSet=",
            "EnvironmentFile=/etc/higherself-sync/sync.env", "KillSignal=SIGINT", "SuccessExitStatus=130 143",
        })
        {
            Assert.Contains(expected, lines);
        }

        // .NET compiles while it runs, and would not start with it.
        Assert.DoesNotContain(lines, l => l.StartsWith("MemoryDenyWriteExecute", StringComparison.Ordinal));
    }

    [Fact]
    public void One_run_is_not_restarted_and_a_watch_is_but_not_for_wrong_settings()
    {
        var once = Samples.Lines("systemd/higherself-sync.service");
        Assert.Contains("Type=oneshot", once);
        Assert.Contains("TimeoutStartSec=4h", once);
        Assert.DoesNotContain(once, l => l.StartsWith("Restart", StringComparison.Ordinal));
        Assert.Contains("Persistent=true", Samples.Lines("systemd/higherself-sync.timer"));

        var watch = Samples.Lines("systemd/higherself-watch.service");
        foreach (var expected in new[] { "Restart=on-failure", "RestartSec=60s", "RestartPreventExitStatus=4", "StartLimitBurst=5" })
        {
            Assert.Contains(expected, watch);
        }
    }
}

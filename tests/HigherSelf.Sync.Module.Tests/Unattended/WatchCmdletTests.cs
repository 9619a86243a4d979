using System.Management.Automation;
using System.Text.Json;
using HigherSelf.Sync.Module.Tests.Host;
using HigherSelf.Sync.Module.Tests.Module;

namespace HigherSelf.Sync.Module.Tests.Unattended;

/// <summary>Watch-HSDatabase on a sandbox; its distances are tested in the engine, without waiting.</summary>
[Collection("Environment")]
public sealed class WatchCmdletTests(SandboxForScripts sandbox) : IClassFixture<SandboxForScripts>, IDisposable
{
    private readonly ScriptFolder _folder = new();
    private readonly Shell _shell = new();

    private string Heartbeat => Path.Combine(_folder.Path, "heartbeat.json");

    [Fact]
    public void Each_cycle_is_a_run_of_its_own_and_gives_its_results()
    {
        var results = _shell.Get($"Watch-HSDatabase use_cases, agents -EnvFile '{sandbox.EnvFile}' -Every 0:0:1 -MaxCycles 2 -HeartbeatPath '{Heartbeat}'");
        Assert.Equal(4, results.Count);
        Assert.All(results, r => Assert.Equal("Succeeded", r.Properties["Status"].Value.ToString()));
        Assert.Equal(2, results.Select(r => r.Properties["RunId"].Value).Distinct().Count());
        Assert.Equal((2, "Succeeded"), LastBeat());
    }

    [Fact]
    public void Under_what_if_one_cycle_is_told_and_nothing_is_written()
    {
        var outcome = _shell.Run($"Watch-HSDatabase tasks -EnvFile '{sandbox.EnvFile}' -Every 1:0:0 -HeartbeatPath '{Heartbeat}' -WhatIf");
        Assert.Null(outcome.Terminating);
        Assert.Empty(outcome.Output);
        Assert.False(File.Exists(Heartbeat));
        Assert.NotEmpty(_shell.Get($"Get-HSSyncPlan tasks -EnvFile '{sandbox.EnvFile}'"));
    }

    [Theory]
    [InlineData("ConfigurationInvalid", "-Every 0:0:0")]
    [InlineData("ConfigurationInvalid", "-Every 2.0:0:0")]
    [InlineData("ConfigurationInvalid", "-Every 0:5:0 -HeartbeatPath /nowhere/heartbeat.json")]
    [InlineData("DatabaseUnknown", "-Every 0:5:0 -Name nothing")]
    public void What_cannot_work_ends_it_before_the_first_cycle(string id, string arguments)
    {
        var name = arguments.Contains("-Name", StringComparison.Ordinal) ? "" : "use_cases";
        var outcome = _shell.Run($"Watch-HSDatabase {name} -EnvFile '{sandbox.EnvFile}' {arguments}");
        Assert.Equal($"{id},HigherSelf.Sync.Commands.WatchHSDatabaseCommand", outcome.Terminating!.FullyQualifiedErrorId);
        Assert.Empty(outcome.Output);
    }

    [Fact]
    public async Task Stopped_in_a_pause_it_ends_at_once_and_holds_nothing()
    {
        var stopped = await Task.Run(() => _shell.Run($"Watch-HSDatabase use_cases -EnvFile '{sandbox.EnvFile}' -Every 1:0:0 -HeartbeatPath '{Heartbeat}' -Verbose", shell =>
            shell.Streams.Verbose.DataAdded += (_, added) =>
            {
                if (shell.Streams.Verbose[added.Index].Message.StartsWith("Cycle 1: Succeeded. The next one begins at", StringComparison.Ordinal))
                {
                    shell.BeginStop(null, null);
                }
            })).WaitAsync(TimeSpan.FromSeconds(50));
        Assert.Equal(PSInvocationState.Stopped, stopped.State);
        Assert.Equal((1, "Stopped"), LastBeat());
        Assert.Equal("Succeeded", Assert.Single(_shell.Get($"Sync-HSDatabase use_cases -EnvFile '{sandbox.EnvFile}'")).Properties["Status"].Value.ToString());
    }

    public void Dispose()
    {
        _shell.Dispose();
        _folder.Dispose();
    }

    private (int Cycle, string? Status) LastBeat()
    {
        using var json = JsonDocument.Parse(File.ReadAllText(Heartbeat));
        return (json.RootElement.GetProperty("cycle").GetInt32(), json.RootElement.GetProperty("status").GetString());
    }
}

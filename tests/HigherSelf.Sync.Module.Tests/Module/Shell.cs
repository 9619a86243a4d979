using System.Management.Automation;
using System.Management.Automation.Host;
using System.Management.Automation.Runspaces;

namespace HigherSelf.Sync.Module.Tests.Module;

/// <summary>A runspace of the PowerShell engine with the built module in it.</summary>
internal sealed class Shell : IDisposable
{
    private readonly Runspace _runspace;

    /// <param name="host">Who answers questions; nobody without it.</param>
    public Shell(PSHost? host = null)
    {
        var state = InitialSessionState.CreateDefault2();
        state.ThrowOnRunspaceOpenError = true;
        state.ImportPSModule(BuiltModule.Manifest);
        _runspace = host is null ? RunspaceFactory.CreateRunspace(state) : RunspaceFactory.CreateRunspace(host, state);
        _runspace.Open();
    }

    /// <summary>Runs a script to its end and gives everything that came of it.</summary>
    public Outcome Run(string script, Action<PowerShell>? whileRunning = null)
    {
        using var shell = PowerShell.Create(_runspace);
        // As a script that is run by itself: an error that ends a statement ends it.
        shell.AddScript($"try {{ . {{ {script} }} }} catch {{ throw }}");
        var output = new List<PSObject>();
        Exception? terminating = null;
        try
        {
            whileRunning?.Invoke(shell);
            output.AddRange(shell.Invoke());
        }
        catch (RuntimeException e)
        {
            terminating = e;
        }

        return new Outcome(
            output, [.. shell.Streams.Error], [.. shell.Streams.Warning.Select(w => w.Message)], [.. shell.Streams.Verbose.Select(v => v.Message)],
            [.. shell.Streams.Debug.Select(d => d.Message)], [.. shell.Streams.Information.Select(i => i.MessageData.ToString()!)], (terminating as IContainsErrorRecord)?.ErrorRecord, shell.InvocationStateInfo.State);
    }

    /// <summary>Runs a script that must not fail.</summary>
    public IReadOnlyList<PSObject> Get(string script)
    {
        var outcome = Run(script);
        Assert.True(outcome.Terminating is null && outcome.Errors.Count == 0, $"{outcome.Terminating}{string.Join('\n', outcome.Errors)}");
        return outcome.Output;
    }

    /// <summary>The one value that a script gives.</summary>
    public T Value<T>(string script) => (T)Assert.Single(Get(script)).BaseObject;

    public void Dispose() => _runspace.Dispose();
}

/// <summary>What came of a script.</summary>
internal sealed record Outcome(
    IReadOnlyList<PSObject> Output, IReadOnlyList<ErrorRecord> Errors, IReadOnlyList<string> Warnings, IReadOnlyList<string> Verbose,
    IReadOnlyList<string> Debug, IReadOnlyList<string> Printed, ErrorRecord? Terminating, PSInvocationState State);

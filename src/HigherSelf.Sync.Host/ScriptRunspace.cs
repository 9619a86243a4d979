using System.Management.Automation;
using System.Management.Automation.Language;
using System.Management.Automation.Runspaces;
using Microsoft.PowerShell;

namespace HigherSelf.Sync.Host;

/// <summary>Where the script runs: PowerShell without its modules, and stand-ins for a handful of their commands.</summary>
internal static class ScriptRunspace
{
    public static Runspace Open(ConsoleHost host)
    {
        var state = InitialSessionState.CreateDefault2();
        state.ThreadOptions = PSThreadOptions.UseCurrentThread;
        state.ThrowOnRunspaceOpenError = true;
        if (OperatingSystem.IsWindows())
        {
            // What pwsh is installed with; without it, no script could call another.
            state.ExecutionPolicy = ExecutionPolicy.RemoteSigned;
        }

        var runspace = RunspaceFactory.CreateRunspace(host, state);
        runspace.Open();
        Runspace.DefaultRunspace = runspace;
        DefineShims(runspace.SessionStateProxy);
        return runspace;
    }

    /// <summary>Only what is missing gets a stand-in.</summary>
    private static void DefineShims(SessionStateProxy state)
    {
        foreach (var module in new[] { "Microsoft.PowerShell.Utility", "Microsoft.PowerShell.Management" })
        {
            using var text = new StreamReader(typeof(ScriptRunspace).Assembly.GetManifestResourceStream(module)!);
            var shims = Parser.ParseInput(text.ReadToEnd(), out _, out _).EndBlock.Statements.OfType<FunctionDefinitionAst>();
            foreach (var shim in shims.Where(shim => state.InvokeCommand.GetCommand(shim.Name, CommandTypes.Cmdlet) is null))
            {
                state.InvokeProvider.Item.Set($"function:{shim.Name}", shim.Body.GetScriptBlock());
            }
        }
    }
}

using System.Management.Automation;
using System.Management.Automation.Language;
using System.Management.Automation.Runspaces;
using Microsoft.PowerShell;

namespace HigherSelf.Sync.Host;

/// <summary>Opens the PowerShell engine and gives it the commands that it lacks.</summary>
internal static class Engine
{
    public static Runspace Open(ConsoleHost host)
    {
        var state = InitialSessionState.CreateDefault2();
        state.ThreadOptions = PSThreadOptions.UseCurrentThread;
        state.ThrowOnRunspaceOpenError = true;
        if (OperatingSystem.IsWindows())
        {
            // What pwsh is installed with; the engine by itself would refuse every script.
            state.ExecutionPolicy = ExecutionPolicy.RemoteSigned;
        }

        var runspace = RunspaceFactory.CreateRunspace(host, state);
        runspace.Open();
        Runspace.DefaultRunspace = runspace;
        DefineShims(runspace.SessionStateProxy);
        return runspace;
    }

    private static void DefineShims(SessionStateProxy session)
    {
        using var resource = typeof(Engine).Assembly.GetManifestResourceStream("Shims.ps1")!;
        var shims = Parser.ParseInput(new StreamReader(resource).ReadToEnd(), out _, out _);
        foreach (var shim in shims.FindAll(ast => ast is FunctionDefinitionAst, searchNestedScriptBlocks: false).Cast<FunctionDefinitionAst>())
        {
            if (session.InvokeCommand.GetCommand(shim.Name, CommandTypes.Cmdlet) is null)
            {
                session.InvokeProvider.Item.Set($"function:{shim.Name}", shim.Body.GetScriptBlock());
            }
        }
    }
}

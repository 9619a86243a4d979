using System.Collections;
using System.Management.Automation;
using System.Management.Automation.Language;
using System.Management.Automation.Runspaces;

namespace HigherSelf.Sync.Host;

/// <summary>Runs a script or a command as pwsh does, and says how it ended.</summary>
internal sealed class ScriptRunner(ConsoleHost host, Runspace runspace, StopSignals stop)
{
    /// <summary>Imports the module that <see cref="ModuleLocator"/> finds. To find none is no failure: a script may build it.</summary>
    public bool ImportModule(bool verbose)
    {
        var manifest = ModuleLocator.Find(
            Environment.GetEnvironmentVariable("HS_MODULE"),
            AppContext.BaseDirectory,
            Environment.GetEnvironmentVariable("PSModulePath"));
        if (verbose)
        {
            host.UI.WriteVerboseLine(manifest is null ? "There is no HigherSelf.Sync module to import." : $"Importing {manifest}.");
        }

        if (manifest is null)
        {
            return true;
        }

        using var shell = NewShell().AddCommand("Import-Module").AddParameter("Name", manifest).AddParameter("ErrorAction", "Stop");
        if (Invoke(shell))
        {
            return true;
        }

        host.UI.WriteErrorLine(
            $"The module '{manifest}' cannot be imported. Build it again, name another one in HS_MODULE, or pass -NoModule.");
        return false;
    }

    public int RunCommand(string text)
    {
        var command = Parser.ParseInput(text, out _, out var errors);
        if (errors.Length > 0)
        {
            return Refuse(errors);
        }

        using var shell = NewShell().AddScript(text, useLocalScope: false);
        // '$?' outlives a command only when the command goes into the history.
        var ended = Invoke(shell, InputFor(command), new PSInvocationSettings { AddToHistory = true });
        return ExitCode(ended && runspace.SessionStateProxy.GetVariable("?") is true);
    }

    public int RunFile(string path, IEnumerable<CommandParameter> arguments)
    {
        var script = Parser.ParseFile(path, out _, out var errors);
        if (errors.Length > 0)
        {
            return Refuse(errors);
        }

        if (script.ScriptRequirements is not null && !MeetsRequirements(path))
        {
            return ExitCode(succeeded: false);
        }

        // Run by its path, a script would turn 'exit' into a mere $LASTEXITCODE. As a function without a scope of its own it
        // ends the host, and its variables are global, which is what 'pwsh -File' does.
        var name = Path.GetFileName(path);
        runspace.SessionStateProxy.InvokeProvider.Item.Set([$"function:{name}"], script.GetScriptBlock(), force: true, literalPath: true);
        var function = runspace.SessionStateProxy.InvokeCommand.GetCommand(name, CommandTypes.Function);
        PSObject.AsPSObject(function).Properties.Add(new PSNoteProperty("Path", path));

        var command = new Command(name, isScript: false, useLocalScope: false);
        foreach (var argument in arguments)
        {
            command.Parameters.Add(argument);
        }

        using var shell = NewShell();
        shell.Commands.AddCommand(command);
        return ExitCode(Invoke(shell, InputFor(script)));
    }

    /// <summary>PowerShell checks #Requires while it prepares a script that is called by its path.</summary>
    private bool MeetsRequirements(string path)
    {
        try
        {
            ScriptBlock.Create($"& '{CodeGeneration.EscapeSingleQuotedStringContent(path)}'").GetSteppablePipeline().Dispose();
            return true;
        }
        catch (RuntimeException unmet)
        {
            unmet.ErrorRecord.CategoryInfo.Activity = Path.GetFileName(path);
            Report(unmet);
            return false;
        }
    }

    private int ExitCode(bool succeeded) => stop.ExitCode ?? host.ExitCode ?? (succeeded ? 0 : ExitCodes.Failed);

    private int Refuse(ParseError[] errors)
    {
        Report(new ParseException(errors));
        return ExitCodes.Usage;
    }

    /// <summary>The lines of standard input, for a script that names $input.</summary>
    private static List<string>? InputFor(Ast script)
    {
        if (!Console.IsInputRedirected || script.Find(NamesInput, searchNestedScriptBlocks: true) is null)
        {
            return null;
        }

        var lines = new List<string>();
        while (Console.In.ReadLine() is { } line)
        {
            lines.Add(line);
        }

        return lines;
    }

    private static bool NamesInput(Ast ast) => ast is VariableExpressionAst variable
        && variable.VariablePath.UserPath.Equals("input", StringComparison.OrdinalIgnoreCase);

    private PowerShell NewShell() => PowerShell.Create(runspace);

    /// <summary>False when an error ended the pipeline, which has been shown then, or a signal did.</summary>
    private bool Invoke(PowerShell shell, IEnumerable? input = null, PSInvocationSettings? settings = null)
    {
        if (stop.ExitCode is not null)
        {
            return false;
        }

        shell.Commands.Commands[0].MergeMyResults(PipelineResultTypes.Error, PipelineResultTypes.Output);
        shell.AddCommand("Out-Default");
        using var stopping = stop.Token.Register(() => shell.BeginStop(callback: null, state: null));
        try
        {
            shell.Invoke(input, settings);
            return true;
        }
        catch (Exception error)
        {
            if (stop.ExitCode is null)
            {
                Report(error);
            }

            return false;
        }
    }

    /// <summary>Shows an error as PowerShell does, on standard error.</summary>
    private void Report(Exception error)
    {
        var record = (error as IContainsErrorRecord)?.ErrorRecord
            ?? new ErrorRecord(error, error.GetType().Name, ErrorCategory.NotSpecified, targetObject: null);
        using var shell = NewShell().AddCommand("Out-Default");
        shell.Invoke(new[] { record }, new PSInvocationSettings { Host = host.ForErrors });
    }
}

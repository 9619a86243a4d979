using System.Management.Automation;
using System.Management.Automation.Language;
using System.Management.Automation.Runspaces;
using HigherSelf.Sync.Engine.Transforms;

namespace HigherSelf.Sync.Hosting;

/// <summary>
/// Transforms that are PowerShell scripts. They run in a runspace of their own, one value at a time, so that what they do depends on nothing but the value;
/// it is made when the first of them is used, and lives as long as the command.
/// </summary>
internal sealed class ScriptTransforms : IDisposable
{
    /// <summary>A file may hold param($Value) ..., or a script block of that form in braces.</summary>
    private const string Call = "param($script, $value) $result = & $script $value; if ($result -is [scriptblock]) { & $result $value } else { $result }";

    private readonly Lock _lock = new();
    private Runspace? _runspace;

    /// <summary>The transforms of the engine; a .ps1 file is refused.</summary>
    public static TransformSet Refused { get; } = TransformSet.BuiltIn.WithFiles(".ps1", _ => throw new FormatException(
        "scripts are not run for a catalog that a file .env names which nobody has asked for; set HS_CATALOG as an environment variable, or name the file with -EnvFile"));

    /// <summary>The transforms of the engine, and .ps1 files.</summary>
    public TransformSet Set => TransformSet.BuiltIn.WithFiles(".ps1", Open);

    /// <summary>Runs a script with a value, and gives everything that it wrote.</summary>
    /// <exception cref="RuntimeException">An error of the script, the first one.</exception>
    public IReadOnlyList<PSObject> Run(ScriptBlock script, object? value, CancellationToken cancellationToken)
    {
        lock (_lock)
        {
            cancellationToken.ThrowIfCancellationRequested();
            using var shell = PowerShell.Create();
            shell.Runspace = _runspace ??= OpenRunspace();
            shell.AddScript(Call, useLocalScope: true).AddParameter("script", script).AddParameter("value", value);
            using var stopping = cancellationToken.Register(shell.Stop);
            try
            {
                return [.. shell.Invoke()];
            }
            catch (PipelineStoppedException)
            {
                cancellationToken.ThrowIfCancellationRequested();
                throw;
            }
        }
    }

    /// <inheritdoc/>
    public void Dispose() => _runspace?.Dispose();

    private ScriptTransform Open(string path)
    {
        var script = Parser.ParseFile(path, out _, out var errors);
        return errors is [var error, ..]
            ? throw new FormatException($"{path}, line {error.Extent.StartLineNumber}: {error.Message.TrimEnd('.')}")
            : new ScriptTransform(this, script.GetScriptBlock());
    }

    private static Runspace OpenRunspace()
    {
        var state = InitialSessionState.CreateDefault2();
        // Every error is one of the value.
        state.Variables.Add(new SessionStateVariableEntry("ErrorActionPreference", ActionPreference.Stop, null));
        var runspace = RunspaceFactory.CreateRunspace(state);
        runspace.ThreadOptions = PSThreadOptions.ReuseThread;
        runspace.Open();
        return runspace;
    }
}

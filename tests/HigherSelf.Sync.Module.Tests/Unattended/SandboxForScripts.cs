using HigherSelf.Sync.Module.Tests.Host;
using HigherSelf.Sync.Module.Tests.Module;

namespace HigherSelf.Sync.Module.Tests.Unattended;

/// <summary>A sandbox whose settings are in a file, as those of an unattended run are; the environment of this process is left alone.</summary>
public sealed class SandboxForScripts : IDisposable
{
    private readonly Shell _shell = new();
    private readonly ScriptFolder _folder = new();

    public SandboxForScripts()
    {
        var settings = _shell.Get("$sandbox = Start-HSSandbox -NoEnvironment -RequestsPerMinute 100000; $sandbox.GetSettings().GetEnumerator() | ForEach-Object { \"$($_.Key)=$($_.Value)\" }");
        EnvFile = _folder.Write("sync.env", string.Join('\n', settings));
        _shell.Get($"$null = Initialize-HSSupabase -EnvFile '{EnvFile}'");
    }

    /// <summary>The settings of the sandbox.</summary>
    public string EnvFile { get; }

    /// <summary>Runs a script in the process that has the sandbox, in $sandbox.</summary>
    internal void Do(string script) => _shell.Get(script);

    public void Dispose()
    {
        _shell.Get("Stop-HSSandbox");
        _shell.Dispose();
        _folder.Dispose();
    }
}

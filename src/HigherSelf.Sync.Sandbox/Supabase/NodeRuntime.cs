using System.ComponentModel;
using System.Diagnostics;
using System.Text.RegularExpressions;

namespace HigherSelf.Sync.Sandbox.Supabase;

/// <summary>The Node.js of this machine, and the npm beside it.</summary>
internal sealed partial class NodeRuntime
{
    private const int OldestMajor = 20;

    private NodeRuntime(string executable) => Executable = executable;

    /// <summary>The executable, as it was named.</summary>
    public string Executable { get; }

    /// <exception cref="SandboxException">Node.js is missing, or older than 20.</exception>
    public static async Task<NodeRuntime> FindAsync(string? node, CancellationToken cancellationToken)
    {
        node ??= Environment.GetEnvironmentVariable("HS_NODE") is { Length: > 0 } named ? named : "node";
        var runtime = new NodeRuntime(node);
        var needed = $"The offline Supabase needs Node.js {OldestMajor} or newer. Install it from https://nodejs.org, " +
            "or set HS_NODE to the full path of its executable.";
        string output;
        try
        {
            (_, output) = await runtime.RunAsync(node, ["--version"], Environment.CurrentDirectory, cancellationToken)
                .ConfigureAwait(false);
        }
        catch (Win32Exception exception)
        {
            throw new SandboxException($"Node.js: '{node}' cannot be run ({exception.Message}). {needed}", exception);
        }

        if (!int.TryParse(Version().Match(output).Groups[1].Value, out var major) || major < OldestMajor)
        {
            throw new SandboxException($"Node.js: '{node}' is {output}. {needed}");
        }

        return runtime;
    }

    /// <summary>How to start a script, with its input and output redirected.</summary>
    public ProcessStartInfo Command(string script, params IEnumerable<string> arguments) =>
        StartInfo(Executable, [script, .. arguments], Path.GetDirectoryName(script)!);

    /// <summary>Runs a script to its end.</summary>
    /// <exception cref="SandboxException">The script failed.</exception>
    public async Task RunScriptAsync(string script, string workingDirectory, CancellationToken cancellationToken)
    {
        var (exitCode, output) = await RunAsync(Executable, [script], workingDirectory, cancellationToken).ConfigureAwait(false);
        if (exitCode != 0)
        {
            throw new SandboxException($"Node.js: {script} failed with exit code {exitCode}:\n{output}");
        }
    }

    /// <summary>Installs exactly what the folder's package-lock.json names.</summary>
    /// <exception cref="SandboxException">npm is missing or failed.</exception>
    public async Task InstallPackagesAsync(string directory, CancellationToken cancellationToken)
    {
        // No package runs a script of its own at installation.
        string[] arguments = ["ci", "--ignore-scripts", "--no-audit", "--no-fund"];
        try
        {
            var (exitCode, output) = await RunAsync(Npm(), arguments, directory, cancellationToken).ConfigureAwait(false);
            if (exitCode != 0)
            {
                throw new SandboxException(
                    $"npm: installing the offline Supabase's packages failed with exit code {exitCode}. " +
                    $"Check that 'npm ping' works here; a proxy or a registry of your own is set with 'npm config'. npm said:\n{output}");
            }
        }
        catch (Win32Exception exception)
        {
            throw new SandboxException(
                $"npm: '{Npm()}' cannot be run ({exception.Message}). The offline Supabase's packages are installed with npm, " +
                "which comes with Node.js. Install it, or set HS_NODE to a Node.js that has npm beside it.",
                exception);
        }
    }

    private string Npm()
    {
        var name = OperatingSystem.IsWindows() ? "npm.cmd" : "npm";
        var beside = Path.Combine(Path.GetDirectoryName(Executable) ?? "", name);
        return Path.IsPathRooted(beside) && File.Exists(beside) ? beside : name;
    }

    private async Task<(int ExitCode, string Output)> RunAsync(
        string program, IEnumerable<string> arguments, string workingDirectory, CancellationToken cancellationToken)
    {
        using var process = new Process { StartInfo = StartInfo(program, arguments, workingDirectory) };
        process.Start();
        process.StandardInput.Close();
        var tail = new OutputTail();
        var output = Task.WhenAll(tail.ReadAsync(process.StandardOutput), tail.ReadAsync(process.StandardError));
        try
        {
            await process.WaitForExitAsync(cancellationToken).ConfigureAwait(false);
        }
        catch (OperationCanceledException)
        {
            process.Kill(entireProcessTree: true);
            await output.ConfigureAwait(false); // until the last of them has let go of its files
            throw;
        }

        await output.ConfigureAwait(false);
        return (process.ExitCode, tail.ToString());
    }

    private ProcessStartInfo StartInfo(string program, IEnumerable<string> arguments, string workingDirectory)
    {
        var start = new ProcessStartInfo(program, arguments)
        {
            WorkingDirectory = workingDirectory,
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            CreateNoWindow = true,
        };
        if (Path.IsPathRooted(Executable))
        {
            // npm looks for node in PATH.
            start.Environment["PATH"] = string.Join(
                Path.PathSeparator, Path.GetDirectoryName(Executable), Environment.GetEnvironmentVariable("PATH"));
        }

        return start;
    }

    [GeneratedRegex(@"^v(\d+)\.")]
    private static partial Regex Version();
}

using System.Diagnostics;
using System.Reflection;
using System.Text;
using System.Text.RegularExpressions;

namespace HigherSelf.Sync.Module.Tests.Host;

/// <summary>Runs the built hs as its users do, and holds what it wrote.</summary>
internal sealed class Hs : IAsyncDisposable
{
    /// <summary>Nothing here takes a second on an idle machine; a build server may be busy.</summary>
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(2);

    private readonly Process _process;
    private readonly StringBuilder _output = new();
    private readonly CancellationTokenSource _deadline = new(Patience);
    private readonly Task<string> _errors;
    private int _read;

    private Hs(ProcessStartInfo start)
    {
        _process = Process.Start(start) ?? throw new InvalidOperationException($"{start.FileName} did not start.");
        _errors = _process.StandardError.ReadToEndAsync(_deadline.Token);
    }

    public static string RepositoryRoot { get; } = FindRepositoryRoot();

    /// <summary>The host that was built along with these tests.</summary>
    public static string Dll { get; } = Path.Combine(
        RepositoryRoot, "artifacts", "bin", "HigherSelf.Sync.Host", Configuration.ToLowerInvariant(), "hs.dll");

    private static string Configuration =>
        typeof(Hs).Assembly.GetCustomAttribute<AssemblyConfigurationAttribute>()?.Configuration ?? "Debug";

    public int ProcessId => _process.Id;

    /// <summary>Runs hs to its end.</summary>
    public static Task<HsResult> Run(params string[] arguments) => Run(new HsOptions(), arguments);

    public static async Task<HsResult> Run(HsOptions options, params string[] arguments)
    {
        await using var hs = Start(options, arguments);
        return await hs.End();
    }

    /// <summary>Runs the text as a script file.</summary>
    public static async Task<HsResult> RunScript(string text, params string[] arguments)
    {
        using var folder = new ScriptFolder();
        return await Run(["-File", folder.Write("script.ps1", text), .. arguments]);
    }

    public static Hs Start(HsOptions options, params string[] arguments)
    {
        var hs = Start(options, new ProcessStartInfo("dotnet", [Dll, .. options.Switches, .. arguments]));
        if (options.Input is not null)
        {
            hs._process.StandardInput.Write(options.Input);
        }

        hs._process.StandardInput.Close();
        return hs;
    }

    /// <summary>Gives hs a pseudo-terminal of 100 columns, where the machine has util-linux.</summary>
    public static Hs StartOnTerminal(HsOptions options, params string[] arguments)
    {
        Assert.SkipUnless(
            OperatingSystem.IsLinux() && File.Exists("/usr/bin/script"), "A pseudo-terminal needs the command 'script' of util-linux.");
        string[] words = ["dotnet", Dll, .. options.Switches, .. arguments];
        var command = $"'{string.Join("' '", words.Select(word => word.Replace("'", @"'\''", StringComparison.Ordinal)))}'";
        var line = $"stty cols 100; {command} {options.Redirection}";
        return Start(options, new ProcessStartInfo("/usr/bin/script", ["-qec", line, "/dev/null"]));
    }

    /// <summary>Waits until hs has written the text since the last time.</summary>
    public async Task Until(string text)
    {
        var buffer = new char[1024];
        while (_output.ToString().IndexOf(text, _read, StringComparison.Ordinal) < 0)
        {
            var count = await _process.StandardOutput.ReadAsync(buffer, _deadline.Token);
            Assert.True(count > 0, $"hs ended before it wrote '{text}': {_output}");
            _output.Append(buffer, 0, count);
        }

        _read = _output.ToString().IndexOf(text, _read, StringComparison.Ordinal) + text.Length;
    }

    /// <summary>Answers a question.</summary>
    public async Task Type(string prompt, string answer)
    {
        await Until(prompt);
        await _process.StandardInput.WriteAsync(answer);
        await _process.StandardInput.FlushAsync();
    }

    /// <param name="name">INT or TERM.</param>
    public async Task Signal(string name)
    {
        using var kill = Process.Start("kill", [$"-{name}", $"{ProcessId}"]);
        await kill.WaitForExitAsync(_deadline.Token);
    }

    public async Task<HsResult> End()
    {
        _output.Append(await _process.StandardOutput.ReadToEndAsync(_deadline.Token));
        await _process.WaitForExitAsync(_deadline.Token);
        return new HsResult(_process.ExitCode, _output.ToString(), await _errors);
    }

    public ValueTask DisposeAsync()
    {
        if (!_process.HasExited)
        {
            _process.Kill(entireProcessTree: true);
        }

        _process.Dispose();
        _deadline.Dispose();
        return ValueTask.CompletedTask;
    }

    private static Hs Start(HsOptions options, ProcessStartInfo start)
    {
        var utf8 = new UTF8Encoding(encoderShouldEmitUTF8Identifier: false);
        start.RedirectStandardInput = start.RedirectStandardOutput = start.RedirectStandardError = true;
        start.StandardInputEncoding = start.StandardOutputEncoding = start.StandardErrorEncoding = utf8;
        start.WorkingDirectory = options.WorkingDirectory ?? Path.GetTempPath();
        foreach (var unwanted in new[] { "HS_MODULE", "NO_COLOR", "PSModulePath" })
        {
            start.Environment.Remove(unwanted);
        }

        start.Environment["TERM"] = "xterm";
        foreach (var (name, value) in options.Environment)
        {
            start.Environment[name] = value;
        }

        return new Hs(start);
    }

    private static string FindRepositoryRoot()
    {
        var folder = new DirectoryInfo(AppContext.BaseDirectory);
        while (!File.Exists(Path.Combine(folder.FullName, "Directory.Packages.props")))
        {
            folder = folder.Parent ?? throw new InvalidOperationException("The tests run outside of the repository.");
        }

        return folder.FullName;
    }
}

internal sealed record HsOptions
{
    public string? Input { get; init; }

    public string? WorkingDirectory { get; init; }

    public Dictionary<string, string> Environment { get; init; } = [];

    /// <summary>Most of what is tested here needs no module.</summary>
    public string[] Switches { get; init; } = ["-NoModule"];

    /// <summary>Shell redirections behind the command, on a terminal only.</summary>
    public string Redirection { get; init; } = "";
}

internal sealed record HsResult(int ExitCode, string Output, string Error)
{
    /// <summary>The lines of the output that are not empty.</summary>
    public string[] Lines => [.. Output.Split('\n').Select(line => line.TrimEnd()).Where(line => line.Length > 0)];

    /// <summary>The errors in one line: PowerShell breaks and indents their text.</summary>
    public string ErrorText => Regex.Replace(Error, @"[\s|]+", " ");
}

/// <summary>A folder for scripts, gone at the end of the test.</summary>
internal sealed class ScriptFolder : IDisposable
{
    public string Path { get; } = Directory.CreateTempSubdirectory("hs-tests-").FullName;

    /// <summary>Writes a file and returns its path.</summary>
    public string Write(string name, string text)
    {
        var path = System.IO.Path.Combine(Path, name);
        Directory.CreateDirectory(System.IO.Path.GetDirectoryName(path)!);
        File.WriteAllText(path, text);
        return path;
    }

    public void Dispose() => Directory.Delete(Path, recursive: true);
}

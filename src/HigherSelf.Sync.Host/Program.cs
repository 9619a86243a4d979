using System.Management.Automation;
using System.Text;
using HigherSelf.Sync.Host;

// PowerShell reports its use to Microsoft unless it is told not to.
Environment.SetEnvironmentVariable("POWERSHELL_TELEMETRY_OPTOUT", "1");
Console.InputEncoding = Console.OutputEncoding = new UTF8Encoding(encoderShouldEmitUTF8Identifier: false);

var arguments = HostArguments.Parse(args, Console.IsInputRedirected);
return arguments.Task switch
{
    HostTask.ShowUsage => Say(Console.Out, HostArguments.Usage, 0),
    HostTask.ShowVersion => Say(Console.Out, $"hs {ConsoleHost.OwnVersion} (PowerShell {PSVersionInfo.PSVersion})", 0),
    HostTask.Refuse => Say(Console.Error, arguments.Text, ExitCodes.Usage),
    HostTask.RunFile when !File.Exists(arguments.Text) =>
        Say(Console.Error, $"There is no script '{arguments.Text}'.", ExitCodes.Usage),
    _ => Run(arguments),
};

static int Say(TextWriter stream, string text, int exitCode)
{
    stream.WriteLine(text);
    return exitCode;
}

static int Run(HostArguments arguments)
{
    using var stop = new StopSignals();
    var terminal = new Terminal(TimeProvider.System);
    var host = new ConsoleHost(terminal, new ConsoleInput(arguments.NonInteractive, stop.Token), terminal.Output);
    using var runspace = ScriptRunspace.Open(host);
    var runner = new ScriptRunner(host, runspace, stop);
    try
    {
        if (!arguments.NoModule && !runner.ImportModule(arguments.Verbose))
        {
            return stop.ExitCode ?? ExitCodes.ModuleNotLoadable;
        }

        return arguments.Task switch
        {
            HostTask.RunFile => runner.RunFile(Path.GetFullPath(arguments.Text), arguments.ScriptArguments),
            HostTask.RunStandardInput => runner.RunCommand(Console.In.ReadToEnd()),
            _ => runner.RunCommand(arguments.Text),
        };
    }
    finally
    {
        terminal.ClearProgress();
    }
}

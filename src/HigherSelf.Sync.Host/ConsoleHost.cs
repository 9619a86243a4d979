using System.Globalization;
using System.Management.Automation.Host;

namespace HigherSelf.Sync.Host;

/// <summary>What PowerShell sees of hs.</summary>
internal sealed class ConsoleHost(Terminal terminal, ConsoleInput input, OutputStream output) : PSHost
{
    public static Version OwnVersion { get; } = Version.Parse(typeof(ConsoleHost).Assembly.GetName().Version!.ToString(fieldCount: 3));

    /// <summary>The same host, but what PowerShell formats goes to standard error.</summary>
    public ConsoleHost ForErrors => new(terminal, input, terminal.Error);

    /// <summary>What the script passed to <c>exit</c>; null while it did not call it.</summary>
    public int? ExitCode { get; private set; }

    public override string Name => "HigherSelf.Sync.Host";

    public override Version Version => OwnVersion;

    public override Guid InstanceId { get; } = Guid.NewGuid();

    public override CultureInfo CurrentCulture => CultureInfo.CurrentCulture;

    public override CultureInfo CurrentUICulture => CultureInfo.CurrentUICulture;

    public override PSHostUserInterface UI { get; } = new ConsoleUI(terminal, input, output);

    public override void SetShouldExit(int exitCode) => ExitCode = exitCode;

    /// <summary>Suspend is among the answers that PowerShell offers; it asks again after this.</summary>
    public override void EnterNestedPrompt() => UI.WriteWarningLine("hs has no prompt to suspend to. Choose another answer.");

    public override void ExitNestedPrompt()
    {
    }

    /// <summary>A native command is about to write to the terminal by itself.</summary>
    public override void NotifyBeginApplication() => terminal.ClearProgress();

    public override void NotifyEndApplication()
    {
    }
}

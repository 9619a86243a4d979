using System.Globalization;
using System.Management.Automation.Host;

namespace HigherSelf.Sync.Host;

/// <summary>What the engine sees of hs.</summary>
internal sealed class ConsoleHost : PSHost
{
    private readonly Terminal _terminal;

    public ConsoleHost(Terminal terminal, ConsoleInput input)
        : this(terminal, new ConsoleUI(terminal, input, terminal.Output)) =>
        ForErrors = new ConsoleHost(terminal, new ConsoleUI(terminal, input, terminal.Error));

    private ConsoleHost(Terminal terminal, ConsoleUI ui)
    {
        _terminal = terminal;
        UI = ui;
        ForErrors = this;
    }

    public static Version OwnVersion => typeof(ConsoleHost).Assembly.GetName().Version is { } version ? new(version.ToString(3)) : new();

    /// <summary>The same host, except that what is formatted goes to standard error.</summary>
    public ConsoleHost ForErrors { get; }

    /// <summary>What the script passed to <c>exit</c>; null while it did not call it.</summary>
    public int? ExitCode { get; private set; }

    public override string Name => "HigherSelf.Sync.Host";

    public override Version Version => OwnVersion;

    public override Guid InstanceId { get; } = Guid.NewGuid();

    public override CultureInfo CurrentCulture => CultureInfo.CurrentCulture;

    public override CultureInfo CurrentUICulture => CultureInfo.CurrentUICulture;

    public override PSHostUserInterface UI { get; }

    public override void SetShouldExit(int exitCode) => ExitCode = exitCode;

    /// <summary>Suspend is among the answers that the engine offers; it asks again after this.</summary>
    public override void EnterNestedPrompt() => UI.WriteWarningLine("hs has no prompt to suspend to. Choose another answer.");

    public override void ExitNestedPrompt()
    {
    }

    /// <summary>A native command is about to write to the terminal by itself.</summary>
    public override void NotifyBeginApplication() => _terminal.ClearProgress();

    public override void NotifyEndApplication()
    {
    }
}

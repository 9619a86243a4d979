using System.Collections.ObjectModel;
using System.Management.Automation;
using System.Management.Automation.Host;
using System.Security;

namespace HigherSelf.Sync.Host;

/// <summary>
/// Objects and Write-Host go to the given output; errors, warnings, verbose and debug messages to standard error.
/// </summary>
internal sealed class ConsoleUI(Terminal terminal, ConsoleInput input, OutputStream output) : PSHostUserInterface
{
    private readonly Questions _questions = new(terminal, input);

    public override PSHostRawUserInterface RawUI { get; } = new ConsoleRawUI();

    public override bool SupportsVirtualTerminal => output.ShowsColours;

    public override void Write(string value) => terminal.Write(output, value);

    public override void Write(ConsoleColor foregroundColor, ConsoleColor backgroundColor, string value) =>
        terminal.Write(output, Coloured(foregroundColor, backgroundColor, value));

    public override void WriteLine(string value) => terminal.Write(output, value + Environment.NewLine);

    public override void WriteLine(ConsoleColor foregroundColor, ConsoleColor backgroundColor, string value) =>
        terminal.Write(output, Coloured(foregroundColor, backgroundColor, value) + Environment.NewLine);

    public override void WriteErrorLine(string value) => terminal.Write(terminal.Error, value + Environment.NewLine);

    public override void WriteWarningLine(string message) => WriteMessage(FormatStyle.Warning, $"WARNING: {message}");

    public override void WriteVerboseLine(string message) => WriteMessage(FormatStyle.Verbose, $"VERBOSE: {message}");

    public override void WriteDebugLine(string message) => WriteMessage(FormatStyle.Debug, $"DEBUG: {message}");

    public override void WriteProgress(long sourceId, ProgressRecord record) => terminal.ShowProgress(sourceId, record);

    public override string ReadLine() => input.ReadLine();

    public override SecureString ReadLineAsSecureString() => _questions.AskSecret("");

    public override Dictionary<string, PSObject> Prompt(string caption, string message, Collection<FieldDescription> descriptions) =>
        _questions.AskFields(caption, message, descriptions);

    public override int PromptForChoice(string caption, string message, Collection<ChoiceDescription> choices, int defaultChoice) =>
        _questions.Choose(caption, message, choices, defaultChoice);

    public override PSCredential PromptForCredential(string caption, string message, string userName, string targetName) =>
        _questions.AskCredential(caption, message, userName);

    public override PSCredential PromptForCredential(
        string caption,
        string message,
        string userName,
        string targetName,
        PSCredentialTypes allowedCredentialTypes,
        PSCredentialUIOptions options) => _questions.AskCredential(caption, message, userName);

    private void WriteMessage(FormatStyle style, string text) =>
        terminal.Write(terminal.Error, $"{GetFormatStyleString(style)}{text}{PSStyle.Instance.Reset}{Environment.NewLine}");

    /// <summary>The terminal's own colours are no ConsoleColor, and stay.</summary>
    private static string Coloured(ConsoleColor foreground, ConsoleColor background, string text)
    {
        var start = (Enum.IsDefined(foreground) ? PSStyle.MapForegroundColorToEscapeSequence(foreground) : "")
            + (Enum.IsDefined(background) ? PSStyle.MapBackgroundColorToEscapeSequence(background) : "");
        return start.Length > 0 && text.Length > 0 ? start + text + PSStyle.Instance.Reset : text;
    }
}

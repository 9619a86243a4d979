using System.Management.Automation;
using System.Management.Automation.Host;

namespace HigherSelf.Sync.Host;

/// <summary>Standard output and standard error, and the line of progress that gives way to both.</summary>
internal sealed class Terminal
{
    private readonly Lock _gate = new();
    private readonly ProgressLine? _progress;
    private bool _lineIsOpen;

    public Terminal(TimeProvider clock) =>
        _progress = Error.IsTerminal ? new ProgressLine(Error.Writer, () => TerminalWidth ?? 80, clock) : null;

    public OutputStream Output { get; } = OutputStream.Standard();

    public OutputStream Error { get; } = OutputStream.Errors();

    /// <summary>Where questions go: a person must see them even when the output goes to a file.</summary>
    public OutputStream Questions => Output.IsTerminal ? Output : Error;

    /// <summary>In columns; the width of files and pipes is fixed, so that a log reads the same wherever it was made.</summary>
    public static int OutputWidth => (Console.IsOutputRedirected ? null : TerminalWidth) ?? 120;

    /// <summary>Null for a terminal that does not know.</summary>
    private static int? TerminalWidth => Console.WindowWidth is > 0 and var width ? width : null;

    public void Write(OutputStream stream, string text)
    {
        if (text.Length == 0)
        {
            return;
        }

        lock (_gate)
        {
            _progress?.Clear();
            stream.Writer.Write(PSHostUserInterface.GetOutputString(text, stream.ShowsColours));
            _lineIsOpen = stream.IsTerminal ? !text.EndsWith('\n') : _lineIsOpen;
        }
    }

    public void ShowProgress(long source, ProgressRecord record)
    {
        lock (_gate)
        {
            _progress?.Report(source, record, mayPaint: !_lineIsOpen);
        }
    }

    public void ClearProgress()
    {
        lock (_gate)
        {
            _progress?.Clear();
        }
    }
}

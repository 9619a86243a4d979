namespace HigherSelf.Sync.Host;

/// <summary>Standard output or standard error, and what can be shown on it.</summary>
internal sealed class OutputStream
{
    private OutputStream(TextWriter writer, bool isRedirected, int windowsHandle)
    {
        Writer = writer;
        IsTerminal = !isRedirected && (OperatingSystem.IsWindows()
            ? WindowsConsole.FollowsEscapeSequences(windowsHandle)
            : Environment.GetEnvironmentVariable("TERM") != "dumb");
        // See https://no-color.org.
        ShowsColours = IsTerminal && string.IsNullOrEmpty(Environment.GetEnvironmentVariable("NO_COLOR"));
    }

    public TextWriter Writer { get; }

    /// <summary>A line can be painted over, and somebody is looking.</summary>
    public bool IsTerminal { get; }

    public bool ShowsColours { get; }

    public static OutputStream Standard() => new(Console.Out, Console.IsOutputRedirected, WindowsConsole.StandardOutput);

    public static OutputStream Errors() => new(Console.Error, Console.IsErrorRedirected, WindowsConsole.StandardError);
}

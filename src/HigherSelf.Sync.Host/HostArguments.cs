using System.Management.Automation.Runspaces;

namespace HigherSelf.Sync.Host;

/// <summary>What the command line asks for.</summary>
internal enum HostTask
{
    ShowUsage,
    ShowVersion,
    RunFile,
    RunCommand,
    RunStandardInput,
    Refuse,
}

/// <summary>The command line, read the way pwsh reads its own: names may be cut short, and what follows a file is the file's.</summary>
internal sealed record HostArguments
{
    /// <summary>PowerShell takes typographic dashes for hyphens.</summary>
    private static readonly char[] Dashes = ['-', '\u2013', '\u2014', '\u2015'];

    public const string Usage = """
        hs runs PowerShell scripts on machines that have no pwsh.

          hs [options] [-File] <script> [script arguments]
          hs [options] -Command <text>
          hs [options] -Command -            (the text comes from standard input)

        Options
          -NoProfile, -NoLogo   accepted; hs never loads a profile and has no banner
          -NonInteractive       fail where a script would ask a question
          -NoModule             do not import the HigherSelf.Sync module first
          -Verbose              say which module is imported, and from where
          -Version              print the version
          -Help                 print this text

        HS_MODULE names the module's manifest; without it hs takes the newest one built
        under out/HigherSelf.Sync, then the newest one installed on PSModulePath.

        Exit codes: what the script passes to exit; 0 when it ends by itself, 1 when an error ends it;
        64 for a wrong command line, a missing script or a syntax error; 70 when the module cannot be
        imported; 130 after Ctrl+C and 143 after SIGTERM.
        """;

    public required HostTask Task { get; init; }

    /// <summary>The script's path, the command's text, or what is wrong with the command line.</summary>
    public string Text { get; init; } = "";

    public IReadOnlyList<CommandParameter> ScriptArguments { get; init; } = [];

    public bool NonInteractive { get; init; }

    public bool NoModule { get; init; }

    public bool Verbose { get; init; }

    public static HostArguments Parse(IReadOnlyList<string> words, bool inputIsRedirected)
    {
        var options = inputIsRedirected
            ? new HostArguments { Task = HostTask.RunStandardInput }
            : new HostArguments { Task = HostTask.Refuse, Text = Usage };
        for (var i = 0; i < words.Count; i++)
        {
            var word = words[i];
            var rest = words.Skip(i + 1);
            if (!StartsWithDash(word))
            {
                return options.ForFile(words.Skip(i));
            }

            var name = word.TrimStart(Dashes);
            if (Means(name, "version", "v"))
            {
                return options with { Task = HostTask.ShowVersion };
            }
            else if (Means(name, "help", "h") || name == "?")
            {
                return options with { Task = HostTask.ShowUsage };
            }
            else if (Means(name, "file", "f"))
            {
                return options.ForFile(rest);
            }
            else if (Means(name, "command", "c"))
            {
                return options.ForCommand([.. rest], inputIsRedirected);
            }
            else if (Means(name, "noninteractive", "noni"))
            {
                options = options with { NonInteractive = true };
            }
            else if (Means(name, "nomodule", "nom"))
            {
                options = options with { NoModule = true };
            }
            else if (Means(name, "verbose", "verb"))
            {
                options = options with { Verbose = true };
            }
            else if (!Means(name, "noprofile", "nop") && !Means(name, "nologo", "nol"))
            {
                return options.Refused($"hs does not know the parameter '{word}'. See hs -Help.");
            }
        }

        return options;
    }

    private HostArguments ForFile(IEnumerable<string> words) => words.FirstOrDefault() switch
    {
        null => Refused("-File needs the path of a script."),
        "-" => this with { Task = HostTask.RunStandardInput },
        var path => this with { Task = HostTask.RunFile, Text = path, ScriptArguments = [.. Arguments(words.Skip(1))] },
    };

    private HostArguments ForCommand(string[] words, bool inputIsRedirected) => words switch
    {
        [] => Refused("-Command needs a text, or '-' to read it from standard input."),
        ["-"] when inputIsRedirected => this with { Task = HostTask.RunStandardInput },
        ["-"] => Refused("-Command - reads standard input, and that is a terminal."),
        ["-", ..] => Refused("Nothing may follow -Command -."),
        _ => this with { Task = HostTask.RunCommand, Text = string.Join(' ', words) },
    };

    private HostArguments Refused(string reason) => this with { Task = HostTask.Refuse, Text = reason };

    /// <summary>A name without a value stays one: only PowerShell's binder knows whether it is a switch or takes the next word.</summary>
    private static IEnumerable<CommandParameter> Arguments(IEnumerable<string> words)
    {
        string? awaited = null;
        foreach (var word in words)
        {
            var colon = StartsWithDash(word) && word.Length > 1 ? word.IndexOf(':', StringComparison.Ordinal) : -1;
            if (awaited is not null)
            {
                yield return new CommandParameter(awaited, word);
                awaited = null;
            }
            else if (colon == word.Length - 1 && colon > 0)
            {
                awaited = word.TrimEnd(':');
            }
            else if (colon > 0)
            {
                yield return new CommandParameter(word[..colon], TruthOrText(word[(colon + 1)..]));
            }
            else if (StartsWithDash(word) && word.Length > 1)
            {
                yield return new CommandParameter(word);
            }
            else
            {
                yield return new CommandParameter(null, word);
            }
        }
    }

    private static object TruthOrText(string value) =>
        bool.TryParse(value.StartsWith('$') ? value[1..] : value, out var truth) ? truth : value;

    private static bool StartsWithDash(string word) => word is [var first, ..] && Dashes.Contains(first);

    private static bool Means(string name, string full, string shortest) =>
        name.Length >= shortest.Length && full.StartsWith(name, StringComparison.OrdinalIgnoreCase);
}

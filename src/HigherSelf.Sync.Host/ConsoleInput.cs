using System.Collections.Concurrent;
using System.Management.Automation;
using System.Management.Automation.Host;
using System.Security;

namespace HigherSelf.Sync.Host;

/// <summary>Reads what a person types, and refuses at once where nobody can.</summary>
internal sealed class ConsoleInput(bool nonInteractive, CancellationToken stop)
{
    public string ReadLine() => Read(Console.ReadLine);

    /// <summary>Shows an asterisk for each character.</summary>
    public SecureString ReadSecret(Action<string> echo) => Read(() => ReadMasked(echo));

    /// <exception cref="HostException">Nobody can answer; unattended runs must not hang.</exception>
    public void RequireSomebody(string question)
    {
        var reason = nonInteractive ? "-NonInteractive was given" : Console.IsInputRedirected ? "standard input is not a terminal" : null;
        if (reason is not null)
        {
            throw new HostException(
                $"A question cannot be asked, because {reason}: '{question}'. "
                    + "Pass the answer as a parameter (-Confirm:$false for a confirmation).",
                innerException: null,
                "PromptNotPossible",
                ErrorCategory.InvalidOperation);
        }
    }

    /// <summary>A read from the terminal cannot be interrupted, so another thread does it and this one can be.</summary>
    private T Read<T>(Func<T?> read) where T : class
    {
        RequireSomebody("Input");
        var answer = new BlockingCollection<T?>(boundedCapacity: 1);
        new Thread(() => answer.Add(read())) { IsBackground = true }.Start();
        try
        {
            return answer.Take(stop) ?? throw new HostException("The input ended before the question was answered.");
        }
        catch (OperationCanceledException)
        {
            throw new PipelineStoppedException();
        }
    }

    private static SecureString? ReadMasked(Action<string> echo)
    {
        var secret = new SecureString();
        while (true)
        {
            var key = Console.ReadKey(intercept: true);
            switch (key)
            {
                case { Key: ConsoleKey.Enter }:
                    echo(Environment.NewLine);
                    secret.MakeReadOnly();
                    return secret;
                case { Key: ConsoleKey.Backspace } when secret.Length > 0:
                    secret.RemoveAt(secret.Length - 1);
                    echo("\b \b");
                    break;
                case { Key: ConsoleKey.D, Modifiers: ConsoleModifiers.Control }:
                    return null;
                case { KeyChar: >= ' ' }:
                    secret.AppendChar(key.KeyChar);
                    echo("*");
                    break;
            }
        }
    }
}

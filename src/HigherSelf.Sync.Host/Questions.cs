using System.Collections;
using System.Collections.ObjectModel;
using System.Globalization;
using System.Management.Automation;
using System.Management.Automation.Host;
using System.Security;

namespace HigherSelf.Sync.Host;

/// <summary>
/// What PowerShell asks for: missing parameters, confirmations, credentials. The wording and the keys are those of pwsh.
/// </summary>
internal sealed class Questions(Terminal terminal, ConsoleInput input)
{
    public Dictionary<string, PSObject> AskFields(string caption, string message, Collection<FieldDescription> fields)
    {
        input.RequireSomebody(string.Join(", ", fields.Select(field => field.Name)));
        SayTitle(caption, message);
        return fields.ToDictionary(field => field.Name, field => PSObject.AsPSObject(AskField(field)));
    }

    public int Choose(string caption, string message, Collection<ChoiceDescription> choices, int defaultChoice)
    {
        input.RequireSomebody(message);
        SayTitle(caption, message);
        var answers = choices.Select(KeyAndLabel).ToList();
        var line = string.Concat(answers.Select(answer => $"[{answer.Key}] {answer.Label}  "))
            + (defaultChoice >= 0 ? $"[?] Help (default is \"{answers[defaultChoice].Key}\"): " : "[?] Help: ");
        while (true)
        {
            Say(line);
            var typed = input.ReadLine().Trim();
            var chosen = typed.Length == 0 ? defaultChoice : answers.FindIndex(answer =>
                typed.Equals(answer.Key, StringComparison.CurrentCultureIgnoreCase)
                || typed.Equals(answer.Label, StringComparison.CurrentCultureIgnoreCase));
            if (chosen >= 0)
            {
                return chosen;
            }

            if (typed == "?")
            {
                Say(string.Concat(answers.Zip(choices, (answer, choice) => $"{answer.Key} - {choice.HelpMessage}{Environment.NewLine}")));
            }
        }
    }

    public PSCredential AskCredential(string caption, string message, string userName)
    {
        input.RequireSomebody("Credential");
        SayTitle(Or(caption, "PowerShell credential request"), Or(message, "Enter your credentials."));
        while (string.IsNullOrEmpty(userName))
        {
            Say("User: ");
            userName = input.ReadLine();
        }

        return new PSCredential(userName, AskSecret($"Password for user {userName}: "));
    }

    public SecureString AskSecret(string question)
    {
        Say(question);
        return input.ReadSecret(Say);
    }

    private object? AskField(FieldDescription field)
    {
        if (!LanguagePrimitives.TryConvertTo(field.ParameterTypeFullName, out Type type))
        {
            // A type of a module's private dependencies; the parameter binder converts the text.
            type = typeof(string);
        }

        var label = Or(field.Label, field.Name).Replace("&", "", StringComparison.Ordinal);
        return type == typeof(PSCredential) ? AskCredential("", field.HelpMessage, "")
            : type.IsArray || type.IsAssignableTo(typeof(IList)) ? AskList(field, label, type.GetElementType() ?? typeof(object))
            : AskValue(field, label, type);
    }

    /// <summary>An empty line ends the list.</summary>
    private object?[] AskList(FieldDescription field, string label, Type type)
    {
        var values = new List<object?>();
        while (AskValue(field, $"{label}[{values.Count}]", type, emptyEnds: true) is { } value)
        {
            values.Add(value);
        }

        return [.. values];
    }

    private object? AskValue(FieldDescription field, string label, Type type, bool emptyEnds = false)
    {
        if (type == typeof(SecureString))
        {
            var secret = AskSecret($"{label}: ");
            return emptyEnds && secret.Length == 0 ? null : secret;
        }

        while (true)
        {
            Say($"{label}: ");
            var typed = input.ReadLine();
            if (emptyEnds && typed.Length == 0)
            {
                return null;
            }

            if (typed == "!?" && !string.IsNullOrEmpty(field.HelpMessage))
            {
                Say(field.HelpMessage + Environment.NewLine);
            }
            else if (LanguagePrimitives.TryConvertTo(typed, type, CultureInfo.CurrentCulture, out var value))
            {
                return value;
            }
            else
            {
                Say($"'{typed}' is no {type.Name}.{Environment.NewLine}");
            }
        }
    }

    private void SayTitle(string caption, string message)
    {
        foreach (var line in new[] { caption, message }.Where(line => !string.IsNullOrEmpty(line)))
        {
            Say(line + Environment.NewLine);
        }
    }

    private void Say(string text) => terminal.Write(terminal.Questions, text);

    private static string Or(string? text, string otherwise) => string.IsNullOrEmpty(text) ? otherwise : text;

    /// <summary>"&amp;Yes" is chosen by Y.</summary>
    private static (string Key, string Label) KeyAndLabel(ChoiceDescription choice)
    {
        var mark = choice.Label.IndexOf('&', StringComparison.Ordinal);
        return mark >= 0 && mark < choice.Label.Length - 1
            ? (choice.Label.Substring(mark + 1, 1).ToUpperInvariant(), choice.Label.Remove(mark, 1))
            : ("", choice.Label);
    }
}

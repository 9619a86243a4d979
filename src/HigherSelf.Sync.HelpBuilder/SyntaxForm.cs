using System.Text.RegularExpressions;

namespace HigherSelf.Sync.HelpBuilder;

/// <summary>One way to call a cmdlet: a parameter set.</summary>
/// <param name="SetName">The name of the set; empty if the cmdlet has only one.</param>
/// <param name="IsDefault">True for the set that is taken when nothing decides.</param>
/// <param name="Line">The call as one line.</param>
/// <param name="Parameters">Its parameters in order, without the common ones.</param>
internal sealed partial record SyntaxForm(string SetName, bool IsDefault, string Line, IReadOnlyList<SyntaxParameter> Parameters)
{
    private const string DefaultMark = " (Default)";

    /// <summary>Reads a call: Verb-Noun [[-Name] &lt;string[]&gt;] -Keep &lt;Side&gt; [-Force] [&lt;CommonParameters&gt;].</summary>
    /// <param name="heading">The heading over it: "Changes (Default)", or nothing.</param>
    /// <param name="code">The call; it may be broken into lines.</param>
    /// <param name="cmdlet">The cmdlet that it must begin with.</param>
    /// <param name="fail">Makes the error of a reason.</param>
    public static SyntaxForm Read(string? heading, string code, string cmdlet, Func<string, HelpSourceException> fail)
    {
        var line = Space().Replace(code.Trim(), " ");
        if (line != cmdlet && !line.StartsWith(cmdlet + " ", StringComparison.Ordinal))
        {
            throw fail($"a call begins with '{cmdlet}'; this one is '{line}'.");
        }

        var rest = line[cmdlet.Length..];
        var parameters = new List<SyntaxParameter>();
        var position = 0;
        while (rest.Trim().Length > 0)
        {
            if (Common().Match(rest) is { Success: true } common)
            {
                rest = rest[common.Length..];
                continue;
            }

            var match = Parameter().Match(rest);
            if (!match.Success)
            {
                throw fail($"'{rest.Trim()}' is no parameter of a call, such as '[[-Name] <string[]>]', '-Keep <Side>' or '[-Force]'.");
            }

            var isPositional = match.Groups["positional"].Success;
            parameters.Add(new SyntaxParameter(
                match.Groups["name"].Value, match.Groups["type"] is { Success: true } type ? type.Value : null,
                IsRequired: !match.Groups["optional"].Success, isPositional ? position++ : null));
            rest = rest[match.Length..];
        }

        var isDefault = heading is null || heading.EndsWith(DefaultMark, StringComparison.Ordinal);
        return new SyntaxForm(heading?.Replace(DefaultMark, "", StringComparison.Ordinal) ?? "", isDefault, line, parameters);
    }

    [GeneratedRegex(@"\s+")]
    private static partial Regex Space();

    [GeneratedRegex(@"^ \[<CommonParameters>\]")]
    private static partial Regex Common();

    // [[-Name] <type>], [-Name] <type>, [-Name <type>], -Name <type>, [-Switch], -Switch
    [GeneratedRegex(@"^ (?:(?<optional>\[)\[-(?<name>\w+)\](?<positional>) <(?<type>[^<>]+)>\]|\[-(?<name>\w+)\](?<positional>) <(?<type>[^<>]+)>|(?<optional>\[)-(?<name>\w+)(?: <(?<type>[^<>]+)>)?\]|-(?<name>\w+)(?: <(?<type>[^<>]+)>)?)(?= |$)")]
    private static partial Regex Parameter();
}

/// <summary>A parameter in a call.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Type">The type of its value; null for a switch.</param>
/// <param name="IsRequired">True if the call needs it.</param>
/// <param name="Position">Its place if it may be given without its name; null if not.</param>
internal sealed record SyntaxParameter(string Name, string? Type, bool IsRequired, int? Position);

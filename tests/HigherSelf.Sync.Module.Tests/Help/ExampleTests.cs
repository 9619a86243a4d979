using System.Management.Automation;
using System.Management.Automation.Language;
using HigherSelf.Sync.HelpBuilder;
using HigherSelf.Sync.Module.Tests.Module;
using Markdig.Syntax;

namespace HigherSelf.Sync.Module.Tests.Help;

/// <summary>The code of every example, on cmdlet pages and about topics: it parses, and its commands take what they are given.</summary>
public sealed class ExampleTests : IDisposable
{
    private readonly Shell _shell = new();

    [Fact]
    public void Every_example_parses_and_every_parameter_in_it_takes_its_value()
    {
        var cmdlets = HelpPages.CmdletsIn(_shell).Select(c => c.Name).ToHashSet(StringComparer.OrdinalIgnoreCase);
        var examples = Examples().ToList();
        Assert.True(examples.Count > 3 * cmdlets.Count);
        Assert.Empty(examples.SelectMany(e => ErrorsOf(e.Code, cmdlets).Select(error => $"{e.Place}: {error}")));
    }

    [Theory]
    [InlineData("Sync-HSDatabase tasks,", "Missing expression")]
    [InlineData("Sync-HSDatabases", "no command")]
    [InlineData("Sync-HSDatabase -Databases tasks", "Databases")]
    [InlineData("Sync-HSDatabase -ConflictPolicy SourceWins", "SourceWins")]
    [InlineData("Sync-HSDatabase -MaxDeletePercent 101", "101")]
    [InlineData("Sync-HSDatabase -Full -Since 2026-01-01", "Parameter set cannot be resolved")]
    [InlineData("Get-HSDatabase | Resolve-HSConflict -Keep Both", "Both")]
    [InlineData("Stop-HSSandbox $one $two", "positional")]
    public void An_example_that_would_not_work_is_found(string code, string error)
    {
        var cmdlets = HelpPages.CmdletsIn(_shell).Select(c => c.Name).ToHashSet(StringComparer.OrdinalIgnoreCase);
        Assert.Contains(ErrorsOf(code, cmdlets), e => e.Contains(error, StringComparison.OrdinalIgnoreCase));
    }

    public void Dispose() => _shell.Dispose();

    private static IEnumerable<(string Place, string Code)> Examples()
    {
        foreach (var page in HelpPages.ReadAll().Values)
        {
            foreach (var example in page.Examples)
            {
                yield return ($"{page.Name}, {example.Title}", example.Code);
            }
        }

        foreach (var file in HelpPages.Files("about_*.md"))
        {
            var page = MarkdownSections.Read(file, HelpPages.TextOf(file));
            foreach (var (section, code) in page.Sections.SelectMany(s => s.Blocks.OfType<FencedCodeBlock>().Where(c => c.Info == "powershell").Select(c => (s, c))))
            {
                yield return ($"{page.Title}, {section.Title}", MarkdownText.CodeOf(code));
            }
        }
    }

    private List<string> ErrorsOf(string code, HashSet<string> cmdlets)
    {
        var script = Parser.ParseInput(code, out _, out var parseErrors);
        var errors = parseErrors.Select(e => e.Message).ToList();
        foreach (var call in script.FindAll(a => a is CommandAst, searchNestedScriptBlocks: true).Cast<CommandAst>())
        {
            if (call.GetCommandName() is not { } name || !name.Contains("-HS", StringComparison.OrdinalIgnoreCase))
            {
                continue;
            }

            if (cmdlets.Contains(name))
            {
                errors.AddRange(ErrorsOf(call));
            }
            else
            {
                errors.Add($"there is no command {name}.");
            }
        }

        return errors;
    }

    private IEnumerable<string> ErrorsOf(CommandAst call)
    {
        var binding = Bind(call);
        foreach (var error in binding.BindingExceptions.Values)
        {
            yield return error.BindingException.Message;
        }

        foreach (var (name, bound) in binding.BoundParameters.Where(b => b.Value.ConstantValue is not null))
        {
            if (ErrorOf(bound.Parameter, bound.ConstantValue) is { } error)
            {
                yield return $"-{name}: {error}";
            }
        }
    }

    /// <summary>Binds a call without running it; the binder looks commands up in the runspace of its thread.</summary>
    private StaticBindingResult Bind(CommandAst call) => _shell.Value<StaticBindingResult>(
        $"[System.Management.Automation.Language.StaticParameterBinder]::BindCommand([System.Management.Automation.Language.Parser]::ParseInput('{call.Extent.Text.Replace("'", "''", StringComparison.Ordinal)}', [ref]$null, [ref]$null).EndBlock.Statements[0].PipelineElements[0], $true)");

    private static string? ErrorOf(ParameterMetadata parameter, object value)
    {
        try
        {
            var converted = LanguagePrimitives.ConvertTo(value, parameter.ParameterType, System.Globalization.CultureInfo.InvariantCulture);
            foreach (var range in parameter.Attributes.OfType<ValidateRangeAttribute>())
            {
                if (Comparer<object>.Default.Compare(converted, range.MinRange) < 0 || Comparer<object>.Default.Compare(converted, range.MaxRange) > 0)
                {
                    return $"{value} is not within {range.MinRange} and {range.MaxRange}.";
                }
            }

            return parameter.Attributes.OfType<ValidateSetAttribute>().Any(s => !s.ValidValues.Contains($"{value}", StringComparer.OrdinalIgnoreCase))
                ? $"{value} is not one of the set." : null;
        }
        catch (PSInvalidCastException e)
        {
            return e.Message;
        }
    }
}

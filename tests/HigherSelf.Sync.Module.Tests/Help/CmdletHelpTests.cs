using System.Management.Automation;
using HigherSelf.Sync.HelpBuilder;
using HigherSelf.Sync.Module.Tests.Module;

namespace HigherSelf.Sync.Module.Tests.Help;

/// <summary>What Get-Help says of each cmdlet, and whether it is true.</summary>
public sealed class CmdletHelpTests : IDisposable
{
    private const string Remedy = "Run tools/Update-HelpPage.ps1 after building the module, and write the words that it asks for.";

    private readonly Shell _shell = new();

    [Fact]
    public void Every_cmdlet_has_a_page_and_every_page_a_cmdlet()
    {
        var cmdlets = HelpPages.CmdletsIn(_shell).Select(c => c.Name).ToList();
        var pages = HelpPages.ReadAll().Keys;
        Assert.True(cmdlets.Except(pages).FirstOrDefault() is null, $"No page: {string.Join(", ", cmdlets.Except(pages))}. {Remedy}");
        Assert.True(pages.Except(cmdlets).FirstOrDefault() is null, $"No cmdlet: {string.Join(", ", pages.Except(cmdlets))}. Take the page away, or export the cmdlet.");
    }

    [Fact]
    public void Get_help_has_a_synopsis_a_description_and_three_examples_of_every_cmdlet()
    {
        foreach (var (cmdlet, _) in Documented())
        {
            var help = HelpOf(cmdlet);
            var synopsis = $"{help.Properties["Synopsis"].Value}";
            Assert.True(synopsis.EndsWith('.') && !synopsis.Contains('\n'), $"{cmdlet.Name}: the synopsis is '{synopsis}'.");
            Assert.True(TextOf(help.Properties["description"].Value).Length > synopsis.Length, $"{cmdlet.Name}: the description says no more than the synopsis.");

            var examples = Many(help, "examples", "example");
            Assert.True(examples.Count >= 3, $"{cmdlet.Name}: {examples.Count} examples.");
            Assert.Contains(cmdlet.Name, $"{examples[0].Properties["code"].Value}", StringComparison.Ordinal);
            Assert.All(examples, e => Assert.NotEmpty(TextOf(e.Properties["remarks"].Value)));
            Assert.NotEmpty(Many(help, "relatedLinks", "navigationLink"));
            Assert.NotEmpty(Many(help, "returnValues", "returnValue"));
        }
    }

    [Fact]
    public void Get_help_has_words_for_every_parameter_and_knows_no_other()
    {
        foreach (var (cmdlet, _) in Documented())
        {
            var told = Many(HelpOf(cmdlet), "parameters", "parameter").ToDictionary(
                p => $"{p.Properties["name"].Value}", p => TextOf(p.Properties["description"].Value));
            Assert.Equal(HelpPages.ParametersOf(cmdlet).Select(p => p.Name).Order(StringComparer.Ordinal), told.Keys.Order(StringComparer.Ordinal));
            Assert.All(told, t => Assert.True(t.Value.Split(' ').Length >= 4, $"{cmdlet.Name} -{t.Key}: '{t.Value}' says too little."));
        }
    }

    [Fact]
    public void The_facts_of_every_parameter_are_those_of_the_command()
    {
        foreach (var (cmdlet, page) in Documented())
        {
            foreach (var parameter in HelpPages.ParametersOf(cmdlet))
            {
                var told = page.Parameters.FirstOrDefault(p => p.Name == parameter.Name)?.Facts ?? [];
                var expected = parameter.ParameterSets.Select(s => FactsOf(parameter, s.Key, s.Value)).Order(StringComparer.Ordinal).ToList();
                var written = told.SelectMany(f => f.Sets.Select(s => Written(f, s))).Order(StringComparer.Ordinal).ToList();
                Assert.True(expected.SequenceEqual(written), $"{cmdlet.Name} -{parameter.Name}: {string.Join("; ", written)}, and it is {string.Join("; ", expected)}. {Remedy}");
            }
        }
    }

    [Fact]
    public void The_calls_under_syntax_are_the_parameter_sets()
    {
        foreach (var (cmdlet, page) in Documented())
        {
            var sets = cmdlet.ParameterSets.Select(s => (cmdlet.ParameterSets.Count == 1 ? "" : s.Name, cmdlet.ParameterSets.Count == 1 || s.IsDefault, $"{cmdlet.Name} {s}"));
            Assert.True(sets.SequenceEqual(page.Syntax.Select(s => (s.SetName, s.IsDefault, s.Line))), $"{cmdlet.Name}: {Remedy}");

            var shown = Many(HelpOf(cmdlet), "syntax", "syntaxItem").Select(i => Many(i, "parameter").Select(p => $"{p.Properties["name"].Value}"));
            Assert.Equal(page.Syntax.Select(s => s.Parameters.Select(p => p.Name)), shown);
        }
    }

    [Fact]
    public void Every_default_of_a_parameter_that_is_told_is_the_one_it_has()
    {
        foreach (var (cmdlet, page) in Documented())
        {
            using var instance = (IDisposable)Activator.CreateInstance(cmdlet.ImplementingType)!;
            foreach (var parameter in HelpPages.ParametersOf(cmdlet).Where(p => cmdlet.ImplementingType.GetProperty(p.Name) is not null))
            {
                var value = cmdlet.ImplementingType.GetProperty(parameter.Name)!.GetValue(instance);
                var told = page.Parameters.FirstOrDefault(p => p.Name == parameter.Name)?.Facts ?? [];
                // What a call must give, or what nothing stands for, has no default to tell.
                var expected = parameter.ParameterSets.Values.All(s => s.IsMandatory) && !parameter.SwitchParameter ? null : value switch
                {
                    null => null,
                    SwitchParameter given => given.IsPresent.ToString(),
                    string[] texts => string.Join(", ", texts),
                    TimeSpan time => time.ToString("c"),
                    _ => value.ToString(),
                };
                Assert.All(told, f => Assert.True(expected == f.Default, $"{cmdlet.Name} -{parameter.Name}: the page says '{f.Default}', and it is '{expected}'."));
            }
        }
    }

    [Fact]
    public void Every_link_between_pages_leads_to_one()
    {
        foreach (var file in HelpPages.Files("*.md"))
        {
            var targets = System.Text.RegularExpressions.Regex.Matches(HelpPages.TextOf(file), @"\]\(([^)]+)\)").Select(m => m.Groups[1].Value);
            Assert.All(targets.Where(t => !MarkdownText.IsAddress(t)), t => Assert.True(File.Exists(Path.Combine(HelpPages.Folder, t)), $"{file}: {t}"));
        }
    }

    public void Dispose() => _shell.Dispose();

    /// <summary>The cmdlets that have a page, and it; one test tells of those that have none.</summary>
    private IEnumerable<(CmdletInfo Cmdlet, HelpPage Page)> Documented() =>
        HelpPages.CmdletsIn(_shell).Join(HelpPages.ReadAll(), c => c.Name, p => p.Key, (c, p) => (c, p.Value));

    private PSObject HelpOf(CmdletInfo cmdlet) => Assert.Single(_shell.Get($"Get-Help {cmdlet.Name} -Full"));

    /// <summary>What hangs below an object of help, which is one or many.</summary>
    private static List<PSObject> Many(PSObject help, params string[] path)
    {
        List<PSObject> found = [help];
        foreach (var name in path)
        {
            found = [.. found.SelectMany(f => LanguagePrimitives.GetEnumerable(f.Properties[name]?.Value)?.Cast<object>() ?? [f.Properties[name]?.Value!])
                .Where(v => v is not null).Select(PSObject.AsPSObject)];
        }

        return found;
    }

    private static string TextOf(object? paragraphs) => string.Join('\n', (LanguagePrimitives.GetEnumerable(paragraphs)?.Cast<object>() ?? [])
        .Select(p => PSObject.AsPSObject(p).Properties["Text"]?.Value)).Trim();

    private static string FactsOf(ParameterMetadata parameter, string set, ParameterSetMetadata how)
    {
        var type = parameter.ParameterType;
        var inner = Nullable.GetUnderlyingType(type);
        var single = inner ?? (type.IsArray ? type.GetElementType()! : type);
        var values = single.IsEnum ? Enum.GetNames(single) : parameter.Attributes.OfType<ValidateSetAttribute>().FirstOrDefault()?.ValidValues ?? [];
        var pipeline = string.Join(", ", new[] { how.ValueFromPipelineByPropertyName ? "ByPropertyName" : "", how.ValueFromPipeline ? "ByValue" : "" }.Where(p => p.Length > 0));
        return Written(new ParameterFacts
        {
            Type = inner is null ? type.Name : $"Nullable[{inner.Name}]",
            Sets = [],
            Aliases = [.. parameter.Aliases],
            AcceptedValues = [.. values],
            IsRequired = how.IsMandatory,
            Position = how.Position < 0 ? "Named" : $"{how.Position}",
            PipelineInput = pipeline.Length > 0 ? $"True ({pipeline})" : "False",
            AcceptsWildcards = parameter.Attributes.OfType<SupportsWildcardsAttribute>().Any(),
        }, set == ParameterAttribute.AllParameterSets ? "(All)" : set);
    }

    private static string Written(ParameterFacts f, string set) =>
        $"{set} {f.Type} [{string.Join(", ", f.Aliases)}] [{string.Join(", ", f.AcceptedValues)}] {f.IsRequired} {f.Position} {f.PipelineInput} {f.AcceptsWildcards}";
}

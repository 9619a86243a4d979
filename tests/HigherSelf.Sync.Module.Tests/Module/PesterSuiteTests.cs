using System.Management.Automation;
using System.Management.Automation.Language;
using System.Management.Automation.Runspaces;
using System.Text.RegularExpressions;

namespace HigherSelf.Sync.Module.Tests.Module;

/// <summary>The acceptance suite runs where PowerShell is; what can be known of it without, is known here.</summary>
public sealed partial class PesterSuiteTests
{
    /// <summary>Commands that are wrong on purpose, because a test is about their error.</summary>
    private static readonly string[] WrongOnPurpose = ["Sync-HSDatabase -Full -Since 2026-01-01"];

    public static TheoryData<string> Files => [.. Directory.GetFiles(Folder, "*.ps1").Select(f => Path.GetFileName(f)).Order()];

    private static string Folder => Path.Combine(BuiltModule.Root, "tests", "Pester");

    [Theory]
    [MemberData(nameof(Files))]
    public void Every_command_of_the_module_in_the_suite_exists_and_its_parameters_bind(string file)
    {
        var script = Parser.ParseFile(Path.Combine(Folder, file), out _, out var errors);
        Assert.Empty(errors);
        Assert.Empty(FaultsOf(script));
    }

    [Fact]
    public void The_suite_uses_the_commands_that_change_something()
    {
        var used = Directory.GetFiles(Folder, "*.Tests.ps1")
            .SelectMany(f => CommandsIn(Parser.ParseFile(f, out _, out _))).Select(c => c.GetCommandName()).ToHashSet(StringComparer.OrdinalIgnoreCase);
        Assert.Superset(
            new HashSet<string>(["Sync-HSDatabase", "Sync-HSRecord", "Undo-HSSync", "Resolve-HSConflict", "Restore-HSRecord", "Initialize-HSSupabase"]), used);
    }

    [Theory]
    [InlineData("Sync-HSDatabases", "is no command")]
    [InlineData("Sync-HSDatabase -Forse", "Forse")]
    [InlineData("Sync-HSDatabase tasks agents", "agents")]
    [InlineData("Sync-HSDatabase -Direction Sideways", "Sideways")]
    [InlineData("New-Shell 'Sync-HSDatabase -Forse'", "Forse")]
    [InlineData("Invoke-FreshPwsh \"$before; Sync-HSDatabase -Forse\"", "Forse")]
    public void A_command_that_would_not_bind_is_seen(string script, string fault) =>
        Assert.Contains(fault, Assert.Single(FaultsOf(Parser.ParseInput(script, out _, out _))), StringComparison.Ordinal);

    private static List<string> FaultsOf(Ast script)
    {
        var state = InitialSessionState.CreateDefault2();
        state.ImportPSModule(BuiltModule.Manifest);
        using var runspace = RunspaceFactory.CreateRunspace(state);
        runspace.Open();
        var before = Runspace.DefaultRunspace;
        Runspace.DefaultRunspace = runspace;
        try
        {
            return [.. CommandsIn(script).SelectMany(c => FaultsOf(c, runspace))];
        }
        finally
        {
            Runspace.DefaultRunspace = before;
        }
    }

    private static IEnumerable<string> FaultsOf(CommandAst command, Runspace runspace)
    {
        if (WrongOnPurpose.Contains(command.Extent.Text))
        {
            yield break;
        }

        if (runspace.SessionStateProxy.InvokeCommand.GetCommand(command.GetCommandName(), CommandTypes.Cmdlet) is not CmdletInfo)
        {
            yield return $"{command.GetCommandName()} is no command of the module";
            yield break;
        }

        var binding = StaticParameterBinder.BindCommand(command, resolve: true);
        foreach (var (name, fault) in binding.BindingExceptions)
        {
            yield return $"{command.Extent.Text}: {name}: {fault.BindingException.Message}";
        }

        foreach (var (name, bound) in binding.BoundParameters.Where(b => b.Value.Parameter?.ParameterType.IsEnum == true))
        {
            if (bound.ConstantValue is string value && !Enum.GetNames(bound.Parameter.ParameterType).Contains(value))
            {
                yield return $"{command.Extent.Text}: -{name} has no value {value}";
            }
        }
    }

    /// <summary>The commands with a noun of the module, also in scripts that are handed to another PowerShell as text.</summary>
    private static IEnumerable<CommandAst> CommandsIn(Ast script)
    {
        foreach (var command in script.FindAll(a => a is CommandAst, searchNestedScriptBlocks: true).Cast<CommandAst>())
        {
            if (command.GetCommandName() is "New-Shell" or "Invoke-FreshPwsh")
            {
                foreach (var text in command.CommandElements.Skip(1).Select(TextOf).OfType<string>())
                {
                    foreach (var inner in CommandsIn(Parser.ParseInput(text, out _, out _)))
                    {
                        yield return inner;
                    }
                }
            }
            else if (NounOfTheModule().IsMatch(command.GetCommandName() ?? ""))
            {
                yield return command;
            }
        }
    }

    private static string? TextOf(CommandElementAst element) => element switch
    {
        StringConstantExpressionAst text => text.Value,
        ExpandableStringExpressionAst text => text.Value.Replace("`$", "$", StringComparison.Ordinal),
        _ => null,
    };

    [GeneratedRegex("^[A-Za-z]+-HS[A-Z][A-Za-z]*$")]
    private static partial Regex NounOfTheModule();
}

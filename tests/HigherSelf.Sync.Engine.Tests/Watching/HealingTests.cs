using System.Text.RegularExpressions;
using HigherSelf.Sync.Engine.Errors;

namespace HigherSelf.Sync.Engine.Tests.Watching;

public sealed partial class HealingTests
{
    [Fact]
    public void The_script_for_unattended_runs_ends_4_for_exactly_the_errors_that_end_a_watch()
    {
        var script = File.ReadAllText(Path.Combine(Repository.Root, "samples", "sync.ps1"));
        var listed = Word().Matches(List().Match(script).Value).Select(m => m.Groups[1].Value);
        Assert.Equal(Enum.GetValues<ErrorId>().Where(id => !id.MayPass()).Select(id => id.ToString()).Order(), listed.Order());
    }

    [GeneratedRegex(@"\$needsAPerson = @\((.*?)\)", RegexOptions.Singleline)]
    private static partial Regex List();

    [GeneratedRegex("'(\\w+)'")]
    private static partial Regex Word();
}

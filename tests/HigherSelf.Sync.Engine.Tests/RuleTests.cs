using System.Text.RegularExpressions;

namespace HigherSelf.Sync.Engine.Tests;

/// <summary>Every rule of docs/architecture.md is a test by name, and the safety page names tests that are there.</summary>
public sealed partial class RuleTests
{
    private static readonly string Tests = string.Concat(
        Directory.EnumerateFiles(Path.Combine(Repository.Root, "tests"), "*Tests.cs", SearchOption.AllDirectories).Select(File.ReadAllText));

    [Fact]
    public void Every_rule_has_a_test_that_bears_its_number()
    {
        var rules = Rule().Matches(File.ReadAllText(Path.Combine(Repository.Root, "docs", "architecture.md"))).Select(m => m.Value).ToHashSet();
        Assert.Equal(14, rules.Count);
        Assert.All(rules, rule => Assert.Matches($@"public async Task {rule}_\w+\(", Tests));
    }

    [Fact]
    public void The_safety_page_names_every_rule_and_tests_that_are_there()
    {
        var page = File.ReadAllText(Path.Combine(Repository.Root, "docs", "safety.md"));
        Assert.Equal(14, Rule().Matches(page).Select(m => m.Value).Distinct().Count());
        var named = TestName().Matches(page).Select(m => m.Groups[1].Value).ToList();
        Assert.True(named.Count >= 14);
        Assert.All(named, name => Assert.Contains($" {name}", Tests, StringComparison.Ordinal));
    }

    [GeneratedRegex(@"\bR\d+\b")]
    private static partial Regex Rule();

    /// <summary>`R7_A_page_*`: the beginning of the name of a test.</summary>
    [GeneratedRegex(@"`(?:\w+\.)?([A-Z]\w*_\w*)\*?`")]
    private static partial Regex TestName();
}

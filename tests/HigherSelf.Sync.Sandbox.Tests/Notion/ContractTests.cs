using System.Diagnostics;
using System.Globalization;
using System.Text.RegularExpressions;
using HigherSelf.Sync.Sandbox.Notion;

namespace HigherSelf.Sync.Sandbox.Tests.Notion;

/// <summary>Notion's own client for Node, in the version that tests/contract pins, against the offline Notion.</summary>
public sealed partial class ContractTests
{
    private const int QueryCap = 250;

    [Fact]
    public async Task Notions_own_client_works_against_the_offline_notion_unchanged()
    {
        await using var notion = OfflineNotion.Start(new OfflineNotionOptions
        {
            RequestsPerMinute = null,
            QueryResultCap = QueryCap,
            ControlEndpoint = true,
        });
        var folder = Path.Combine(Repository.Root, "tests", "contract");
        var environment = new Dictionary<string, string>
        {
            ["NOTION_BASE_URL"] = notion.Url.ToString().TrimEnd('/'),
            ["NOTION_TOKEN"] = notion.Token,
            ["NOTION_PARENT_PAGE_ID"] = notion.Workspace.CreateLoosePage("Home").ToString(),
            ["NOTION_LARGE_DATA_SOURCE_ID"] = CreateLargeDataSource(notion.Workspace).ToString(),
            ["NOTION_SANDBOX_CONTROL"] = "1",
        };

        var (installed, installation) = await Run(folder, "npm", ["ci", "--no-audit", "--no-fund"], environment);
        Assert.True(installed, installation);

        // One file after the other: a fault that one of them orders must not hit another.
        var (passed, output) = await Run(folder, "node", ["--test", "--test-concurrency=1", "--test-reporter=tap"], environment);

        Assert.True(passed, output);
        var expected = Directory.EnumerateFiles(folder, "*.test.mjs").Sum(file => Subtest().Count(File.ReadAllText(file)));
        Assert.Equal(expected * 2, int.Parse(PassedCount().Match(output).Groups[1].Value, CultureInfo.InvariantCulture));
    }

    /// <summary>More rows than a query gives, over several minutes, so that they can be walked window by window.</summary>
    private static Guid CreateLargeDataSource(NotionWorkspace workspace)
    {
        var (_, dataSource) = workspace.CreateDatabase("Large", new() { ["Name"] = NotionProperty.Of("title") });
        workspace.CreatePages(dataSource, Enumerable.Range(0, QueryCap * 3).Select(number =>
            new PageDraft(new() { ["Name"] = NotionValue.Title($"Row {number}") })
            {
                CreatedTime = DateTimeOffset.UnixEpoch.AddYears(50).AddSeconds(number),
            }));
        return dataSource;
    }

    private static async Task<(bool Succeeded, string Output)> Run(
        string folder, string program, IEnumerable<string> arguments, Dictionary<string, string> environment)
    {
        var start = new ProcessStartInfo(OperatingSystem.IsWindows() && program == "npm" ? "npm.cmd" : program, arguments)
        {
            WorkingDirectory = folder,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        foreach (var (name, value) in environment)
        {
            start.Environment[name] = value;
        }

        using var process = Process.Start(start)!;
        var output = process.StandardOutput.ReadToEndAsync();
        var errors = process.StandardError.ReadToEndAsync();
        await process.WaitForExitAsync();
        return (process.ExitCode == 0, await output + await errors);
    }

    [GeneratedRegex(@"^\s+test\(", RegexOptions.Multiline)]
    private static partial Regex Subtest();

    [GeneratedRegex(@"^# pass (\d+)", RegexOptions.Multiline)]
    private static partial Regex PassedCount();
}

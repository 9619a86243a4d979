using System.Text.RegularExpressions;
using HigherSelf.Sync.Engine.Errors;

namespace HigherSelf.Sync.Engine.Tests;

public sealed partial class ErrorCatalogueTests
{
    [Fact]
    public void Every_error_id_is_in_the_catalogue_and_the_catalogue_has_no_other()
    {
        var listed = Row().Matches(File.ReadAllText(Path.Combine(Repository.Root, "docs", "errors.md"))).Select(m => m.Groups[1].Value).ToList();
        Assert.Equal(Enum.GetNames<ErrorId>().Order(), listed.Order());
    }

    [GeneratedRegex(@"^\| `(\w+)` \|", RegexOptions.Multiline)]
    private static partial Regex Row();
}

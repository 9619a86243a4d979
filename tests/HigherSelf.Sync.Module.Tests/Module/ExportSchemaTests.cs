namespace HigherSelf.Sync.Module.Tests.Module;

/// <summary>Export-HSSchema, which needs neither a setting nor a service.</summary>
public sealed class ExportSchemaTests : IDisposable
{
    private readonly Shell _shell = new();
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("hs-schema-");

    public ExportSchemaTests() => _shell.Get($"$null = $ExecutionContext.SessionState.Path.SetLocation('{_folder.FullName}')");

    [Theory]
    [InlineData("Sql", "create table if not exists public.\"tasks\"")]
    [InlineData("Json", "\"table\": \"tasks\"")]
    [InlineData("Mermaid", "    tasks {")]
    [InlineData("CSharp", "public sealed record Task\n")]
    [InlineData("TypeScript", "      tasks: {")]
    public void A_schema_is_one_text_and_the_same_in_a_file(string format, string part)
    {
        var text = _shell.Value<string>($"Export-HSSchema {format}");

        Assert.Contains(part, text, StringComparison.Ordinal);
        Assert.EndsWith("\n", text, StringComparison.Ordinal);
        Assert.Empty(_shell.Get($"Export-HSSchema -As {format} -Path schema.txt"));
        Assert.Equal(text, File.ReadAllText(Path.Combine(_folder.FullName, "schema.txt")));
    }

    [Fact]
    public void A_file_that_cannot_or_must_not_be_written_is_told_of_by_name()
    {
        File.WriteAllText(Path.Combine(_folder.FullName, "there.sql"), "mine");
        foreach (var (arguments, id) in new[] { ("no/folder.sql", "FilePathInvalid"), (".", "FilePathInvalid"), ("there.sql -NoClobber", "FileExists") })
        {
            var outcome = _shell.Run($"Export-HSSchema Sql {arguments}");
            Assert.Equal($"{id},HigherSelf.Sync.Commands.ExportHSSchemaCommand", outcome.Terminating!.FullyQualifiedErrorId);
            Assert.NotEmpty(outcome.Terminating.ErrorDetails.RecommendedAction);
        }

        _shell.Run("Export-HSSchema Sql there.sql -WhatIf; Export-HSSchema Sql new.sql -WhatIf");
        Assert.Equal("mine", File.ReadAllText(Path.Combine(_folder.FullName, "there.sql")));
        Assert.Single(_folder.GetFileSystemInfos());
    }

    public void Dispose()
    {
        _shell.Dispose();
        _folder.Delete(recursive: true);
    }
}

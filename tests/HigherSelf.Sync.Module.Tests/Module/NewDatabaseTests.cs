namespace HigherSelf.Sync.Module.Tests.Module;

/// <summary>A seventeenth database, from its Notion id to synced rows.</summary>
[Collection("Environment")]
public sealed class NewDatabaseTests : IDisposable
{
    private readonly Shell _shell = new();
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("hs-new-");

    [Fact]
    public void A_seventeenth_database_is_served_like_the_sixteen()
    {
        Start();
        var own = _folder.CreateSubdirectory("databases").FullName;
        Environment.SetEnvironmentVariable("HS_CATALOG", own);

        // -WhatIf reads, and writes nothing.
        var requests = _shell.Value<int>("$sandbox.NotionRequests");
        Assert.Empty(_shell.Run("New-HSDatabase $books -WhatIf").Output);
        Assert.Equal(2, _shell.Value<int>("$sandbox.NotionRequests") - requests);
        Assert.Empty(Directory.GetFileSystemEntries(own));

        var made = _shell.Run("New-HSDatabase $books");
        var database = Assert.Single(made.Output);
        Assert.Equal(("books", "Books", false), (database.Properties["Name"].Value, database.Properties["Title"].Value, database.Properties["IsConfigured"].Value));
        Assert.Equal(["books.json", "database.schema.json"], Directory.GetFiles(own).Select(Path.GetFileName).Order());
        Assert.Contains("set NOTION_BOOKS_DB=", Assert.Single(made.Warnings), StringComparison.Ordinal);

        // The catalog has seventeen now, in every command.
        Assert.Equal(17, _shell.Get("Get-HSDatabase").Count);
        Environment.SetEnvironmentVariable("NOTION_BOOKS_DB", _shell.Value<Guid>("$books").ToString());
        Assert.Contains("books", _shell.Get("(TabExpansion2 'Sync-HSDatabase boo' 19).CompletionMatches").Select(m => (string)m.Properties["CompletionText"].Value));
        _shell.Get("$null = Initialize-HSSupabase; $sandbox.ExecuteSql(\"insert into public.books (title, pages, tags) values ('From a program', 12.5, array['new'])\")");
        var results = _shell.Get("Sync-HSDatabase");
        Assert.Equal(17, results.Count);
        Assert.All(results, r => Assert.Equal("Succeeded", r.Properties["Status"].Value.ToString()));
        Assert.Equal(1, results.Single(r => (string)r.Properties["Database"].Value == "books").Properties["Created"].Value);
        Assert.Empty(_shell.Get("Compare-HSDatabase books"));

        // It is not written again but with -Force, and then by the same names; the option that the row has brought is in it.
        Assert.Equal("DatabaseKnown,HigherSelf.Sync.Commands.NewHSDatabaseCommand", _shell.Run("New-HSDatabase $books").Terminating!.FullyQualifiedErrorId);
        var before = File.ReadAllText(Path.Combine(own, "books.json"));
        Assert.Empty(_shell.Run("New-HSDatabase $books -Force").Warnings);
        Assert.Equal(before.Replace("\"multi_select\"", "\"multi_select\", \"options\": [\"new\"]", StringComparison.Ordinal), File.ReadAllText(Path.Combine(own, "books.json")));
    }

    [Fact]
    public void What_keeps_a_catalog_file_from_being_written_is_told_by_name()
    {
        Start();
        _folder.CreateSubdirectory("elsewhere");
        File.WriteAllText(Path.Combine(_folder.FullName, "elsewhere", "taken.json"), "mine");
        foreach (var (arguments, id) in new[]
        {
            ("nonsense -Path elsewhere", "DatabaseIdInvalid"), ("$books", "ConfigurationMissing"), ("$books -Path nowhere", "FilePathInvalid"),
            ("$books -Path elsewhere -Table taken", "FileExists"), ("([guid]::NewGuid()) -Path elsewhere", "NotionNotShared"),
            ("$env:NOTION_TASKS_DB -Path elsewhere", "DatabaseKnown"),
        })
        {
            var outcome = _shell.Run($"New-HSDatabase {arguments}");
            Assert.Equal($"{id},HigherSelf.Sync.Commands.NewHSDatabaseCommand", outcome.Terminating!.FullyQualifiedErrorId);
            Assert.NotEmpty(outcome.Terminating.ErrorDetails.RecommendedAction);
        }

        Assert.Equal("mine", File.ReadAllText(Path.Combine(_folder.FullName, "elsewhere", "taken.json")));
        Assert.Single(Directory.GetFileSystemEntries(Path.Combine(_folder.FullName, "elsewhere")));

        // A folder that is not read says so, and so does a database whose rows get no pages.
        var bare = _shell.Run("New-HSDatabase $sandbox.CreateDatabase('Bare', @{ Name = 'title'; Press = 'button' }) -Path elsewhere");
        Assert.Equal(["Supabase ID", "'Press' (button)", "HS_CATALOG", "NOTION_BARE_DB"], bare.Warnings.Select(w => new[] { "Supabase ID", "'Press' (button)", "HS_CATALOG", "NOTION_BARE_DB" }.First(w.Contains)));

        Environment.SetEnvironmentVariable("HS_CATALOG", "nowhere");
        Assert.Equal("ConfigurationInvalid,HigherSelf.Sync.Commands.GetHSDatabaseCommand", _shell.Run("Get-HSDatabase").Terminating!.FullyQualifiedErrorId);
    }

    public void Dispose()
    {
        _shell.Run("Stop-HSSandbox");
        Environment.SetEnvironmentVariable("HS_CATALOG", null);
        Environment.SetEnvironmentVariable("NOTION_BOOKS_DB", null);
        _shell.Dispose();
        _folder.Delete(recursive: true);
    }

    private void Start() => _shell.Get(
        $$"""
        $null = $ExecutionContext.SessionState.Path.SetLocation('{{_folder.FullName}}')
        $sandbox = Start-HSSandbox -Empty -RequestsPerMinute 100000
        $books = $sandbox.CreateDatabase('Books', @{ Title = 'title'; Pages = 'number'; Tags = 'multi_select'; 'Supabase ID' = 'rich_text' })
        """);
}

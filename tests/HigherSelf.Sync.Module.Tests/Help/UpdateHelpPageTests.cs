using HigherSelf.Sync.HelpBuilder;
using HigherSelf.Sync.Module.Tests.Module;

namespace HigherSelf.Sync.Module.Tests.Help;

/// <summary>The script that brings the facts of pages up to date.</summary>
public sealed class UpdateHelpPageTests : IDisposable
{
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("hs-help-");
    private readonly Shell _shell = new();

    [Fact]
    public void It_changes_nothing_on_pages_that_are_up_to_date()
    {
        var pages = HelpPages.Files("*-*.md");
        foreach (var page in pages)
        {
            File.Copy(page, Path.Combine(_folder.FullName, Path.GetFileName(page)));
        }

        Update("");
        Assert.All(pages, p => Assert.Equal(HelpPages.TextOf(p), HelpPages.TextOf(Path.Combine(_folder.FullName, Path.GetFileName(p)))));
    }

    [Fact]
    public void It_mends_facts_and_keeps_words()
    {
        var right = HelpPages.TextOf(Path.Combine(HelpPages.Folder, "Sync-HSRecord.md"));
        var page = Path.Combine(_folder.FullName, "Sync-HSRecord.md");
        File.WriteAllText(page, right.Replace("Required: True", "Required: False", StringComparison.Ordinal).Replace("-SupabaseId <guid>", "-RowId <guid>", StringComparison.Ordinal));
        Update("Sync-HSRecord");
        Assert.Equal(right, HelpPages.TextOf(page));
    }

    [Fact]
    public void It_begins_a_page_that_asks_for_words_and_is_no_help_without_them()
    {
        Update("Sync-HSRecord");
        var page = Path.Combine(_folder.FullName, "Sync-HSRecord.md");
        var error = Assert.Throws<HelpSourceException>(() => CmdletPageReader.Read(page, HelpPages.TextOf(page)));
        Assert.Contains("the words are missing", error.Message, StringComparison.Ordinal);

        // With words it is one.
        var read = CmdletPageReader.Read(page, HelpPages.TextOf(page).Replace("{{ words }}", "Words.", StringComparison.Ordinal));
        Assert.Equal(["Page", "Row"], read.Syntax.Select(s => s.SetName));
        Assert.Equal(["Database", "EnvFile", "NotionPageId", "NotionToken", "SupabaseId", "SupabaseKey", "WhatIf", "Confirm"], read.Parameters.Select(p => p.Name));
    }

    public void Dispose()
    {
        _shell.Dispose();
        _folder.Delete(recursive: true);
    }

    private void Update(string names) => _shell.Get($"& '{Path.Combine(BuiltModule.Root, "tools", "Update-HelpPage.ps1")}' {names} -Folder '{_folder.FullName}'");
}

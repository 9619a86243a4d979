using HigherSelf.Sync.Engine.Catalog;
using HigherSelf.Sync.Engine.Errors;

namespace HigherSelf.Sync.Engine.Tests.Catalog;

public sealed class OwnCatalogTests : IDisposable
{
    private readonly DirectoryInfo _own = Directory.CreateTempSubdirectory("hs-catalog-");

    public void Dispose() => _own.Delete(recursive: true);

    [Fact]
    public void Files_of_ones_own_come_to_those_that_ship()
    {
        Write("books.json", "books", "NOTION_BOOKS_DB");

        var catalog = DatabaseCatalog.Load(Repository.CatalogFolder, _own.FullName);

        Assert.Equal(17, catalog.Databases.Count);
        Assert.NotNull(catalog.Find("books"));
    }

    [Fact]
    public void A_file_of_ones_own_takes_the_place_of_the_shipped_one_with_its_table()
    {
        Write("ours.json", "notification_templates", "NOTION_OURS_DB");

        var catalog = DatabaseCatalog.Load(Repository.CatalogFolder, _own.FullName);

        Assert.Equal(16, catalog.Databases.Count);
        Assert.Equal("NOTION_OURS_DB", catalog.Find("notification_templates")!.IdVariable);
    }

    [Fact]
    public void Two_files_of_ones_own_with_one_table_are_refused()
    {
        Write("a.json", "books", "A");
        Write("b.json", "books", "B");

        var error = Assert.Throws<SyncException>(() => DatabaseCatalog.Load(Repository.CatalogFolder, _own.FullName));
        Assert.Contains("b.json, line 1: the table 'books' is already that of", error.Message, StringComparison.Ordinal);
    }

    private void Write(string file, string table, string variable) => File.WriteAllText(
        Path.Combine(_own.FullName, file),
        $$"""{"table":"{{table}}","title":"T","model":"M","group":"own","idVariable":"{{variable}}","fields":[{"column":"name","property":"Name","type":"title"}]}""");
}

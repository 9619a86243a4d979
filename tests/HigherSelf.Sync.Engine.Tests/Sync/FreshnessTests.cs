using HigherSelf.Sync.Engine.Catalog;
using HigherSelf.Sync.Engine.Notion;
using HigherSelf.Sync.Engine.Records;
using HigherSelf.Sync.Engine.Sync;
using Microsoft.Extensions.Time.Testing;
using Record = HigherSelf.Sync.Engine.Records.Record;

namespace HigherSelf.Sync.Engine.Tests.Sync;

public sealed class FreshnessTests
{
    private static readonly DateTimeOffset Noon = new(2026, 11, 22, 12, 0, 0, TimeSpan.Zero);

    private static readonly Database Notes = DatabaseCatalog.Create([("notes.json", System.Text.Encoding.UTF8.GetBytes(
        """
        {"table":"notes","title":"Notes","model":"Note","group":"core","idVariable":"NOTION_NOTES_DB","fields":[{"column":"name","property":"Name","type":"title"}]}
        """))]).Databases[0];

    [Theory]
    [InlineData("as the run wrote it", false)]
    [InlineData("edited since", true)]
    public async Task A_page_that_the_run_has_written_counts_as_edited_only_if_it_is_another_since(string name, bool isEdited)
    {
        var time = new FakeTimeProvider(Noon);
        var (mine, other) = (Guid.NewGuid(), Guid.NewGuid());
        var pages = new ListedPages(PageOf(mine, name));
        var binding = new DataSourceBinding { Database = Notes, NotionDatabaseId = Guid.NewGuid(), DataSourceId = Guid.NewGuid(), Properties = [] };
        var context = new CycleContext(
            pages, null!, binding, new DatabaseState(), new SyncRun(Guid.NewGuid(), default, "test", false), new SyncRequest { Databases = [Notes] },
            new SyncEnvironment { Time = time }, new SyncTally(), new ReturningTargets(), SyncSteps.None);
        var freshness = new Freshness(context);
        freshness.Begin(Noon, time.GetTimestamp());
        freshness.NoteWrite(PageOf(mine, "as the run wrote it"));

        // The next look is for another page; what it tells of this one is kept.
        time.Advance(TimeSpan.FromMinutes(2));
        Assert.Empty(await freshness.RefreshAsync(new HashSet<Guid> { other }, default));
        var edited = await freshness.RefreshAsync(new HashSet<Guid> { mine }, default);

        Assert.Equal(isEdited, edited.ContainsKey(mine));
    }

    private static Page PageOf(Guid id, string name)
    {
        var record = new Record(Notes);
        record[Notes.TitleField] = FieldValue.OfText(name);
        return new Page { Id = id, Record = record, EditedAt = Noon };
    }

    /// <summary>Notion that lists one page as edited.</summary>
    private sealed class ListedPages(Page page) : IPageSide
    {
        public IPageSide CountedBy(RequestCounter counter) => this;

        public async IAsyncEnumerable<PageBatch> ReadAsync(
            DataSourceBinding binding, DateTimeOffset? editedFrom, [System.Runtime.CompilerServices.EnumeratorCancellation] CancellationToken cancellationToken)
        {
            await Task.CompletedTask;
            yield return new PageBatch { Pages = [page], AsOf = Noon.AddMinutes(2) };
        }

        public Task<PageBatch> ReadPageAsync(DataSourceBinding binding, Guid pageId, CancellationToken cancellationToken) => Task.FromResult(new PageBatch { Pages = [page] });

        public Task<BindingOutcome> BindAsync(Database database, Guid notionDatabaseId, DataSourceBinding? earlier, CancellationToken cancellationToken) => throw new NotSupportedException();

        public Task<bool> CanReadAsync(Guid dataSourceId, CancellationToken cancellationToken) => throw new NotSupportedException();

        public Task<IReadOnlyList<Page>> FindAsync(DataSourceBinding binding, Guid rowId, CancellationToken cancellationToken) => throw new NotSupportedException();

        public Task<Page> UpdateAsync(DataSourceBinding binding, Guid pageId, IReadOnlyList<FieldChange> changes, CancellationToken cancellationToken) => throw new NotSupportedException();

        public Task<Page> CreateAsync(DataSourceBinding binding, Guid rowId, IReadOnlyList<FieldChange> values, CancellationToken cancellationToken) => throw new NotSupportedException();

        public Task<Page> TrashAsync(DataSourceBinding binding, Guid pageId, bool inTrash, CancellationToken cancellationToken) => throw new NotSupportedException();
    }
}

using System.Runtime.CompilerServices;
using HigherSelf.Sync.Engine;
using HigherSelf.Sync.Engine.Catalog;
using HigherSelf.Sync.Engine.Errors;
using HigherSelf.Sync.Engine.Notion;
using HigherSelf.Sync.Engine.Records;
using HigherSelf.Sync.Engine.Sync;

namespace HigherSelf.Sync.Simulation;

/// <summary>Notion behind the engine's port.</summary>
internal sealed class SimPageSide(World world, Runner runner) : IPageSide
{
    private const int PagesAtOnce = 3;

    /// <summary>No sync can keep an edit that is younger than its last look. The engine promises to look once a minute, and before each hundred writes.</summary>
    private static readonly TimeSpan LongestBlindness = TimeSpan.FromMinutes(4);

    public IPageSide CountedBy(RequestCounter counter) => this;

    public Task<BindingOutcome> BindAsync(Database database, Guid notionDatabaseId, DataSourceBinding? earlier, CancellationToken cancellationToken) =>
        Task.FromResult(runner.Read($"bind {database}", _ => new BindingOutcome(SimCatalog.BindingOf(database), [], [])));

    public async IAsyncEnumerable<PageBatch> ReadAsync(
        DataSourceBinding binding, DateTimeOffset? editedFrom, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        await Task.CompletedTask;
        var given = new HashSet<Guid>();
        DateTimeOffset last = DateTimeOffset.MinValue;
        var startedAt = world.Clock.Elapsed;
        while (true)
        {
            var (batch, isEnd) = runner.Read($"read {binding.Database} from {editedFrom:dd HH:mm}", fault => ReadBatch(binding.Database, editedFrom, given, ref last, fault));
            yield return batch;
            if (isEnd)
            {
                break;
            }
        }

        // Whatever was edited before the scan began was given.
        foreach (var page in world.Notion.Pages.Where(p => p.Database == binding.Database && startedAt > runner.LookedAt.GetValueOrDefault(p.Id)))
        {
            runner.LookedAt[page.Id] = startedAt;
        }
    }

    public Task<PageBatch> ReadPageAsync(DataSourceBinding binding, Guid pageId, CancellationToken cancellationToken) =>
        Task.FromResult(runner.Read($"get {Short(pageId)}", fault => fault == SimFault.Truncate ? new PageBatch { Failures = [Unreadable(pageId)] } : ReadOne(binding, pageId)));

    public Task<bool> CanReadAsync(Guid dataSourceId, CancellationToken cancellationToken) =>
        Task.FromResult(runner.Read("look at a data source", _ =>
        {
            runner.ProvenAt = world.Notion.GroupsAreShared ? world.Clock.Elapsed : runner.ProvenAt;
            return SimCatalog.OfDataSource(dataSourceId) == SimCatalog.Items || world.Notion.GroupsAreShared;
        }));

    public Task<IReadOnlyList<Page>> FindAsync(DataSourceBinding binding, Guid rowId, CancellationToken cancellationToken) =>
        Task.FromResult(runner.Read<IReadOnlyList<Page>>($"find {Short(rowId)}", _ =>
        [
            .. world.Notion.Pages.Where(p => p.Database == binding.Database && p.SupabaseId == rowId && world.Notion.Find(p.Id) is { IsInTrash: false }).Select(Look),
        ]));

    public Task<Page> UpdateAsync(DataSourceBinding binding, Guid pageId, IReadOnlyList<FieldChange> changes, CancellationToken cancellationToken) =>
        Task.FromResult(runner.Call(
            $"update {Short(pageId)} {string.Join(", ", changes.Select(c => $"{c.Field}={c.Value}"))}",
            _ =>
            {
                var page = Writable(pageId);
                Refuse(changes);
                foreach (var change in changes)
                {
                    NoteOverwriting(page, change);
                    world.Notion.Write(page, change.Field, change.Value);
                    page.WasEditedBySync = true;
                }

                return LookAfterWriting(page);
            },
            isAfter => Doubt()));

    public Task<Page> CreateAsync(DataSourceBinding binding, Guid rowId, IReadOnlyList<FieldChange> values, CancellationToken cancellationToken)
    {
        SimPage? made = null;
        return Task.FromResult(runner.Call(
            $"create for {Short(rowId)} {string.Join(", ", values.Select(c => $"{c.Field}={c.Value}"))}",
            _ =>
            {
                Refuse(values);
                if (binding.Database == SimCatalog.Groups && !world.Notion.GroupsAreShared)
                {
                    throw new PageWriteException(PageWriteOutcome.NotFound, "not shared");
                }

                made = world.Notion.Create(binding.Database, rowId);
                world.Made.Add((rowId, made.Id));
                foreach (var value in values)
                {
                    world.Notion.Write(made, value.Field, value.Value);
                }

                return Look(made);
            },
            isAfter => Doubt(isAfter && runner.Calls % 2 == 0 ? made!.Id : null)));
    }

    public Task<Page> TrashAsync(DataSourceBinding binding, Guid pageId, bool inTrash, CancellationToken cancellationToken) =>
        Task.FromResult(runner.Call(
            $"{(inTrash ? "trash" : "restore")} {Short(pageId)}",
            _ =>
            {
                var page = world.Notion.Find(pageId) ?? throw new PageWriteException(PageWriteOutcome.NotFound, "not found");
                if (inTrash && world.Supabase.LinkOfPage(pageId) is { } link && !world.Supabase.DeletedByPerson.Contains(link.RowId)
                    && (!world.Supabase.RestoredAt.TryGetValue(link.RowId, out var restoredAt) || world.Clock.Elapsed - restoredAt > LongestBlindness))
                {
                    world.Violations.Add($"R7: page {Short(pageId)} was put into the trash, and nobody has deleted its row");
                }

                if (inTrash && !page.IsInTrash && !(world.Clock.Elapsed - page.RestoredAt < LongestBlindness) && page.EditedByPerson.Any(e => runner.LookedAt.GetValueOrDefault(pageId) >= e.Value
                    && world.Supabase.LinkOfPage(pageId)?.Base.GetValueOrDefault(e.Key) is { } agreed && e.Key.Type is not (PropertyType.Relation or PropertyType.Select) && agreed != world.Notion.ValueOf(page, e.Key)))
                {
                    world.Violations.Add($"R7: page {Short(pageId)} was put into the trash, and it had been edited");
                }

                (page.IsInTrash, page.EditedAt) = (inTrash, world.Clock.NotionNow);
                return Look(page);
            },
            isAfter => Doubt()));

    private (PageBatch Batch, bool IsEnd) ReadBatch(Database database, DateTimeOffset? editedFrom, HashSet<Guid> given, ref DateTimeOffset last, SimFault? fault)
    {
        if (database == SimCatalog.Groups && !world.Notion.GroupsAreShared)
        {
            throw new SyncException(ErrorId.NotionNotShared, "groups is not shared.", "Share it.", database.Table);
        }

        var from = last;
        var next = world.Notion.Pages
            .Where(p => p.Database == database && world.Notion.Find(p.Id) is { IsInTrash: false })
            .Where(p => editedFrom is null || Floor(p.EditedAt) >= editedFrom)
            .Where(p => !given.Contains(p.Id) && TimeOf(p, editedFrom) >= from)
            .OrderBy(p => TimeOf(p, editedFrom)).ThenBy(p => p.Id)
            .ToList();
        var batch = next.Take(PagesAtOnce).ToList();
        foreach (var page in batch)
        {
            given.Add(page.Id);
            last = TimeOf(page, editedFrom);
        }

        var cut = fault == SimFault.Truncate && batch.Count > 0 ? batch[0] : null;
        return (new PageBatch
        {
            Pages = [.. batch.Where(p => p != cut).Select(Look)],
            Failures = cut is null ? [] : [Unreadable(cut.Id)],
            AsOf = world.Clock.NotionNow,
        }, next.Count <= PagesAtOnce);
    }

    private PageBatch ReadOne(DataSourceBinding binding, Guid pageId) => world.Notion.Find(pageId) is not { } page
        ? new PageBatch { NotFound = [pageId] }
        : page.Database == binding.Database ? new PageBatch { Pages = [Look(page)], AsOf = world.Clock.NotionNow } : new PageBatch { Gone = [pageId] };

    private Page Look(SimPage page)
    {
        if (!page.WasEditedBySync)
        {
            runner.ShownPages[page.Id] = page.EditedAt;
        }

        return LookAfterWriting(page);
    }

    private Page LookAfterWriting(SimPage page)
    {
        runner.LookedAt[page.Id] = world.Clock.Elapsed;
        page.HasUnseenName = false;
        return world.Notion.Show(page);
    }

    private SimPage Writable(Guid pageId) => world.Notion.Find(pageId) switch
    {
        null => throw new PageWriteException(PageWriteOutcome.NotFound, "not found"),
        { IsInTrash: true } => throw new PageWriteException(PageWriteOutcome.InTrash, "archived"),
        var page => page,
    };

    private static void Refuse(IReadOnlyList<FieldChange> changes)
    {
        if (changes.Any(c => c.Value is FieldValue.Text { Value: var text } && text.EndsWith("13", StringComparison.Ordinal)))
        {
            throw new PageWriteException(PageWriteOutcome.Refused, "Notion cannot hold a value that ends with 13");
        }
    }

    private void NoteOverwriting(SimPage page, FieldChange change)
    {
        var field = change.Field;
        if (page.RestoredAt is { } restoredAt && world.Clock.Elapsed - restoredAt < LongestBlindness)
        {
            // In the trash, and so in no list, until a moment ago.
            world.Excused.Add((page.Id, field.Column));
            return;
        }

        if (field.Type == PropertyType.Select && page.HasUnseenName)
        {
            world.Excused.Add((page.Id, field.Column));
            return;
        }

        if (!page.EditedByPerson.TryGetValue(field, out var editedAt) || (runner.LookedAt.TryGetValue(page.Id, out var lookedAt) && lookedAt >= editedAt))
        {
            if (change.Extra != page.Extras.GetValueOrDefault(field))
            {
                world.Violations.Add($"R6: {field} of page {Short(page.Id)} has '{page.Extras.GetValueOrDefault(field)}' beside its value, and '{change.Extra}' was handed back");
            }

            if (change.Value == world.Notion.ValueOf(page, field) && field.Type != PropertyType.Relation)
            {
                world.Violations.Add($"R5: {field} of page {Short(page.Id)} was written, and it was '{change.Value}' already");
            }

            return;
        }

        if (world.Clock.Elapsed - lookedAt > LongestBlindness)
        {
            world.Violations.Add($"R2: an edit of {field} of page {Short(page.Id)} was overwritten {world.Clock.Elapsed - lookedAt} after the last look");
        }

        world.Excused.Add((page.Id, field.Column));
    }

    private static PageWriteException Doubt(Guid? made = null) => new(PageWriteOutcome.Doubtful, "no answer", made);

    private static RecordFailure Unreadable(Guid pageId) => new(pageId, "a list stayed truncated");

    private static DateTimeOffset TimeOf(SimPage page, DateTimeOffset? editedFrom) => editedFrom is null ? page.CreatedAt : Floor(page.EditedAt);

    private static DateTimeOffset Floor(DateTimeOffset time) => new(time.UtcTicks - (time.UtcTicks % TimeSpan.TicksPerMinute), TimeSpan.Zero);

    private static string Short(Guid id) => id.ToString("N")[^4..];
}


namespace HigherSelf.Sync.Engine.Sync;

/// <summary>
/// Finds the linked pages that a complete scan did not show, and looks at each: only one that is seen in the trash, or in another database, is a
/// deleted one. One that Notion does not find may be not shared (R7).
/// </summary>
/// <param name="context">The cycle.</param>
/// <param name="guard">Gets the deletes.</param>
internal sealed class MissingPages(CycleContext context, DeleteGuard guard)
{
    /// <summary>The only thing that grows with the database: 16 bytes a page.</summary>
    private readonly HashSet<Guid> _seen = [];

    /// <summary>Notes what a request showed.</summary>
    public void NoteSeen(PageBatch batch)
    {
        foreach (var page in batch.Pages)
        {
            _seen.Add(page.Id);
        }

        foreach (var failure in batch.Failures)
        {
            _seen.Add(failure.RecordId);
        }
    }

    /// <summary>Looks at the missing ones; those that can be read are put where the next exchange looks.</summary>
    /// <returns>Links whose pages were moved to other databases.</returns>
    public async Task<IReadOnlyList<(Guid PageId, Guid RowId)>> FindAsync(CancellationToken cancellationToken)
    {
        var missing = new List<(Guid PageId, Guid RowId)>();
        await foreach (var links in context.Rows.ReadLinksAsync(context.Database, cancellationToken).ConfigureAwait(false))
        {
            missing.AddRange(links.Where(l => !_seen.Contains(l.PageId)));
        }

        var gone = 0;
        var moved = new List<(Guid PageId, Guid RowId)>();
        foreach (var link in missing)
        {
            var batch = await context.Pages.ReadPageAsync(context.Binding, link.PageId, cancellationToken).ConfigureAwait(false);
            foreach (var page in batch.Pages)
            {
                context.LookAgain[page.Id] = page;
            }

            gone += batch.Gone.Count + batch.Pages.Count(p => p.InTrash);
            if (!await guard.AllowsAsync(gone, cancellationToken).ConfigureAwait(false))
            {
                // More would be proven in vain.
                break;
            }

            foreach (var failure in batch.Failures)
            {
                context.Fail(failure.RecordId, failure.Reason);
            }

            if (batch.NotFound.Count > 0)
            {
                context.Fail(link.PageId, PageNotFound);
            }

            if (batch.Gone.Count > 0)
            {
                moved.Add(link);
            }
        }

        return moved;
    }

    internal const string PageNotFound = "Notion does not find the page: it is deleted for good, or not shared with the integration";
}

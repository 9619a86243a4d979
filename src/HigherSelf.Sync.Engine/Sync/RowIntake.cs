using HigherSelf.Sync.Engine.Records;
using HigherSelf.Sync.Engine.Reporting;

namespace HigherSelf.Sync.Engine.Sync;

/// <summary>Decides on rows that somebody has made, changed or deleted.</summary>
/// <param name="context">The cycle.</param>
/// <param name="planner">Decides.</param>
internal sealed class RowIntake(CycleContext context, Planner planner)
{
    /// <summary>A page that may have been made is looked for; Notion's queries may need that long to show it.</summary>
    public static readonly TimeSpan DoubtLasts = TimeSpan.FromMinutes(2);

    /// <summary>
    /// Decides on rows. A page that is not known to differ is taken to be as both sides last agreed, for every page that somebody has edited since was read
    /// before; any other page is read first, and put where the next exchange looks.
    /// </summary>
    /// <param name="rows">The rows.</param>
    /// <param name="mayPresume">False if every page is to be read first.</param>
    /// <param name="cancellationToken">Stops the reading.</param>
    public async Task<IReadOnlyList<DecidedRecord>> DecideAsync(IReadOnlyList<RowSighting> rows, bool mayPresume, CancellationToken cancellationToken)
    {
        var decided = new List<DecidedRecord>();
        foreach (var seen in rows.Where(r => (r.Row is not null || r.Link is not null) && !context.HandledRows.Contains(r.RowId)))
        {
            if (mayPresume && seen.Link is { IsDeleted: false, IsPending: false, RowHasReturned: false } link && IsWhole(link))
            {
                var page = new Page { Id = link.PageId, Record = link.Base, EditedAt = DateTimeOffset.MinValue, Extras = link.Extras };
                if (await context.IncludesAsync(page, link, seen.Row, cancellationToken).ConfigureAwait(false))
                {
                    decided.Add(new DecidedRecord(page, link, seen.Row, planner.Decide(page, link, seen.Row)));
                }
            }
            else if (seen.PageId is { } pageId)
            {
                await ReadAsync(seen, pageId, cancellationToken).ConfigureAwait(false);
            }
            else if (!await context.IncludesAsync(null, null, seen.Row, cancellationToken).ConfigureAwait(false))
            {
                // It stays a changed row.
            }
            else if (seen.IntendedAt is null || await IsFreeToCreateAsync(seen.RowId, seen.IntendedAt.Value, cancellationToken).ConfigureAwait(false))
            {
                decided.Add(new DecidedRecord(null, null, seen.Row, planner.Decide(null, null, seen.Row)));
            }
        }

        return decided;
    }

    /// <summary>True if both sides have agreed on every field, so that the page is known by its link.</summary>
    private bool IsWhole(Link link) => context.Binding.Properties.All(p => link.Base[p.Field] is not null);

    private async Task ReadAsync(RowSighting seen, Guid pageId, CancellationToken cancellationToken)
    {
        var batch = await context.Pages.ReadPageAsync(context.Binding, pageId, cancellationToken).ConfigureAwait(false);
        foreach (var page in batch.Pages)
        {
            context.LookAgain[page.Id] = page;
        }

        if (batch.Pages.Count > 0 || !await context.IncludesAsync(null, seen.Link, seen.Row, cancellationToken).ConfigureAwait(false))
        {
            return;
        }

        var title = seen.Row?.Record.Title ?? "";
        foreach (var failure in batch.Failures)
        {
            Fail(seen, failure.Reason);
        }

        if (batch.NotFound.Count > 0 && seen.Row is not null)
        {
            Fail(seen, $"'{title}': {MissingPages.PageNotFound}");
        }

        if (batch.Gone.Count > 0 && seen.Row is not null)
        {
            Fail(seen, $"'{title}': its page {pageId} is in another database");
        }
    }

    private void Fail(RowSighting seen, string reason) => context.Fail(new RecordFailure(seen.RowId, reason, Side.Supabase));

    /// <summary>
    /// A run was about to make a page for this row and did not say what came of it: one that is there is taken, and one that may still come to light is waited for.
    /// </summary>
    private async Task<bool> IsFreeToCreateAsync(Guid rowId, DateTimeOffset intendedAt, CancellationToken cancellationToken)
    {
        if (context.Binding.SupabaseIdProperty is null)
        {
            return true;
        }

        var found = await context.Pages.FindAsync(context.Binding, rowId, cancellationToken).ConfigureAwait(false);
        foreach (var page in found)
        {
            context.LookAgain[page.Id] = page;
        }

        return found.Count == 0 && context.State.Now - intendedAt >= DoubtLasts;
    }
}

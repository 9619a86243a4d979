using HigherSelf.Sync.Sandbox.Notion.Model;
using HigherSelf.Sync.Sandbox.Notion.Values;
using HigherSelf.Sync.Sandbox.Notion.Wire;

namespace HigherSelf.Sync.Sandbox.Notion.Queries;

/// <summary>
/// Runs a query over a data source, once for a whole walk. Without sorts Notion promises no order; here it is the order of
/// creation. Rows in the trash and archived rows are never among the results.
/// </summary>
internal static class QueryEngine
{
    public static Walk Run(AnswerView view, NotionDataSource dataSource, BodyNode body, string scope, int cap)
    {
        var sorting = Sorting.Read(body["sorts"], view, dataSource.Schema);
        var test = body["filter"].IsDefined ? new FilterCompiler(view, dataSource.Schema).Compile(body["filter"]) : static _ => true;
        var matching = dataSource.Pages.InCreationOrder.Where(page => IsVisible(page) && test(page));
        return Capped(scope, sorting.Apply(matching), cap);
    }

    public static bool IsVisible(NotionPage page) => !page.IsDeleted && !page.IsTrashed && !page.IsArchived;

    /// <summary>No more results than a query may return; that there were more is noted.</summary>
    public static Walk Capped(string scope, IEnumerable<object> results, int cap)
    {
        var items = results.Take(cap).ToList();
        return new Walk(scope, items, items.Count == cap && results.Skip(cap).Any());
    }
}

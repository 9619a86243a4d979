namespace HigherSelf.Sync.Sandbox.Notion.Model;

/// <summary>
/// The pages of a data source in the order of their creation. Back-dated pages may come in any order; they are sorted
/// once, when the order is next asked for.
/// </summary>
internal sealed class PageIndex
{
    private readonly List<NotionPage> pages = [];
    private bool isSorted = true;

    public int Count => pages.Count;

    public IReadOnlyList<NotionPage> InCreationOrder
    {
        get
        {
            if (!isSorted)
            {
                pages.Sort(CompareCreation);
                isSorted = true;
            }

            return pages;
        }
    }

    public void Add(NotionPage page)
    {
        isSorted &= pages.Count == 0 || CompareCreation(pages[^1], page) < 0;
        pages.Add(page);
    }

    public void Remove(NotionPage page) => pages.Remove(page);

    private static int CompareCreation(NotionPage one, NotionPage other)
    {
        var byTime = one.CreatedTime.CompareTo(other.CreatedTime);
        return byTime != 0 ? byTime : one.Sequence.CompareTo(other.Sequence);
    }
}

namespace HigherSelf.Sync.Sandbox.Notion.Model;

/// <summary>
/// The pages of a data source in the order of their creation. Back-dated pages may come in any order; they are sorted
/// once, when the order is next asked for.
/// </summary>
internal sealed class PageIndex
{
    private readonly List<NotionPage> _pages = [];
    private bool _isSorted = true;

    public int Count => _pages.Count;

    public IReadOnlyList<NotionPage> InCreationOrder
    {
        get
        {
            if (!_isSorted)
            {
                _pages.Sort(CompareCreation);
                _isSorted = true;
            }

            return _pages;
        }
    }

    public void Add(NotionPage page)
    {
        _isSorted &= _pages.Count == 0 || CompareCreation(_pages[^1], page) < 0;
        _pages.Add(page);
    }

    public void Remove(NotionPage page) => _pages.Remove(page);

    private static int CompareCreation(NotionPage one, NotionPage other)
    {
        var byTime = one.CreatedTime.CompareTo(other.CreatedTime);
        return byTime != 0 ? byTime : one.Sequence.CompareTo(other.Sequence);
    }
}

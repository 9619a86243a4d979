using System.Text;

namespace HigherSelf.Sync.Sandbox.Notion.Values;

/// <summary>Addresses of pages and databases in the app, in the form of July 2026.</summary>
internal static class PageUrl
{
    private const string App = "https://app.notion.com/p/";

    public static string For(Guid id) => $"{App}{id:N}";

    /// <summary>The address of a page carries the letters and digits of its title.</summary>
    public static string For(Guid id, string title)
    {
        var slug = new StringBuilder(App, App.Length + title.Length + 33);
        var isBreak = true;
        foreach (var character in title)
        {
            if (char.IsAsciiLetterOrDigit(character))
            {
                slug.Append(character);
                isBreak = false;
            }
            else if (!isBreak)
            {
                slug.Append('-');
                isBreak = true;
            }
        }

        if (!isBreak)
        {
            slug.Append('-');
        }

        return slug.Append(id.ToString("N")).ToString();
    }
}

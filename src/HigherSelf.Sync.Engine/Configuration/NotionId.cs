using System.Diagnostics.CodeAnalysis;
using System.Text.RegularExpressions;
using HigherSelf.Sync.Engine.Errors;

namespace HigherSelf.Sync.Engine.Configuration;

/// <summary>Notion ids as people copy them: dashed, undashed, or inside the URL of the database.</summary>
public static partial class NotionId
{
    /// <summary>Reads a database id.</summary>
    /// <param name="name">Where the text comes from, for the message: the name of the variable or database.</param>
    /// <param name="text">The text that the user gave.</param>
    /// <exception cref="SyncException"><see cref="ErrorId.DatabaseIdInvalid"/>.</exception>
    public static Guid Parse(string name, string text) => TryParse(text, out var id)
        ? id
        : throw new SyncException(ErrorId.DatabaseIdInvalid, $"{name}: the value is neither a Notion id nor the URL of a Notion database.",
            "Open the database in Notion as a full page, take ... > Copy link, and set that link or the 32 characters of its id.", name);

    /// <summary>Reads the id of a page.</summary>
    /// <param name="name">Where the text comes from, for the message: the name of the parameter.</param>
    /// <param name="text">The text that the user gave.</param>
    /// <exception cref="SyncException"><see cref="ErrorId.DatabaseIdInvalid"/>.</exception>
    public static Guid ParsePage(string name, string text) => TryParse(text, out var id)
        ? id
        : throw new SyncException(ErrorId.DatabaseIdInvalid, $"{name}: the value is neither a Notion id nor the URL of a Notion page.",
            "Open the page in Notion, take ... > Copy link, and give that link or the 32 characters of its id.", name);

    /// <summary>Reads the id of a database or page; false if there is none in the text.</summary>
    public static bool TryParse([NotNullWhen(true)] string? text, out Guid id)
    {
        id = Guid.Empty;
        text = text?.Trim() ?? "";
        if (Guid.TryParseExact(text, "D", out id) || Guid.TryParseExact(text, "N", out id))
        {
            return true;
        }

        if (!Uri.TryCreate(text, UriKind.Absolute, out var url) || url.Scheme != Uri.UriSchemeHttps || !IsNotion(url.Host))
        {
            return false;
        }

        // The id ends the path: /workspace/Tasks-0123...; the query holds the id of a view, which is something else.
        var match = IdAtEnd().Match(url.AbsolutePath.TrimEnd('/'));
        return match.Success && Guid.TryParse(match.Value, out id);
    }

    private static bool IsNotion(string host) =>
        host is "notion.so" or "notion.com" or "notion.site"
        || host.EndsWith(".notion.so", StringComparison.Ordinal)
        || host.EndsWith(".notion.com", StringComparison.Ordinal)
        || host.EndsWith(".notion.site", StringComparison.Ordinal);

    [GeneratedRegex("(?<![0-9a-fA-F])([0-9a-fA-F]{32}|[0-9a-fA-F]{8}(-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12})$")]
    private static partial Regex IdAtEnd();
}

namespace HigherSelf.Sync.Sandbox.Notion.Wire;

/// <summary>Ids on the wire: answers have dashes, requests may leave them out.</summary>
internal static class NotionId
{
    public static bool TryParse(string text, out Guid id) =>
        Guid.TryParseExact(text, "D", out id) || Guid.TryParseExact(text, "N", out id);
}

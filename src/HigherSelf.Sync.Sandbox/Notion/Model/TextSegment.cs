namespace HigherSelf.Sync.Sandbox.Notion.Model;

internal enum SegmentKind
{
    Text,
    Equation,
    Mention,
}

/// <summary>The look of a piece of rich text. The usual colour is not stored.</summary>
internal readonly record struct TextStyle(bool Bold, bool Italic, bool Strikethrough, bool Underline, bool Code, string? Color);

/// <summary>
/// One piece of rich text. <see cref="Content"/> is the text, the expression of an equation, or the JSON of a mention,
/// whose words are looked up when it is read.
/// </summary>
internal sealed record TextSegment(SegmentKind Kind, string Content, string? Link = null, TextStyle Style = default)
{
    /// <summary>Whether Notion shows both as one piece when it reads them back.</summary>
    public bool MergesWith(TextSegment next) =>
        Kind == SegmentKind.Text && next.Kind == SegmentKind.Text && Style == next.Style && Link == next.Link;
}

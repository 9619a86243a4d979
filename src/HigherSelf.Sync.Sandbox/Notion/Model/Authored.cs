namespace HigherSelf.Sync.Sandbox.Notion.Model;

/// <summary>Something that somebody made and somebody edited last.</summary>
internal abstract class Authored
{
    public required DateTimeOffset CreatedTime { get; init; }

    public required NotionUser CreatedBy { get; init; }

    public required DateTimeOffset LastEditedTime { get; set; }

    public required NotionUser LastEditedBy { get; set; }

    /// <summary>Notes an edit.</summary>
    public void Touch(Editor editor) => (LastEditedTime, LastEditedBy) = (editor.At, editor.User);
}

namespace HigherSelf.Sync.Sandbox.Notion.Model;

/// <summary>A database: since version 2025-09-03 the container of one or more data sources.</summary>
internal sealed class NotionDatabase(Guid id) : Authored, IShareable
{
    public Guid Id { get; } = id;

    public TextValue? Title { get; set; }

    public TextValue? Description { get; set; }

    public NotionPage? ParentPage { get; set; }

    public List<NotionDataSource> DataSources { get; } = [];

    public string? Icon { get; set; }

    public string? Cover { get; set; }

    public bool IsInline { get; set; }

    public bool IsLocked { get; set; }

    public bool InTrash { get; set; }

    public bool? SharedExplicitly { get; set; }

    public IShareable? ShareParent => ParentPage;
}

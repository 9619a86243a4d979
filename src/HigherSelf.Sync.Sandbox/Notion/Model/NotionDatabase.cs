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

    /// <summary>Whether the database itself was put into the trash.</summary>
    public bool InTrash { get; set; }

    /// <summary>In the trash, by itself or with the page that it is in.</summary>
    public bool IsTrashed => InTrash || ParentPage is { IsTrashed: true };

    public bool? SharedExplicitly { get; set; }

    public IShareable? ShareParent => ParentPage;
}

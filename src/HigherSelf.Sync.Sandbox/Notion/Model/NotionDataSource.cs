namespace HigherSelf.Sync.Sandbox.Notion.Model;

/// <summary>A data source: a table with a schema and rows.</summary>
internal sealed class NotionDataSource(Guid id, NotionDatabase database) : Authored
{
    public Guid Id { get; } = id;

    public NotionDatabase Database { get; } = database;

    public PropertySet Schema { get; } = new();

    public PageIndex Pages { get; } = new();

    public TextValue? Title { get; set; }

    public string? Icon { get; set; }

    public bool InTrash { get; set; }

    public bool IsTrashed => InTrash || Database.IsTrashed;

    public bool IsShared => Database.IsShared();

    /// <summary>The last number that a <c>unique_id</c> property gave out.</summary>
    public long LastUniqueId { get; set; }
}

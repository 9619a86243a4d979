namespace HigherSelf.Sync.Engine.Notion.Schema;

/// <summary>A database as it is in Notion.</summary>
/// <param name="DatabaseId">Its id, which is the one that users configure.</param>
/// <param name="Title">Its title.</param>
/// <param name="Schema">Its data source.</param>
public sealed record DatabaseThere(Guid DatabaseId, string Title, NotionDataSource Schema);

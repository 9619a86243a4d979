namespace HigherSelf.Sync.Sandbox.Notion;

/// <summary>A database and its first data source.</summary>
public readonly record struct DatabaseIds(Guid Database, Guid DataSource);

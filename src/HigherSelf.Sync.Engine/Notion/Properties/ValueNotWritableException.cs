namespace HigherSelf.Sync.Engine.Notion.Properties;

/// <summary>A value that Notion cannot hold. The record is left as it is on both sides and listed as failed, with the reason.</summary>
public sealed class ValueNotWritableException(string reason) : Exception(reason);

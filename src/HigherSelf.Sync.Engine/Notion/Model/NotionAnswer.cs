namespace HigherSelf.Sync.Engine.Notion;

/// <summary>An answer of Notion.</summary>
/// <typeparam name="T">What was asked for.</typeparam>
/// <param name="Value">What was asked for.</param>
/// <param name="AsOf">When it was given, by Notion's own clock; null if the answer carried no date.</param>
public readonly record struct NotionAnswer<T>(T Value, DateTimeOffset? AsOf);

namespace HigherSelf.Sync.Sandbox.Notion.Model;

/// <summary>Who makes a change, when, and whether the limits of the API hold (people in the app have none).</summary>
internal readonly record struct Editor(NotionUser User, DateTimeOffset At, bool HasApiLimits);

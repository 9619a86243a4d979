namespace HigherSelf.Sync.Engine.Reporting;

/// <summary>One of the two sides.</summary>
public enum Side
{
    Notion,
    Supabase,
}

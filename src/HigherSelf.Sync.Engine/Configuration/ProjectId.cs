namespace HigherSelf.Sync.Engine.Configuration;

/// <summary>The id of a hosted Supabase project, as its addresses have it.</summary>
public static class ProjectId
{
    /// <summary>The id in the host of a project's URL or database: &lt;id&gt;.supabase.co, db.&lt;id&gt;.supabase.co. Null for any other host.</summary>
    public static string? OfHost(string host)
    {
        var name = host.StartsWith("db.", StringComparison.OrdinalIgnoreCase) ? host[3..] : host;
        var end = name.IndexOf(".supabase.co", StringComparison.OrdinalIgnoreCase);
        return end > 0 && end + ".supabase.co".Length == name.Length && !name[..end].Contains('.', StringComparison.Ordinal) ? name[..end] : null;
    }

    /// <summary>The id in the user that a pooler knows: postgres.&lt;id&gt;. Null for any other user.</summary>
    public static string? OfUser(string user) => user.StartsWith("postgres.", StringComparison.Ordinal) && user.Length > "postgres.".Length ? user["postgres.".Length..] : null;
}

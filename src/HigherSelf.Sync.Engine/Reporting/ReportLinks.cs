namespace HigherSelf.Sync.Engine.Reporting;

/// <summary>Where a person finds what a report names.</summary>
/// <param name="SupabaseUrl">The project; null if it is not known.</param>
public sealed record ReportLinks(Uri? SupabaseUrl)
{
    private const string HostedDomain = ".supabase.co";

    /// <summary>A page in Notion.</summary>
    public static Uri Page(Guid pageId) => new($"https://www.notion.so/{pageId:N}");

    /// <summary>The tables of the project in Supabase's dashboard; null where it is not one of Supabase's own.</summary>
    public Uri? Tables => SupabaseUrl is { Scheme: "https" } url && url.Host.EndsWith(HostedDomain, StringComparison.OrdinalIgnoreCase)
        && url.Host[..^HostedDomain.Length] is { Length: > 0 } project && project.All(char.IsAsciiLetterOrDigit)
        ? new Uri($"https://supabase.com/dashboard/project/{project}/editor")
        : null;
}

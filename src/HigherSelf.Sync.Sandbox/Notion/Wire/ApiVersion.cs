using System.Collections.Immutable;

namespace HigherSelf.Sync.Sandbox.Notion.Wire;

/// <summary>The API versions that are spoken here, oldest first.</summary>
internal enum ApiVersion
{
    /// <summary>Data sources; trash is called both <c>archived</c> and <c>in_trash</c>.</summary>
    V20250903,

    /// <summary>Trash is called <c>in_trash</c> only.</summary>
    V20260311,
}

internal static class ApiVersions
{
    private static readonly ImmutableArray<string> Names = ["2025-09-03", "2026-03-11"];

    public static ApiVersion Parse(string? header)
    {
        if (string.IsNullOrEmpty(header))
        {
            throw ApiException.MissingVersion();
        }

        var position = Names.IndexOf(header);
        return position >= 0 ? (ApiVersion)position : throw ApiException.UnsupportedVersion(header, Names);
    }

    /// <summary>Whether requests and answers of the version carry <c>archived</c>.</summary>
    public static bool HasArchived(this ApiVersion version) => version < ApiVersion.V20260311;
}

using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using HigherSelf.Sync.Sandbox.Notion.Model;

namespace HigherSelf.Sync.Sandbox.Notion.Values;

/// <summary>
/// The addresses of files that Notion hosts. Every read signs them anew, for about an hour, so that the same file never
/// has the same URL twice.
/// </summary>
internal static class HostedFiles
{
    private const string Host = "https://prod-files-secure.s3.us-west-2.amazonaws.com/";

    /// <summary>For how long a signed URL works.</summary>
    public static TimeSpan Lifetime { get; } = TimeSpan.FromHours(1);

    public static string NewAddress(WorkspaceState state, string name) =>
        $"{Host}{state.Id}/{state.Ids.Next()}/{Uri.EscapeDataString(name)}";

    public static string Sign(string address, DateTimeOffset now, long serial)
    {
        var date = now.UtcDateTime.ToString("yyyyMMdd'T'HHmmss'Z'", CultureInfo.InvariantCulture);
        var signature = Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes($"{address} {date} {serial}")));
        return $"{address}?X-Amz-Algorithm=AWS4-HMAC-SHA256&X-Amz-Date={date}"
            + $"&X-Amz-Expires={Lifetime.TotalSeconds}&X-Amz-Signature={signature}&x-id=GetObject";
    }

    public static bool TryUnsign(string url, out string address)
    {
        address = url.Split('?')[0];
        return address.StartsWith(Host, StringComparison.Ordinal);
    }
}

using System.Net;
using HigherSelf.Sync.Sandbox.Notion.Wire;

namespace HigherSelf.Sync.Sandbox.Notion.Http;

/// <summary>A request as it came over the wire.</summary>
internal sealed record IncomingRequest(string Method, string RawUrl, string? Authorization, string? Version, ReadOnlyMemory<byte> Body)
{
    public string Path => RawUrl.Split('?')[0];

    /// <summary>The members of the query string, in their order; a name may occur more than once.</summary>
    public IReadOnlyList<KeyValuePair<string, string>> Query => RawUrl.Split('?', 2) is [_, var query]
        ? [.. query.Split('&', StringSplitOptions.RemoveEmptyEntries).Select(Pair)]
        : [];

    public bool IsTooLarge => Body.Length > Limits.Payload;

    public static async Task<IncomingRequest> ReadAsync(HttpListenerRequest request, CancellationToken cancellation)
    {
        var body = new MemoryStream();
        await request.InputStream.CopyToAsync(body, cancellation).ConfigureAwait(false);
        return new IncomingRequest(
            request.HttpMethod,
            request.RawUrl ?? "/",
            request.Headers["Authorization"],
            request.Headers["Notion-Version"],
            body.GetBuffer().AsMemory(0, (int)body.Length));
    }

    private static KeyValuePair<string, string> Pair(string text)
    {
        var parts = text.Split('=', 2);
        return new(Decode(parts[0]), parts.Length == 2 ? Decode(parts[1]) : "");
    }

    private static string Decode(string text) => Uri.UnescapeDataString(text.Replace('+', ' '));
}

using HigherSelf.Sync.Sandbox.Notion.Wire;

namespace HigherSelf.Sync.Sandbox.Notion.Http;

/// <summary>A request as it came over the wire.</summary>
/// <param name="Method">The HTTP method.</param>
/// <param name="Target">Path and query string, percent-encoded.</param>
/// <param name="Headers">The headers, found in any case.</param>
/// <param name="Body">The body; empty when there is none.</param>
internal sealed record IncomingRequest(string Method, string Target, IReadOnlyDictionary<string, string> Headers, ReadOnlyMemory<byte> Body)
{
    public string Path => Target.Split('?')[0];

    /// <summary>The members of the query string, in their order; a name may occur more than once.</summary>
    public IReadOnlyList<KeyValuePair<string, string>> Query => Target.Split('?', 2) is [_, var query]
        ? [.. query.Split('&', StringSplitOptions.RemoveEmptyEntries).Select(Pair)]
        : [];

    public string? Authorization => Headers.GetValueOrDefault("Authorization");

    public string? Version => Headers.GetValueOrDefault("Notion-Version");

    public bool KeepsConnection => !string.Equals(Headers.GetValueOrDefault("Connection"), "close", StringComparison.OrdinalIgnoreCase);

    public bool IsTooLarge => Body.Length > Limits.Payload;

    private static KeyValuePair<string, string> Pair(string text)
    {
        var parts = text.Split('=', 2);
        return new(Decode(parts[0]), parts.Length == 2 ? Decode(parts[1]) : "");
    }

    private static string Decode(string text) => Uri.UnescapeDataString(text.Replace('+', ' '));
}

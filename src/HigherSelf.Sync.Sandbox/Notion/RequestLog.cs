namespace HigherSelf.Sync.Sandbox.Notion;

/// <summary>One request that reached the offline Notion.</summary>
/// <param name="Method">The HTTP method.</param>
/// <param name="Path">The path without the query string.</param>
/// <param name="Status">The status of the answer; 0 when the connection was dropped instead.</param>
public sealed record LoggedRequest(string Method, string Path, int Status);

/// <summary>The requests that the offline Notion has answered, in the order of their answers. Thread safe.</summary>
public sealed class RequestLog
{
    private readonly Lock gate = new();
    private readonly List<LoggedRequest> requests = [];

    /// <summary>How many requests there have been since the start or the last <see cref="Reset"/>.</summary>
    public int Count
    {
        get
        {
            lock (gate)
            {
                return requests.Count;
            }
        }
    }

    /// <summary>A copy of the requests so far.</summary>
    public IReadOnlyList<LoggedRequest> All
    {
        get
        {
            lock (gate)
            {
                return [.. requests];
            }
        }
    }

    /// <summary>Forgets them.</summary>
    public void Reset()
    {
        lock (gate)
        {
            requests.Clear();
        }
    }

    internal void Add(LoggedRequest request)
    {
        lock (gate)
        {
            requests.Add(request);
        }
    }
}

namespace HigherSelf.Sync.Sandbox.Notion;

/// <summary>One request that reached the offline Notion.</summary>
/// <param name="Method">The HTTP method.</param>
/// <param name="Path">The path without the query string.</param>
/// <param name="Status">The status of the answer; 0 when the connection was dropped instead.</param>
public sealed record LoggedRequest(string Method, string Path, int Status);

/// <summary>The requests that the offline Notion has answered, in the order of their answers. Thread safe.</summary>
public sealed class RequestLog
{
    private readonly Lock _gate = new();
    private readonly List<LoggedRequest> _requests = [];

    /// <summary>How many requests there have been since the start or the last <see cref="Reset"/>.</summary>
    public int Count
    {
        get
        {
            lock (_gate)
            {
                return _requests.Count;
            }
        }
    }

    /// <summary>A copy of the requests so far.</summary>
    public IReadOnlyList<LoggedRequest> All
    {
        get
        {
            lock (_gate)
            {
                return [.. _requests];
            }
        }
    }

    /// <summary>Forgets them.</summary>
    public void Reset()
    {
        lock (_gate)
        {
            _requests.Clear();
        }
    }

    internal void Add(LoggedRequest request)
    {
        lock (_gate)
        {
            _requests.Add(request);
        }
    }
}
